"""Grids of what-ifs: a scenario with all combinations of some values, under the same chance (R3)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from simsupport.errors import Problem, ScenarioError, SimsupportError
from simsupport.experiment import Results, run
from simsupport.scenario import load

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from simsupport.scenario.models import Scenario

MOST = 1000  # combinations, without force
MOST_VALUES = 100_000  # of a range
LONGEST_NAME = 200

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s*/\s*({_NUMBER}))?(\s*[^\d\s].*)?")
_LIKE_A_RANGE = re.compile(rf"{_NUMBER}.*\.\..*")


@dataclass(frozen=True)
class Grid:
    """All combinations of values for some dotted paths of a scenario; the last path varies fastest."""

    name: str
    paths: tuple[str, ...]
    combinations: tuple[tuple[object, ...], ...]
    scenarios: tuple["Scenario", ...]

    @cached_property
    def table(self) -> "pd.DataFrame":
        """One row for each combination: scenario, and a column for each path; values with units are text."""
        import pandas as pd

        columns = {
            path: [value if isinstance(value, (int, float)) else written(value) for value in values]
            for path, values in zip(self.paths, zip(*self.combinations, strict=True), strict=True)
        }
        return pd.DataFrame({"scenario": [scenario.name for scenario in self.scenarios], **columns})

    def beside(self, table: "pd.DataFrame") -> "pd.DataFrame":
        """A table of figures with the grid's columns after the scenario."""
        rest = table.drop(columns=self.table.columns, errors="ignore").columns
        found = table[["scenario"]].merge(self.table, on="scenario", how="left")
        return found.set_index(table.index).join(table[rest])


@dataclass(frozen=True, repr=False)
class Swept(Results):
    """The results of a grid: the tables have a column for each path that varies, so that they can be plotted by it."""

    grid: Grid = field(kw_only=True)

    @classmethod
    def of(cls, results: Results, grid: Grid) -> "Swept":
        """Results with the grid of their scenarios."""
        return cls(**{part.name: getattr(results, part.name) for part in fields(Results)}, grid=grid)

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """As of all results, with the grid's columns after the scenario."""
        plain = Results(**{part.name: getattr(self, part.name) for part in fields(Results)})
        return self.grid.beside(plain.figures)

    def summary(self, by: str | Sequence[str] = (), level: float = 0.95) -> "pd.DataFrame":
        """As of all results, with the grid's columns after the scenario."""
        return self.grid.beside(super().summary(by, level))


def sweep(
    path: "str | PathLike[str]",
    vary: Mapping[str, Iterable[object] | str],
    replications: int | None = None,
    seed: int = 1,
    by: str | Sequence[str] | Sequence[Sequence[str]] = (),
    names: Iterable[str] | None = None,
    *,
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[Any] = (),
    force: bool = False,
    **options: Any,
) -> Swept:
    """Run a scenario file with all combinations of the values that `vary` has for dotted paths.

    Values are a list (`[48, 50, 52]`, `["4 min", "6 min"]`) or a text (`"48..52/2"`, `"4 min, 6 min"`); `changes` hold
    for all combinations, and so do `initiatives`. The other parameters are those of `run`, `options` too. Raises
    ScenarioError with all that is wrong with any combination, SimsupportError for more than 1000 without `force`.
    """
    chosen = grid(path, vary, changes, initiatives, force)
    return Swept.of(run(chosen.scenarios, replications, seed, by, names=names, **options), chosen)


def grid(
    path: "str | PathLike[str]",
    vary: Mapping[str, Iterable[object] | str],
    changes: Mapping[str, object] | None = None,
    initiatives: Sequence[Any] = (),
    force: bool = False,
) -> Grid:
    """The scenarios of a grid, each read and validated on its own; parameters and errors as of `sweep`."""
    axes = {name: values(name, given) for name, given in vary.items()}
    if not axes:
        raise SimsupportError('nothing varies: give a path and its values, as in {"teams.desk.agents": [4, 5, 6]}')
    check_size(prod(map(len, axes.values())), "combinations", force)
    combinations = tuple(product(*axes.values()))
    base = ""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for combination in combinations:
        given = dict(zip(axes, combination, strict=True))
        try:
            loaded = load(str(path), {**(changes or {}), **given}, initiatives, force)
        except ScenarioError as error:
            problems += error.problems
        else:
            base = base or loaded.name
            found.append(renamed(loaded, _label(given)))
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return Grid(base, tuple(axes), combinations, tuple(found))


