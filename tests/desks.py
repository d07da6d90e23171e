"""Random desks for property tests: scenarios in the scenario language that put all rules together.

Durations are coarse and often constant, so that many things fall due in the same tick.
"""

import random
from typing import Any

from hypothesis import strategies as st

from simsupport.demand import Demand, label_values
from simsupport.scenario.lines import Line, WaitingLine
from simsupport.scenario.models import Scenario
from simsupport.units import HOUR, MINUTE

SHARES = ("0%", "20%", "50%", "100%")
MINUTES = (1, 2, 5, 10)
Draw = Any


def durations(draw: Draw) -> Any:
    minutes = draw(st.sampled_from(MINUTES))
    kind = draw(st.sampled_from(("constant", "exponential", "lognormal", "gamma", "weibull", "uniform")))
    if kind == "uniform":
        return {kind: ["0 s", f"{2 * minutes} min"]}
    return {kind: f"{minutes} min" if kind in ("constant", "exponential") else {"mean": f"{minutes} min", "cv": 0.7}}


def maybe(draw: Draw, mapping: dict[str, Any], key: str, strategy: Any) -> None:
    """Give the key a value in half of the desks."""
    if draw(st.booleans()):
        mapping[key] = strategy(draw) if callable(strategy) else draw(strategy)


def share(draw: Draw) -> str:
    return draw(st.sampled_from(SHARES))


def hours(draw: Draw) -> dict[str, str]:
    start, end = draw(st.sampled_from(((8, 12), (9, 17), (22, 6), (0, 24))))
    return {draw(st.sampled_from(("mon-sun", "mon", "tue"))): f"{start:02d}:00-{end:02d}:00"}


def channel(draw: Draw, name: str) -> dict[str, Any]:
    live = name != "email"
    made: dict[str, Any] = {"kind": "live" if live else "deferred"}
    maybe(draw, made, "open", hours)
    if "open" in made:
        choices = ["reject", "queue"] if name == "email" else ["reject", "queue", {"convert": "email"}]
        made["when_closed"] = draw(st.sampled_from(choices))
    if live:
        maybe(draw, made, "at_closing", st.sampled_from(("serve", "clear", {"convert": "email"})))
        maybe(draw, made, "lines", st.integers(1, 6))
        maybe(draw, made, "balks", share)
        maybe(draw, made, "callback", lambda d: {
            "when_wait_exceeds": "1 min", "accepted": "60%", "answered": "50%", "again_after": "5 min", "attempts": 2,
            "rings": d(st.sampled_from(("0 s", "1 min"))),
        })  # fmt: skip
        maybe(draw, made, "drains_after", st.sampled_from(("1 min", "3 min")))
    else:
        maybe(draw, made, "interruptible", st.just(True))
        maybe(draw, made, "resume_time", st.just("1 min"))
    maybe(draw, made, "head_start", st.sampled_from(("2 min", {"tier": {"vip": "5 min", "gold": "1 min"}})))
    maybe(draw, made, "rank", st.sampled_from((1, 2, {"tier": {"vip": 1, "gold": 2}})))
    made["concurrency"] = draw(st.sampled_from({"phone": (1,), "chat": (2, 3, 5), "email": (1, 1, 2)}[name]))
    if name == "chat":
        maybe(draw, made, "slowdown", st.sampled_from((0.22, 1)))
        maybe(draw, made, "further_chat", st.just({"resolves": "-10 points"}))
    return made


def topic(draw: Draw) -> dict[str, Any]:
    made: dict[str, Any] = {"talk": durations(draw)}
    maybe(draw, made, "wrap", durations)
    maybe(draw, made, "patience", durations)
    maybe(draw, made, "recognised", share)
    maybe(draw, made, "hard", lambda d: {"share": "30%", "talk": "x2", "resolves": "x0.5"})
    maybe(draw, made, "authority", lambda d: {"needed": share(d), "amount": {"uniform": [1, 100]}})
    maybe(draw, made, "retries", lambda d: {
        "probability": share(d), "after": durations(d), "at_most": 3, "switch": {"chat": share(d)},
    })  # fmt: skip
    maybe(draw, made, "returns", lambda d: {
        "probability": "50%", "after": durations(d), "switch": {"email": "20%", "chat": "30%"},
        "explains_again": "+10%",
    })  # fmt: skip
    maybe(draw, made, "asks", lambda d: {"email": {
        "share": share(d), "reply_after": durations(d), "replies": "80%",
        **d(st.sampled_from(({"closes_after": "5 min"}, {}))),
    }})  # fmt: skip
    maybe(draw, made, "on_hold", lambda d: {"email": {"share": "50%", "for": durations(d)}})
    maybe(draw, made, "follow_up", lambda d: {d(st.sampled_from(("phone", "chat"))): {
        "share": share(d), "channel": "email",
    }})  # fmt: skip
    maybe(draw, made, "chases", lambda d: {"probability": share(d), "after": durations(d), "effort": "1 min"})
    maybe(draw, made, "gives_up_silently", lambda d: {"chat": share(d), "email": share(d), "stale": "1 min"})
    maybe(draw, made, "head_start", st.sampled_from(("1 min", {"tier": {"vip": "2 min"}})))
    return made


