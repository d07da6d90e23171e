"""`simsupport verify`: systems whose answers are known exactly, simulated and set beside them."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import DONE, FAILED, emit

if TYPE_CHECKING:
    from simsupport.tables import Row, Table
    from simsupport.verification import Checked, Precision


@click.command("verify")
@click.argument("names", metavar="[SYSTEM...]", nargs=-1)
@click.option("--list", "listed", is_flag=True, help="List the systems; simulate nothing.")
@click.option("--quick", is_flag=True, help="Wider intervals, of 10%: within a minute.")
@options.seed
@click.option("--workers", type=click.IntRange(min=1), help="Replications at once.  [default: one for each core]")
@options.form("json", "One JSON object.")
def command(names: tuple[str, ...], listed: bool, quick: bool, seed: int, workers: int | None, form: str | None) -> int:
    """Simulate systems whose answers are known exactly; set each figure beside its exact value.

    A figure passes if its 99.9% interval is narrow enough (2% of the value or 0.002) and contains the exact value.
    Exit code 1 if any fails. Without SYSTEM all are simulated, in a few minutes.
    """
    from simsupport.cli.experiments import warnings_as_notes
    from simsupport.verification import FULL, QUICK, systems, verify

    chosen = systems(names)
    if listed:
        emit(_list(chosen))
        return DONE
    precision = QUICK if quick else FULL
    with warnings_as_notes():
        rows = verify(chosen, seed, workers, precision)
    emit(_json(rows, seed, precision) if form == "json" else _text(rows, seed, precision))
    return DONE if all(row.holds for row in rows) else FAILED


def _list(chosen: Iterable[str]) -> str:
    """The systems by families, each with its name and what it is."""
    from simsupport.cli.tables import rendered
    from simsupport.tables import Row, Table
    from simsupport.verification import families

    rows = {
        family.family: tuple(Row(each.name, (each.system,)) for each in family.systems if each.name in chosen)
        for family in families()
    }
    return rendered([Table(title, ("",), found, left=True) for title, found in rows.items() if found])


def _text(rows: "list[Checked]", seed: int, precision: "Precision") -> str:
    from simsupport.cli.tables import rendered

    return rendered([*_tables(rows), _closing(rows, seed, precision)])


def _tables(rows: "list[Checked]") -> "Iterator[Table]":
    """A table for each family."""
    from simsupport.tables import Table
    from simsupport.verification import families
    from simsupport.verification.page import COLUMNS

    title_of = {system.name: family.family for family in families() for system in family.systems}
    for title, found in groupby(rows, lambda row: title_of[row.system.name]):
        yield Table(title, COLUMNS[1:], tuple(_lines(found)))


def _lines(rows: "Iterable[Checked]") -> "Iterator[Row]":
    from simsupport.tables import Row
    from simsupport.verification.page import cells

    for system, found in groupby(rows, lambda row: row.system.name):
        yield Row(system)
        for row in found:
            yield Row(f"  {row.figure.name}", cells(row))


def _closing(rows: "list[Checked]", seed: int, precision: "Precision") -> str:
    """How many hold, and what that means."""
    from simsupport.cli.tables import paragraph
    from simsupport.verification.page import held

    wide = f"the half-width is at most {precision.relative:.0%} of that, or 0.002"
    quick = " (without --quick 2%)" if precision.relative > 0.02 else ""
    text = f"{held(rows)} (seed {seed}): the 99.9% interval contains the exact value, and {wide}{quick}."
    failed = [f"  fails: {row.system.name}: {row.figure.name}" for row in rows if not row.holds]
    return "\n".join([paragraph(text), *failed])


def _json(rows: "list[Checked]", seed: int, precision: "Precision") -> str:
    """One object: what was asked for, whether all hold, and a row in a line for each figure."""
    import json

    from simsupport.cli.data import VERSION
    from simsupport.verification import ABSOLUTE, LEVEL

    head = {
        "version": VERSION, "seed": seed, "level": LEVEL, "relative": precision.relative, "absolute": ABSOLUTE,
        "holds": all(row.holds for row in rows),
    }  # fmt: skip
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    return "{" + ", ".join([*lines, '"rows": [\n' + ",\n".join(json.dumps(_row(row)) for row in rows) + "\n]"]) + "}"


def _row(row: "Checked") -> dict[str, Any]:
    return {
        "system": row.system.name, "figure": row.figure.name, "exact": row.figure.exact, "simulated": row.simulated,
        "low": row.simulated - row.half_width, "high": row.simulated + row.half_width, "allowed": row.allowed,
        "replications": row.replications, "holds": row.holds,
    }  # fmt: skip
