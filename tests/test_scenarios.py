"""The project's own scenarios: they load, run, differ from their bases only as they say, and do what they promise."""

from pathlib import Path
from typing import Any

import pytest
from families import SCENARIOS, Figures, family, scenario
from ruamel.yaml import YAML
from thinned import thinned

from simsupport import measure, run, sample_demand, simulate
from simsupport.errors import dotted
from simsupport.experiment import Results
from simsupport.scenario import check

FILES = sorted(
    str(path.relative_to(SCENARIOS)) for path in SCENARIOS.rglob("*.yaml") if "initiatives" not in path.parts
)
VARIANTS = [name for name in FILES if "\nextends:" in (SCENARIOS / name).read_text(encoding="utf-8")]

EXPECTED_WARNINGS = {
    "backlog/helpers.yaml": [
        "teams: 170.0 agent hours a week are scheduled, 20.0 more than in 'Monday with a backlog'"
    ],
    "chat/one.yaml": [
        "teams.desk: desk: 15.0 erlangs are offered to 7.0 agents on average, 214%",
        "channels.chat: 'slowdown' changes nothing: with a concurrency of 1 there is no second talk",
    ],
    "chat/two.yaml": ["teams.desk: desk: 7.5 erlangs are offered to 7.0 agents on average, 107%"],
    "nights/night-shift.yaml": ["teams: 278.0 agent hours a week are scheduled, 108.0 more than in 'Nobody at night'"],
    "weekend/extra.yaml": ["teams: 915.0 agent hours a week are scheduled, 80.0 more than in 'No weekend'"],
    "weekend/friday-monday.yaml": ["teams: 932.0 agent hours a week are scheduled, 97.0 more than in 'No weekend'"],
}


@pytest.mark.parametrize("name", thinned(FILES, 6))
def test_loads_without_unexpected_warnings(name):
    found = [f"{dotted(problem.path)}: {problem.message}" for problem in check(SCENARIOS / name)]
    warnings = [text.partition(" (in ")[0] for text in found]  # the rest names the file of the variant
    assert warnings == EXPECTED_WARNINGS.get(name, [])
    assert len(scenario(name).description) > 100


def test_every_scenario_has_a_line_in_the_readme():
    text = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"({name})" not in text] == []


@pytest.mark.parametrize("name", FILES)
def test_names_no_path_of_a_machine(name):
    text = (SCENARIOS / name).read_text(encoding="utf-8")
    assert not any(word in text for word in ("/home/", "/work/", "/tmp/", "C:\\"))


@pytest.mark.parametrize("name", thinned(VARIANTS, 6))
def test_a_variant_differs_from_its_base_only_as_it_says(name):
    data = YAML(typ="safe", pure=True).load((SCENARIOS / name).read_text(encoding="utf-8"))
    base = (Path(name).parent / data["extends"]).as_posix()
    different = differences(scenario(base).model_dump(), scenario(name).model_dump(), ())
    paths = {".".join(path) for path in different} - {"name", "description"}
    said = set(data["changes"])
    assert {path for path in paths if not any(f"{path}.".startswith(f"{change}.") for change in said)} == set()
    assert {change for change in said if not any(f"{path}.".startswith(f"{change}.") for path in paths)} == set()


