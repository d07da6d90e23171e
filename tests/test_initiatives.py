"""The initiatives: each can be added to many desks, all of them in any order, and says where its numbers come from."""

import random
import re
from functools import cache
from itertools import product
from math import exp, log

import pytest
from families import SCENARIOS, Figures
from ruamel.yaml import YAML
from thinned import thinned

from simsupport import load, run
from simsupport.errors import ScenarioError
from simsupport.scenario.models import Scenario

FILES = sorted((SCENARIOS / "initiatives").glob("*.yaml"))
NAMES = [file.stem for file in FILES]
EVERYTHING = "channels/omnichannel"  # has every name that an initiative needs

# Desks that lack a name which an initiative needs, and the name; its description says so.
LACKING = {
    "chatbot": {"basics/repeat-contacts": "chat", "empowerment/authority-25": "chat"},
    "everyone-in-support": {"basics/repeat-contacts": "billing", "empowerment/authority-25": "technical"},
    "feedback-loop": {"basics/repeat-contacts": "billing"},
    "mobile": {
        "basics/repeat-contacts": "messaging", "empowerment/authority-25": "messaging", "weekend/none": "messaging",
        "automation/none": "messaging",
    },
    "predictive-analytics": {
        "basics/repeat-contacts": "tier", "empowerment/authority-25": "tier", "automation/none": "tier",
    },
    "proactive-service": {"basics/repeat-contacts": "frontline", "weekend/none": "email"},
    "quality-assurance": {"basics/repeat-contacts": "frontline"},
    "self-service": {"basics/repeat-contacts": "billing"},
    "sentiment-analysis": {"basics/repeat-contacts": "complaint", "automation/none": "complaint"},
    "social-listening": {
        "basics/repeat-contacts": "social", "empowerment/authority-25": "social", "automation/none": "social",
    },
    "soft-skills": {"basics/repeat-contacts": "frontline"},
    "training": {"basics/repeat-contacts": "frontline"},
    "upskilling": {"basics/repeat-contacts": "frontline", "empowerment/authority-25": "technical"},
    "voice-assistant": {"basics/repeat-contacts": "billing", "empowerment/authority-25": "technical"},
}  # fmt: skip
DESKS = ["basics/repeat-contacts", "empowerment/authority-25", "weekend/none", "automation/none", EVERYTHING]


def written(name: str) -> dict[str, object]:
    data: dict[str, object] = YAML(typ="safe", pure=True).load(
        (SCENARIOS / f"initiatives/{name}.yaml").read_text(encoding="utf-8")
    )
    return data


def desk(name: str, *initiatives: str, **changes: object) -> Scenario:
    files = [SCENARIOS / f"initiatives/{each}.yaml" for each in initiatives]
    return load(SCENARIOS / f"{name}.yaml", initiatives=files, changes=changes)


@cache
def bare(name: str) -> Scenario:
    """A desk without any initiative; each is compared to many."""
    return desk(name)


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_does_where_that_comes_from_and_what_it_leaves_out(name):
    data = written(name)
    text = str(data["description"])
    assert set(data) <= {"name", "description", "initiatives", "changes"}
    assert any(source in text for source in ("[S", "[J]", "J]", "assumed"))
    assert ". Does not model " in f". {text.replace(':', '.')}"
    assert bool(re.search(r"\bNeeds (a|topics|channels) ", text)) == (name in LACKING)


@pytest.mark.parametrize("name", thinned(NAMES, 4))
def test_starts_after_the_warm_up_of_any_desk(name):
    for initiative in desk(EVERYTHING, name).initiatives.values():
        assert initiative.starts is not None
        assert initiative.starts.day is None


@pytest.mark.parametrize(("name", "base"), thinned(product(NAMES, DESKS), 6))  # of each desk some: 6 and 5 share none
def test_is_added_to_a_desk_that_has_what_it_needs(name, base):
    lacking = LACKING.get(name, {}).get(base)
    if lacking is None:
        added = desk(base, name)
        assert added.initiatives.keys() >= written(name)["initiatives"].keys()
        assert added != bare(base)
        return
    assert f"`{lacking}`" in str(written(name)["description"]).replace("`tier: ", "`")
    with pytest.raises(ScenarioError, match=f"'{lacking}'"):
        desk(base, name)


def test_every_initiative_has_a_line_in_the_readme():
    text = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"(initiatives/{name}.yaml)" not in text] == []


def test_every_initiative_fits_at_least_one_common_desk():
    assert [name for name in NAMES if len(LACKING.get(name, {})) == len(DESKS)] == []


@pytest.mark.parametrize("seed", range(3))
def test_all_together_in_any_order_are_the_same_desk(seed):
    shuffled = random.Random(seed).sample(NAMES, len(NAMES))
    assert desk(EVERYTHING, *shuffled).model_dump() == in_order()


@cache
def in_order() -> dict[str, object]:
    return desk(EVERYTHING, *NAMES).model_dump()


def test_the_knowledge_base_has_the_numbers_that_its_quality_gives():
    quality, solved = 0.9, 0.72
    effects = desk(EVERYTHING, "knowledge-base").initiatives["knowledge-base"].effects
    assert effects.talk == effects.wrap == pytest.approx(1 - 0.25 * (quality - 0.5))
    log_odds = log(solved / (1 - solved)) + quality - 0.5
    assert effects.unsolved == pytest.approx((1 / (1 + exp(log_odds))) / (1 - solved), abs=0.005)


