"""Keys of the language that this version does not know yet: refused by name, not as typing errors."""

from collections.abc import Iterator

from simsupport.errors import Path, Problem
from simsupport.scenario.files.tree import Node

# `*` stands for any one part of a path.
NOT_YET = {
    "channels.*.like": "a ready-made channel",
    "channels.*.target.next_response": "a target for each reply",
    "channels.*.target.each": "a target for each month",
    "channels.*.target.pauses": "what pauses the clock of a target",
    "channels.*.target.penalty": "a penalty for a missed target",
    "topics.*.like": "a ready-made topic",
    "targets.*.each": "a target for each month",
    "targets.*.penalty": "a penalty for a missed target",
}


def find(tree: Node) -> list[tuple[Path, Problem]]:
    """The paths of what is not yet supported, each with its problem."""
    found = []
    for pattern, what in NOT_YET.items():
        for path in matches(tree, pattern):
            message = f"'{path[-1]}' is not yet supported ({what})"
            found.append((path, Problem(path[:-1], message, key=str(path[-1]))))
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
