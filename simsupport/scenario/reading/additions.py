"""What is added to a scenario, whichever it is: files with initiatives and the changes that go with them (R22).

The order in which files are given has no meaning: what two of them say of the same thing is refused.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path as FilePath

from simsupport.errors import Path, Problem, ScenarioError, nearest
from simsupport.scenario.files import yaml_file
from simsupport.scenario.files.tree import NOWHERE, Node, Place, of_plain
from simsupport.scenario.models import Scenario
from simsupport.scenario.reading import variants
from simsupport.scenario.reading.variants import Change
from simsupport.units import shown

KEYS = ("name", "description", "initiatives", "changes")
_SCENARIO = {"extends", "channels", "topics", "demand", "teams"}
LONGEST_NAME = 200  # of a scenario
_NAMING = ("name", "topic", "channel")  # what an element of a list may be called by

Given = str | FilePath | Mapping[str, object]


@dataclass(frozen=True)
class Addition:
    """A file (or a mapping) that is added: its initiatives by name, and its changes."""

    name: str
    description: str
    source: str
    initiatives: Node
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Claim:
    """A part of the scenario that an addition says something about."""

    path: Path
    place: Place
    source: str
    says: str


def is_one(tree: Node) -> bool:
    """Whether a file is meant to be added to a scenario, and is none itself."""
    return "initiatives" in tree.value and set(tree.value) <= set(KEYS)


def read(given: Sequence[Given]) -> list[Addition]:
    """The additions, in an order that does not hang on that in which they are given. Raises ScenarioError."""
    if isinstance(given, (str, FilePath, Mapping)):
        raise NOWHERE.error("initiatives are a list of files or mappings: put this one in brackets")
    problems: list[Problem] = list(_twice(given))
    found: list[Addition] = []
    for number, one in enumerate(given):
        try:
            found.append(_addition(*_tree(one, number)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return sorted(found, key=lambda one: (one.name, [claim.path for claim in _claims(Node({}), one)]))


def _twice(given: Sequence[Given]) -> Iterator[Problem]:
    files = [one for one in given if isinstance(one, (str, FilePath))]
    real = [os.path.realpath(file) for file in files]
    for number, file in enumerate(files):
        if real[number] in real[:number]:
            yield Place(str(file)).problem("this file is given twice")


def _tree(one: Given, number: int) -> tuple[Node, str, str]:
    """What is given, what to call it if it does not say so, and where it comes from."""
    if isinstance(one, Mapping):
        tree = of_plain(one)
        initiatives = tree.value.get("initiatives", Node({}))
        name = ", ".join(initiatives.value) if initiatives.is_mapping and initiatives.value else "changes"
        return tree, name, f"initiatives[{number}]"
    if not isinstance(one, (str, FilePath)):
        raise NOWHERE.error(f"initiatives[{number}]: a file or a mapping is due, not {shown(one)}")
    return yaml_file.read(one), FilePath(one).stem, str(one)


def _addition(tree: Node, name: str, source: str) -> Addition:
    _check(tree)
    texts = {key: tree.value[key].value.strip() for key in ("name", "description") if key in tree.value}
    initiatives = tree.value.get("initiatives", Node({}))
    changes = variants.changes_of(tree)
    if not initiatives.value and not changes:
        raise tree.place.error("there is nothing to add: give initiatives, or changes")
    return Addition(texts.get("name", name), texts.get("description", ""), source, initiatives, tuple(changes))


def _check(tree: Node) -> None:
    """Raise ScenarioError for all that is wrong with the form of an addition."""
    if not tree.is_mapping:
        raise tree.place.error("what is added to a scenario is a mapping with initiatives, changes or both")
    if not _SCENARIO.isdisjoint(tree.value):
        raise tree.place.error(f"this is a scenario: what is added to one has only {', '.join(KEYS)}")
    problems = [tree.keys.get(key, NOWHERE).problem(_unknown(key)) for key in tree.value if key not in KEYS]
    for key, node in tree.value.items():
        wrong = _wrong(key, node)
        if wrong:
            place = tree.keys.get(key, NOWHERE) if node.value is None else node.place
            problems.append(place.problem(wrong, (key,)))
    if problems:
        raise ScenarioError(problems)


def _unknown(key: str) -> str:
    if key in Scenario.model_fields:
        return f"'{key}' belongs to a scenario: move it into changes"
    return f"unknown key '{key}'{nearest(key, KEYS)}"


def _wrong(key: str, node: Node) -> str:
    """What is wrong with the value of a key; nothing if it has the right form."""
    if key not in KEYS:
        return ""
    if node.value is None:
        return f"'{key}' has no value: leave the key out"
    if key == "initiatives":
        return "" if node.is_mapping else "a mapping from names to initiatives is due"
    if key == "changes":
        return ""  # it is looked at when it is read
    if not isinstance(node.value, str):
        return f"a text is due, not {shown(node.plain())}"
    fits = key != "name" or (node.value.strip() and node.value.strip().isprintable())
    return "" if fits else "a name is printable text in one line"


def check(tree: Node, additions: Sequence[Addition]) -> None:
    """Raise ScenarioError where two additions, or one and the scenario, say something of the same thing."""
    own = tree.value.get("initiatives", Node({}))
    claims = [list(_claims(tree, addition)) for addition in additions]
    problems = [
        addition.initiatives.keys.get(name, NOWHERE).problem(
            f"the scenario has an initiative '{name}' itself{_at(own.keys.get(name, NOWHERE))}", ("initiatives",)
        )
        for addition in additions
        for name in addition.initiatives.value
        if own.is_mapping and name in own.value
    ]
    for some, others in combinations(claims, 2):
        problems += [_clash(one, other) for one in some for other in others if _overlap(one.path, other.path)]
    if problems:
        raise ScenarioError(dict.fromkeys(problems))


def _at(place: Place) -> str:
    return f" ({place.file}:{place.line})" if place.file else ""


def _claims(tree: Node, addition: Addition) -> Iterator[Claim]:
    for name in addition.initiatives.value:
        place = addition.initiatives.keys.get(name, NOWHERE)
        yield Claim(("initiatives", name), place, addition.source, f"has an initiative '{name}'")
    for change in addition.changes:
        yield Claim(_reach(tree, change), change.place, addition.source, f"changes '{change.path}'")


def _reach(tree: Node, change: Change) -> Path:
    """The part of a scenario that a change concerns: who removes or renames an element moves what others mean."""
    path: Path = ()
    node: Node | None = tree
    for part in variants.split(change.path):
        key = variants.key_in(node, part) if node else None
        path, node = (*path, part if key is None else key), node.child(key) if node and key is not None else None
    removed = change.value.value is None and isinstance(path[-1], int)
    renamed = path[-1] in _NAMING and len(path) > 1 and isinstance(path[-2], int)
    return path[:-1] if removed or renamed else path


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _clash(one: Claim, other: Claim) -> Problem:
    return other.place.problem(f"{one.source} {one.says} too: only one of them may", other.path)


def add(tree: Node, additions: Iterable[Addition]) -> tuple[Node, list[Problem]]:
    """The scenario with all additions, called after each of them; and the problems of changes that can't be made."""
    problems: list[Problem] = []
    for addition in additions:
        tree = _described(_with_initiatives(tree, addition), addition)
        tree, refused = variants.apply(tree, addition.changes)
        problems += refused
    return tree, problems


def _with_initiatives(tree: Node, addition: Addition) -> Node:
    if not addition.initiatives.value:
        return tree
    section = tree.value.get("initiatives", Node({}, addition.initiatives.place))
    if not section.is_mapping:
        return tree  # that is told later
    for name, node in addition.initiatives.value.items():
        section = section.with_child(name, node, addition.initiatives.keys.get(name))
    return tree.with_child("initiatives", section)


def _described(tree: Node, addition: Addition) -> Node:
    """The tree with the addition in its name and its description, as far as these are texts."""
    name = tree.value.get("name", Node(Scenario.model_fields["name"].default))
    if isinstance(name.value, str):
        longer = f"{name.value} + {addition.name}"
        shorter = longer if len(longer) <= LONGEST_NAME else f"{longer[: LONGEST_NAME - 1]}…"
        tree = tree.with_child("name", Node(shorter, name.place))
    text = tree.value.get("description", Node(""))
    if addition.description and isinstance(text.value, str):
        paragraphs = [text.value.strip(), f"{addition.name}: {addition.description}"]
        tree = tree.with_child("description", Node("\n\n".join(part for part in paragraphs if part), text.place))
    return tree
