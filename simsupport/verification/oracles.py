"""Systems whose figures are known exactly: each a scenario, with the figures that a simulation of it is to give.

They stand in the folder `systems`: a JSON file for each family of systems, a scenario file for each system.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simsupport import units
from simsupport.errors import SimsupportError, nearest
from simsupport.verification.control import Shadow

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario

INPUTS = ("arrivals", "mean effort")
FOLDER = Path(__file__).parent / "systems"


class UnknownSystemError(SimsupportError):
    """A system that there is not."""


@dataclass(frozen=True)
class Figure:
    """A figure of a system: its exact value, and how it is counted in a log (`simsupport.verification.counting`).

    `of` and `are` are conditions on legs, `hours` the hours of the day that count, `within` a time, `unit` the unit of
    a duration. Instead of `figure`, `measure` names one of `simsupport.measures`.
    """

    exact: float
    figure: str = ""
    measure: str = ""
    of: Mapping[str, Any] = field(default_factory=dict)
    are: Mapping[str, Any] = field(default_factory=dict)
    hours: tuple[int, int] | None = None
    within: str = ""
    unit: str = ""
    load: int | None = None
    label: str = ""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        if self.label:
            return self.label
        hours = [f"{self.hours[0]}–{self.hours[1]} h"] if self.hours else []
        return ", ".join([self._what, *(_words(column, value) for column, value in self.of.items()), *hours])

    @property
    def _what(self) -> str:
        """The figure with its time, unit or number."""
        if self.measure:
            return f"measure {self.measure}"
        if self.within:
            return f"{self.figure.removesuffix(')')} within {self.within}{')' if self.figure.endswith(')') else ''}"
        if self.unit:
            return f"{self.figure} per {self.unit}" if self.figure == "arrivals" else f"{self.figure} ({self.unit})"
        return self.figure if self.load is None else f"{self.figure} {self.load}"

    @property
    def of_inputs(self) -> bool:
        """Whether it is a figure of the inputs, which a control takes for granted."""
        return self.figure in INPUTS

    @property
    def ticks(self) -> int:
        """The time of `within`."""
        return units.parse_duration(self.within)

    @property
    def size(self) -> int:
        """The ticks of a unit; 1 for what is no duration."""
        return units.parse_duration(f"1 {self.unit}") if self.unit else 1


def _words(column: str, value: object) -> str:
    """A part of a condition: ``topic billing``, ``answered``, ``not answered``."""
    if isinstance(value, bool):
        return column if value else f"not {column}"
    return f"{column} {' or '.join(map(str, value))}" if isinstance(value, list) else f"{column} {value}"


@dataclass(frozen=True)
class System:
    """A scenario whose figures are known; who comes within `tail` ticks of the horizon is not counted.

    `control` is there for desks under a load so heavy that plain figures would need hundreds of millions of contacts.
    """

    name: str
    system: str
    figures: tuple[Figure, ...]
    tail: int = 0
    control: Shadow | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "System":
        figures = tuple(Figure(**{**entry, **_pair(entry)}) for entry in given["figures"])
        control = Shadow.of(given["control"]) if "control" in given else None
        return cls(given["name"], given["system"], figures, units.parse_duration(given.get("tail", "0 s")), control)

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.yaml"

    def scenario(self) -> "Scenario":
        from simsupport.scenario import load

        return load(self.path)


def _pair(entry: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return {"hours": tuple(entry["hours"])} if "hours" in entry else {}


@dataclass(frozen=True)
class Family:
    """Systems of a kind, what they check, and where the exact values come from."""

    family: str
    about: str
    source: str
    systems: tuple[System, ...] = field(repr=False)


@cache
def families() -> tuple[Family, ...]:
    """All families, in the order of their files' names."""
    files = sorted(FOLDER.glob("*.json"))
    return tuple(_family(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def _family(given: Mapping[str, Any]) -> Family:
    return Family(given["family"], given["about"], given["source"], tuple(map(System.of, given["systems"])))


def systems(names: Iterable[str] = ()) -> dict[str, System]:
    """The systems of these names, by default all, in the order of the families; raises UnknownSystemError."""
    known = {system.name: system for family in families() for system in family.systems}
    wanted = list(names)
    for name in wanted:
        if name not in known:
            hint = nearest(name, known) or " (--list names them all)"
            raise UnknownSystemError(f"'{name}' is not a system with a known answer{hint}")
    return {name: system for name, system in known.items() if not wanted or name in wanted}
