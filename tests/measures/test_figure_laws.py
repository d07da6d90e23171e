"""Laws that hold between figures of any log, tried on a simulated desk."""

from functools import cache

import pytest

from simsupport.demand import sample_demand
from simsupport.engines import simulate
from simsupport.measures import measure
from simsupport.measures.catalogue import CATALOGUE, applies
from simsupport.measures.dimensions import dimensions_of
from simsupport.scenario.models import Scenario

DESK = {
    "calendar": {"start": "2026-03-27", "warm_up": "1 d", "duration": "4 d", "time_zone": "Europe/Berlin"},
    "channels": {
        "phone": {"kind": "live", "open": {"mon-sun": "08:00-18:00"}, "target": {"share": "80%", "within": "20 s"}},
        "chat": {
            "kind": "live", "concurrency": 2, "open": {"mon-sun": "09:00-17:00"}, "when_closed": {"convert": "mail"},
        },
        "mail": {"kind": "deferred", "target": {"share": "90%", "within": "4 h", "clock": "business"}},
    },
    "topics": {
        "billing": {
            "talk": {"exponential": "6 min"},
            "wrap": "1 min",
            "recognised": "50%",
            "patience": {"phone": {"exponential": "3 min"}},
            "retries": {"probability": "50%", "after": {"exponential": "10 min"}},
            "returns": {"probability": "80%", "after": {"exponential": "4 h"}},
        },
        "technical": {"talk": {"exponential": "9 min"}, "recognised": "60%"},
    },
    "demand": [
        {"topic": topic, "channel": channel, "rate": rate, "labels": {"tier": {"vip": "10%", "standard": "90%"}}}
        for topic, channel, rate in (
            ("billing", "phone", "8 / h"), ("technical", "phone", "2 / h"), ("billing", "chat", "3 / h"),
            ("technical", "mail", "2 / h"),
        )
    ],
    "teams": {
        "frontline": {
            "shifts": {"day": {"days": "mon-sun", "hours": "08:00-17:00", "agents": 4, "breaks": ["12:00-12:30"]}},
            "skills": {"billing": {"resolves": "80%"}, "technical": {"resolves": "50%"}},
            "escalates_to": "specialists",
            "cost": {"hour": 20, "weekend": "+25%", "overtime": "+50%"},
        },
        "specialists": {"agents": 1, "skills": {"billing": {}, "technical": {}}, "cost": {"hour": 40}},
    },
}  # fmt: skip
DIMENSIONS = dimensions_of(Scenario.model_validate(DESK))
ADDS_UP = [m.name for m in CATALOGUE.values() if m.kind == "amount" and m.name not in ("people", "weekends_worked")]


@cache
def facts():
    desk = Scenario.model_validate(DESK)
    return simulate(desk, sample_demand(desk))


@cache
def overall():
    return measure(facts()).set_index("measure")


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_amounts_add_up(dimension):
    """The groups of a dimension hold every contact, issue, hour and amount once."""
    table = measure(facts(), by=[dimension])
    for name in ADDS_UP:
        if applies(CATALOGUE[name], [dimension]):
            rows = table[table["measure"] == name]
            assert rows["value"].sum() == pytest.approx(overall().loc[name, "value"]), name


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_ratios_are_ratios_of_sums(dimension):
    """Over groups the sums give the figure over all, but where contacts count in each team, or samples are more."""
    table = measure(facts(), by=[dimension])
    for rows in (rows for _, rows in table.groupby("measure")):
        name = rows["measure"].iloc[0]
        shared = dimension == "team" and (name.startswith("average") or name == "cost_per_contact")
        finer = dimension in ("quarter_hour", "half_hour") and name in ("backlog", "backlog_hours", "cycles_late")
        apart = name in ("backlog_clear_time", "weekends_per_person", "cost_per_month") or shared or finer
        if CATALOGUE[name].kind != "ratio" or apart:
            continue
        over_time = name in ("queue_length", "backlog", "backlog_hours") and not _is_interval(dimension)
        sums = rows["numerator"].sum(), rows["denominator"].mean() if over_time else rows["denominator"].sum()
        assert sums == pytest.approx((overall().loc[name, "numerator"], overall().loc[name, "denominator"])), name


def _is_interval(dimension):
    return dimension not in ("channel", "topic", "team", "label.tier", "target")


def test_shares_lie_between_0_and_1():
    table = measure(facts(), by=["hour"])
    shares = table[table["measure"].map(lambda name: CATALOGUE[name].unit == "1")]["value"].dropna()
    assert len(shares) > 200
    assert ((shares >= 0) & (shares <= 1)).all()


def test_who_was_offered_was_answered_gave_up_was_blocked_or_waits():
    rows = overall()
    gave_up = rows.loc["abandonment_rate", "numerator"]
    blocked = rows.loc["blocked_rate", "numerator"]
    waiting = rows.loc["offered", "value"] - rows.loc["answered", "value"] - gave_up - blocked
    legs = facts().legs
    late = legs[(legs["arrived"] >= facts().scenario.calendar.warm_up) & (legs["leg"] == 0)]
    assert waiting == ((late["outcome"] == "open") & (late["started"] < 0)).sum()


def test_percentiles_are_in_order():
    waits = [overall().loc[f"wait_p{share}", "value"] for share in (50, 90, 95, 99)]
    assert waits == sorted(waits)
    assert waits[-1] <= overall().loc["longest_wait", "value"]


def test_the_parts_of_the_cost_add_up():
    parts = ("cost_wages", "cost_premiums", "cost_overtime", "cost_outsourcing", "cost_concessions")
    assert sum(overall().loc[part, "value"] for part in parts) == pytest.approx(overall().loc["cost", "value"])