def check_size(number: int, what: str, force: bool) -> None:
    """Raise SimsupportError for more scenarios than anybody means to run."""
    if number > MOST and not force:
        raise SimsupportError(f"{number:,} {what} are more than {MOST:,}: vary less, or force them (--force)")


def renamed(scenario: "Scenario", label: str) -> "Scenario":
    """A scenario that is called after what was changed; a name too long is cut, with a mark of the whole one."""
    name = f"{scenario.name}: {label}"
    if len(name) > LONGEST_NAME:  # figures go by the name: those that begin alike stay apart
        mark = blake2b(name.encode(), digest_size=3).hexdigest()
        room = LONGEST_NAME - len(label) - len(f"… {mark}: ")
        name = f"{scenario.name[:room]}… {mark}: {label}" if room > 0 else f"{name[: LONGEST_NAME - 8]}… {mark}"
    return scenario.model_copy(update={"name": name})


def _label(given: Mapping[str, object]) -> str:
    """``agents=50, rate=10 / min``: each path by as many of its last parts as tell it from the others."""
    return ", ".join(f"{short}={written(value)}" for short, value in zip(shortened(given), given.values(), strict=True))


def shortened(paths: Iterable[str]) -> list[str]:
    """The paths by their last parts, as many as tell them apart."""
    split = [path.split(".") for path in paths]
    for length in range(1, max(map(len, split)) + 1):
        short = [".".join(parts[-length:]) for parts in split]
        if len(set(short)) == len(short):
            break
    return short


def written(value: object) -> str:
    """A value as one would write it on the command line."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def values(path: str, given: Iterable[object] | str) -> list[object]:
    """The values for a path, ranges spread out; raises SimsupportError for none, for one twice, and for no range."""
    listed = _parsed(path, given) if isinstance(given, str) else [_plain(value) for value in given]
    found = [each for value in listed for each in (_spread(path, value) if isinstance(value, str) else [value])]
    if not found:
        raise SimsupportError(f"{path}: there is no value to vary it over")
    texts = [written(value) for value in found]
    if len(set(texts)) < len(texts):
        twice = next(text for place, text in enumerate(texts) if text in texts[:place])
        raise SimsupportError(f"{path}: {twice} stands there twice")
    return found


def _plain(value: Any) -> object:
    """A number of NumPy, such as `arange` gives, as Python's."""
    return value.item() if hasattr(value, "item") else value


def _parsed(path: str, text: str) -> list[object]:
    """The values of a text as YAML has them; those with commas of their own are in quotes or brackets."""
    from simsupport.scenario.files import yaml_file

    parsed: list[object] = yaml_file.parse(f"[{text}]", f"--vary {path}").plain()
    return parsed


def _spread(path: str, text: str) -> Iterator[object]:
    """The values of a range such as ``10..20/2`` or ``4..8 min``, its end included; else the text."""
    from simsupport.scenario.files.yaml_file import plain_scalar

    match = _RANGE.fullmatch(text.strip())
    if match is None:
        if _LIKE_A_RANGE.fullmatch(text.strip()):
            raise SimsupportError(f"{path}: '{text}' is not a range: write 10..20, 10..20/2 or 4..8/2 min")
        yield text
        return
    first, last, step = (Decimal(part) if part else None for part in match.groups()[:3])
    assert first is not None
    assert last is not None
    for number in _steps(path, text, first, last, step):
        yield plain_scalar(f"{number.normalize():f}{match[4] or ''}")


def _steps(path: str, text: str, first: Decimal, last: Decimal, step: Decimal | None) -> Iterator[Decimal]:
    if step is None and (first % 1 or last % 1):
        raise SimsupportError(f"{path}: '{text}' needs a step, as in 0.1..0.5/0.1")
    step = Decimal(1) if step is None else step
    if step <= 0 or last < first:
        raise SimsupportError(f"{path}: '{text}' does not rise: write the smaller end first, and a step above 0")
    count = int((last - first) / step) + 1
    if count > MOST_VALUES:
        raise SimsupportError(f"{path}: '{text}' has {count:,} values, more than {MOST_VALUES:,}")
    return (first + place * step for place in range(count))
