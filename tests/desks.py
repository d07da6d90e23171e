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
    maybe(draw, made, "head_start", st.sampled_from(("2 min", {"tier": {"vip": "5 min"}})))
    maybe(draw, made, "rank", st.sampled_from((1, 2, {"tier": {"vip": 1}})))
    made["concurrency"] = 3 if name == "chat" else 1
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
        return {"shifts": shifts}
    weeks = {"early": {"mon-sun": "07:00-13:00"}, "late": {"mon": ["12:00-15:00", "15:00-20:00"]}}
    return {
        "people": draw(st.integers(1, 4)), "weeks": weeks, "rota": ["early", "late"],
        "breaks": draw(st.sampled_from((breaks, late))), "absence": {"share": share(draw)},
    }  # fmt: skip


def team(draw: Draw, topics: list[str], resolves: str) -> dict[str, Any]:
    skills = {name: {"speed": draw(st.sampled_from((0.8, 1.0, 1.5))), "resolves": resolves} for name in topics}
    made = {**staffing(draw), "skills": skills}
    maybe(draw, made, "prefers", st.just(topics[-1:]))
    maybe(draw, made, "prefers_channels", st.sampled_from((["email"], ["chat", "phone"])))
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
    if draw(st.booleans()):
        made["routing"] = [{"topic": topics[0], "to": [{"team": "front"}, {"team": "second", "after": "1 min"}]}]
    return made
