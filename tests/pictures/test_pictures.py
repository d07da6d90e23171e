"""Pictures draw what the figures say, without warnings, and say why where there is nothing to draw."""

import dataclasses
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.figure import Figure

import simsupport as ss
from simsupport import pictures, targets
from simsupport.errors import SimsupportError
from simsupport.pictures import grid, look
from simsupport.pictures.backlog import open_hours
from simsupport.pictures.flow import counted
from simsupport.scenario import from_mapping
from simsupport.units import HOUR, SECOND

DESK: dict[str, Any] = {
    "name": "Office",
    "calendar": {"start": "2026-03-02", "duration": "2 d"},
    "channels": {
        "phone": {"kind": "live", "open": {"mon-fri": "09:00-17:00"}, "target": {"share": "80%", "within": "20 s"}},
        "email": {"kind": "deferred", "target": {"share": "90%", "within": "4 h"}},
    },
    "topics": {
        "call": {
            "talk": {"phone": {"exponential": "4 min"}, "email": {"exponential": "6 min"}},
            "wrap": "1 min",
            "patience": {"phone": {"exponential": "3 min"}},
            "returns": {"probability": "60%", "after": "2 h"},
        }
    },
    "demand": [
        {"topic": "call", "channel": "phone", "volume": "400 issues / week",
         "profile": {"mon-fri": [0] * 9 + [1] * 8 + [0] * 7}},
        {"topic": "call", "channel": "email", "rate": "3 / h"},
    ],
    "teams": {
        "desk": {"shifts": {"day": {"days": "mon-fri", "hours": "09:00-17:00", "agents": 2, "breaks": ["12:00-12:30"]}},
                 "skills": {"call": {"resolves": "70%"}}, "escalates_to": "lead"},
        "lead": {"shifts": {"day": {"days": "mon-fri", "hours": "10:00-16:00", "agents": 1}},
                 "skills": {"call": {}}},
    },
}  # fmt: skip
WEEK = ("day_of_week", "hour")
pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def scenarios() -> list[Any]:
    return [from_mapping(DESK), from_mapping({**DESK, "name": "$Two$ 🙂 _" + "x" * 150, "description": "The same."})]


@pytest.fixture(scope="module")
def log(scenarios: list[Any]) -> Any:
    return ss.simulate(scenarios[0], ss.sample_demand(scenarios[0], 1, 0))


@pytest.fixture(scope="module")
def results(scenarios: list[Any]) -> Any:
    names = ["service_level", "backlog", "occupancy", "average_speed_of_answer", "sla_compliance"]
    by = [WEEK, ("team", "hour"), *targets.breakdowns(scenarios)]
    return ss.run(scenarios, 3, seed=1, by=by, names=names)


@pytest.fixture
def ax() -> Iterator[Axes]:
    """An axis that is drawn in the end, as what is wrong with a text shows only then."""
    figure = Figure((8, 4), layout="constrained")
    found = figure.subplots()
    yield found
    figure.canvas.draw()


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    return [text.get_text() for text in found.get_texts()] if found else []


def figures(table: pd.DataFrame, measure: str, scenario: str = "Office") -> pd.DataFrame:
    return table[(table["measure"] == measure) & (table["scenario"] == scenario)]


def test_a_week_has_the_values_of_the_table(results: Any, ax: Axes) -> None:
    table = results.summary(WEEK)
    assert pictures.week(table, ax, scenario="Office") is ax
    mesh = next(each for each in ax.collections if isinstance(each, QuadMesh))
    drawn = np.ma.filled(mesh.get_array(), np.nan).reshape(7, 24)
    rows = figures(table, "service_level").set_index(["day_of_week", "hour"])["mean"]
    assert drawn[0, 10] == pytest.approx(100 * rows["mon", 10])
    expected = rows.unstack().reindex(["mon", "tue"])[list(range(24))].to_numpy() * 100
    np.testing.assert_allclose(drawn[:2], expected)
    assert np.isnan(drawn[2:]).all()
    assert [tick.get_text() for tick in ax.get_yticklabels()][:2] == ["Mon", "Tue"]
    assert ax.get_figure().axes[1].get_ylabel() == "service level (%)"


