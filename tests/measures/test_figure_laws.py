"""Laws that hold between figures of any log, tried on a simulated desk."""

from functools import cache

import pytest

from simsupport.demand import sample_demand
from simsupport.engines import simulate
from simsupport.log import KINDS, OUTCOMES, STATES
from simsupport.measures import measure
from simsupport.measures.catalogue import CATALOGUE, applies
from simsupport.measures.dimensions import dimensions_of
from simsupport.scenario.models import Scenario

DESK = {
    "calendar": {"start": "2026-03-27", "warm_up": "1 d", "duration": "4 d", "time_zone": "Europe/Berlin"},
    "channels": {
        "phone": {
            "kind": "live", "open": {"mon-sun": "08:00-18:00"}, "at_closing": "clear", "lines": 4, "balks": "5%",
            "target": {"share": "80%", "within": "20 s"}, "drains_after": "1 min",
            "callback": {"when_wait_exceeds": "5 min", "accepted": "50%", "answered": "60%", "again_after": "30 min",
                         "attempts": 2, "rings": "20 s"},
        },
        "chat": {
            "kind": "live", "concurrency": 2, "slowdown": 0.3, "open": {"mon-sun": "09:00-17:00"},
            "when_closed": {"convert": "mail"},
        },
        "mail": {
            "kind": "deferred", "interruptible": True, "resume_time": "30 s",
            "target": {"share": "90%", "within": "4 h", "clock": "business"},
        },
    },
    "topics": {
        "billing": {
            "talk": {"exponential": "6 min"},
            "wrap": "1 min",
            "authority": {"needed": "10%", "amount": 40},
            "recognised": "50%",
            "patience": {"phone": {"exponential": "10 min"}, "chat": {"exponential": "5 min"}},
            "gives_up_silently": {"chat": "70%", "stale": "2 min"},
            "retries": {"probability": "50%", "after": {"exponential": "10 min"}},
            "returns": {"probability": "80%", "after": {"exponential": "4 h"}},
            "follow_up": {"phone": {"share": "20%", "channel": "mail"}},
        },
        "technical": {
            "talk": {"exponential": "9 min"},
            "recognised": "60%",
            "returns": {"probability": "50%", "after": {"exponential": "4 h"}},
            "asks": {"mail": {"share": "50%", "reply_after": {"exponential": "6 h"}, "replies": "70%",
                              "closes_after": "12 h"}},
            "on_hold": {"mail": {"share": "20%", "for": {"exponential": "5 h"}}},
            "chases": {"probability": "60%", "after": {"exponential": "30 min"}, "effort": "1 min"},
        },
    },
    "demand": [
        {"topic": topic, "channel": channel, "rate": rate, "labels": {"tier": {"vip": "10%", "standard": "90%"}}}
        for topic, channel, rate in (
            ("billing", "phone", "8 / h"), ("technical", "phone", "2 / h"), ("billing", "chat", "3 / h"),
            ("technical", "mail", "4 / h"),
        )
    ],
    "teams": {
        "frontline": {
            "shifts": {
                "day": {"days": "mon-sun", "hours": "08:00-17:00", "agents": 4, "breaks": ["12:00-12:30"]},
                "evening": {"days": "mon-sun", "hours": "17:00-22:00", "agents": 1,
                            "on_call": {"after": "30 min", "standby": "15%", "at_least": "4 h"}},
            },
            "grace": "2 min",
            "away": {"meeting": {"days": "sun", "at": "09:00", "length": "30 min"}, "coaching": "2 h / week"},
            "absence": {"share": "20%"},
            "authority": 25,
            "above_authority": {"ask": "supervisors"},
            "skills": {"billing": {"resolves": "80%"}, "technical": {"resolves": "50%"}},
            "escalates_to": "specialists",
            "hand_over": {"kind": "consult"},
            "cost": {"hour": 20, "weekend": "+25%", "overtime": "+50%"},
        },
        "specialists": {"agents": 1, "skills": {"billing": {}, "technical": {"resolves": "90%"}}, "cost": {"hour": 40}},
        "supervisors": {"agents": 1, "approves": {"takes": "2 min", "grants": "80%"}, "cost": {"hour": 50}},
    },
    "automation": {
        "self_service": {"billing": {"deflects": "10%", "wrongly": "30%"}},
        "bot": {"chat": {"takes": "1 min", "contains": {"billing": "40%"}, "wrongly": "30%", "cost": 0.5}},
        "triage": {"accuracy": "90%", "finds_out_in": "1 min"},
    },
    "routing": [
        {"topic": "technical", "to": [{"team": "specialists"}, {"team": "frontline"}]},
        {"topic": "billing", "to": [{"team": "frontline"}]},
    ],
    "initiatives": {"course": {"starts": "2026-03-28", "cost": 500, "away": {"team": "specialists", "hours": 5}}},
    "backlog": [{"topic": "technical", "channel": "mail", "count": 20, "age": {"uniform": ["1 h", "20 h"]}}],
    "targets": [
        {"name": "solved", "resolution": "8 h", "share": "90%"},
        {"name": "solved with pauses", "resolution": "8 h", "share": "90%", "pauses": ["pending", "on_hold"]},
        {"name": "replies", "where": {"channel": "mail"}, "next_response": "1 h", "share": "90%"},
    ],
}  # fmt: skip
DIMENSIONS = dimensions_of(Scenario.model_validate(DESK))
ADDS_UP = [m.name for m in CATALOGUE.values() if m.kind == "amount" and m.name not in ("people", "weekends_worked")]
OF_NO_TEAM = ("cost_bot", "cost_initiatives")  # parts of the cost
SAMPLED = ("backlog", "backlog_hours", "pending")


