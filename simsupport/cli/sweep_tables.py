"""The tables of a sweep: a row for each combination, or for each assumption with a bar for what it moves."""

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from simsupport import formats, units
from simsupport.cli.breakdown import label
from simsupport.tables import Row, Table, planner

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.sweep import Grid, Swept
    from simsupport.targets import Verdict

BAR = 8  # signs on each side of a bar's middle
SIDES = ("less", "more")


def goals(made: "Grid", verdicts: "Sequence[Verdict]") -> "pd.DataFrame":
    """The targets of all combinations, with the grid's columns."""
    import pandas as pd

    names = ("scenario", "target", "promised", "at_most", "mean", "low", "high", "outcome", "kept", "confidence")
    return made.beside(pd.DataFrame({name: [getattr(each, name) for each in verdicts] for name in names}))


def of_grid(
    results: "Swept", measures: Sequence[str], by: Sequence[str], verdicts: "Sequence[Verdict]", level: float
) -> Iterator[Table | str]:
    """A row for each combination (and group) with its figures, and over all its targets."""
    from simsupport.sweep import shortened

    found = planner.cells(results.summary(by, level), by)
    aims = [] if by else list(dict.fromkeys(verdict.target for verdict in verdicts))
    judged = {(verdict.scenario, verdict.target): verdict for verdict in verdicts}
    rows = []
    for scenario, values in zip(results.grid.scenarios, results.grid.combinations, strict=True):
        for group in dict.fromkeys(group for name, group, _ in found if name == scenario.name):
            mine = {name: found.get((scenario.name, group, name)) for name in measures}
            figures = (_figure(cell, name) for name, cell in mine.items())
            kept = [judged.get((scenario.name, aim)) for aim in aims]
            why = [reason for name, cell in mine.items() for reason in planner.missing([cell], name)]
            why += [reason for verdict in kept for reason in planner.unjudged(verdict)]
            outcomes = (planner.judged(verdict) if verdict else formats.NONE for verdict in kept)
            rows.append(Row(_combination(values, by, group), (*figures, *outcomes), tuple(why)))
    yield f"{results.grid.name}, with {' and '.join(results.grid.paths)} varied"
    headers = (*map(formats.words, measures), *(f"target: {aim}" for aim in aims))
    yield Table("", headers, tuple(rows), corner=", ".join([*shortened(results.grid.paths), *by]))


def worth_seeing(results: "Swept", measures: Sequence[str], by: Sequence[str]) -> list[str]:
    """The measures that are there, and not zero in all combinations."""
    found = planner.cells(results.summary(by), by)
    return [name for name in measures if any(key[2] == name and (cell.mean > 0 or cell.mean < 0)
                                             for key, cell in found.items())]  # fmt: skip


def _figure(cell: planner.Cell | None, measure: str) -> str:
    return planner.figure(cell, measure) if cell else formats.NONE


def _combination(values: Sequence[object], by: Sequence[str], group: tuple[object, ...]) -> str:
    from simsupport.sweep import written

    return ", ".join([*map(written, values), *([label(by, group)] if by else [])])


def of_assumptions(table: "pd.DataFrame", share: float) -> Iterator[Table | str]:
    """For each measure and scenario the assumptions, the one that moves most first."""
    for _, rows in table.groupby(["measure", "scenario"], sort=False):
        yield _of_measure(rows.to_dict("records"), share)
    yield (
        f"One assumption at a time, {units.format_share(share)} less (-) and more (+), in the bar too; what moves the "
        "figure most comes first. pt are percentage points, * marks what differs from 0 by its interval."
    )


def _of_measure(rows: "list[dict[Any, Any]]", share: float) -> Table:
    first = rows[0]
    compared = isinstance(first["base"], str)
    sides: dict[str, dict[str, dict[Any, Any]]] = {}
    for row in rows:
        sides.setdefault(row["assumption"], {})[row["side"]] = row
    widest = max((abs(row["effect"]) for row in rows if not isnan(row["effect"])), default=0.0)
    percent = units.format_share(share)
    outcomes = {name: _outcome(both, compared) for name, both in sides.items()}
    last = ("decision" if compared else "targets",) if any(outcomes.values()) else ()
    lines = [
        Row(name, (_values(both), *(_cell(both.get(side), compared) for side in SIDES),
                   bar(_effect(both, "less"), _effect(both, "more"), widest), *(outcomes[name] for _ in last)),
            tuple(_missing(both, compared)))
        for name, both in sides.items()
    ]  # fmt: skip
    headers = ("as stated", f"{percent} less", f"{percent} more", "", *last)
    return Table(_title(first, compared), headers, tuple(lines), corner="assumption")


def _title(row: dict[Any, Any], compared: bool) -> str:
    measure, unvaried = row["measure"], _estimate(row, "unvaried")
    if compared:
        text = planner.difference(unvaried, measure).rstrip()
        return f"Difference in {formats.words(measure)}, {row['scenario']} less {row['base']}: {text}"
    return f"What moves the {formats.words(measure)} of {row['scenario']}: {planner.figure(unvaried, measure)}"


def _values(both: dict[str, dict[Any, Any]]) -> str:
    """What is stated; ``85% (to 100% only)`` where the legal range ends before the share."""
    row = next(iter(both.values()))
    ends = [f"to {each['varied']} only" for each in both.values() if each["clipped"]]
    return f"{row['stated']} ({', '.join(ends)})" if ends else str(row["stated"])


def _cell(row: dict[Any, Any] | None, compared: bool) -> str:
    """The difference between the scenarios then; of a single one the effect."""
    if row is None:
        return formats.NONE
    return planner.difference(_estimate(row, _shown(compared)), row["measure"])


def _missing(both: dict[str, dict[Any, Any]], compared: bool) -> Iterator[str]:
    """Why a side has no figure."""
    if len(both) < len(SIDES):
        yield "it can't be moved to that side"
    for row in both.values():
        yield from planner.missing([_estimate(row, _shown(compared))], row["measure"])


def _shown(compared: bool) -> str:
    return "figure" if compared else "effect"


def _estimate(row: dict[Any, Any], name: str) -> planner.Cell:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return planner.Cell(row[name], low, high, row["unit"], certain=formats.certain(low, high))


def _effect(both: dict[str, dict[Any, Any]], side: str) -> float:
    found = float(both[side]["effect"]) if side in both else 0.0
    return 0.0 if isnan(found) else found


def bar(less: float, more: float, widest: float) -> str:
    """Both effects from the middle, where there is none: ``++++++|------``; the shorter one lies on the longer."""
    signs = [" "] * (2 * BAR + 1)
    signs[BAR] = "|"
    for effect, sign in sorted([(less, "-"), (more, "+")], key=lambda pair: -abs(pair[0])):
        length = round(BAR * abs(effect) / widest) if widest else 0
        for place in range(1, length + 1):
            signs[BAR + place if effect > 0 else BAR - place] = sign
    return "".join(signs)


def _outcome(both: dict[str, dict[Any, Any]], compared: bool) -> str:
    """What becomes of the decision, or of the targets, if there is any change."""
    name = "decision" if compared else "targets"
    found = {side: str(row[name]) for side, row in both.items() if row[name]}
    if len(set(found.values())) == 1 and len(found) == 2:
        return next(iter(found.values()))
    return "; ".join(f"{side}: {text}" for side, text in found.items())
