"""Random desks for property tests: scenarios in the scenario language that put all rules together.

Durations are coarse and often constant, so that many things fall due in the same tick.
"""

from typing import Any

from hypothesis import strategies as st

SHARES = ("0%", "20%", "50%", "100%")
MINUTES = (1, 2, 5, 10)
Draw = Any


def durations(draw: Draw) -> Any:
    minutes = draw(st.sampled_from(MINUTES))
    kind = draw(st.sampled_from(("constant", "exponential", "lognormal")))
    return {kind: {"mean": f"{minutes} min", "cv": 0.7} if kind == "lognormal" else f"{minutes} min"}


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
    maybe(draw, made, "head_start", st.sampled_from(("2 min", {"tier": {"vip": "5 min"}})))
    maybe(draw, made, "rank", st.sampled_from((1, 2, {"tier": {"vip": 1}})))
    made["concurrency"] = 3 if name == "chat" else 1
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
        "probability": "50%", "after": durations(d), "switch": {"email": share(d)}, "explains_again": "+10%",
    })  # fmt: skip
    maybe(draw, made, "asks", lambda d: {"email": {
        "share": share(d), "reply_after": durations(d), "replies": "80%", "closes_after": "5 min",
    }})  # fmt: skip
    maybe(draw, made, "on_hold", lambda d: {"email": {"share": "50%", "for": durations(d)}})
    maybe(draw, made, "follow_up", lambda d: {"phone": {"share": share(d), "channel": "email"}})
    maybe(draw, made, "chases", lambda d: {"probability": share(d), "after": durations(d), "effort": "1 min"})
    maybe(draw, made, "gives_up_silently", lambda d: {"chat": share(d), "stale": "1 min"})
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
        return {"shifts": shifts, **persons(draw)}
    weeks = {"early": {"mon-sun": "07:00-13:00"}, "late": {"mon": ["12:00-15:00", "15:00-20:00"]}}
    return {
        "people": draw(st.integers(1, 4)), "weeks": weeks, "rota": ["early", "late"],
        "breaks": draw(st.sampled_from((breaks, late))), **persons(draw),
    }  # fmt: skip


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


def automation(draw: Draw, topics: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    maybe(draw, made, "bot", lambda d: {"chat": {
        "takes": durations(d), "engages": share(d), "contains": {topics[0]: share(d)},
        "hand_over": {"context": True, "talk": "-15%"},
    }})  # fmt: skip
    maybe(draw, made, "self_service", lambda d: {topics[0]: {"deflects": share(d)}})
    maybe(draw, made, "triage", lambda d: {"accuracy": share(d), "finds_out_in": durations(d)})
    return made


def initiatives(draw: Draw, desk: dict[str, Any]) -> dict[str, Any]:
    made = {
        "knowledge": {"starts": "9 h", "ramp": "6 h", "effects": {"talk": "-20%", "unsolved": "-50%", "wrap": "+10%"}},
        "rush": {"starts": "8 h", "ends": "12 h", "effects": {"demand": "x2", "head_start": "1 min"}},
        "trust": {"for": {"teams": ["front"]}, "effects": {"authority": 30}},
    }
    maybe(draw, made, "lesson", lambda d: {"away": {"team": "front", "hours": 2.5}})
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
    tiers = {"tier": {"vip": "30%", "standard": "70%"}}
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
    maybe(draw, made, "automation", lambda d: automation(d, topics))
    maybe(draw, made, "initiatives", lambda d: initiatives(d, made))
    maybe(draw, made, "backlog", lambda d: [
        {"topic": topics[0], "channel": "email", "count": 5, "age": {"uniform": ["1 h", "9 h"]}},
    ])  # fmt: skip
    if draw(st.booleans()):
        made["routing"] = [{"topic": topics[0], "to": [{"team": "front"}, {"team": "second", "after": "1 min"}]}]
    return made
