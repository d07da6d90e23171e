"""A line of the table: a figure beside its goal."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.agreement import table
from benchmarks.rounds import Ratios

HEADER = ("work", "figure", "found", "goal", "reached")


@dataclass(frozen=True)
class Goal:
    """At least or at most so many of a unit."""

    bound: str
    value: float
    unit: str = "×"

    def holds(self, found: float) -> bool:
        return found >= self.value if self.bound == "≥" else found <= self.value

    def __str__(self) -> str:
        return f"{self.bound} {self.value:g} {self.unit}"


@dataclass(frozen=True)
class Result:
    """What was found (of a unit, where no goal says which), or a note why nothing was."""

    work: str
    figure: str
    found: Ratios | float | None
    goal: Goal | None
    note: str = ""
    unit: str = ""

    @property
    def reached(self) -> str:
        if self.found is None or self.goal is None:
            return ""
        value = self.found if isinstance(self.found, float) else self.found.median
        return "yes" if self.goal.holds(value) else "**no**"

    def cells(self) -> list[str]:
        unit = self.goal.unit if self.goal else self.unit
        shown = f"{self.found:.3g} {unit}".strip() if isinstance(self.found, float) else str(self.found or "")
        found = "; ".join(part for part in (shown, self.note) if part)
        return [self.work, self.figure, found, str(self.goal or ""), self.reached]


@dataclass(frozen=True)
class Section:
    """What a row of the command found: results, and remarks that stand below the table (Markdown)."""

    results: list[Result]
    remarks: tuple[str, ...] = ()


def markdown(results: Iterable[Result]) -> str:
    return table([HEADER, ["---"] * len(HEADER), *(result.cells() for result in results)])


def at_least(value: float) -> Goal:
    return Goal("≥", value)


def at_most(value: float, unit: str = "×") -> Goal:
    return Goal("≤", value, unit)
