"""From a file or a mapping to a Scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simsupport.errors import Problem, ScenarioError
from simsupport.scenario import oddities
from simsupport.scenario.files import tables, yaml_file
from simsupport.scenario.files.tree import Node, of_plain
from simsupport.scenario.models import Scenario
from simsupport.scenario.reading import additions, validation, variants
from simsupport.scenario.reading.additions import Addition, Given


def load(
    path: str | Path,
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[Given] = (),
    force: bool = False,
) -> Scenario:
    """Read a scenario from a YAML file; `changes` are dotted paths with new values, None removes.

    `initiatives` are files (or mappings) with initiatives, and changes of their own; the scenario is called after
    each of them, and the order in which they are given has no meaning. `force` allows a scenario that would need more
    than 100 million contacts. Raises ScenarioError, with everything that is wrong at once.
    """
    return _read(path, changes or {}, initiatives, force).scenario


def from_mapping(
    mapping: Mapping[str, Any],
    folder: str | Path | None = None,
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[Given] = (),
    force: bool = False,
) -> Scenario:
    """The scenario that a mapping of plain values describes, as a YAML file would.

    Files that it names are looked for in `folder`, by default the current one. Raises ScenarioError.
    """
    home = Path(folder or "")
    added = additions.read(initiatives)
    tree, problems = variants.expand(variants.mapping_of(of_plain(mapping)), home / "mapping")
    additions.check(tree, added)
    return _built(tree, problems, added, changes or {}, home, force).scenario


def check(
    path: str | Path,
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[Given] = (),
    force: bool = False,
) -> list[Problem]:
    """The warnings about a scenario file, with their places: what is legal but odd. Raises ScenarioError as `load`."""
    loaded = _read(path, changes or {}, initiatives, force)
    try:
        base = load(path, changes, force=True) if initiatives else load_base(path)
    except ScenarioError:
        base = None  # a base may be no more than what its variants have in common
    found = oddities.warnings(loaded.scenario, base)
    return [_seen_from(str(path), validation.placed(problem, loaded.tree), loaded.added) for problem in found]


def load_base(path: str | Path) -> Scenario | None:
    """The scenario that a variant extends; None if the file extends nothing. Raises ScenarioError."""
    tree = variants.mapping_of(yaml_file.read(path))
    return load(variants.base_of(tree, Path(path)), force=True) if "extends" in tree.value else None


@dataclass(frozen=True)
class _Loaded:
    """A scenario, the tree that tells where its parts stand, and what was added to it."""

    scenario: Scenario
    tree: Node
    added: Sequence[Addition]


def _read(path: str | Path, changes: Mapping[str, object], initiatives: Sequence[Given], force: bool) -> _Loaded:
    file, added = Path(path), additions.read(initiatives)
    written = variants.mapping_of(yaml_file.read(path))
    if additions.is_one(written):
        raise written.place.error("this is no scenario: add it to one (--with FILE; in Python initiatives=[FILE])")
    tree, problems = variants.expand(written, file)
    additions.check(tree, added)
    if "name" not in tree.value:
        tree = tree.with_child("name", Node(file.stem))
    try:
        return _built(tree, problems, added, changes, Path(), force)
    except ScenarioError as error:
        raise ScenarioError(_seen_from(str(path), problem, added) for problem in error.problems) from None


def _seen_from(file: str, problem: Problem, added: Sequence[Addition]) -> Problem:
    """A problem that shows in another file may come from the one that was loaded: it says which that was."""
    if problem.file in ("", file) or not problem.column:  # a CSV file has rows and no columns of characters
        return problem
    its_own = all(one.source != problem.file for one in added)
    which = f"in {file}, which extends it" if its_own else f"added to {file}"
    return replace(problem, message=f"{problem.message} ({which})")


def _built(
    tree: Node,
    problems: list[Problem],
    added: Sequence[Addition],
    changes: Mapping[str, object],
    folder: Path,
    force: bool,
) -> _Loaded:
    tree, not_added = additions.add(tree, added)
    tree, refused = variants.apply(tree, variants.from_outside(changes.items()))
    tree, wrong_tables = tables.include(tree, folder)
    scenario = validation.validated(tree, [*problems, *not_added, *refused, *wrong_tables], force)
    return _Loaded(scenario, tree, added)