def test_occupancy_has_a_row_for_each_team(results: Any, ax: Axes) -> None:
    table = results.summary(("team", "hour"))
    pictures.occupancy(table, ax, scenario="Office")
    mesh = next(each for each in ax.collections if isinstance(each, QuadMesh))
    drawn = np.ma.filled(mesh.get_array(), np.nan).reshape(2, 24)
    rows = figures(table, "occupancy").set_index(["team", "hour"])["mean"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["desk", "lead"]
    np.testing.assert_allclose(drawn, 100 * rows.unstack().loc[["desk", "lead"]].to_numpy())


def test_a_measured_log_will_do(log: Any, ax: Axes) -> None:
    pictures.week(ss.measure(log, by=WEEK), ax)
    assert any(isinstance(each, QuadMesh) for each in ax.collections)


def test_options_stand_where_their_figures_are(results: Any, ax: Axes) -> None:
    table = results.summary()
    pictures.options(table, ax, "average_speed_of_answer")
    rows = table[table["measure"] == "average_speed_of_answer"]
    unit, factor = ("hours", 1 / 3600) if rows[["mean", "low", "high"]].abs().max(axis=None) >= 3 * 3600 else (
        "minutes", 1 / 60)  # fmt: skip
    assert ax.get_xlabel() == f"average speed of answer ({unit}), with intervals"
    dots = [bar.lines[0].get_xdata()[0] for bar in ax.containers]
    np.testing.assert_allclose(dots, rows["mean"] * factor)
    spans = [bar.lines[2][0].get_segments()[0][:, 0] for bar in ax.containers]
    np.testing.assert_allclose(spans, rows[["low", "high"]] * factor)


def test_promises_are_lines_and_outcomes_marks(ax: Axes) -> None:
    def verdict(name: str, mean: float) -> targets.Verdict:
        return targets.Verdict(name, "answered", 0.8, False, mean, mean - 0.05, mean + 0.05, 0.5, 0.5)

    given = [verdict("good", 0.9), verdict("open", 0.82), verdict("bad", 0.6), verdict("none", np.nan)]
    pictures.promises(given, ax)
    assert [80, 80] in [list(line.get_xdata()) for line in ax.lines]
    assert legend(ax) == ["promised: at least 80%", "met", "undecided", "missed"]
    assert texts(ax) == ["no figure"]
    assert [bar.lines[0].get_marker() for bar in ax.containers] == ["o", "D", "X"]


@pytest.mark.parametrize(("clock", "hours"), [("calendar", 168), ("business", 40)])
def test_the_backlog_has_a_line_for_each_scenario(
    clock: Any, hours: int, results: Any, scenarios: list[Any], ax: Axes
) -> None:
    table = results.summary(WEEK)
    pictures.backlog(table, ax, clock, scenarios)
    line = ax.lines[0]
    assert len(line.get_xdata()) == hours
    rows = figures(table, "backlog").set_index(["day_of_week", "hour"])["mean"]
    at = 9 if clock == "calendar" else 0
    assert line.get_ydata()[at] == pytest.approx(rows["mon", 9])
    assert line.get_ydata()[at + 1] == pytest.approx(rows["mon", 10])
    assert ax.get_ylabel() == "backlog (contacts)"
    assert legend(ax)[0] == "Office"


def test_open_hours_are_those_of_channels_that_close(scenarios: list[Any]) -> None:
    found = open_hours(scenarios[0])
    assert np.flatnonzero(found).tolist() == [24 * day + hour for day in range(5) for hour in range(9, 17)]
    nights = {"phone": {"kind": "live", "open": {"sun": "22:30-06:00"}}}
    night = from_mapping({**DESK, "channels": {**DESK["channels"], **nights}})
    assert np.flatnonzero(open_hours(night)).tolist() == [0, 1, 2, 3, 4, 5, 166, 167]
    never = {name: {"kind": "deferred"} for name in ("phone", "email")}
    assert open_hours(from_mapping({**DESK, "channels": never})).all()


def test_waiting_passes_the_service_level_at_its_target(log: Any, ax: Axes) -> None:
    pictures.waiting(log, ax, "phone")
    curve = ax.lines[0]
    at = np.searchsorted(curve.get_xdata(), 20, side="right") - 1
    rows = ss.measure(log, by=["channel"], names=["service_level_offered"]).set_index("channel")["value"]
    assert curve.get_ydata()[at] == pytest.approx(100 * rows["phone"])
    assert "promised" in texts(ax)
    assert ax.get_ylabel() == "answered within it\n(% of contacts on phone)"


def test_waiting_of_several_logs_is_pooled(scenarios: list[Any], ax: Axes) -> None:
    logs = [ss.simulate(one, ss.sample_demand(one, 1, number)) for one in scenarios for number in range(2)]
    pictures.waiting(logs, ax)
    assert len(ax.lines) == len(legend(ax)) == 2
    tables = [ss.measure(log, names=["answered", "offered"])["value"].tolist() for log in logs[:2]]
    answered, offered = np.sum(tables, axis=0) if tables[0][0] < tables[0][1] else np.sum(tables, axis=0)[::-1]
    assert ax.lines[0].get_ydata()[-1] == pytest.approx(100 * answered / offered)


def test_the_queue_of_a_day_averages_to_the_queue_length(log: Any, ax: Axes) -> None:
    pictures.queue_day(log, ax, "2026-03-03")
    area = 0.0
    for field in ax.collections:
        assert isinstance(field, PolyCollection)
        points = field.get_paths()[0].vertices
        area += abs(np.sum(points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1])) / 2
    rows = ss.measure(log, by=["day"], names=["queue_length"]).set_index("day")["value"]
    assert rows["2026-03-03"] > 0
    assert area / (24 * HOUR) == pytest.approx(rows["2026-03-03"], rel=1e-9)
    assert legend(ax) == ["email", "phone"]


