"""Keys of the language that this version does not know yet: refused by name, not as typing errors."""

from collections.abc import Iterator

from simsupport.errors import Path, Problem
from simsupport.scenario.tree import Node

# `*` stands for any one part of a path.
NOT_YET = {
    "channels.*.callback": "an offer to call back",
    "channels.*.drains_after": "draining lighter work for those who wait",
    "channels.*.slowdown": "slower talk in several chats at once",
    "channels.*.further_chat": "rarer solving in several chats at once",
    "channels.*.interruptible": "interrupting deferred work",
    "channels.*.resume_time": "the time to resume interrupted work",
    "channels.*.like": "a ready-made channel",
    "channels.*.expected": "what customers expect",
    "channels.*.target.next_response": "a target for each reply",
    "channels.*.target.each": "a target for each month",
    "channels.*.target.pauses": "what pauses the clock of a target",
    "channels.*.target.penalty": "a penalty for a missed target",
    "topics.*.like": "a ready-made topic",
    "topics.*.asks": "asking the customer back",
    "topics.*.on_hold": "waiting for a third party",
    "topics.*.follow_up": "follow-up work on another channel",
    "topics.*.chases": "customers who chase an answer",
    "topics.*.gives_up_silently": "chats that are given up silently",
    "demand.*.forecast": "demand from a forecast",
    "demand.*.replay": "demand from a file of contacts",
    "demand.*.columns": "demand from a file of contacts",
    "demand.*.moves": "demand that moves to another day",
    "demand.*.new": "new demand from longer hours",
    "demand.*.first_contacts": "the share of first contacts",
    "special_days": "special days",
    "teams.*.away": "meetings and coaching",
    "teams.*.grace": "parking work at the end of a shift",
    "teams.*.manner": "the manner of a team",
    "teams.*.spread": "differences between people",
    "teams.*.newcomers": "newcomers",
    "teams.*.joins": "dates of joining",
    "teams.*.leaves": "dates of leaving",
    "teams.*.owner_within": "a ticket's owner",
    "teams.*.reserve": "agents held back for live contacts",
    "teams.*.shifts.*.on_call": "on-call shifts",
    "teams.*.absence.spell": "absence in spells",
    "targets.*.next_response": "a target for each reply",
    "targets.*.each": "a target for each month",
    "targets.*.pauses": "what pauses the clock of a target",
    "targets.*.penalty": "a penalty for a missed target",
    "automation": "bots, self-service and triage",
    "initiatives": "initiatives",
    "backlog": "a backlog at the start",
    "experience": "models of satisfaction",
    "value": "the value of a customer",
}
NOT_YET_VALUES = {("teams.*.hand_over.kind", "consult"): "consulting the next team"}


def find(tree: Node) -> list[tuple[Path, Problem]]:
    """The paths of what is not yet supported, each with its problem."""
    found = []
    for pattern, what in NOT_YET.items():
        for path in matches(tree, pattern):
            message = f"'{path[-1]}' is not yet supported ({what})"
            found.append((path, Problem(path[:-1], message, key=str(path[-1]))))
    for (pattern, value), what in NOT_YET_VALUES.items():
        for path in matches(tree, pattern):
            if tree.at(path).value == value:
                found.append((path, Problem(path, f"'{value}' is not yet supported ({what})")))
    return found


def matches(tree: Node, pattern: str) -> Iterator[Path]:
    """The paths in a tree that a pattern describes."""
    yield from _matches(tree, pattern.split("."), ())


def _matches(node: Node, parts: list[str], path: Path) -> Iterator[Path]:
    if not parts:
        yield path
        return
    for part, child in node.children():
        if parts[0] in ("*", part):
            yield from _matches(child, parts[1:], (*path, part))