def staffing(draw: Draw) -> dict[str, Any]:
    form = draw(st.sampled_from(("constant", "table", "shifts", "rota")))
    if form == "constant":
        return {"agents": draw(st.integers(1, 4))}
    if form == "table":
        return {"agents": {"mon-sun": draw(st.lists(st.integers(0, 3), min_size=24, max_size=24))}}
    breaks = draw(st.sampled_from((
        [], ["10:00-10:30"], [{"length": "20 min", "between": "10:00-12:00"}], ["09:00-11:00", "09:30-10:00"],
        [{"length": "60 min", "between": "10:00-12:30"}, {"at": "11:00-11:15", "keeps_length": True}],
    )))  # fmt: skip
    late = [{"at": "11:00-11:15", "keeps_length": True}]
    if form == "shifts":
        shifts = {
            "day": {"days": "mon-sun", "hours": "08:00-16:00", "agents": draw(st.integers(1, 3)), "breaks": breaks}
        }
        if draw(st.booleans()):
            shifts["night"] = {"days": "sat-mon", "hours": ["22:00-06:00"], "agents": 1, "breaks": ["01:30-03:15"]}
            maybe(draw, shifts["night"], "on_call", lambda d: {"after": "10 min", **d(st.sampled_from((
                {}, {"topics": ["billing"]}, {"ranks": [1]},
            )))})  # fmt: skip
            maybe(draw, shifts["day"], "on_call", st.just({"after": "30 min", "ranks": [1, 2]}))
        return {"shifts": shifts, **persons(draw)}
    weeks = {"early": {"mon-sun": "07:00-13:00"}, "late": {"mon": ["12:00-15:00", "15:00-20:00"]}}
    made = {
        "people": draw(st.integers(1, 4)), "weeks": weeks, "rota": ["early", "late"],
        "breaks": draw(st.sampled_from((breaks, late))), **persons(draw),
    }  # fmt: skip
    maybe(draw, made, "part_timers", st.just({"people": 1, "week": {"mon-sun": "11:00-14:00"}}))
    return made


def persons(draw: Draw) -> dict[str, Any]:
    """What only people with a schedule have."""
    made: dict[str, Any] = {}
    maybe(draw, made, "absence", st.sampled_from(({"share": "20%"}, {"share": "20%", "spell": "2 d"})))
    maybe(draw, made, "grace", st.sampled_from(("0 s", "2 min")))
    maybe(draw, made, "away", st.sampled_from((
        {"meeting": {"days": "mon-sun", "at": "10:30", "length": "15 min", "together": False}},
        {"coaching": "1 h / week"},
    )))  # fmt: skip
    maybe(draw, made, "spread", st.just({"speed": "20%", "resolves": "10%"}))
    maybe(draw, made, "newcomers", st.just({"share": "50%", "ramp": "1 d", "talk": "+60%"}))
    return made


def team(draw: Draw, topics: list[str], resolves: str) -> dict[str, Any]:
    skills = {name: {"speed": draw(st.sampled_from((0.8, 1.0, 1.5))), "resolves": resolves} for name in topics}
    made = {**staffing(draw), "skills": skills}
    maybe(draw, made, "reserve", st.just(1))
    maybe(draw, made, "owner_within", st.just("3 min"))
    maybe(draw, made, "prefers", st.just(topics[-1:]))
    maybe(draw, made, "prefers_channels", st.sampled_from((["email"], ["chat", "phone"])))
    return made


def machine(draw: Draw) -> dict[str, Any]:
    """When a bot or self-service is there."""
    return draw(st.sampled_from(({}, {"starts": "9 h", "ramp": "3 h"}, {"open": {"mon-sun": "10:00-20:00"}})))


