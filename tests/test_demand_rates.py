"""How many issues come when (R4, R22): contacts, special days and initiatives, against exact integrals.

Power: with the numbers of issues used here a check that fails once in 10,000 seeds finds, with a chance of 99%, a rate
that is wrong by 4% as a whole, a share that is wrong by 2 points.
"""

from typing import Any

import numpy as np
import pytest
from demands import TIERS, Z, desk, expected_by, far_from, issues_of

import simsupport as ss
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.rates import expected, rates
from simsupport.scenario.timeline.surges import surges
from simsupport.units import DAY, HOUR, WEEK

NAME = "billing/phone"
OFFICE = {"mon-fri": [0] * 8 + [9, 12, 13, 12, 9, 10, 11, 10, 8, 6] + [0] * 6, "holiday": "40%"}
BUSY = {"volume": "5000 issues / week", "profile": OFFICE}
TRAITS = ["topic", "hard", "amount"]


def counts(scenario: Scenario, length: int, seed: int = 3) -> np.ndarray:
    created = issues_of(scenario, NAME, seed)["created"].to_numpy()
    return np.bincount(created // length, minlength=-(-scenario.calendar.horizon // length))


def same_traits(one: Scenario, other: Scenario, columns: list[str] = TRAITS) -> bool:
    """Whether the k-th issue of the line is the same customer in both."""
    first, second = issues_of(one, NAME), issues_of(other, NAME)
    both = min(len(first), len(second))
    assert both > 1000
    return bool((first[columns][:both] == second[columns][:both]).all(axis=None))


# Contacts


@pytest.mark.parametrize("key", ["rate", "volume"])
def test_contacts_are_issues_by_the_share_of_first_contacts(key: str) -> None:
    contacts = desk({key: "2000 contacts / week", "first_contacts": "50%", "profile": OFFICE})
    issues = desk({key: "1000 issues / week", "profile": OFFICE})
    assert ss.sample_demand(contacts).table.equals(ss.sample_demand(issues).table)
    assert expected(contacts, contacts.lines[0]).total == pytest.approx(4000)


# Special days


def test_a_special_day_has_its_factor() -> None:
    """Each of 28 days: exactly in the mean, and 24,000 issues drawn."""
    special = desk(BUSY, special_days={"2026-03-05": {"demand": "x3"}, "2026-03-17": {"demand": "x0"}})
    due = np.tile([1000.0] * 5 + [0.0] * 2, 4)
    due[[3, 15]] = 3000, 0
    np.testing.assert_allclose(expected_by(special, NAME, DAY), due)
    assert not far_from(counts(special, DAY), due)


def test_a_special_day_is_a_date_on_the_clock_of_the_channel() -> None:
    zone = {"kind": "live", "time_zone": "America/New_York"}
    special = desk(
        {"rate": "60 / h"}, special_days={"2026-03-05": {"demand": "x0"}}, channels={"phone": zone},
        calendar={"duration": "1 weeks", "time_zone": "Europe/Berlin"},
    )  # fmt: skip
    due = np.full(7 * 24, 60.0)
    due[3 * 24 + 6 : 4 * 24 + 6] = 0  # New York is six hours behind Berlin
    np.testing.assert_allclose(expected_by(special, NAME, HOUR), due)
    assert not far_from(counts(special, HOUR), due)


@pytest.mark.parametrize(
    ("scope", "number"),
    [({}, 3), ({"topics": ["billing"]}, 2), ({"channels": ["email"]}, 1), ({"topics": ["technical"]}, 1)],
)
def test_a_special_day_is_for_some_lines(scope: dict[str, Any], number: int) -> None:
    lines = ({"rate": "9 / h"}, {"rate": "9 / h", "channel": "email"}, {"rate": "9 / h", "topic": "technical"})
    usual, special = desk(*lines), desk(*lines, special_days={"2026-03-05": {"demand": "x2", **scope}})
    before, after = ([expected(each, line).total for line in each.lines] for each in (usual, special))
    assert sorted(np.subtract(after, before)) == pytest.approx([0.0] * (3 - number) + [9 * 24.0] * number)


def test_special_days_change_no_customer_and_no_other_line() -> None:
    other = {"name": "other", "rate": "30 / h", "labels": TIERS, "topic": "technical"}
    usual = desk(BUSY, other)
    special = desk(BUSY, other, special_days={"2026-03-05": {"demand": "x3", "topics": ["billing"]}})
    assert same_traits(usual, special)
    assert issues_of(usual, "other").equals(issues_of(special, "other"))
    before = issues_of(special, NAME)["created"] < 3 * DAY
    assert issues_of(usual, NAME)["created"][: before.sum()].equals(issues_of(special, NAME)["created"][before])


# Initiatives


def initiative(name: str = "launch", **parts: Any) -> dict[str, Any]:
    return {"initiatives": {name: {"effects": {"demand": "x3"}, **parts}}}


def test_an_initiative_ramps_the_demand_in() -> None:
    """From the second week on, over a week: 1 + 2 · level at the middle of each hour."""
    given = initiative(starts="2026-03-09", ends="2026-03-20", ramp="1 weeks")
    ramped = desk({"rate": "120 / h"}, **given)
    hours = np.arange(4 * 168)
    level = np.where((hours >= 168) & (hours < 18 * 24), np.minimum(1, (hours + 0.5 - 168) / 168), 0)
    due = 120 * (1 + 2 * level)
    np.testing.assert_allclose(expected_by(ramped, NAME, HOUR), due)
    assert not far_from(counts(ramped, HOUR), due)
    assert same_traits(desk({"rate": "120 / h"}), ramped)


def test_factors_of_initiatives_and_special_days_multiply() -> None:
    both = {"a": {"effects": {"demand": "x2"}}, "b": {"effects": {"demand": "-50%"}, "starts": "2026-03-09"}}
    given = desk({"rate": "10 / h"}, initiatives=both, special_days={"2026-03-10": {"demand": "x5"}})
    np.testing.assert_allclose(expected_by(given, NAME, DAY)[[0, 7, 8]], [480, 240, 1200])


@pytest.mark.parametrize("scope", [{"topics": ["technical"]}, {"channels": ["email"]}, {"labels": {"tier": ["vip"]}}])
def test_an_initiative_for_others_changes_nothing(scope: dict[str, Any]) -> None:
    other = {"name": "other", "topic": "technical", "channel": "email", "rate": "1 / h", "labels": TIERS}
    usual, given = desk({"rate": "60 / h"}, other), desk({"rate": "60 / h"}, other, **initiative(**{"for": scope}))
    assert issues_of(usual, NAME).equals(issues_of(given, NAME))


def test_an_initiative_that_has_not_begun_changes_nothing() -> None:
    line = {"rate": "60 / h", "labels": TIERS}
    late = initiative(starts="2027-01-01", **{"for": {"labels": {"tier": ["vip"]}}})
    assert issues_of(desk(line), NAME).equals(issues_of(desk(line, **late), NAME))


LABELS_OF = {"rate": "120 / h", "labels": TIERS}
VIPS = {
    "a": {"effects": {"demand": "x3"}, "for": {"labels": {"tier": ["vip"]}}},
    "b": {"effects": {"demand": "-50%"}, "ramp": "1 weeks",
          "for": {"labels": {"tier": ["vip", "new"], "country": ["at"]}}},
    "c": {"effects": {"demand": "x1.5"}},
}  # fmt: skip
BASE = {(country, tier): float(TIERS["country"][country][:-1]) * float(TIERS["tier"][tier][:-1]) / 10_000
        for country in ("at", "de") for tier in ("new", "plain", "vip")}  # fmt: skip


def factor_of(country: str, tier: str, hour: np.ndarray) -> np.ndarray:
    """What the three initiatives make of the issues with these labels, hour by hour."""
    level = np.minimum(1, (hour + 0.5) / 168)
    b = 1 - 0.5 * level if country == "at" and tier in ("vip", "new") else np.ones(len(hour))
    return (3 if tier == "vip" else 1) * b * 1.5


def test_demand_of_some_labels_becomes_more_or_less_and_the_rest_does_not() -> None:
    """Each combination of labels has exactly its own rate: that of the line times share times its factors."""
    given = desk(LABELS_OF, initiatives=VIPS)
    line, hours = given.lines[0], np.arange(4 * 168)
    found = rates(given, line)
    shares = surges(given, line, found.middles)
    assert shares.labels == ("country", "tier")
    by_labels = found.per_tick[:, None, None] * shares.shares[shares.state] * HOUR
    for (country, tier), share in BASE.items():
        place = ["at", "de"].index(country), ["new", "plain", "vip"].index(tier)
        np.testing.assert_allclose(by_labels[:, *place], 120 * share * factor_of(country, tier, hours), rtol=1e-12)


def test_demand_of_some_labels_is_drawn_so() -> None:
    """The counts of six combinations of labels in four weeks; without initiatives the same issues have other labels."""
    given = desk(LABELS_OF, initiatives=VIPS)
    drawn = issues_of(given, NAME, seed=5)
    hours = np.arange(4 * 168)
    due = [(120 * share * factor_of(*labels, hours)).reshape(4, 168).sum(axis=1) for labels, share in BASE.items()]
    week = drawn["created"] // WEEK
    found = [
        [((drawn["label.country"] == country) & (drawn["label.tier"] == tier) & (week == w)).sum() for w in range(4)]
        for country, tier in BASE
    ]
    assert not far_from(np.array(found), np.array(due))


def test_labels_change_only_where_they_must() -> None:
    """With 10% more vips the k-th issue keeps its labels but for the few whose number lies between the bounds."""
    usual = desk(LABELS_OF)
    few = desk(LABELS_OF, initiatives={"a": {**VIPS["a"], "effects": {"demand": "+10%"}}})
    assert same_traits(usual, few)
    first, second = issues_of(usual, NAME), issues_of(few, NAME)
    both = min(len(first), len(second))
    assert first["label.country"][:both].equals(second["label.country"][:both])
    changed = (first["label.tier"][:both] != second["label.tier"][:both]).mean()
    # vip takes 0.11 / 1.01 instead of 0.1 at the top; new 0.3 / 1.01 at the bottom: 0.0089 and 0.0030 change
    share = 0.01 * 0.9 / 1.01 + 0.3 * 0.01 / 1.01
    assert abs(changed - share) < Z * np.sqrt(share / both)


def test_superposition_of_labels() -> None:
    """A line whose vips are tripled is like two lines, of vips and of others: as many a day, as much scatter."""
    whole = desk({"rate": "60 / h", "labels": TIERS}, calendar={"duration": "100 d"}, initiatives={"a": VIPS["a"]})
    parts = desk(
        {"name": "vip", "rate": "18 / h"}, {"name": "others", "rate": "54 / h"}, calendar={"duration": "100 d"}
    )
    drawn = issues_of(whole, NAME, seed=8)
    tiers = [drawn["label.tier"] == "vip", drawn["label.tier"] != "vip"]
    for some, name, a_day in zip(tiers, ("vip", "others"), (18 * 24, 54 * 24), strict=True):
        for created in (drawn["created"][some], issues_of(parts, name, seed=8)["created"]):
            days = np.bincount(created // DAY, minlength=100)
            assert not far_from(days, np.full(100, float(a_day)))
            assert abs(days.var(ddof=1) / a_day - 1) < Z * np.sqrt(2 / 99)


# Mix


def channel_shares(scenario: Scenario, weeks: tuple[int, ...] = (0, 1, 2, 3)) -> dict[str, float]:
    drawn = issues_of(scenario, NAME, seed=4)
    shares = drawn["channel"][(drawn["created"] // WEEK).isin(weeks)].value_counts(normalize=True)
    return {name: share for name, share in shares.items() if share}


def mix(**shares: str) -> dict[str, Any]:
    return {"effects": {"mix": shares}}


def near(found: float, share: float, number: int) -> bool:
    return abs(found - share) < Z * np.sqrt(share * (1 - share) / number)


def test_a_mix_leads_shares_to_other_channels() -> None:
    """80,640 issues: 30% to chat and 20% to email; nothing else about them changes."""
    line = {"rate": "2 / min", "labels": TIERS}
    usual, mixed = desk(line), desk(line, initiatives={"app": mix(chat="30%", email="20%")})
    found = channel_shares(mixed)
    assert all(near(found[name], share, 80_640) for name, share in {"chat": 0.3, "email": 0.2}.items())
    rest = [column for column in issues_of(usual, NAME).columns if column != "channel"]
    assert issues_of(usual, NAME)[rest].equals(issues_of(mixed, NAME)[rest])


def test_a_mix_ramps_in_and_ends() -> None:
    """No issue before the start and after the end; in between the share grows with the level."""
    app = {**mix(chat="40%"), "starts": "2026-03-09", "ends": "2026-03-23", "ramp": "2 weeks"}
    mixed = desk({"rate": "2 / min"}, initiatives={"app": app})
    assert all("chat" not in channel_shares(mixed, (week,)) for week in (0, 3))
    for week, level in ((1, 0.25), (2, 0.75)):
        assert near(channel_shares(mixed, (week,))["chat"], 0.4 * level, 20_160)


def test_initiatives_take_from_what_those_before_have_left() -> None:
    """By name: a takes half, b half of the rest; with b alone another half is taken, without it a's stay a's."""
    line = {"rate": "2 / min"}
    one = issues_of(desk(line, initiatives={"a": mix(chat="50%")}), NAME)["channel"]
    both = issues_of(desk(line, initiatives={"b": mix(email="50%"), "a": mix(chat="50%")}), NAME)["channel"]
    assert (both[one == "chat"] == "chat").all()
    assert near((both == "email").mean(), 0.25, len(both))
    assert near((one == "chat").mean(), 0.5, len(one))


def test_a_mix_is_for_some_labels() -> None:
    given = {**mix(chat="100%"), "for": {"labels": {"tier": ["vip", "new"], "country": ["de"]}}}
    drawn = issues_of(desk({"rate": "60 / h", "labels": TIERS}, initiatives={"app": given}), NAME)
    wanted = drawn["label.tier"].isin(["vip", "new"]) & (drawn["label.country"] == "de")
    assert wanted.any()
    assert ((drawn["channel"] == "chat") == wanted).all()


@pytest.mark.parametrize("scope", [{"topics": ["technical"]}, {"channels": ["email"]}])
def test_a_mix_for_other_lines_leads_nobody(scope: dict[str, Any]) -> None:
    given = {**mix(chat="100%"), "for": scope}
    assert channel_shares(desk({"rate": "60 / h"}, initiatives={"app": given}))["phone"] == 1
