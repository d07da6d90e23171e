"""The options side by side: figures with intervals, targets met, missed or undecided, and which is the best."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from simsupport import formats, pictures
from simsupport.report.blocks import Block, Fold, Grid, Picture, Section, name, words
from simsupport.report.drawing import picture
from simsupport.report.evidence import Evidence
from simsupport.tables import Row, Table, planner, ranking

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 16  # that are read at a glance
MOST_COLUMNS = 8
DRAWN = ("sla_compliance", "first_response_time_p90", "cost")
_ROW = 0.3  # inches


def section(evidence: Evidence) -> Section:
    blocks = [*_at_a_glance(evidence), *_targets(evidence), *_best(evidence), *_pictures(evidence), *_all(evidence)]
    title = "The options side by side" if evidence.several else "The figures"
    return Section("options", title, tuple(blocks))


def _at_a_glance(evidence: Evidence) -> Iterator[Block]:
    table = planner.overview(evidence.results, evidence.level)
    yield from _of_first(replace(table, title="At a glance", corner=evidence.corner), evidence)


def _of_first(table: Table, evidence: Evidence) -> Iterator[Block]:
    """A table with a row for each scenario; of many the first ones, and all of them in a fold."""
    if len(table.rows) <= MOST_ROWS:
        yield Grid(table)
        return
    first = [evidence.base, *evidence.ranking["scenario"]][: MOST_ROWS - 4]
    rows = tuple(row for row in table.rows if row.label in first)
    title = f"{table.title}: the base, and those that stand first"
    yield Grid(replace(table, title=title, rows=rows))
    all_of_them = Markup("{}: all {} options").format(table.title, len(table.rows))
    yield Fold(all_of_them, (Grid(replace(table, title=str(all_of_them))),))


def _targets(evidence: Evidence) -> Iterator[Block]:
    """A row for each scenario, a column for each target."""
    aims = list(dict.fromkeys(verdict.target for verdict in evidence.verdicts))
    if not aims:
        return
    judged = {(one.scenario, one.target): one for one in evidence.verdicts}
    rows = []
    for scenario in evidence.names:
        mine = [judged.get((scenario, aim)) for aim in aims]
        why = tuple(reason for verdict in mine for reason in planner.unjudged(verdict))
        rows.append(Row(scenario, tuple(planner.judged(one) if one else formats.NONE for one in mine), why))
    yield from _of_first(Table("Targets", tuple(aims), tuple(rows), evidence.corner), evidence)
    yield words(
        "A target is <em>met</em> if the whole interval of its figure is on the right side of the promise, "
        "<em>missed</em> if none of it is, <em>undecided</em> if the interval holds the promise.",
        kind="small",
    )


def _best(evidence: Evidence) -> Iterator[Block]:
    if not evidence.several:
        return
    for part in ranking.chances(evidence.results, evidence.level):
        if isinstance(part, str):
            yield words("{text}", kind="small", text=part)
        else:
            yield from _of_first(replace(part, corner="option"), evidence)


def _pictures(evidence: Evidence) -> Iterator[Block]:
    if not evidence.several:
        return
    table = evidence.summary((), DRAWN)
    for measure in DRAWN:
        mine = table[table["measure"] == measure]
        if (mine["mean"] > 0).any():
            yield _picture(mine, measure, 1 + _ROW * len(evidence.drawn))


def _picture(table: "pd.DataFrame", measure: str, height: float) -> Picture:
    """A measure of each scenario."""
    label = formats.capital(planner.Line(measure).label.strip())
    ordered = table.sort_values("mean", kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    told = Markup("{}: from {} ({}) to {} ({}).").format(
        label, formats.figure(low["mean"], low["unit"]), name(low["scenario"]),
        formats.figure(high["mean"], high["unit"]), name(high["scenario"]),
    )  # fmt: skip
    return picture(f"options-{measure}", label, told, lambda ax: pictures.options(table, ax, measure), height)


def _all(evidence: Evidence) -> Iterator[Block]:
    figures = planner.figures(evidence.results, evidence.level, evidence.verdicts)
    grids = _beside(replace(figures, title="All figures"))
    if not evidence.several:
        yield from grids
        return
    yield Fold(Markup("All figures of all options"), tuple(grids))
    table = planner.differences(evidence.results, evidence.base, evidence.compared)
    marks = planner.footer(evidence.results, evidence.level, compared=True)
    said = Markup("What each option changes against {}").format(name(evidence.base))
    table = replace(table, title=f"What each option changes against {evidence.base}")
    yield Fold(said, (*_beside(table), words("{marks}", kind="small", marks=marks)))


def _beside(table: Table) -> Sequence[Grid]:
    """The table in pieces, each with as many columns as can be read beside each other."""
    numbers = range(0, len(table.headers), MOST_COLUMNS)
    pieces = []
    for start in numbers:
        part = slice(start, start + MOST_COLUMNS)
        rows = tuple(replace(row, cells=row.cells[part]) for row in table.rows)
        count = f" ({start // MOST_COLUMNS + 1} of {len(numbers)})" if len(numbers) > 1 else ""
        pieces.append(Grid(replace(table, title=f"{table.title}{count}", headers=table.headers[part], rows=rows)))
    return pieces