def automation(draw: Draw, topic: str, returns: bool) -> dict[str, Any]:
    """Machines for a topic; what they settle wrongly must be able to come back."""
    wrongly = {"wrongly": share(draw)} if returns else {}
    made: dict[str, Any] = {}
    maybe(draw, made, "bot", lambda d: {"chat": {
        "takes": durations(d), "engages": share(d), "contains": {topic: share(d)},
        "hand_over": {"context": True, "talk": "-15%"}, **wrongly, **machine(d),
    }})  # fmt: skip
    maybe(draw, made, "self_service", lambda d: {topic: {"deflects": share(d), **wrongly, **machine(d)}})
    maybe(draw, made, "triage", lambda d: {"accuracy": share(d), "finds_out_in": durations(d)})
    return made


def initiatives(draw: Draw, desk: dict[str, Any]) -> dict[str, Any]:
    made = {
        "knowledge": {"starts": "9 h", "ramp": "6 h", "effects": {"talk": "-20%", "unsolved": "-50%", "wrap": "+10%"}},
        "rush": {"starts": "8 h", "ends": "12 h", "effects": {"demand": "x2", "head_start": "1 min"}},
        "trust": {"for": {"teams": ["front"]}, "effects": {"authority": 30}},
    }
    maybe(draw, made, "lesson", lambda d: {"away": {"team": "front", "hours": 2.5}})
    maybe(draw, made, "people", lambda d: {"starts": "6 h", "ramp": "9 h", "effects": {
        "spread": "x0.5", "newcomers": "x0.5", "absent": "x2",
    }})  # fmt: skip
    maybe(draw, made, "machines", lambda d: {"for": {"labels": {"tier": ["standard"]}}, "starts": "10 h", "effects": {
        "engages": "x0.5", "uncontained": "x0.5", "undeflected": "x1.5", "misrouted": "x0.5",
    }})  # fmt: skip
    maybe(draw, made, "lead", lambda d: {"for": {"channels": ["phone"]}, "effects": {"mix": {"chat": "30%"}}})
    return made


@st.composite
def desks(draw: Draw) -> dict[str, Any]:
    """A scenario as a mapping: three channels, one or two topics, three tiers and approvers."""
    topics = ["billing", "technical"][: draw(st.integers(1, 2))]
    channels = ["phone", "chat", "email"]
    front, second = team(draw, topics, draw(st.sampled_from(SHARES))), team(draw, topics, "50%")
    front["escalates_to"] = "second"
    front["hand_over"] = draw(st.sampled_from((
        {"kind": "cold"}, {"kind": "warm", "briefing": "1 min", "waits_at_most": "2 min"}, {"kind": "warm"},
        {"kind": "consult"},
    )))  # fmt: skip
    front["authority"] = draw(st.sampled_from((0, 50)))
    front["above_authority"] = draw(st.sampled_from(("escalate", {"ask": "leads"})))
    leads = {**staffing(draw), "approves": {"takes": durations(draw), "grants": share(draw), "within": "3 min"}}
    maybe(draw, leads, "skills", lambda d: {topics[0]: {"resolves": "100%"}})
    if "skills" in leads:
        second["escalates_to"] = "leads"
        ways = {"kind": "warm", "waits_at_most": "1 min"}, {"kind": "consult"}
        maybe(draw, second, "hand_over", st.sampled_from(ways))
    kept = {"tier": ["vip", "gold"]}, {"tier": ["standard"], "plan": ["old"]}
    maybe(draw, draw(st.sampled_from((front, second))), "labels", st.sampled_from(kept))
    tiers = {"tier": {"vip": "30%", "gold": "10%", "standard": "60%"}, "plan": {"old": "50%", "new": "50%"}}
    rate = draw(st.sampled_from(("4 / h", "12 / h", "30 / h")))
    demand = [{"topic": name, "channel": where, "rate": rate, "labels": tiers} for name in topics for where in channels]
    profile = {"mon-sun": [0] * 7 + [1] * 10 + [0] * 7}
    for line in demand:
        maybe(draw, line, "profile", st.just(profile))
        maybe(draw, line, "day_factor", st.just({"cv": 0.5}))
    calendar = draw(st.sampled_from((
        {"start": "2026-01-05"},
        {"start": "2026-01-05", "holidays": ["2026-01-06"], "time_zone": "Australia/Sydney"},
        {"start": "2026-03-28", "time_zone": "Europe/Berlin"},  # the clock skips an hour
        {"start": "2026-10-24", "time_zone": "Europe/Berlin"},  # and repeats one
    )))  # fmt: skip
    maybe(draw, second, "time_zone", st.sampled_from(("America/Los_Angeles", "Asia/Kolkata")))
    made = {
        "calendar": {**calendar, "duration": "30 h"},
        "channels": {name: channel(draw, name) for name in channels},
        "topics": {name: topic(draw) for name in topics},
        "demand": demand,
        "teams": {"front": front, "second": second, "leads": leads},
    }
    maybe(draw, made, "automation", lambda d: automation(d, topics[0], "returns" in made["topics"][topics[0]]))
    maybe(draw, made, "initiatives", lambda d: initiatives(d, made))
    maybe(draw, made, "backlog", lambda d: [
        {"topic": topics[0], "channel": "email", "count": 5, "age": {"uniform": ["1 h", "9 h"]}},
    ])  # fmt: skip
    if draw(st.booleans()):
        ways = [{"team": "front"}, {"team": "second", "after": "1 min"}, {"team": "leads", "after": "2 min"}]
        made["routing"] = [{"topic": topics[0], "to": ways[: 3 if "skills" in leads else 2]}]
        if "labels" not in front and "labels" not in second:
            maybe(draw, made["routing"][0], "labels", st.just({"tier": "standard"}))
    return made