@cache
def facts():
    desk = Scenario.model_validate(DESK)
    return simulate(desk, sample_demand(desk))


@cache
def overall():
    return measure(facts()).set_index("measure")


def value(*names):
    return sum(overall().loc[name, "value"] for name in names)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_amounts_add_up(dimension):
    """The groups of a dimension hold every contact, issue, hour and amount once."""
    table = measure(facts(), by=[dimension])
    for name in ADDS_UP:
        if applies(CATALOGUE[name], [dimension]):
            apart = value(*OF_NO_TEAM) if (dimension, name) == ("team", "cost") else 0
            rows = table[table["measure"] == name]
            assert rows["value"].sum() + apart == pytest.approx(value(name)), name


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_ratios_are_ratios_of_sums(dimension):
    """Over groups the sums give the figure over all, but where contacts count in each team, or samples are more."""
    table = measure(facts(), by=[dimension])
    for rows in (rows for _, rows in table.groupby("measure")):
        name = rows["measure"].iloc[0]
        shared = dimension == "team" and name.startswith(("average", "cost_per"))
        finer = dimension in ("quarter_hour", "half_hour") and name in ("cycles_late", *SAMPLED)
        apart = name in ("backlog_clear_time", "weekends_per_person", "cost_per_month") or shared or finer
        if CATALOGUE[name].kind != "ratio" or apart:
            continue
        over_time = name in ("queue_length", *SAMPLED) and not _is_interval(dimension)
        sums = rows["numerator"].sum(), rows["denominator"].mean() if over_time else rows["denominator"].sum()
        assert sums == pytest.approx((overall().loc[name, "numerator"], overall().loc[name, "denominator"])), name


def _is_interval(dimension):
    return dimension not in ("channel", "topic", "team", "label.tier", "target")


def test_shares_lie_between_0_and_1():
    table = measure(facts(), by=["hour"])
    shares = table[table["measure"].map(lambda name: CATALOGUE[name].unit == "1")]["value"].dropna()
    assert len(shares) > 200
    assert ((shares >= 0) & (shares <= 1)).all()


def test_the_desk_has_it_all():
    """The laws are tried on every kind of leg, every outcome and every state."""
    assert set(facts().legs["kind"]) == set(KINDS)
    assert set(facts().legs["outcome"]) == set(OUTCOMES)
    assert set(facts().agents["state"]) == set(STATES)


def contacts():
    """The contacts that arrived in the time looked at: a row for each, worked out anew."""
    legs = facts().legs
    legs = legs[(legs["arrived"] >= facts().scenario.calendar.warm_up) & ~legs["kind"].isin(["chaser", "deflected"])]
    alive = legs["outcome"].eq("abandoned").groupby([legs["issue"], legs["contact"]]).cumsum() <= (
        legs["outcome"] == "abandoned"
    )
    legs = legs[alive]
    talked = (legs["started"] >= 0) & (legs["kind"] != "bot") & ~legs["outcome"].isin(["callback", "gone_quiet"])
    table = legs.assign(answered=talked, bot=legs["kind"] == "bot").groupby(["issue", "contact"], observed=True)
    return table.agg(answered=("answered", "any"), bot_alone=("bot", "all"), end=("outcome", "last"))


def test_each_contact_counts_once():
    """Offered, rejected, converted or contained, but for those with the bot at the horizon; nobody is two of these."""
    with_the_bot = (contacts()["bot_alone"] & (contacts()["end"] == "open")).sum()
    assert value("offered", "rejected", "converted", "contained") + with_the_bot == len(contacts())


def test_who_was_offered_was_answered_gave_up_was_blocked_not_reached_or_waits():
    gave_up = overall().loc["abandonment_rate", "numerator"]
    blocked = overall().loc["blocked_rate", "numerator"]
    waiting = value("offered") - value("answered", "callbacks_unreached") - gave_up - blocked
    unanswered = contacts()[~contacts()["answered"] & ~contacts()["bot_alone"]]
    assert waiting == (unanswered["end"] == "open").sum() > 0


def test_what_is_contained_holds_or_not():
    assert value("containment_raw") == pytest.approx(value("containment_true", "containment_false"))
    assert 0 < value("deflection_false") < value("deflection")


def test_who_is_transferred_is_misrouted_or_escalated():
    assert value("misroute_rate") < value("transfer_rate") < value("misroute_rate", "escalation_rate")


def test_pauses_keep_promises():
    kept = measure(facts(), by="target", names=["sla_compliance"]).set_index("target")
    met, breached = kept["numerator"], kept["denominator"] - kept["numerator"]
    assert met["solved with pauses"] > met["solved"]
    assert breached["solved with pauses"] < breached["solved"]


def test_percentiles_are_in_order():
    waits = [value(f"wait_p{share}") for share in (50, 90, 95, 99)]
    assert waits == sorted(waits)
    assert waits[-1] <= value("longest_wait")


def test_the_parts_of_the_cost_add_up():
    parts = (
        "cost_wages", "cost_premiums", "cost_overtime", "cost_standby", "cost_outsourcing", "cost_bot",
        "cost_initiatives", "cost_concessions",
    )  # fmt: skip
    assert value(*parts) == pytest.approx(value("cost"))
    assert all(value(part) > 0 for part in parts if part != "cost_outsourcing")
