"""From a tree to a Scenario, or to everything that is wrong with it, in the words of the language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from simsupport.errors import BadValueError, Path, Problem, ScenarioError, nearest
from simsupport.scenario import checks
from simsupport.scenario.checks.names import Names
from simsupport.scenario.files import not_yet
from simsupport.scenario.files.tree import Node, of_plain
from simsupport.scenario.models import Scenario
from simsupport.scenario.reading import language
from simsupport.units import shown

_MOST_REPAIRS = 20
_EMPTY: dict[str, Any] = {"channels": {}, "topics": {}, "demand": [], "teams": {}}


def validated(tree: Node, problems: Iterable[Problem] = (), force: bool = False) -> Scenario:
    """The scenario that a tree describes; `force` allows any size.

    Raises ScenarioError with the problems found before and all others. What is wrong with one part does not hide
    what is wrong with another: bad parts are left out, and the rest is checked.
    """
    found = list(problems)
    rest, gone, unusable = _without_unusable(tree)
    found += unusable
    scenario, wrong, left_out = _parse(rest, gone)
    found += [placed(problem, tree) for problem in wrong]
    if scenario is not None:
        names = Names.of(tree.plain())
        found += [placed(problem, tree) for problem in _checked(scenario, names, left_out)]
        if not found:  # else what is wrong with a part might be blamed on another
            whole = checks.WHOLE if force else (*checks.WHOLE, *checks.SIZE)
            found += [placed(problem, tree) for check in whole for problem in check(scenario, names)]
    if found:
        raise ScenarioError(_in_order(found))
    assert scenario is not None  # else something was found
    return scenario


def placed(problem: Problem, tree: Node) -> Problem:
    """The problem with its place in a file."""
    place = tree.place_of(problem.path, problem.key)
    return replace(problem, file=place.file, line=place.line, column=place.column)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Each problem once, in the order of files and lines."""
    files = list(dict.fromkeys(problem.file for problem in problems))
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (files.index(problem.file), problem.line, problem.column))


def _without_unusable(tree: Node) -> tuple[Node, list[Path], list[Problem]]:
    """The tree without keys that have no value or are not yet supported; their paths and problems."""
    found = not_yet.find(tree)
    found += [
        (path, Problem(path[:-1], _no_value(path), key=str(path[-1])))
        for path, node in tree.walk()
        if node.value is None and path and isinstance(path[-1], str)
    ]
    rest = tree
    for path, _ in found:
        if _has(rest, path):
            rest = rest.without(path)
    return rest, [path for path, _ in found], [placed(problem, tree) for _, problem in found]


def _no_value(path: Path) -> str:
    due = "{}" if language.fields(language.kinds_at(path)) else "one"
    return f"'{path[-1]}' has no value: write {due}, or leave the key out"


def _has(tree: Node, path: Path) -> bool:
    try:
        tree.at(path)
    except KeyError:
        return False
    return True


def _checked(scenario: Scenario, names: Names, left_out: list[Path]) -> Iterator[Problem]:
    """What the checks of names and parts find, but for parts that are left out."""
    for check in (*checks.NAMES, *checks.PARTS):
        for problem in check(scenario, names):
            if not any(_related(problem.path, path) for path in left_out):
                yield problem


def _related(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _parse(tree: Node, gone: list[Path]) -> tuple[Scenario | None, list[Problem], list[Path]]:
    """The scenario, the problems of its parts, and the paths of the parts that were left out because of them."""
    found: list[Problem] = []
    left_out = list(gone)
    for attempt in range(_MOST_REPAIRS):
        try:
            return Scenario.model_validate(tree.plain()), found, left_out
        except ValidationError as error:
            wrong = [_Wrong.of(details, tree) for details in error.errors(include_url=False)]
        if attempt == 0:
            found = [problem for one in wrong if not one.excused(gone) for problem in one.problems(tree)]
        for path in sorted({one.repair for one in wrong}, key=len, reverse=True):
            if path and isinstance(path[-1], int):
                return None, found, left_out  # without it the places of others would be wrong
            if path and _has(tree, path):
                tree = tree.without(path)
                left_out.append(path)
        for section, empty in _EMPTY.items():
            if section not in tree.value:
                tree = tree.with_child(section, of_plain(empty))
                left_out.append((section,))
    return None, found, left_out


@dataclass(frozen=True)
class _Wrong:
    """An error of pydantic: its path in the tree, and the key that is missing or too much."""

    path: Path
    key: str | None
    details: Mapping[str, Any]

    @classmethod
    def of(cls, details: Mapping[str, Any], tree: Node) -> "_Wrong":
        location: Path = details["loc"]
        if details["type"] in ("missing", "extra_forbidden"):
            return cls(_in_tree(location[:-1], tree), str(location[-1]), details)
        if location[-1:] == ("[key]",):  # pydantic's word for a key that is wrong itself
            return cls(_in_tree(location[:-2], tree), str(location[-2]), details)
        return cls(_in_tree(location, tree), None, details)

    @property
    def missing(self) -> bool:
        return bool(self.details["type"] == "missing")

    def excused(self, gone: list[Path]) -> bool:
        """Whether a key is missing only because something of its mapping was left out before."""
        return self.missing and any(path[:-1] == self.path for path in gone)

    @property
    def repair(self) -> Path:
        """The path of what must be left out, so that the rest may be right; none for a missing section."""
        if self.key is not None:
            return self.path if self.missing else (*self.path, self.key)
        parent = self.path[:-1]
        return parent if isinstance(self.path[-1], int) and parent != ("demand",) else self.path

    def problems(self, tree: Node) -> Iterator[Problem]:
        """What is wrong, in the words of the language."""
        error = self.details.get("ctx", {}).get("error")
        if isinstance(error, BadValueError):
            for inner, message in error.problems:
                yield Problem((*self.path, *_in_tree(inner, tree.at(self.path))), message)
        else:
            yield Problem(self.path, self._message(), key=self.key)

    def _message(self) -> str:
        value = shown(self.details["input"])
        match self.details["type"]:
            case "missing":
                return f"'{self.key}' is missing"
            case "extra_forbidden":
                known = language.fields(language.kinds_at(self.path))
                if self.key in known:
                    return f"'{self.key}' does not go with the other keys that stand here"
                return f"unknown key '{self.key}'{nearest(str(self.key), known)}"
            case "model_type" | "dict_type" | "model_attributes_type":
                return f"a mapping is due, not {value}"
            case "tuple_type" | "list_type":
                return f"a list is due, not {value}"
            case "value_error":
                return str(self.details["ctx"]["error"])
        return str(self.details["msg"])


def _in_tree(location: Path, tree: Node) -> Path:
    """The parts of a location that are keys or places of the tree; pydantic adds others, for the forms of a value."""
    path: list[str | int] = []
    node: Node | None = tree
    for part in location:
        below = node.child(part) if node else None
        if below is not None:
            path.append(part)
            node = below
    return tuple(path)