def differences(old: Any, new: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The paths of what differs; what is new or gone as a whole counts once."""
    if old == new:
        return []
    if not isinstance(old, dict) or not isinstance(new, dict):
        return [path]
    different = [(*path, key) for key in old.keys() ^ new.keys()]
    for key in old.keys() & new.keys():
        different += differences(old[key], new[key], (*path, key))
    return different


@pytest.mark.parametrize("name", FILES)
def test_a_day_can_be_simulated(name):
    day = scenario(name, **{"calendar.warm_up": "0 s", "calendar.duration": "1 d"})
    figures = measure(simulate(day, sample_demand(day)), names=["issues", "answered"]).set_index("measure")["value"]
    assert figures["issues"] > 100
    assert figures["answered"] > 0.25 * figures["issues"]


# What the descriptions say. Figures of theory are approached by few replications: the tolerances are about three
# standard deviations of their mean.

THEORY = [  # scenario, changes, topic, measure, expected, tolerance
    ("mm1", {}, None, "mean_wait", 240, 36),
    ("mm1", {}, None, "occupancy", 0.8, 0.015),
    ("mm1", {}, None, "waited_share", 0.8, 0.02),
    ("mm1", {"demand.question/counter.rate": "54 / h"}, None, "mean_wait", 540, 160),
    ("erlang-c", {}, None, "occupancy", 0.71, 0.015),
    ("erlang-c", {}, None, "waited_share", 0.17, 0.025),
    ("erlang-c", {}, None, "mean_wait", 13, 3),
    ("erlang-c", {}, None, "service_level", 0.87, 0.02),
    ("erlang-c", {"teams.desk.agents": 13}, None, "service_level", 0.77, 0.03),
    ("erlang-c", {"teams.desk.agents": 11}, None, "mean_wait", 204, 60),
    ("erlang-a", {}, None, "abandonment_rate", 0.063, 0.004),
    ("erlang-a", {}, None, "waited_share", 0.46, 0.025),
    ("erlang-a", {}, None, "mean_wait", 11, 1),
    ("erlang-a", {}, None, "occupancy", 0.94, 0.01),
    ("separate", {}, None, "waited_share", 0.55, 0.03),
    ("separate", {}, None, "mean_wait", 166, 30),
    ("separate", {}, None, "occupancy", 0.8, 0.02),
    ("pooled", {}, None, "waited_share", 0.41, 0.03),
    ("pooled", {}, None, "mean_wait", 61, 12),
    ("pooled", {}, None, "occupancy", 0.8, 0.02),
    (
        "pooled",
        {"teams.billing-team.skills.technical.speed": 0.8, "teams.technical-team.skills.billing.speed": 0.8},
        None, "mean_wait", 226, 80,
    ),
    ("priorities", {}, "urgent", "mean_wait", 80, 6),
    ("priorities", {}, "ordinary", "mean_wait", 400, 55),
    ("priorities", {}, None, "mean_wait", 240, 30),
    ("repeat-contacts", {}, None, "contacts_per_issue", 1.32, 0.02),
    ("repeat-contacts", {}, None, "fcr", 0.7, 0.015),
    ("repeat-contacts", {}, None, "occupancy", 0.82, 0.02),
    ("repeat-contacts", {}, None, "service_level", 0.54, 0.05),
    ("repeat-contacts", {}, None, "mean_wait", 107, 30),
    ("repeat-contacts", {"teams.desk.skills.call.resolves": "80%"}, None, "service_level", 0.70, 0.04),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({row[0] for row in THEORY}))
def test_basics_come_out_as_theory_says(name):
    rows = [row for row in THEORY if row[0] == name]
    off = []
    for changes in {str(row[1]): row[1] for row in rows}.values():
        desk = scenario(f"basics/{name}.yaml", **changes)
        measures = {row[3] for row in rows}
        figures = means(run(desk, replications=3, by=[["topic"]], names=measures, workers=1, progress=False))
        for _, given, topic, measured, expected, tolerance in rows:
            if given == changes and not abs(figures[desk.name, topic, measured] - expected) <= tolerance:
                off.append((given, topic, measured, figures[desk.name, topic, measured], expected))
    assert off == []


def means(results: Results, by: str = "topic") -> dict[tuple[str, str | None, str], float]:
    """The mean of each measure, over all (None) and by the values of a dimension."""
    overall, split = results.summary(), results.summary(by=[by])
    found = {(row.scenario, None, row.measure): row.mean for row in overall.itertuples()}
    return found | {(row.scenario, str(getattr(row, by)), row.measure): row.mean for row in split.itertuples()}


WEEKEND = ["none", "skeleton", "extra", "split-shifts", "friday-monday", "outsourced", "follow-the-sun"]
WEEKEND_BY = [
    ["channel"],
    ["channel", "day_of_week"],
    ["team"],
    ["team", "day_of_week"],
    ["channel", "weekend"],
    ["week"],
]
WEEKEND_MEASURES = [
    "issues", "late_customers", "lost_issues", "paid_hours", "weekends_worked", "cost", "cost_premiums", "repeat_rate",
    "fcr", "service_level", "occupancy", "backlog", "backlog_clear_time", "first_response_time_p90",
    "first_response_time_business_p90",
]  # fmt: skip


@pytest.mark.slow
def test_weekend_options_do_what_their_descriptions_say():
    of = Figures(family("weekend", WEEKEND, 3, WEEKEND_BY, WEEKEND_MEASURES), WEEKEND_BY)

    def phone(name: str, day: str | None = None) -> float:
        if day is None:
            return of(name, "service_level", channel="phone")
        return of(name, "service_level", channel="phone", day_of_week=day)

    late = {name: of(name, "late_customers") / of("none", "late_customers") for name in WEEKEND}
    cost = {name: of(name, "cost") for name in WEEKEND}
    hours = {name: of(name, "paid_hours") for name in WEEKEND}
    weekends = {name: of(name, "weekends_worked") for name in WEEKEND}

    said = {
        # a desk as there are many: neither idle nor drowning
        "issues": 8000 < of("none", "issues") < 9500,
        "phone level": 0.75 < phone("none") < 0.88,
        "frontline busy": 0.5 < of("none", "occupancy", team="frontline") < 0.85,
        "mail desk without a pause on Mondays": of("none", "occupancy", team="mail-desk", day_of_week="mon") > 0.95,
        # none: a wave on Monday, which the business clock hides
        "late without a weekend": of("none", "late_customers") > 0.07 * of("none", "issues"),
        "the calendar shows it": of("none", "first_response_time_p90")
        > 4 * of("none", "first_response_time_business_p90"),
        "Monday": phone("none", "mon") < phone("none", "tue") - 0.1,
        "nobody on weekends": weekends["none"] == weekends["friday-monday"] == 0,
        "the wave clears sooner": of("skeleton", "backlog_clear_time") < 0.75 * of("none", "backlog_clear_time"),
        # skeleton: most for an hour
        "skeleton, late": late["skeleton"] < 0.55,
        "skeleton, hours": abs(hours["skeleton"] / hours["none"] - 1) < 0.005,
        "skeleton, premium only": 0 < cost["skeleton"] - cost["none"] < 0.04 * cost["none"],
        "skeleton, Mondays": phone("skeleton", "mon") > phone("none", "mon") + 0.08,
        "skeleton, midweek": phone("skeleton", "wed") < phone("none", "wed") - 0.05,
        "skeleton, thin weekend": 0.4 < of("skeleton", "service_level", channel="phone", weekend="True") < 0.75,
        "skeleton, figure for mail": of("skeleton", "service_level", channel="email")
        < of("none", "service_level", channel="email") - 0.03,
        # extra: the same weekend, nothing taken from the weekdays, for money
        "extra, late": abs(late["extra"] - late["skeleton"]) < 0.12,
        "extra, level": phone("extra") > phone("skeleton") + 0.03,
        "extra, money": cost["extra"] > 1.05 * cost["skeleton"],
        # split: the same hours, a lower level
        "split, late": late["split-shifts"] < 0.55,
        "split, hours": abs(hours["split-shifts"] / hours["none"] - 1) < 0.005,
        "split, level": phone("split-shifts") < phone("none") - 0.05,
        "split, Mondays": phone("split-shifts", "mon") < phone("none", "mon") - 0.06,
        "split, weekends": weekends["split-shifts"] > 1.6 * weekends["skeleton"],
        # friday-monday: the best level, no answer on Saturday
        "friday-monday, level": phone("friday-monday") == max(phone(name) for name in WEEKEND),
        "friday-monday, late": 0.85 < late["friday-monday"] < 1,
        # outsourced: fast, and back on Monday
        "outsourced, fast": of("outsourced", "service_level", channel="phone", weekend="True") > 0.75,
        "outsourced, lost": of("outsourced", "lost_issues") == min(of(name, "lost_issues") for name in WEEKEND),
        "outsourced, repeats": of("outsourced", "repeat_rate") > 1.3 * of("extra", "repeat_rate"),
        "outsourced, first contact": of("outsourced", "fcr", team="outsourcer")
        < of("extra", "fcr", team="frontline") - 0.08,
        "equal money": max(cost[name] for name in ("extra", "friday-monday", "outsourced"))
        < 1.04 * min(cost[name] for name in ("extra", "friday-monday", "outsourced")),
        # follow the sun: cheap hours, Sundays and evenings, bad Fridays
        "sun, late": late["follow-the-sun"] < 0.55,
        "sun, hours": abs(hours["follow-the-sun"] / hours["none"] - 1) < 0.005,
        "sun, cost": cost["follow-the-sun"] < 0.95 * cost["none"],
        "sun, Fridays": phone("follow-the-sun", "fri") < phone("none", "fri") - 0.1,
        "in one country none is cheapest": cost["none"] == min(cost[name] for name in WEEKEND[:-1]),
    }  # fmt: skip
    for name in WEEKEND:  # no option drowns
        weeks = weekly(of, name)
        said[f"{name}, backlog does not grow"] = max(weeks[2:]) < 1.3 * max(weeks[:2])
    assert [text for text, true in said.items() if not true] == []


def weekly(of: Figures, name: str) -> list[float]:
    """The mean backlog of each week, in order."""
    table = of.tables["week",]
    return table[(table["scenario"] == name) & (table["measure"] == "backlog")]["mean"].tolist()


EMPOWERMENT = ["authority-0", "authority-25", "authority-100", "authority-500", "escalate-25", "escalate-100"]
EMPOWERMENT_MEASURES = [
    "approval_rate", "escalation_rate", "repeat_rate", "average_hold_time", "cost_concessions", "lost_issues",
    "occupancy", "service_level", "fcr",
]  # fmt: skip


@pytest.mark.slow
def test_empowerment_does_what_the_descriptions_say():
    by = [["channel"], ["team"]]
    of = Figures(family("empowerment", EMPOWERMENT, 6, by, EMPOWERMENT_MEASURES), by)

    def asked(measured: str) -> list[float]:
        """A figure of the four variants that ask, from no authority to most."""
        return [of(name, measured) for name in EMPOWERMENT[:4]]

    falls = ("approval_rate", "escalation_rate", "average_hold_time", "lost_issues")
    rises = ("cost_concessions", "service_level", "fcr")
    said = {f"{name} falls": asked(name) == sorted(asked(name), reverse=True) for name in falls}
    said |= {f"{name} rises": asked(name) == sorted(asked(name)) for name in rises}

    repeats, lost, conceded = asked("repeat_rate"), asked("lost_issues"), asked("cost_concessions")
    specialists = {name: of(name, "occupancy", team="specialists") for name in EMPOWERMENT}
    said |= {
        "repeats fall": repeats[1] > repeats[2] > repeats[3] and repeats[3] < repeats[1] - 0.006,
        "repeats hardly rise without authority": abs(repeats[0] - repeats[1]) < 0.004,
        "approvals": asked("approval_rate")[0] > 0.27 and asked("approval_rate")[3] < 0.01,
        "the optimum is inside": (conceded[2] - conceded[1]) / (lost[1] - lost[2])
        < (conceded[3] - conceded[2]) / (lost[2] - lost[3]),
        "nobody asks": of("escalate-25", "approval_rate") == of("escalate-100", "approval_rate") == 0,
        "more escalations": of("escalate-25", "escalation_rate") > 1.5 * of("authority-25", "escalation_rate"),
        "busier specialists": specialists["escalate-25"] > 1.4 * specialists["authority-25"],
        "hardly matters at 100": of("escalate-100", "escalation_rate") < 1.4 * of("authority-100", "escalation_rate"),
    }
    assert [text for text, true in said.items() if not true] == []
