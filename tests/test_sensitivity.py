"""Sensitivity: what is assumed, how it is varied within its legal range, and what effects and decisions come of it."""

from math import isnan
from pathlib import Path

import numpy as np
import pytest

import simsupport as ss
from simsupport.errors import SimsupportError
from simsupport.measures.intervals import contrast, estimate
from simsupport.scenario import from_mapping
from simsupport.scenario.assumptions import GUESSED, Assumption, assumptions, shown, varied
from simsupport.scenario.files.not_yet import matches
from simsupport.scenario.files.tree import of_plain
from simsupport.sensitivity import plan, sensitivity

HERE = Path(__file__).parent
DESK = {
    "name": "Own desk",
    "calendar": {"duration": "4 h"},
    "channels": {"phone": {"kind": "live", "target": {"share": "80%", "within": "20 s"}}},
    "topics": {"call": {"talk": {"exponential": "5 min"}, "patience": {"exponential": "2 min"}}},
    "demand": [{"topic": "call", "channel": "phone", "rate": "20 / h"}],
    "teams": {"desk": {"agents": 3, "skills": {"call": {"resolves": "90%"}}, "cost": {"hour": 30}}},
}
OWN = from_mapping(DESK)
WORDS = ["demand.call/phone.rate", "teams.desk.skills.call.resolves", "topics.call.patience", "topics.call.talk"]


@pytest.mark.parametrize(
    ("stated", "factor", "expected", "clipped"),
    [
        ("10 / min", 1.2, "12 / min", False),
        ("2500 contacts / week", 0.8, "2000 contacts / week", False),
        ("5031.5 / week", 0.8, "4025.2 / week", False),
        ("80%", 1.2, "96%", False),
        ("90%", 1.2, "100%", True),
        ("90%", 0.8, "72%", False),
        ("-90 points", 1.2, "-100 points", True),
        ("5 min", 0.8, "4 min", False),
        ("x1.8", 1.2, "x1.96", False),  # the effect of 80% is 96% then
        ("x0.9", 0.8, "x0.92", False),
        ("x0.1", 1.2, "x0", True),
        (66, 0.8, 52.8, False),
        ([12, 9], 1.5, [18.0, 13.5], False),
        ({"constant": "78 s"}, 0.5, {"constant": "39 s"}, False),
        ({"exponential": "5 min"}, 1.2, {"exponential": "6 min"}, False),
        ({"uniform": ["0 s", "10 s"]}, 1.2, {"uniform": ["0 s", "12 s"]}, False),
        ({"erlang": {"mean": "4 min", "k": 3}}, 0.5, {"erlang": {"mean": "2 min", "k": 3}}, False),
        ({"lognormal": {"mean": "10 s", "cv": 0.8}}, 1.2, {"lognormal": {"mean": "12 s", "cv": 0.8}}, False),
        ({"empirical": ["1 s", "2 s"]}, 2, {"empirical": ["2 s", "4 s"]}, False),
        (
            {"mixture": [{"share": "40%", "constant": "1 s"}, {"share": "60%", "gamma": {"mean": "2 s", "cv": 1}}]}, 2,
            {"mixture": [{"share": "40%", "constant": "2 s"}, {"share": "60%", "gamma": {"mean": "4 s", "cv": 1}}]},
            False,
        ),
    ],
)  # fmt: skip
def test_a_value_is_varied_as_it_is_written(stated, factor, expected, clipped):
    found = varied(Assumption(("a", "path"), "a.path", stated), factor)
    assert (found.value, found.clipped) == (expected, clipped)


@pytest.mark.parametrize(
    ("key", "stated", "factor", "expected", "clipped"),
    [
        ("cv", 19.0, 1.2, 20.0, True),
        ("cv", 0.1, 0.8, 0.08, False),
        ("slowdown", 4.5, 1.5, 5.0, True),
        ("speed", 900.0, 1.5, 1000.0, True),
    ],
)
def test_plain_numbers_have_bounds_of_their_own(key, stated, factor, expected, clipped):
    found = varied(Assumption(("a", key), f"a.{key}", stated), factor)
    assert (found.value, found.clipped) == (expected, clipped)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("80%", "80%"), ("8 / h", "8 / h"), ("5 min", "5 min"), ("330 s", "5.5 min"), ("2304 min", "1.6 d"),
        (52.8, "52.8"), ([1, 2, 3], "3 values"), ({"lognormal": {"mean": "100 s", "cv": 1}}, "100 s"),
        ({"exponential": 66}, "66"),
    ],
)  # fmt: skip
def test_a_value_is_shown_in_a_few_letters(value, expected):
    assert shown(value) == expected


def test_what_is_stated_is_assumed_and_what_is_neutral_or_decided_is_not():
    assert sorted(each.name for each in assumptions(OWN)) == WORDS
    assert {each.name: each.stated for each in assumptions(OWN)}["topics.call.talk"] == {"exponential": "5 min"}