def test_agent_assist_helps_newcomers_most_and_experts_not_at_all():
    effects = desk(EVERYTHING, "agent-assist").initiatives["agent-assist"].effects
    surplus = 0.64
    newcomer = effects.talk * (1 + surplus * effects.newcomers) / (1 + surplus)
    two_deviations = exp(2 * (log(1 + 0.15**2)) ** 0.5)  # of a lognormal speed with a cv of 15%
    expert, slow = (effects.talk * speed ** (1 - effects.spread) for speed in (two_deviations, 1 / two_deviations))
    assert effects.talk == pytest.approx(0.87)
    assert newcomer == pytest.approx(0.75, abs=0.005)
    assert expert == pytest.approx(1, abs=0.005)
    assert slow == pytest.approx(0.76, abs=0.005)


@pytest.mark.parametrize(
    ("file", "initiative", "part"),
    [("bot", "chatbot", "bot"), ("self-service", "self-service", "self_service")],
)
def test_the_desk_with_automation_has_the_initiatives_numbers(file, initiative, part):
    at_once = {"starts": None, "ramp": 0}
    fixed = getattr(desk(f"automation/{file}").automation, part)
    added = getattr(desk("automation/none", initiative).automation, part)
    assert {name: given.model_copy(update=at_once) for name, given in added.items()} == fixed


def test_the_desk_with_agent_assist_has_the_initiatives_effects():
    fixed = desk("automation/agent-assist").initiatives["agent-assist"]
    assert desk("automation/none", "agent-assist").initiatives["agent-assist"].effects == fixed.effects
    assert desk("automation/all").initiatives["agent-assist"].effects == fixed.effects


# In the third week (if no other is named), when all have ramped in or are on their way: which figure rises (+) or
# falls (−), on which desk.
EFFECTS = [
    ("agent-assist", "automation/none", {}, "average_handling_time", "-"),
    ("automated-routing", "triage/menu", {}, "transfer_rate", "-"),
    ("bot-improvement", "automation/bot", {}, "containment_raw", "+"),
    ("chatbot", "automation/none", {"channel": "chat"}, "answered", "-"),
    ("co-browsing", "automation/none", {}, "average_handling_time", "="),
    ("crm", "automation/none", {}, "average_handling_time", "-"),
    ("everyone-in-support", "automation/none", {}, "cost", "+"),
    ("everyone-in-support", "automation/none", {}, "issues", "-"),
    ("feedback-loop", "automation/none", {"topic": "billing"}, "issues", "-"),
    ("feedback-loop", "automation/none", {"topic": "technical"}, "issues", "="),
    ("intraday", "automation/none", {"week": "2026-W03"}, "average_wrap_time", "-"),
    ("knowledge-base", "automation/none", {}, "fcr", "+"),
    ("launch", "automation/none", {}, "issues", "+"),
    ("mobile", EVERYTHING, {"channel": "messaging"}, "offered", "+"),
    ("mobile", EVERYTHING, {"channel": "phone"}, "offered", "-"),
    ("onboarding", "automation/none", {}, "average_handling_time", "-"),
    ("outage", "automation/none", {"week": "2026-W03"}, "issues", "+"),
    ("predictive-analytics", "weekend/none", {"label.tier": "vip", "channel": "phone"}, "mean_wait", "-"),
    ("proactive-service", "automation/none", {"topic": "billing"}, "issues", "-"),
    ("procedures", "automation/none", {}, "average_handling_time", "-"),
    ("process-automation", "automation/none", {}, "average_wrap_time", "-"),
    ("quality-assurance", "automation/none", {}, "fcr", "+"),
    ("recruiting", "automation/none", {}, "cost_initiatives", "+"),
    ("refund-authority", "empowerment/authority-25", {}, "approval_rate", "-"),
    ("self-service", "automation/none", {"topic": "billing"}, "answered", "-"),
    ("sentiment-analysis", "empowerment/authority-25", {"topic": "complaint"}, "mean_wait", "-"),
    ("social-listening", "weekend/none", {"channel": "social"}, "offered", "+"),
    ("soft-skills", "automation/none", {}, "average_handling_time", "+"),
    ("training", "automation/none", {}, "average_handling_time", "-"),
    ("upskilling", "automation/none", {}, "escalation_rate", "-"),
    ("voice-assistant", "automation/none", {"channel": "phone"}, "answered", "-"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "base", "where", "measured", "sign"), EFFECTS)
def test_does_what_it_says(name, base, where, measured, sign):
    where = {"week": "2026-W05"} | where
    before, after = (figures(base, added)("desk", measured, **where) for added in ((), (name,)))
    assert {"+": after > before, "-": after < before, "=": after == before}[sign]


@cache
def figures(base: str, initiatives: tuple[str, ...]) -> Figures:
    """One replication of three weeks without a warm-up: all that is asked of a desk, which is simulated once."""
    asked = [row for row in EFFECTS if row[1] == base]
    by = [list(keys) for keys in sorted({tuple({"week": ""} | row[2]) for row in asked})]
    measured = sorted({row[3] for row in asked})
    changes = {"calendar.warm_up": "0 s", "calendar.duration": "3 weeks"}
    added = desk(base, *initiatives, **changes).model_copy(update={"name": "desk"})
    results = run([added], replications=1, seed=1, by=by, names=measured, workers=1, progress=False)
    return Figures(results, by)


def test_every_initiative_is_shown_to_do_something():
    assert {row[0] for row in EFFECTS} == set(NAMES)


@pytest.mark.slow
def test_all_together_run():
    everything = desk(EVERYTHING, *NAMES, **{"calendar.warm_up": "0 s", "calendar.duration": "3 weeks"})
    results = run([everything], replications=1, seed=1, names=["answered", "issues"], workers=1, progress=False)
    found = results.summary().set_index("measure")["mean"]
    assert found["answered"] > 0.6 * found["issues"] > 1000
