"""From paths on the command line to scenarios: folders, changes, errors and warnings of all of them at once."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from simsupport.cli.endings import Ending, note
from simsupport.errors import Problem, ScenarioError, nearest
from simsupport.scenario.models import Scenario

ENDINGS = (".yaml", ".yml")

Read = TypeVar("Read")


def scenarios(found: Sequence[Path], settings: Sequence[str] = (), force: bool = False) -> list[Scenario]:
    """The scenario of each file, in order; what is odd about them goes to stderr.

    Raises ScenarioError with all that is wrong with any of them.
    """
    from simsupport.scenario import load, warnings

    changes = parse_settings(settings)
    loaded = _of_each(found, lambda path: load(path, changes, force=force))
    _check_names(loaded)
    told: set[str] = set()
    for path, scenario in loaded.items():
        for text in map(str, warnings(scenario)):
            if text not in told:  # variants share most of what is odd with their base
                note(f"warning: {path} {text}")
                told.add(text)
    return list(loaded.values())


def warnings_of(found: Sequence[Path], settings: Sequence[str] = (), force: bool = False) -> dict[Path, list[str]]:
    """What is odd about the scenario of each file, with the places in the file; raises ScenarioError likewise."""
    from simsupport.scenario import check

    changes = parse_settings(settings)
    problems = _of_each(found, lambda path: check(path, changes, force=force))
    return {path: [str(_of_file(problem, path)) for problem in those] for path, those in problems.items()}


def _of_each(found: Sequence[Path], read: Callable[[Path], Read]) -> dict[Path, Read]:
    """What is read of each file, or all that is wrong with any of them, each once."""
    results: dict[Path, Read] = {}
    problems: list[Problem] = []
    for path in found:
        try:
            results[path] = read(path)
        except ScenarioError as error:
            problems += [_of_file(problem, path) if len(found) > 1 else problem for problem in error.problems]
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


def _check_names(loaded: dict[Path, Scenario]) -> None:
    """Figures go by the scenario's name: each needs its own."""
    owners: dict[str, Path] = {}
    for path, scenario in loaded.items():
        if scenario.name in owners:
            raise Ending(
                f"two scenarios are called '{scenario.name}': {owners[scenario.name]} and {path}; "
                "give one of them another name"
            )
        owners[scenario.name] = path


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
        inside = _of_folder(Path(paths[0]))
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
    inside = sorted(
        path for path in folder.iterdir() if path.suffix in ENDINGS and path.is_file() and not path.name.startswith(".")
    )
    if not inside:
        raise Ending(f"there is no scenario in the folder '{folder}': it has no file {' or '.join(ENDINGS)}")
    first = base_of(inside)
    return inside if first is None else [first, *(path for path in inside if path != first)]


def base_of(found: Sequence[Path]) -> Path | None:
    """The file that all others extend, directly or by way of each other; None if there is no such."""
    ancestors = {path: set(_ancestors(path)) for path in found}
    for path in found:
        if all(os.path.realpath(path) in ancestors[other] for other in found if other != path):
            return path
    return None


def _ancestors(path: Path) -> Iterable[str]:
    """The real paths of the files that a file extends, from one to the next."""
    seen: list[str] = []
    parent = _extended(path)
    while parent is not None and os.path.realpath(parent) not in seen:
        seen.append(os.path.realpath(parent))
        parent = _extended(parent)
    return seen


def _extended(path: Path) -> Path | None:
    """The file that a file extends; what is wrong with either is told when it is loaded."""
    from simsupport.scenario import yaml_file

    try:
        name = yaml_file.read(path).plain()["extends"]
    except (ScenarioError, KeyError, TypeError):
        return None
    return path.parent / name if isinstance(name, str) else None