@pytest.mark.slow
def test_every_kind_of_guess_is_found_and_has_legal_variants():
    """A pattern that matches nothing in a scenario with every key would be a typing error."""
    scenario = ss.load(HERE / "scenario/everything.yaml")
    tree = of_plain(scenario.model_dump(mode="json", exclude_none=True, by_alias=True))
    unmatched = [pattern for pattern in GUESSED if not list(matches(tree, pattern))]
    assert unmatched == ["demand.*.moves.*.share"]  # it has one move, not several
    found = plan([scenario], 0.2, force=True)
    assert len(found.variants) == 2 * len(assumptions(scenario))
    assert {variant.scenarios[0].name for variant in found.variants if variant.clipped} >= {
        f"{scenario.name}: automation.triage.accuracy +20%"
    }


def test_a_variant_that_no_scenario_can_have_is_left_out_and_told():
    scenario = ss.load(HERE / "scenario/everything.yaml")
    with pytest.warns(
        UserWarning, match=r"^left out, for it can't be: teams.frontline.absence.spell -90% \(.*: spells"
    ):
        found = plan([scenario], 0.9, only=["*.spell"], force=True)
    assert [variant.side for variant in found.variants] == ["more"]


def test_variants_of_scenarios_with_long_names_stay_apart():
    """Figures go by the name: two desks whose names differ at their ends, and each of their variants."""
    desks = [from_mapping({**DESK, "name": f"{'x' * 190} {number}"}) for number in (1, 2)]
    planned = plan(desks, 0.2)
    assert len(planned.variants) == 2 * len(WORDS)
    assert len(planned.all_scenarios) == 2 + 2 * len(planned.variants)


def test_an_effect_is_the_paired_difference_from_what_is_stated():
    found = sensitivity(OWN, 0.5, ["service_level", "offered"], 4, seed=3, workers=1)
    more = from_mapping(DESK, changes={"name": "more", "demand.call/phone.rate": "30 / h"})
    expected = ss.compare(ss.run([OWN, more], 4, seed=3, workers=1)).set_index("measure")
    rows = found[(found["assumption"] == "demand.call/phone.rate") & (found["side"] == "more")]
    assert rows["measure"].tolist() == ["service_level", "offered"]
    for row in rows.to_dict("records"):
        paired = expected.loc[row["measure"]]
        assert (row["stated"], row["varied"], row["base"]) == ("20 / h", "30 / h", None)
        assert row["unvaried"] == pytest.approx(paired["base_mean"])
        assert row["figure"] == pytest.approx(paired["option_mean"])
        bounds = [row["effect"], row["effect_low"], row["effect_high"]]
        assert bounds == pytest.approx(paired[["difference", "low", "high"]].tolist())


def test_what_moves_the_figure_most_comes_first():
    found = sensitivity(OWN, 0.5, None, 4, workers=1)
    assert found["measure"].unique().tolist() == ["service_level"]
    span = found.groupby("assumption", sort=False)["effect"].agg(
        lambda effects: max(effects.max(), 0) - min(effects.min(), 0)
    )
    assert span.tolist() == sorted(span, reverse=True)
    assert sorted(span.index) == WORDS
    row = found[(found["assumption"] == "teams.desk.skills.call.resolves") & (found["side"] == "more")].iloc[0]
    assert (row["varied"], row["clipped"]) == ("100%", True)


def test_without_targets_another_measure_is_looked_at():
    aimless = from_mapping(DESK, changes={"channels.phone.target": None})
    found = sensitivity(aimless, replications=2, workers=1)
    assert found["measure"].unique().tolist() == ["average_speed_of_answer"]


def test_targets_that_turn():
    found = sensitivity(OWN, 0.9, None, 6, only=["demand*"], workers=1).set_index("side")
    assert found["targets"].to_dict() == {"less": "", "more": "phone first response missed"}


def test_one_replication_decides_nothing():
    found = sensitivity(
        [OWN, from_mapping(DESK, changes={"name": "b", "teams.desk.agents": 4})], replications=1, workers=1
    )
    assert found["effect"].notna().all()
    assert all(isnan(bound) for bound in found["effect_low"])
    assert found["decision"].unique().tolist() == ["open"]


OUTSOURCED = from_mapping(DESK, changes={
    "name": "Outsourced", "teams.desk.cost": {"hour": None, "contact": 4.0}, "teams.desk.agents": 30,
})  # fmt: skip