def test_a_day_of_agents_has_their_breaks_and_their_work(log: Any, ax: Axes) -> None:
    pictures.agents_day(log, ax, "2026-03-02")
    assert legend(ax) == ["on shift, idle", "overtime", "break", "phone", "email", "after the talk: paler"]
    breaks = next(each for each in ax.collections if each.get_hatch())
    corners = [path.vertices[:4] for path in breaks.get_paths()]
    of_log = log.agents[(log.agents["state"] == "break") & (log.agents["start"] < 24 * HOUR)]
    assert [(box[0, 0], box[1, 0]) for box in corners] == list(zip(of_log["start"], of_log["end"], strict=True))
    assert len(corners) == 2
    legs = log.legs[(log.legs["started"] >= 0) & (log.legs["started"] < 24 * HOUR)]
    talked = (legs["talk_ended"] - legs["started"])[legs["channel"] == "phone"].sum()
    phone = next(each for each in ax.collections if mpl.colors.to_hex(each.get_facecolor()[0]) == look.BLUE.lower())
    lengths = [path.vertices[1, 0] - path.vertices[0, 0] for path in phone.get_paths()]
    assert sum(lengths) == talked
    assert ax.get_xlabel() == "time on Mon 2026-03-02"
    assert [tick.get_text() for tick in ax.get_xticklabels()][:2] == ["09:00", "10:00"]


@pytest.mark.slow
def test_contacts_at_once_lie_apart_and_many_agents_are_thinned_out(ax: Axes) -> None:
    chat = {
        **DESK, "channels": {"phone": {"kind": "live", "concurrency": 3}, "email": DESK["channels"]["email"]},
        "teams": {"desk": {"agents": 90, "skills": {"call": {}}}},
        "calendar": {"start": "2026-03-02", "duration": "1 d"},
        "demand": [{"topic": "call", "channel": "phone", "rate": "50 / min"}],
    }  # fmt: skip
    scenario = from_mapping(chat)
    pictures.agents_day(ss.simulate(scenario, ss.sample_demand(scenario)), ax, most=10)
    assert ax.get_xlabel() == "time on Mon 2026-03-02; 10 of 90 agents"
    phone = next(each for each in ax.collections if mpl.colors.to_hex(each.get_facecolor()[0]) == look.BLUE.lower())
    boxes = [(path.vertices[:, 0].min(), path.vertices[:, 0].max(), round(path.vertices[:, 1].min(), 6))
             for path in phone.get_paths()]  # fmt: skip
    heights = {round(float(np.ptp(path.vertices[:, 1])), 6) for path in phone.get_paths()}
    assert heights <= {0.8, 0.4, round(0.8 / 3, 6)}
    boxes.sort(key=lambda box: (box[2], box[0]))
    assert all(one[1] <= other[0] or one[2] != other[2] for one, other in pairwise(boxes))


def test_flows_are_the_contacts_of_the_log(log: Any, ax: Axes) -> None:
    paths = counted(log)
    pictures.flow(log, ax)
    rows = ss.measure(log, names=["answered", "escalation_rate"]).set_index("measure")["value"]
    with_a_team = sum(number for path, number in paths.items() if len(path) > 2)
    handed_on = sum(number for path, number in paths.items() if "lead" in path[2:])
    assert with_a_team == rows["answered"]
    assert handed_on / with_a_team <= rows["escalation_rate"]  # some still wait for the lead
    bars = {round(bar.get_x(), 2): [] for bar in ax.patches if hasattr(bar, "get_height")}
    for bar in ax.patches:
        if hasattr(bar, "get_height"):
            bars[round(bar.get_x(), 2)].append(bar.get_height())
    assert sum(bars[0]) == sum(bars[max(bars)]) == paths.total()
    assert any(text.startswith("settled, ") for text in texts(ax))


