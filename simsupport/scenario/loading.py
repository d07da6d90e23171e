"""From a file or a mapping to a Scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simsupport.errors import Problem, ScenarioError
from simsupport.scenario import oddities, tables, validation, variants, yaml_file
from simsupport.scenario.models import Scenario
from simsupport.scenario.tree import NOWHERE, Node, of_plain


def load(
    path: str | Path,
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[object] = (),
    force: bool = False,
) -> Scenario:
    """Read a scenario from a YAML file; `changes` are dotted paths with new values, None removes.

    `force` allows a scenario that would need more than 100 million contacts. Raises ScenarioError, with everything
    that is wrong at once.
    """
    return _read(path, changes or {}, initiatives, force).scenario


def from_mapping(
    mapping: Mapping[str, Any],
    folder: str | Path | None = None,
    changes: Mapping[str, object] | None = None,
    force: bool = False,
) -> Scenario:
    """The scenario that a mapping of plain values describes, as a YAML file would.

    Files that it names are looked for in `folder`, by default the current one. Raises ScenarioError.
    """
    home = Path(folder or "")
    expanded = variants.expand(variants.mapping_of(of_plain(mapping)), home / "mapping")
    return _built(*expanded, changes or {}, home, "", force).scenario


def check(
    path: str | Path,
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[object] = (),
    force: bool = False,
) -> list[Problem]:
    """The warnings about a scenario file, with their places: what is legal but odd. Raises ScenarioError as `load`."""
    loaded = _read(path, changes or {}, initiatives, force)
    try:
        base = load_base(path)
    except ScenarioError:
        base = None  # a base may be no more than what its variants have in common
    found = oddities.warnings(loaded.scenario, base)
    return [_seen_from(str(path), validation.placed(problem, loaded.tree)) for problem in found]


def load_base(path: str | Path) -> Scenario | None:
    """The scenario that a variant extends; None if the file extends nothing. Raises ScenarioError."""
    tree = variants.mapping_of(yaml_file.read(path))
    return load(variants.base_of(tree, Path(path)), force=True) if "extends" in tree.value else None


@dataclass(frozen=True)
class _Loaded:
    """A scenario, and the tree that tells where its parts stand."""

    scenario: Scenario
    tree: Node


def _read(path: str | Path, changes: Mapping[str, object], initiatives: Sequence[object], force: bool) -> _Loaded:
    if initiatives:
        raise NOWHERE.error("initiatives are not yet supported")
    file = Path(path)
    expanded = variants.expand(variants.mapping_of(yaml_file.read(path)), file)
    try:
        return _built(*expanded, changes, Path(), file.stem, force)
    except ScenarioError as error:
        raise ScenarioError(_seen_from(str(path), problem) for problem in error.problems) from None


def _seen_from(file: str, problem: Problem) -> Problem:
    """A problem that shows in a base may come from what the variant changes: it says which file was loaded."""
    if problem.file in ("", file) or not problem.column:  # a CSV file has rows and no columns of characters
        return problem
    return replace(problem, message=f"{problem.message} (in {file}, which extends it)")


def _built(
    tree: Node, problems: list[Problem], changes: Mapping[str, object], folder: Path, name: str, force: bool
) -> _Loaded:
    tree, refused = variants.apply(tree, variants.from_outside(changes.items()))
    tree, wrong_tables = tables.include(tree, folder)
    if name and "name" not in tree.value:
        tree = tree.with_child("name", Node(name))
    return _Loaded(validation.validated(tree, [*problems, *refused, *wrong_tables], force), tree)
