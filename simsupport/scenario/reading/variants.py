"""Variants: a scenario that says only what differs from another (`extends`, `changes`), and changes from outside.

A change is a dotted path and a value: mappings merge, lists and scalars replace, null removes.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath

from simsupport.errors import Path, Problem, ScenarioError, dotted, nearest
from simsupport.scenario import weekly
from simsupport.scenario.distributions import KINDS
from simsupport.scenario.files import yaml_file
from simsupport.scenario.files.tree import NOWHERE, Node, Place, of_plain
from simsupport.scenario.lines import default_name
from simsupport.scenario.reading import language
from simsupport.units import shown

LONGEST_CHAIN = 20
VARIANT_KEYS = ("name", "description", "extends", "changes")


@dataclass(frozen=True)
class Change:
    """A value for a dotted path, and where the path was written."""

    path: str
    value: Node
    place: Place


class _RefusedError(Exception):
    """A change that can't be made; the message says why."""


def expand(tree: Node, file: FilePath, seen: tuple[FilePath, ...] = ()) -> tuple[Node, list[Problem]]:
    """The whole tree of a file that may extend another, and the problems of changes that can't be made.

    Raises ScenarioError for what leaves no tree at all.
    """
    if "extends" not in tree.value:
        if "changes" in tree.value:
            raise tree.keys["changes"].error("'changes' belongs to a variant: name its base with 'extends'")
        return tree, []
    _check_keys(tree)
    base_file = base_of(tree, file, seen)
    base, problems = expand(mapping_of(yaml_file.read(base_file)), base_file, (*seen, _real(file)))
    for key in ("name", "description"):  # a variant is not called as its base is
        base = base.without((key,)) if key in base.value else base
        if key in tree.value:
            base = base.with_child(key, tree.value[key], tree.keys[key])
    changed, refused = apply(base, changes_of(tree))
    return changed, [*problems, *refused]


def mapping_of(tree: Node) -> Node:
    """The tree, if it is a mapping; else raises ScenarioError."""
    if tree.value is None:
        raise Place(tree.place.file).error("this file is empty: a scenario has channels, topics, demand and teams")
    if not tree.is_mapping:
        raise tree.place.error(f"a scenario is a mapping, not {_kind(tree)}")
    return tree


def _kind(tree: Node) -> str:
    return shown(tree.plain()) if tree.is_list else f"the text {shown(tree.value)}"


def _check_keys(tree: Node) -> None:
    problems = [
        tree.keys[key].problem(f"a variant has only {', '.join(VARIANT_KEYS)}: move '{key}' into changes")
        for key in tree.value
        if key not in VARIANT_KEYS
    ]
    if problems:
        raise ScenarioError(problems)


def base_of(tree: Node, file: FilePath, seen: tuple[FilePath, ...] = ()) -> FilePath:
    """The file that a variant extends, which is none of those seen before; raises ScenarioError."""
    chain = (*seen, _real(file))
    node = tree.value["extends"]
    if not isinstance(node.value, str):
        raise node.place.error("the name of a file is due", ("extends",))
    base = file.parent / node.value
    if not base.exists():
        close = nearest(base.stem, (file.stem for file in base.parent.glob("*.yaml")))
        raise node.place.error(f"there is no file '{node.value}' beside this one{close}", ("extends",))
    if len(chain) > LONGEST_CHAIN:
        raise node.place.error(f"more than {LONGEST_CHAIN} files extend each other", ("extends",))
    if _real(base) in chain:
        names = " -> ".join(os.path.relpath(name, chain[0].parent) for name in (*chain, _real(base)))
        raise node.place.error(f"the files extend each other in a circle: {names}", ("extends",))
    return base


def _real(file: FilePath) -> FilePath:
    return FilePath(os.path.realpath(file))


def changes_of(tree: Node) -> list[Change]:
    """The changes that a file asks for; raises ScenarioError."""
    node = tree.child("changes")
    if node is None:
        return []
    if not node.is_mapping:
        raise tree.keys["changes"].error("a mapping from paths to values is due", ("changes",))
    return [Change(path, value, node.keys.get(path, value.place)) for path, value in node.value.items()]


def apply(tree: Node, changes: Iterable[Change]) -> tuple[Node, list[Problem]]:
    """The tree with all changes that can be made, one after the other, and the problems of the others."""
    problems = []
    for change in changes:
        try:
            tree = _set(tree, split(change.path), change, language.kinds_at(()), ())
        except _RefusedError as error:
            problems.append(change.place.problem(f"{error}", (change.path,)))
    return tree, problems


def _set(node: Node, parts: list[str], change: Change, kinds: language.Kinds, done: Path) -> Node:
    part, rest = parts[0], parts[1:]
    if not part:
        raise _RefusedError("a part of this path is empty")
    if not node.is_mapping and not node.is_list:
        raise _RefusedError(f"there is no such path: '{dotted(done)}' has no parts")
    key = key_in(node, part)
    if key is None:
        return _new(node, part, rest, change, kinds, done)
    below, child = language.kinds_below(kinds, key), node.at((key,))
    if rest:
        return node.with_child(key, _set(child, rest, change, below, (*done, key)))
    if change.value.value is None:
        return node.without((key,))
    return node.with_child(key, merged(child, change.value, below), change.place)