def test_a_path_tells_each_leg_in_its_lane(log: Any, ax: Axes) -> None:
    legs = log.legs
    escalated = legs[(legs["kind"] == "escalation") & (legs["outcome"] == "solved")]["issue"].iloc[0]
    mine = legs[legs["issue"] == escalated]
    pictures.issue_path(log, ax, int(escalated))
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(dict.fromkeys(mine["team"]))
    told = [text for text in texts(ax) if text]
    assert len(told) == len(mine)
    assert told[0].startswith("first")
    seconds = (mine["talk_ended"] - mine["started"]).iloc[0] / SECOND
    assert f"talk {look.formats.duration(seconds)}" in told[0]
    assert ax.get_xlabel() == f"issue {escalated}; long stretches are shortened"


def sensitive(**given: Any) -> pd.DataFrame:
    """A table as `sensitivity` makes it: assumption, side and effect of each row."""
    rows = [("talk", "less", 0.06, "stands"), ("talk", "more", -0.08, "turns"), ("wrap", "less", 0.01, "stands"),
            ("wrap", "more", -0.03, "open")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["assumption", "side", "effect", "decision"])
    return table.assign(scenario="B", base="A", measure="fcr", unit="1", varied="4 min", unvaried=0.03,
                        unvaried_low=0.02, unvaried_high=0.04, effect_low=table["effect"] - 0.01,
                        effect_high=table["effect"] + 0.01, **given)  # fmt: skip


def test_a_tornado_has_a_bar_for_each_side(ax: Axes) -> None:
    pictures.tornado(sensitive(), ax)
    bars = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    np.testing.assert_allclose(bars, [(3, 6), (3, -8), (3, 1), (3, -3)])
    assert ax.get_xlabel() == "first-contact resolution (points): B less A"
    assert texts(ax) == ["4 min", "4 min ✗", "4 min", "4 min ?"]
    assert legend(ax) == ["less", "more", "✗ turns the decision", "? leaves it open"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["talk", "wrap"]


def test_a_tornado_names_what_it_leaves_out(ax: Axes) -> None:
    pictures.tornado(sensitive(), ax, most=1)
    assert len(ax.patches) == 2
    assert ax.get_xlabel().endswith("\n1 more assumptions move it less")


def empty(log: Any) -> Any:
    return dataclasses.replace(log, legs=log.legs.iloc[:0], agents=log.agents.iloc[:0])


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (lambda ax, r, log: pictures.week(r.summary(WEEK).iloc[:0], ax), "there is no service level at any hour"),
        (
            lambda ax, r, log: pictures.occupancy(r.summary(("team", "hour")).iloc[:0], ax),
            "there is no occupancy at any hour",
        ),
        (lambda ax, r, log: pictures.backlog(r.summary(WEEK).iloc[:0], ax), "there is no backlog at any hour"),
        (lambda ax, r, log: pictures.options(r.summary().iloc[:0], ax), "there is no service level of any scenario"),
        (lambda ax, r, log: pictures.promises([], ax), "there is no target"),
        (lambda ax, r, log: pictures.tornado(sensitive().iloc[:0], ax), "no assumption was varied"),
        (lambda ax, r, log: pictures.waiting(empty(log), ax, "phone"), "no contact was offered on phone"),
        (lambda ax, r, log: pictures.waiting([], ax), "no contact was offered"),
        (lambda ax, r, log: pictures.flow(empty(log), ax), "no contact came after the warm-up"),
        (lambda ax, r, log: pictures.agents_day(empty(log), ax), "nobody is scheduled on Mon 2026-03-02"),
        (lambda ax, r, log: pictures.queue_day(empty(log), ax), "nobody waits on Mon 2026-03-02"),
    ],
)
def test_where_there_is_nothing_it_says_why(
    draw: Callable[..., Axes], why: str, results: Any, log: Any, ax: Axes
) -> None:
    assert draw(ax, results, log) is ax
    assert " ".join(texts(ax)[0].split()).startswith(f"Nothing to draw: {why}")
    assert not ax.axison


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda ax, r, log: pictures.week(r.summary(WEEK), ax), "the table has 2 scenarios: name one of them, as in"),
        (lambda ax, r, log: pictures.week(r.summary(WEEK), ax, scenario="Ofice"), "did you mean 'Office'"),
        (lambda ax, r, log: pictures.week(r.summary(), ax), "the table has no day_of_week, hour, only scenario"),
        (lambda ax, r, log: pictures.options(r.summary(), ax, "servce_level"), "did you mean 'service_level'"),
        (lambda ax, r, log: pictures.backlog(r.summary(WEEK), ax, "business"), "the business clock goes by the hours"),
        (lambda ax, r, log: pictures.backlog(r.summary(WEEK), ax, "wall"), "there are calendar and business"),
        (lambda ax, r, log: pictures.tornado(sensitive(), ax, "fcrs"), "'fcrs' is not a measure of the table"),
        (lambda ax, r, log: pictures.waiting(log, ax, "fone"), "'fone' is not a channel; did you mean 'phone'"),
        (lambda ax, r, log: pictures.agents_day(log, ax, "2026-04-01"), "it goes from 2026-03-02 to 2026-03-03"),
        (lambda ax, r, log: pictures.queue_day(log, ax, "monday"), "'monday' is not a day, as in 2026-03-02"),
        (lambda ax, r, log: pictures.issue_path(log, ax, 10**6), "issue 1000000 is not in the log"),
    ],
)
def test_what_cannot_be_meant_is_told(
    draw: Callable[..., Axes], message: str, results: Any, log: Any, ax: Axes
) -> None:
    with pytest.raises(SimsupportError, match=message.replace("(", r"\(")):
        draw(ax, results, log)


