"""One small picture for each family of scenarios, drawn from figures that are simulated here, with fixed seeds.

`python -m scenarios.pictures` draws all of them beside this file, `python -m scenarios.pictures basics chat` some of
them, `--to DIR` elsewhere. They show means of four replications, and scenarios/README.md says what they teach.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import simsupport as ss
from simsupport import pictures
from simsupport.pictures import look

HERE = Path(__file__).parent
SCENARIOS = HERE.parent
SIZE = 4.4, 2.4  # inches
REPLICATIONS = 4
PERCENT, MINUTES, HOURS = 100, 1 / 60, 1 / 3600
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


def figures(
    files: Iterable[str], measures: Sequence[str], by: Sequence[str] = (),
    changes: Mapping[str, object] | None = None, initiatives: Sequence[str] = (),
) -> pd.DataFrame:  # fmt: skip
    """Means, a column for each measure; rows by scenario and the dimensions of `by`."""
    added = [SCENARIOS / f"initiatives/{name}.yaml" for name in initiatives]
    scenarios = [ss.load(SCENARIOS / f"{file}.yaml", changes, added) for file in files]
    results = ss.run(scenarios, replications=REPLICATIONS, seed=1, by=[list(by)], names=list(measures), progress=False)
    table = results.summary(list(by))
    return table.pivot_table("mean", ["scenario", *by], "measure", sort=False, observed=True)


def points(ax: Axes, table: pd.DataFrame, across: str, up: str, names: Sequence[str], joined: bool = False) -> None:
    """A dot for each scenario, with its name."""
    if joined:
        ax.plot(table[across], table[up], color=look.GREY, linewidth=1, zorder=1)
    spread = table[[across, up]].max() - table[[across, up]].min()
    middle = table[across].max() - spread[across] / 2
    for place, (x, y, name) in enumerate(zip(table[across], table[up], names, strict=True)):
        ax.plot(x, y, "o", color=look.colour(place))
        left = x > middle
        near = table[((table[[across, up]] - [x, y]).abs() < spread / 12).all(axis=1)][up]  # whose names would overlap
        aside = 0 if len(near) == 1 else 5 if y == near.max() else -5
        ax.annotate(name, (x, y), (-6 if left else 6, aside), textcoords="offset points", va="center",
                    ha="right" if left else "left", fontsize=look.SMALL)  # fmt: skip
    ax.margins(x=0.12, y=0.18)
    look.plain(ax, "both")


def lines(ax: Axes, table: pd.DataFrame, names: Sequence[str], marker: str = "None") -> None:
    """A line for each column."""
    for place, (name, column) in enumerate(zip(names, table.columns, strict=True)):
        ax.plot(table.index, table[column], marker=marker, markersize=3.5, linewidth=1.6, label=name,
                linestyle=look.LINES[place % 2], color=look.colour(place))  # fmt: skip
    ax.legend(frameon=False, fontsize=look.SMALL)
    look.plain(ax)


def bars(ax: Axes, values: pd.Series, names: Sequence[str], form: str) -> None:
    """A bar for each scenario, with its number."""
    shown = ax.barh(range(len(values)), values, color=[look.colour(place) for place in range(len(values))], height=0.6)
    ax.bar_label(shown, fmt=form, padding=3, fontsize=look.SMALL)
    ax.set_yticks(range(len(values)), names)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    look.plain(ax, "x")


def by_time(table: pd.DataFrame, measure: str, time: str) -> pd.DataFrame:
    """A column for each scenario, a row for each time."""
    return table[measure].unstack("scenario", sort=False).sort_index(key=lambda index: index.get_level_values(time))


# The families, in the order of the README


def basics(ax: Axes) -> None:
    agents = range(11, 17)
    for place, patience in enumerate((None, {"exponential": "3 min"})):
        waits = [
            figures(["basics/erlang-c"], ["mean_wait"], (), {"teams.desk.agents": n, "topics.call.patience": patience}
                    if patience else {"teams.desk.agents": n})["mean_wait"].item()
            for n in agents
        ]  # fmt: skip
        ax.plot(agents, waits, "o-", color=look.colour(place), markersize=4,
                label="callers hang up after 3 min" if patience else "everybody waits")  # fmt: skip
    ax.set(xlabel="agents, for 10 erlangs of calls", ylabel="mean wait (seconds)", ylim=(0, None))
    ax.legend(frameon=False, fontsize=look.SMALL)
    look.plain(ax)


def bank(ax: Axes) -> None:
    recorded = pd.read_csv(SCENARIOS / "bank-1999/recorded.csv").query("hour != 'all'")
    predicted = figures(["bank-1999"], ["mean_wait"], ["hour"])["mean_wait"].droplevel("scenario")
    hours = recorded["hour"].astype(int)
    ax.plot(hours, predicted.loc[hours], "-", color=look.BLUE, label="predicted")
    ax.plot(hours, recorded["mean_wait"], "o", color=look.VERMILION, markersize=4, label="recorded")
    ax.set(xlabel="hour of the day", ylabel="mean wait (seconds)", ylim=(0, None))
    ax.legend(frameon=False, fontsize=look.SMALL)
    look.plain(ax)


def weekend(ax: Axes) -> None:
    files = ["none", "skeleton", "extra", "split-shifts", "friday-monday", "outsourced", "follow-the-sun"]
    table = figures([f"weekend/{file}" for file in files], ["cost", "late_customers"]) / {
        "cost": 1000,
        "late_customers": 1,
    }
    points(ax, table, "cost", "late_customers", files)
    ax.set(xlabel="cost in four weeks (thousands)", ylabel="late customers", ylim=(0, None))


def empowerment(ax: Axes) -> None:
    limits = ["0", "25", "100", "500"]
    table = figures([f"empowerment/authority-{limit}" for limit in limits], ["cost", "lost_issues"])
    table = table / {"cost": 1000, "lost_issues": 1}
    points(ax, table, "lost_issues", "cost", [f"up to {limit}" for limit in limits], joined=True)
    ax.set(xlabel="customers lost in four weeks", ylabel="cost (thousands)")


def automation(ax: Axes) -> None:
    files = ["none", "bot", "self-service", "triage", "agent-assist", "all"]
    table = figures([f"automation/{file}" for file in files], ["occupancy"], ["team"])["occupancy"] * PERCENT
    bars(ax, table.xs("frontline", level="team"), files, "%.0f%%")
    ax.set(xlabel="occupancy of the front (%)")


def channels(ax: Axes) -> None:
    table = figures(["channels/omnichannel", "channels/siloed"], ["service_level"], ["channel"])
    table = by_time(table * PERCENT, "service_level", "channel")[::-1]
    for place, name in enumerate(("one desk", "a team for each")):
        ax.plot(table.iloc[:, place], range(len(table)), "os"[place], color=look.colour(place), label=name)
    ax.set_yticks(range(len(table)), table.index)
    ax.set(xlabel="service level (%)", xlim=(None, 102))
    ax.legend(frameon=False, fontsize=look.SMALL)
    look.plain(ax, "both")


def blending(ax: Axes) -> None:
    files = ["apart", "blended", "reserve", "interrupted"]
    table = figures([f"blending/{file}" for file in files], ["service_level", "average_speed_of_answer"], ["channel"])
    calls = table["service_level"].xs("phone", level="channel") * PERCENT
    mails = table["average_speed_of_answer"].xs("email", level="channel") * MINUTES
    points(ax, pd.DataFrame({"mails": mails, "calls": calls}), "mails", "calls", files)
    ax.set(xlabel="mails wait (minutes)", ylabel="calls within 20 s (%)")


def chat(ax: Axes) -> None:
    table = figures([f"chat/{n}" for n in ("one", "two", "three", "five")], ["abandonment_rate", "repeat_rate"])
    lines(ax, (table * PERCENT).set_axis([1, 2, 3, 5]), ["give up", "come again, unhelped"], "o")
    ax.set(xlabel="chats at once for each agent", ylabel="chats (%)", ylim=(0, None), xticks=[1, 2, 3, 5])


def ownership(ax: Axes) -> None:
    files = ["queue", "owner", "consult"]
    table = figures([f"ownership/{file}" for file in files], ["next_response_time_business"]) * MINUTES
    names = ["to whoever is free", "to the owner", "owner asks expert"]
    bars(ax, table["next_response_time_business"], names, "%.0f min")
    ax.set(xlabel="a reply waits (minutes of opening time)")


def triage(ax: Axes) -> None:
    files = ["perfect", "software", "menu", "one-desk"]
    bars(ax, figures([f"triage/{file}" for file in files], ["lost_issues"])["lost_issues"], files, "%.0f")
    ax.set(xlabel="customers lost")


def nights(ax: Axes) -> None:
    files = ["none", "on-call", "night-shift"]
    paths = [f"nights/{file}" for file in files]
    kept = figures(paths, ["sla_compliance"], ["topic"])["sla_compliance"].xs("incident", level="topic") * PERCENT
    cost = figures(paths, ["cost"])["cost"] / 1000
    points(ax, pd.DataFrame({"cost": cost, "kept": kept}), "cost", "kept", files)
    ax.set(xlabel="cost in eight weeks (thousands)", ylabel="incidents answered\nwithin an hour (%)", ylim=(0, 108))


def turnover(ax: Axes) -> None:
    table = figures(
        [f"turnover/{file}" for file in ("settled", "turnover", "illness-wave")], ["service_level"], ["month"]
    )
    table = by_time(table * PERCENT, "service_level", "month").iloc[:6]
    lines(
        ax,
        table.set_axis(["Jan", "Feb", "Mar", "Apr", "May", "Jun"]),
        ["settled", "two leave", "a wave of illness"],
        "o",
    )
    ax.set(ylabel="calls within 20 s (%)")


def backlog(ax: Axes) -> None:
    table = figures([f"backlog/{file}" for file in ("caught-up", "backlog", "helpers")], ["backlog"], ["day", "hour"])
    wide = table["backlog"].unstack("scenario", sort=False).sort_index().iloc[: 5 * 24]
    lines(ax, wide.reset_index(drop=True), ["caught up", "250 left over", "with two helpers"])
    ax.set(xticks=range(12, 5 * 24, 24), ylabel="mails that wait", ylim=(0, None))
    ax.set_xticklabels(WEEKDAYS)


def two_zones(ax: Axes) -> None:
    table = figures(["two-zones/berlin", "two-zones/two-zones"], ["answered"], ["hour"])
    wide = by_time(table, "answered", "hour")
    lines(ax, wide / 40, ["Berlin alone", "Berlin and Denver"], "o")  # eight weeks of five days
    ax.set(xlabel="hour of the day in Berlin", ylabel="calls answered a day", xticks=range(0, 24, 4))


def outage(ax: Axes) -> None:
    table = figures([f"outage/{file}" for file in ("none", "outage")], ["service_level"], ["day", "channel"])
    wide = table["service_level"].unstack(["scenario", "channel"], sort=False).sort_index().iloc[-5:] * PERCENT
    ordinary, broken = wide.columns.get_level_values(0).unique()
    shown = wide[[(ordinary, "phone"), (broken, "phone"), (broken, "email")]]
    lines(
        ax,
        shown.set_axis(WEEKDAYS),
        ["calls, ordinary week", "calls, outage on Tuesday", "mails, outage on Tuesday"],
        "o",
    )
    ax.set(ylabel="in time (%)", ylim=(0, 105))


def initiatives(ax: Axes) -> None:
    given = (["automation/none"], ["average_handling_time"], ["week"], {"calendar.duration": "8 weeks"})
    without, trained = (figures(*given, added)["average_handling_time"].to_numpy() for added in ((), ("training",)))
    table = pd.DataFrame({"without": without, "trained": trained}, index=range(1, len(without) + 1)) * MINUTES
    lines(ax, table, ["without", "with training in week 2"], "o")
    ax.set(xlabel="week", ylabel="handling time (minutes)", ylim=(9, None))


FAMILIES: dict[str, Callable[[Axes], None]] = {
    "basics": basics, "bank-1999": bank, "weekend": weekend, "empowerment": empowerment, "automation": automation,
    "channels": channels, "blending": blending, "chat": chat, "ownership": ownership, "triage": triage,
    "nights": nights, "turnover": turnover, "backlog": backlog, "two-zones": two_zones, "outage": outage,
    "initiatives": initiatives,
}  # fmt: skip


def draw(family: str) -> str:
    """The picture of a family, as SVG; its text stays text, in whatever font there is without serifs."""
    with rc_context({"font.size": 9, "svg.fonttype": "none"}):
        figure = Figure(SIZE, layout="constrained", facecolor="white")
        FAMILIES[family](figure.subplots())
        return pictures.svg(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"some of {', '.join(FAMILIES)}; by default all")
    parser.add_argument("--to", type=Path, default=HERE, metavar="DIR")
    options = parser.parse_args()
    if unknown := set(options.families) - set(FAMILIES):
        parser.error(f"there is no picture of {', '.join(sorted(unknown))}: choose from {', '.join(FAMILIES)}")
    for family in options.families or FAMILIES:
        (options.to / f"{family}.svg").write_text(draw(family), encoding="utf-8")


if __name__ == "__main__":
    main()
