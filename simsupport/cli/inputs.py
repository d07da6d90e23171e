"""From paths on the command line to scenarios: folders, changes, errors and warnings of all of them at once."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from simsupport.cli.endings import Ending, note
from simsupport.errors import Problem, ScenarioError, nearest
from simsupport.scenario.files.yaml_file import ENDINGS
from simsupport.scenario.models import Scenario

Read = TypeVar("Read")


@dataclass(frozen=True)
class Wanted:
    """A scenario that is asked for: its file, and those of the initiatives that are added."""

    path: Path
    initiatives: tuple[Path, ...] = ()

    def __str__(self) -> str:
        return f"{self.path} with {', '.join(map(str, self.initiatives))}" if self.initiatives else str(self.path)


def wanted(paths: Sequence[str], initiatives: Sequence[str] = ()) -> list[Wanted]:
    """The scenarios that paths stand for, each with all initiatives."""
    added = tuple(_file(Path(text)) for text in initiatives)
    return [Wanted(path, added) for path in files(paths)]


def scenarios(all_wanted: Sequence[Wanted], settings: Sequence[str] = (), force: bool = False) -> list[Scenario]:
    """The scenarios, in order; what is odd about them goes to stderr.

    Raises ScenarioError with all that is wrong with any of them.
    """
    return _told_of(_loaded(all_wanted, settings, force))


def compared(
    paths: Sequence[str], initiatives: Sequence[str], settings: Sequence[str] = (), force: bool = False
) -> list[Scenario]:
    """The scenarios of a comparison, its base first.

    A base without options is compared with what initiatives make of it: each alone, and all together if they can be.
    """
    found, added = with_base(paths), tuple(_file(Path(text)) for text in initiatives)
    if len(found) > 1 or not added:
        return scenarios([Wanted(path, added) for path in found], settings, force)
    loaded = _loaded([Wanted(found[0]), *(Wanted(found[0], (file,)) for file in added)], settings, force)
    if len(added) > 1:
        try:
            loaded |= _loaded([Wanted(found[0], added)], settings, force)
        except ScenarioError as error:
            note(f"warning: they can't be compared all together: {error.problems[0]}")
    return _told_of(loaded)


def _loaded(all_wanted: Sequence[Wanted], settings: Sequence[str], force: bool) -> dict[Wanted, Scenario]:
    from simsupport.scenario import load

    changes = parse_settings(settings)
    return _of_each(all_wanted, lambda one: load(one.path, changes, one.initiatives, force))


def _told_of(loaded: Mapping[Wanted, Scenario]) -> list[Scenario]:
    """The scenarios, once it is said what is odd, each thing once: variants share most of it with their base."""
    from simsupport.scenario import warnings

    _check_names(loaded)
    told: set[str] = set()
    for one, scenario in loaded.items():
        for text in map(str, warnings(scenario)):
            if text not in told:
                note(f"warning: {one} {text}")
                told.add(text)
    return list(loaded.values())


def warnings_of(
    all_wanted: Sequence[Wanted], settings: Sequence[str] = (), force: bool = False
) -> dict[Wanted, list[str]]:
    """What is odd about each scenario, with the places in the files; raises ScenarioError likewise."""
    from simsupport.scenario import check

    changes = parse_settings(settings)
    problems = _of_each(all_wanted, lambda one: check(one.path, changes, one.initiatives, force))
    return {one: [str(_of_file(problem, one.path)) for problem in those] for one, those in problems.items()}


def _of_each(all_wanted: Sequence[Wanted], read: Callable[[Wanted], Read]) -> dict[Wanted, Read]:
    """What is read of each scenario, or all that is wrong with any of them, each once."""
    results: dict[Wanted, Read] = {}
    problems: list[Problem] = []
    for one in all_wanted:
        try:
            results[one] = read(one)
        except ScenarioError as error:
            several = len(all_wanted) > 1
            problems += [_of_file(problem, one.path) if several else problem for problem in error.problems]
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return results


def _of_file(problem: Problem, path: Path) -> Problem:
    """What is wrong with a change from outside: in which scenario."""
    return problem if problem.file else replace(problem, file=str(path))


def parse_settings(settings: Sequence[str]) -> dict[str, object]:
    """The changes that `--set PATH=VALUE` asks for; the last one of a path holds."""
    from simsupport.scenario import parse_setting

    return dict(parse_setting(text) for text in settings)


def _check_names(loaded: Mapping[Wanted, Scenario]) -> None:
    """Figures go by the scenario's name: each needs its own."""
    owners: dict[str, Wanted] = {}
    for one, scenario in loaded.items():
        if scenario.name in owners:
            raise Ending(
                f"two scenarios are called '{scenario.name}': {owners[scenario.name]} and {one}; "
                "give one of them another name"
            )
        owners[scenario.name] = one


def files(paths: Sequence[str]) -> list[Path]:
    """The files that paths stand for, each once: a folder for the scenarios in it, its base first."""
    found: dict[str, Path] = {}
    for text in paths:
        try:
            inside = _of_folder(Path(text)) if os.path.isdir(text) else [_file(Path(text))]
        except OSError as error:
            raise Ending(f"'{text}' can't be read: {error.strerror or error}") from error
        for path in inside:
            found.setdefault(os.path.realpath(path), path)
    return list(found.values())


def with_base(paths: Sequence[str]) -> list[Path]:
    """The same, for a comparison: if it begins with a folder, that must have a base."""
    found = files(paths)
    if os.path.isdir(paths[0]):
        inside = _inside(Path(paths[0]))
        if len(inside) > 1 and base_of(inside) is None:
            names = ", ".join(path.name for path in inside)
            raise Ending(f"no scenario in '{paths[0]}' is the base that all others extend: name the files ({names})")
    return found


def _file(path: Path) -> Path:
    if path.exists():
        return path
    beside = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
    raise Ending(f"there is no file or folder '{path}'{nearest(path.name, beside)}")


def _of_folder(folder: Path) -> list[Path]:
    """The scenarios of a folder, the one that the others extend first."""
    inside = _inside(folder)
    first = base_of(inside)
    return inside if first is None else [first, *(path for path in inside if path != first)]


def _inside(folder: Path) -> list[Path]:
    inside = sorted(
        path for path in folder.iterdir() if path.suffix in ENDINGS and path.is_file() and not path.name.startswith(".")
    )
    if not inside:
        raise Ending(f"there is no scenario in the folder '{folder}': it has no file {' or '.join(ENDINGS)}")
    return inside


def base_of(found: Sequence[Path]) -> Path | None:
    """The file that all others extend, directly or by way of each other; None if there is no such."""
    extended = cache(_extended)  # a base of a hundred others is read once
    ancestors = {path: set(_ancestors(path, extended)) for path in found}
    for path in found:
        if all(os.path.realpath(path) in ancestors[other] for other in found if other != path):
            return path
    return None


def _ancestors(path: Path, extended: Callable[[Path], Path | None]) -> Iterable[str]:
    """The real paths of the files that a file extends, from one to the next."""
    seen: list[str] = []
    parent = extended(path)
    while parent is not None and os.path.realpath(parent) not in seen:
        seen.append(os.path.realpath(parent))
        parent = extended(parent)
    return seen


def _extended(path: Path) -> Path | None:
    """The file that a file extends; what is wrong with either is told when it is loaded."""
    from simsupport.scenario.files import yaml_file

    try:
        name = yaml_file.read(path).plain()["extends"]
    except (ScenarioError, KeyError, TypeError):
        return None
    return path.parent / name if isinstance(name, str) else None
