"""What a lean desk leaves out: columns of the tables that have one value all the time where no rule uses them.

The kernel is compiled twice from the same functions: once for every desk, and once for lean desks, where a column named
here is its neutral value, and what would follow from another value is not there at all. That a desk is lean is seen
from what it is given; that the state keeps its neutral values then follows from the rules.
"""

from typing import Any

from simsupport.engines.fast.state import NEVER, Duty, Ending
from simsupport.engines.fast.tables import NONE, HandOver

Neutral = dict[str, Any]  # by column; a table of numbers has the column `value`

GIVEN: dict[str, Neutral] = {  # a desk is lean if all rows of these are neutral
    "rules": {"capacity": 1, "initiatives": False, "blends": False, "stands_by": False, "triage": False},
    "channels": {
        "lines": NONE, "balks": 0.0, "calls_back": False, "drains_after": NONE, "weight": 1, "slowdown": 0.0,
        "interruptible": False, "bot": False,
    },
    "topics": {"stale": 0, "chases": False, "self_service": False},
    "ways": {"asks": False, "on_hold": False, "follows_up": False},
    "teams": {"hand_over": HandOver.COLD, "limited": False, "grace": NONE, "reserve": 0, "owner_within": NONE},
    "queue_classes": {"weight": 1},
    "categories": {"weight": 1},
}  # fmt: skip

LEFT: dict[str, Neutral] = {  # then these stay so
    "now": {"paused": 0},
    "contacts": {"context": 1.0, "chased": 0, "calls": 0, "early": 0, "turn": 0, "on_line": False},
    "legs": {
        "mistaken": NONE, "partner": NONE, "before": NONE, "rest": 0, "next_paused": NONE, "drains": False, "turn": 0,
        "hold": 0, "hold_since": NEVER, "duty": Duty.TALK, "ending": Ending.JUDGE, "others": 0, "weight": 1,
    },
    "agents": {"paused": NONE, "interruptible": 0, "standby": False, "listed": False, "woken": NONE},
    "crews": {"draining": 0},
    "channel_states": {"lines_used": 0},
    "queues": {"owner": NONE},
}  # fmt: skip

NEUTRAL = {**GIVEN, **LEFT}


def is_lean(desk: Any) -> bool:
    """Whether a desk uses none of the rules that lean code leaves out."""
    return all(
        bool((getattr(desk, table)[column] == value).all())
        for table, neutral in GIVEN.items()
        for column, value in neutral.items()
    )