@pytest.mark.slow
def test_a_decision_turns_where_the_assumption_decides():
    """An outsourcer's 4.00 a contact beside 3 people at 30 an hour for 4 hours: 320 for 80 contacts, and 360.

    40 less; with 20 contacts less 120 less, with 20 more 40 more (it turns). The difference has a standard deviation of
    4 √80 = 36, of the mean of 24 replications 7.3: all three are 5 or more of these away from 0. What talk does to the
    cost of either is nothing but a few who are cut off by the end.
    """
    found = sensitivity([OWN, OUTSOURCED], 0.25, "cost", 24, only=["demand*", "*.talk"], workers=2)
    rows = found.set_index(["assumption", "side"])
    assert rows["base"].unique().tolist() == ["Own desk"]
    assert rows["decision"].to_dict() == {
        ("demand.call/phone.rate", "less"): "stands",
        ("demand.call/phone.rate", "more"): "turns",
        ("topics.call.talk", "less"): "stands",
        ("topics.call.talk", "more"): "stands",
    }
    assert found["assumption"].tolist()[:2] == ["demand.call/phone.rate"] * 2
    turned = rows.loc[("demand.call/phone.rate", "more")]
    assert turned["unvaried_high"] < 0 < turned["figure_low"]
    assert turned["effect"] == pytest.approx(turned["figure"] - turned["unvaried"])


def test_what_matches_a_pattern_moves_together():
    found = plan([OWN], 0.2, only=["topics.*", "demand.*"], together=["topics.*"])
    assert [(each.assumption, each.side, each.stated, each.varied) for each in found.variants] == [
        ("topics.*", "less", "5 min, 2 min", "4 min, 96 s"),
        ("topics.*", "more", "5 min, 2 min", "6 min, 2.4 min"),
        ("demand.call/phone.rate", "less", "20 / h", "16 / h"),
        ("demand.call/phone.rate", "more", "20 / h", "24 / h"),
    ]
    both = found.variants[0].scenarios[0].topics["call"]
    assert (both.talk["any"].mean, both.patience["any"].mean) == (240e6, 96e6)


def test_an_assumption_of_one_scenario_leaves_the_other_as_it_is():
    helped = from_mapping(
        DESK, changes={"name": "Helped"}, initiatives=[{"initiatives": {"a": {"effects": {"talk": "-10%"}}}}]
    )
    found = plan([OWN, helped], 0.5, only=["initiatives*"])
    assert [[scenario.name for scenario in each.scenarios] for each in found.variants] == [
        ["Own desk", f"{helped.name}: initiatives.a.effects.talk -50%"],
        ["Own desk", f"{helped.name}: initiatives.a.effects.talk +50%"],
    ]
    assert [each.scenarios[1].initiatives["a"].effects.talk for each in found.variants] == [0.95, 0.85]


@pytest.mark.parametrize(
    ("share", "more", "message"),
    [
        (1.0, {}, "assumptions are varied by a share between 0% and 100%, not by 100%"),
        (0.0, {}, "assumptions are varied by a share between 0% and 100%, not by 0%"),
        (
            0.2,
            {"only": ["topics.call.tlak"]},
            "no assumption matches 'topics.call.tlak'; did you mean 'topics.call.talk'?",
        ),
        (0.2, {"together": ["x*"]}, "no assumption matches 'x*'"),
        (
            0.2,
            {"only": ["demand.*"], "together": ["topics.*"]},
            "'topics.*' (together) matches no assumption that 'demand.*' (only) leaves",
        ),
    ],
)
def test_what_cannot_be_varied(share, more, message):
    with pytest.raises(SimsupportError) as error:
        plan([OWN], share, **more)
    assert str(error.value).startswith(message)


def test_a_desk_that_nothing_moves(tmp_path, monkeypatch):
    """The calls come from a file, named from the scenario's folder; a talk of no length stays one."""
    (tmp_path / "calls.csv").write_text("created\n2026-01-05 01:00\n2026-01-05 02:00\n")
    replay = [{"replay": "calls.csv", "topic": "call", "channel": "phone"}]
    teams = {"desk": {"agents": 1, "skills": {"call": {}}}}
    desk = {**DESK, "demand": replay, "teams": teams}
    bare = from_mapping({**desk, "topics": {"call": {"talk": "0 s"}}}, tmp_path)
    with pytest.raises(SimsupportError, match="no assumption can be 20% less or more"):
        plan([bare], 0.2)
    monkeypatch.chdir(HERE)
    timed = from_mapping({**desk, "topics": {"call": {"talk": "5 min"}}}, tmp_path)
    found = sensitivity(timed, 0.2, ["offered", "average_handling_time"], 2, workers=1)
    assert found["figure"].tolist() == [2, 2, 240, 360]


def test_a_contrast_subtracts_replication_by_replication():
    rng = np.random.default_rng(5)
    parts = [(rng.normal(size=(2, 6)), np.ones((2, 6))) for _ in range(4)]
    signed = list(zip((1, -1, -1, 1), parts, strict=True))
    found = contrast(signed, 0.9)
    (a, _), (b, _), (c, _), (d, _) = parts
    expected = estimate(a - b - c + d, np.ones((2, 6)), 0.9)
    for bound in ("mean", "low", "high"):
        assert getattr(found, bound) == pytest.approx(getattr(expected, bound))