NOT_LEAN = {
    "channels": (
        "lines", "balks", "callback", "drains_after", "interruptible", "resume_time", "slowdown", "further_chat",
    ),
    "topics": ("asks", "on_hold", "follow_up", "chases", "gives_up_silently"),
    "teams": ("hand_over", "authority", "above_authority", "approves", "grace", "reserve", "owner_within"),
}  # fmt: skip


@st.composite
def lean_desks(draw: Draw) -> dict[str, Any]:
    """A desk without the rules that lean code leaves out."""
    made: dict[str, Any] = draw(desks())
    made.pop("automation", None)
    made.pop("initiatives", None)
    for part, keys in NOT_LEAN.items():
        for each in made[part].values():
            for key in keys:
                each.pop(key, None)
    for channel in made["channels"].values():
        channel["concurrency"] = 1
    for team in made["teams"].values():
        team.setdefault("skills", {name: {"resolves": "100%"} for name in made["topics"]})
        for shift in team.get("shifts", {}).values():
            shift.pop("on_call", None)
    return made


def coarse(value: Any) -> Any:
    """A part of a desk whose durations are whole minutes, so that still more falls due in the same tick."""
    if not isinstance(value, dict):
        return [coarse(part) for part in value] if isinstance(value, list) else value
    for kind in value.keys() & {"exponential", "lognormal", "gamma", "weibull"}:
        return {"constant": value[kind] if kind == "exponential" else value[kind]["mean"]}
    return {key: coarse(part) for key, part in value.items()}


def issues_on_the_minute(scenario: Scenario, chance: random.Random, most: int) -> Demand:
    """So many issues a line at most, with whatever lines, forecasts, replays and initiatives may give them."""
    values = label_values(scenario)

    def issue(line: Line) -> dict[str, Any]:
        minute = chance.choice((chance.randrange(0, 30 * 60, 5), chance.randrange(8 * 60, 12 * 60)))
        made = {
            "line": line.name,
            "created": minute * MINUTE,
            "labels": {label: chance.choice(known) for label, known in values.items() if chance.random() < 0.8},
            "hard": scenario.topics[line.topic].hard is not None and chance.random() < 0.3,
            "amount": chance.choice((0.0, 0.0, 30.0, 80.0)),
        }
        if isinstance(line, WaitingLine):
            return {**made, "created": -chance.randint(1, 9) * HOUR}
        recorded = {
            "talk": chance.choice((0, MINUTE, 5 * MINUTE)), "patience": chance.choice((0, MINUTE, 5 * MINUTE)),
            "pace": chance.choice((0.5, 2.0)), "comes_back": False, "channel": chance.choice(sorted(scenario.channels)),
        }  # fmt: skip
        return made | {trait: given for trait, given in recorded.items() if chance.random() < 0.2}

    rows = [issue(line) for line in scenario.lines for _ in range(chance.randrange(most))]
    return Demand.from_issues(scenario, rows)