@pytest.mark.slow
def test_the_same_gives_the_same_bytes(results: Any, log: Any) -> None:
    def drawn() -> list[str]:
        found = []
        for draw in (lambda ax: pictures.week(results.summary(WEEK), ax, scenario="Office"),
                     lambda ax: pictures.backlog(results.summary(WEEK), ax), lambda ax: pictures.flow(log, ax),
                     lambda ax: pictures.agents_day(log, ax)):  # fmt: skip
            figure = Figure((6, 3), layout="constrained")
            draw(figure.subplots())
            found.append(pictures.svg(figure))
        return found

    first = drawn()
    assert first == drawn()
    for text in first:
        assert ElementTree.fromstring(text).tag.endswith("svg")
        assert "<dc:date>" not in text


def test_names_steer_nothing_and_stay_apart() -> None:
    long = "a very long name of an option that goes on and on, "
    found = look.names(["$x$", "_private", "🙂", long + "one", long + "two", "x" * 100 + "y" * 100, "a\nb"])
    assert found == [
        r"\$x\$", " _private", "□", "a very long name of a…nd on, one", "a very long name of a…nd on, two",
        "x" * 21 + "…" + "y" * 10, "a b",
    ]  # fmt: skip
    assert look.names(["n" * 40, "n" * 41])[1].endswith("(2)")


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        ([0.1, 0.9], "1", (100, "%")),
        ([20, 179], "s", (1, "seconds")),
        ([20, 180], "s", (1 / 60, "minutes")),
        ([-10800], "s", (1 / 3600, "hours")),
        ([3 * 86400, np.nan], "s", (1 / 86400, "days")),
        ([], "s", (1, "seconds")),
        ([5], "contacts", (1, "contacts")),
    ],
)
def test_scales_suit_the_values(values: list[float], unit: str, expected: tuple[float, str]) -> None:
    assert look.scale_of(unit, values) == expected


def test_nothing_of_matplotlib_is_changed_or_imported_before(results: Any) -> None:
    import subprocess
    import sys

    code = "import sys, simsupport.pictures; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
    before = dict(mpl.rcParams)
    figure = Figure((6, 3), layout="constrained")
    pictures.svg(pictures.options(results.summary(), figure.subplots()).get_figure())
    assert dict(mpl.rcParams) == before


def test_numbers_can_be_read_on_any_colour_of_a_heat_map() -> None:
    assert grid._luminance((1, 1, 1, 1)) == pytest.approx(1)
    assert grid._luminance((0, 0, 0, 1)) == 0
    behind = [grid._luminance(colour) for colour in mpl.colormaps[grid.COLOURS](range(256))]
    contrasts = [1.05 / (each + 0.05) if each < grid.DARK else (each + 0.05) / 0.05 for each in behind]
    assert min(contrasts) > 4.5
