"""The part of docs/verification.md that is written by a command: the families, their sources, and what came out."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import floor, log10

from simsupport.verification.checking import Checked
from simsupport.verification.oracles import Family, families

BEGIN, END = "<!-- verified: begin -->", "<!-- verified: end -->"
COLUMNS = ("figure", "exact", "simulated", "replications", "holds")


def decimals(row: Checked) -> int:
    """As many as show two digits of the half-width."""
    return max(0, 1 - floor(log10(row.half_width))) if row.half_width > 0 else 6


def cells(row: Checked) -> tuple[str, str, str, str]:
    """The exact value, the simulated one with its interval, the replications, and whether it holds."""
    places = decimals(row)
    exact = f"{row.figure.exact:.{max(places, 4)}f}"
    verdict = "yes" if row.holds else "no" if row.narrow else "too wide"
    return exact, f"{row.simulated:.{places}f} ± {row.half_width:.{places}f}", f"{row.replications:,}", verdict


def held(rows: Sequence[Checked]) -> str:
    """How many figures hold."""
    number = len({row.system.name for row in rows})
    systems = f"{number} {'system' if number == 1 else 'systems'}"
    return f"{sum(row.holds for row in rows)} of {len(rows)} figures of {systems} hold"


def markdown(rows: Sequence[Checked], seed: int) -> str:
    """The section of each family, and how many figures hold."""
    parts = [part for family in families() for part in _section(family, rows)]
    return "\n\n".join([*parts, f"{held(rows)} (seed {seed})."])


def _section(family: Family, rows: Sequence[Checked]) -> Iterator[str]:
    own = [row for row in rows if row.system in family.systems]
    if own:
        yield f"### {family.family}"
        yield family.about
        yield f"Source: {family.source}."
    for system, found in groupby(own, lambda row: row.system):
        lines = [f"| {row.figure.name} | {' | '.join(cells(row))} |" for row in found]
        head = [f"| {' | '.join(COLUMNS)} |", "|---|---:|---:|---:|---|"]
        yield f"**{system.name}**: {system.system}."
        yield "\n".join([*head, *lines])


def replaced(page: str, text: str) -> str:
    """A page with a text between its marks."""
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"