def split(path: str) -> list[str]:
    """The parts of a path; `demand[2]` is the same as `demand.2`."""
    return re.sub(r"\[(\d+)\](?=\.|$)", r".\1", path).split(".")


def key_in(node: Node, part: str) -> str | int | None:
    """The key, or the place of a list's element by its name or number; None if there is none."""
    if node.is_mapping:
        return part if part in node.value else None
    elements = node.value if node.is_list else []
    for place, child in enumerate(elements):
        if _name_of(child) == part:
            return place
    place = int(part) if part.isascii() and part.isdigit() and len(part) < 10 else -1
    return place if 0 <= place < len(elements) else None


def _name_of(node: Node) -> str | None:
    """The name of a list's element; a demand line without one is called by its topic and channel, or file (R4)."""
    plain = {key: child.value for key, child in node.value.items()} if node.is_mapping else {}
    if isinstance(plain.get("name"), str):
        return str(plain["name"])
    return default_name(plain)


def _new(node: Node, part: str, rest: list[str], change: Change, kinds: language.Kinds, done: Path) -> Node:
    """A part that is not there yet: an optional section of the language, or a new entry at the path's end."""
    below = language.kinds_below(kinds, part)
    known = part in language.fields(kinds)
    if change.value.value is None:
        raise _RefusedError(f"there is nothing to remove: {_missing(node, part, (), done)}")
    if rest and not known:
        raise _RefusedError(f"there is no such path: {_missing(node, part, kinds, done)}")
    if rest:
        child = _set(Node({}, change.place), rest, change, below, (*done, part))
    elif node.is_list:
        return _appended(node, part, change, kinds, done)
    else:
        child = change.value
    return node.with_child(part, child, change.place)


def _appended(node: Node, name: str, change: Change, kinds: language.Kinds, done: Path) -> Node:
    if not change.value.is_mapping or not language.holds_many(kinds):
        raise _RefusedError(f"there is no such path: {_missing(node, name, kinds, done)}")
    named = change.value.with_child("name", change.value.child("name") or Node(name, change.place))
    return Node([*node.value, named], node.place)


def _missing(node: Node, part: str, kinds: language.Kinds, done: Path) -> str:
    names = (_name_of(child) for child in node.value) if node.is_list else node.value
    names = [name for name in names if name]
    known = [*names, *language.fields(kinds)]
    whole = f"'{dotted(done)}'" if done else "the scenario"
    others = f" (it has {', '.join(names)})" if 0 < len(names) <= 8 and len(done) == 1 else ""
    return f"{whole} has no '{part}'{nearest(part, known) or others}"


def merged(old: Node, new: Node, kinds: language.Kinds) -> Node:
    """What becomes of a value: mappings merge, all else is replaced."""
    if not old.is_mapping or not new.is_mapping or _differ(old, new, kinds):
        return _without_nulls(new)
    if language.is_weekly(kinds):
        old = _with_days_apart(old, new)
    for key, child in new.value.items():
        if child.value is None:
            old = old.without((key,)) if key in old.value else old
            continue
        before = old.value.get(key, Node({}))
        old = old.with_child(key, merged(before, child, language.kinds_below(kinds, key)), new.keys.get(key))
    return old


def _differ(old: Node, new: Node, kinds: language.Kinds) -> bool:
    """Whether the two are of different forms: another distribution, a file and not a table."""
    words = KINDS if language.is_distribution(kinds) else ("file",) if language.is_weekly(kinds) else ()
    old_form, new_form = ({key for key in node.value if key in words} for node in (old, new))
    return old_form != new_form or "file" in new_form


def _without_nulls(node: Node) -> Node:
    for key, child in list(node.value.items()) if node.is_mapping else []:
        node = node.without((key,)) if child.value is None else node.with_child(key, _without_nulls(child))
    return node


def _with_days_apart(old: Node, new: Node) -> Node:
    """A weekly table whose rows do not share a day with the new ones, so that days replace days."""
    taken = {day for days in new.value for day in _days(days)}
    for days, row in old.value.items():
        shared = taken & set(_days(days))
        if shared and days not in new.value:
            place = old.keys.get(days)
            old = old.without((days,))
            for day in _days(days):
                old = old if day in shared else old.with_child(day, row, place)
    return old


def _days(text: str) -> list[str]:
    try:
        return weekly.parse_days(text)
    except ValueError:
        return []  # it is told later


def from_outside(changes: Iterable[tuple[str, object]]) -> list[Change]:
    """Changes that a program or the command line makes; they have no place in a file. Raises ScenarioError."""
    changes = list(changes)
    for path, _ in changes:
        if not isinstance(path, str):
            raise NOWHERE.error(f"a path of changes is text, not {path!r}")
    return [Change(path, value if isinstance(value, Node) else of_plain(value), NOWHERE) for path, value in changes]


def parse_setting(text: str) -> tuple[str, object]:
    """The path and the value of a text such as ``teams.desk.agents=5``; the value is YAML.

    Raises ScenarioError.
    """
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise NOWHERE.error(f"{shown(text)} is not a change: write PATH=VALUE")
    return path.strip(), yaml_file.parse(value, f"--set {path.strip()}").plain()
