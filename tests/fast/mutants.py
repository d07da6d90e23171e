"""The kernel in plain Python, whole or with one piece of its source replaced, run on hand-traced cases.

Run as a program, with NUMBA_DISABLE_JIT=1: reads pairs of a replacement and the names of cases from standard input, and
writes for each the names of those whose log came out different. So one process serves all mutants.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from test_cases import FOLDER, Table, actual_table, demand_of, parse_table, read_case

import simsupport.engines
from simsupport.demand import Demand, sample_demand
from simsupport.engines.reference import simulate as reference
from simsupport.scenario import load

PACKAGE = "simsupport.engines.fast"
HOME = Path(simsupport.engines.__file__).parent / "fast"
FILES = sorted(HOME.rglob("*.py"))
CHANCE = "chance"  # in the place of a case: a desk whose log the reference engine says

Replacement = tuple[str, str] | None  # what stands in the source, and what stands there instead


def occurrences(text: str) -> int:
    """How often a piece of text stands in the sources of the engine."""
    return sum(path.read_text(encoding="utf-8").count(text) for path in FILES)


class Sources(MetaPathFinder, InspectLoader):
    """Imports the engine's modules from their sources, in which one piece is another."""

    def __init__(self, replacement: Replacement) -> None:
        self.old, self.new = replacement or ("", "")

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_loader(name, self) if name.startswith(PACKAGE) else None

    def is_package(self, name: str) -> bool:
        return _file(name).name == "__init__.py"

    def get_source(self, name: str) -> str:
        source = _file(name).read_text(encoding="utf-8")
        return source.replace(self.old, self.new) if self.old else source

    def get_code(self, name: str) -> CodeType:
        return _compiled(self.get_source(name), name)


def _file(name: str) -> Path:
    path = HOME.joinpath(*name.removeprefix(PACKAGE).split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _compiled(source: str, name: str) -> CodeType:
    return compile(source, str(_file(name)), "exec")


@contextmanager
def engine(replacement: Replacement) -> Iterator[Any]:
    """The engine made of the sources with the replacement."""
    sources = Sources(replacement)
    sys.meta_path.insert(0, sources)
    _forget()
    try:
        yield importlib.import_module(PACKAGE).simulate
    finally:
        sys.meta_path.remove(sources)
        _forget()


def _forget() -> None:
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


@cache
def _case(name: str) -> tuple[Demand, dict[str, Table]]:
    """What happens in a case, and the tables of its log."""
    if name == CHANCE:
        demand = sample_demand(load(Path(__file__).with_name("chance.yaml")))
        log = reference(demand.scenario, demand)
        return demand, {
            "legs": actual_table(log.legs, list(log.legs)),
            "agents": actual_table(log.agents, list(log.agents)),
        }
    case = read_case(FOLDER / f"{name}.yaml")
    return demand_of(case), {table: parse_table(case[table]) for table in ("legs", "agents") if table in case}


def comes_out_different(simulate: Any, name: str) -> bool:
    """Whether the log of a case isn't the one that it says."""
    demand, tables = _case(name)
    log = simulate(demand.scenario, demand)
    return any(actual_table(getattr(log, table), due.columns) != due for table, due in tables.items())


def different(replacement: Replacement, cases: list[str]) -> list[str]:
    """Those of the cases whose log comes out different."""
    with engine(replacement) as simulate:
        return [name for name in cases if comes_out_different(simulate, name)]


if __name__ == "__main__":
    json.dump([different(replacement, cases) for replacement, cases in json.load(sys.stdin)], sys.stdout)
