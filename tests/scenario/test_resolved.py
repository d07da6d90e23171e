"""The resolved form is valid input and means the same."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thinned import thinned

from simsupport.scenario import from_mapping, load, resolved, resolved_text
from simsupport.scenario.files import yaml_file
from simsupport.scenario.models import Scenario

ROOT = Path(__file__).parents[2]
SCENARIOS = [path for path in sorted(ROOT.glob("scenarios/**/*.yaml")) if path.parent.name != "initiatives"]
DESK = ROOT / "tests/invalid/base/desk.yaml"
EVERYTHING = ROOT / "tests/scenario/everything.yaml"


def again(scenario: Scenario) -> Scenario:
    return from_mapping(yaml_file.parse(resolved_text(scenario)).plain(), force=True)


@pytest.mark.parametrize("path", thinned([EVERYTHING, DESK, *SCENARIOS], 10), ids=lambda path: path.stem)
def test_a_scenario_comes_back_from_its_resolved_form(path: Path) -> None:
    scenario = load(path, force=True)
    same = again(scenario)
    assert same == scenario
    assert resolved(same) == resolved(scenario)


def test_the_resolved_form_has_everything_and_no_files() -> None:
    form = resolved(load(DESK, changes={"calendar.holidays": "DE"}))
    assert form["calendar"]["holidays"] == []
    assert form["channels"]["chat"]["when_closed"] == "reject"
    assert form["channels"]["phone"]["open"]["wed"] == ["08:00-18:00"]
    assert form["demand"][0]["name"] == "billing/phone"
    assert "lines" not in form["channels"]["phone"]  # none: left out


NAMES = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="."), min_size=1, max_size=8) | (
    st.sampled_from(["on", "no", "null", "true", "5", "1e3", "0x1F", "~", "2026-01-05", "a b", "- x", "#x", "[x", "é{"])
)
DURATIONS = st.integers(0, 10**9).map(lambda ticks: f"{ticks} us") | st.sampled_from(["0 s", "1.5 h", "2 d 3 h"])
MEANS = st.integers(1, 10**9).map(lambda ticks: f"{ticks} us")
SHARES = st.floats(0, 1).filter(lambda share: share == 0 or share > 1e-20).map(lambda share: f"{share * 100!r}%")
CVS = st.floats(0.01, 20)
FACTORS = st.floats(0, 1000).filter(lambda f: f == 0 or f > 1e-20).map(lambda f: f"x{f!r}")
MONEY = st.floats(0, 1e9)
LEAF = st.one_of(
    DURATIONS,
    st.builds(lambda m: {"exponential": m}, MEANS),
    st.builds(lambda a, b: {"uniform": sorted((f"{a} us", f"{b} us"), key=lambda t: int(t[:-3]))},
              st.integers(0, 10**9), st.integers(0, 10**9)),
    st.builds(lambda m, k: {"erlang": {"mean": m, "k": k}}, MEANS, st.integers(1, 1000)),
    st.builds(lambda kind, m, cv: {kind: {"mean": m, "cv": cv}},
              st.sampled_from(["gamma", "lognormal", "weibull"]), MEANS, CVS),
    st.builds(lambda values: {"empirical": values}, st.lists(DURATIONS, min_size=1, max_size=5)),
)  # fmt: skip
DISTRIBUTIONS = LEAF | st.builds(
    lambda one, other: {"mixture": [{"share": "30%", **part(one)}, {"share": "70%", **part(other)}]}, LEAF, LEAF
)


def part(distribution: Any) -> dict[str, Any]:
    return distribution if isinstance(distribution, dict) else {"constant": distribution}


HOURS = st.builds(lambda start, end: f"{start:02}:00-{end:02}:30", st.integers(0, 11), st.integers(12, 23))
WEEKS = st.dictionaries(st.sampled_from(["mon-thu", "fri", "sat, sun", "holiday"]), HOURS, min_size=1)
ROWS = st.lists(st.floats(0, 1e6), min_size=24, max_size=24).map(lambda row: [1.0, *row[1:]])
PROFILES = st.builds(lambda row, share: {"mon-fri": row, "sat": row, "holiday": share}, ROWS, SHARES)
SIGNED = st.floats(-1e9, 1e9)
MOMENTS = DURATIONS | st.sampled_from(["2026-03-30", "2026-03-30 10:30", "2026-03-30 10:30:05"])
EFFECTS = st.fixed_dictionaries({}, optional={
    "demand": FACTORS, "talk": FACTORS, "unsolved": FACTORS, "authority": SIGNED, "head_start": DURATIONS,
    "manner": SIGNED,
})  # fmt: skip
INITIATIVES = st.fixed_dictionaries({}, optional={
    "starts": MOMENTS, "ramp": DURATIONS, "effects": EFFECTS, "cost": MONEY | st.just("1000 / month"),
})  # fmt: skip
CALLBACKS = st.fixed_dictionaries({"when_wait_exceeds": DURATIONS}, optional={"accepted": SHARES, "rings": DURATIONS})
BOTS = st.fixed_dictionaries({"takes": DISTRIBUTIONS}, optional={
    "open": WEEKS, "engages": SHARES, "starts": MOMENTS, "cost": MONEY,
    "hand_over": st.fixed_dictionaries({"context": st.booleans(), "talk": FACTORS}),
})  # fmt: skip
COEFFICIENTS = st.fixed_dictionaries({"base": st.floats(-10, 10)}, optional={"waiting": st.floats(-10, 10)})
RATES = st.builds(lambda count, unit: f"{count!r} / {unit}", st.floats(0, 100), st.sampled_from(["h", "d", "3 weeks"]))


def _printable(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


@st.composite
def scenarios(draw: Any) -> dict[str, Any]:
    """Scenarios with names and values that are hard to write down and read again."""
    phone, mail = draw(st.lists(NAMES, min_size=2, max_size=2, unique=True))
    topic, team, label = draw(NAMES), draw(NAMES), draw(NAMES.filter(lambda name: name not in ("topic", "channel")))
    values = draw(st.lists(NAMES, min_size=2, max_size=2, unique=True))

    def maybe(**keys: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {key: draw(strategy) for key, strategy in keys.items() if draw(st.booleans())}

    return {
        "name": draw(st.text(st.characters(exclude_categories=("C",)), max_size=20).filter(_printable)),
        "calendar": maybe(start=st.just("2026-03-28"), warm_up=DURATIONS, holidays=st.just(["2026-04-03"])),
        "channels": {
            phone: {"kind": "live", **maybe(open=WEEKS, lines=st.integers(1, 99), balks=SHARES, short_abandon=DURATIONS,
                                            callback=CALLBACKS, slowdown=st.floats(0, 5),
                                            further_chat=st.just({"resolves": "-1.25 points"}),
                                            rank=st.integers(1, 9) | st.just({label: {values[0]: 2}}))},
            mail: {"kind": "deferred", **maybe(interruptible=st.booleans(), resume_time=DURATIONS,
                                               head_start=DURATIONS | st.just({label: {values[1]: "5 min"}}),
                                               expected=MEANS)},
        },
        "topics": {
            topic: {
                "talk": draw(DISTRIBUTIONS),
                **maybe(wrap=DISTRIBUTIONS, patience=st.just({phone: "3 min"}), recognised=SHARES,
                        hard=st.fixed_dictionaries({"share": SHARES, "talk": FACTORS}),
                        asks=st.fixed_dictionaries({mail: st.fixed_dictionaries(
                            {"share": SHARES, "reply_after": DISTRIBUTIONS}, optional={"closes_after": DURATIONS})}),
                        on_hold=st.fixed_dictionaries({mail: st.fixed_dictionaries(
                            {"share": SHARES, "for": DISTRIBUTIONS})}),
                        follow_up=st.just({phone: {"share": "10%", "channel": mail}}),
                        chases=st.fixed_dictionaries({"probability": SHARES, "after": DISTRIBUTIONS}),
                        gives_up_silently=st.just({phone: "5%", "stale": "10 s"}),
                        returns=st.fixed_dictionaries({"probability": SHARES, "after": DISTRIBUTIONS})),
            }
        },
        "demand": [
            {"topic": topic, "channel": phone, "rate": draw(RATES), **maybe(profile=PROFILES),
             "labels": {label: {values[0]: "12.5%", values[1]: "87.5%"}}},
            {"name": "other", "topic": topic, "channel": mail, "volume": draw(RATES)},
        ],
        "teams": {
            team: {"shifts": {"x": {"days": "mon-fri", "hours": draw(HOURS), "agents": draw(st.integers(1, 9)),
                                    "breaks": ["12:00-12:30"]}},
                   **maybe(joins=st.just("2026-03-29") | st.just({"2026-03-30": 1}), owner_within=DURATIONS,
                           away=st.just({"coaching": "2 h / month"}), manner=SIGNED, grace=DURATIONS,
                           spread=st.fixed_dictionaries({"speed": SHARES, "manner": st.floats(0, 10)})),
                   "skills": {topic: maybe(speed=st.floats(0.001, 1000), resolves=SHARES)},
                   "cost": maybe(hour=MONEY, weekend=st.just("+25%"), minimum=st.just("2000 / month"))},
        },
        "automation": {"bot": maybe(**{phone: BOTS})},
        "initiatives": draw(st.dictionaries(NAMES, INITIATIVES, max_size=2)),
        "experience": maybe(complaints=st.just([topic]), csat=COEFFICIENTS,
                            survey=st.fixed_dictionaries({"response": SHARES, "extremes": FACTORS})),
        "value": maybe(customers=st.integers(1, 10**12), margin_per_customer=MONEY, discount=SHARES),
    }  # fmt: skip


@pytest.mark.parametrize("examples", [8, pytest.param(30, marks=pytest.mark.slow)])
def test_any_scenario_comes_back_from_its_resolved_form(examples: int) -> None:
    @given(scenarios())
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def comes_back(mapping: dict[str, Any]) -> None:
        scenario = from_mapping(mapping, force=True)  # effects on demand may make it as large as they like
        assert again(scenario) == scenario
        assert from_mapping(resolved(scenario), force=True) == scenario

    comes_back()
