"""Which option is best, as tables: from a fixed number of replications, or from as many as it took to select it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simsupport import formats, units
from simsupport.tables import Row, Table
from simsupport.tables.planner import cells, figure

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.experiment import Results
    from simsupport.selection import Selection

NEXT = {"sla_compliance": "has the highest SLA compliance", "cost": "costs the least"}


def ranked(results: "Results", level: float) -> "pd.DataFrame":
    """The scenarios, the likeliest best one first: by targets, then by cost (SLA compliance where nothing costs)."""
    from simsupport.ranking import rank

    table = results.table()
    costs = bool((table["measure"].eq("cost") & table["value"].gt(0)).any())
    return rank(results, "cost" if costs else "sla_compliance", level=level)


def chances(results: "Results", level: float) -> Iterator[Table | str]:
    """How likely each scenario is the best one, and its targets are met; nothing where one replication can't tell."""
    table = ranked(results, level)
    if table["best"].isna().all():
        return
    aimed = bool(table["targets"].any())
    then = NEXT[table["measure"][0]]
    title = f"Which is best: misses the fewest targets, then {then}" if aimed else f"Which is best: {then}"
    headers = ("targets missed", "meets all targets", "replications that keep all", then, "best")
    rows = [
        Row(row["scenario"], _cells(row) if aimed else (formats.chance(row["best"]),))
        for row in table.to_dict("records")
    ]
    yield Table(title, headers if aimed else ("best",), tuple(rows))
    if aimed:
        yield (
            "Percentages are probabilities for the long-run figures, as far as the replications tell; how many "
            "replications keep all targets is the risk in a single one."
        )


def _cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        f"{row['missed']:.0f} of {row['targets']}",
        formats.chance(row["meets_all"]),
        _kept(row),
        formats.chance(row["best_figure"]),
        formats.chance(row["best"]),
    )


def _kept(row: Mapping[Any, Any]) -> str:
    """In how many replications all targets were kept."""
    number = row["replications"]
    return f"{row['kept_all'] * number:.0f} of {number}" if number else formats.NONE


def pairing(differences: "pd.DataFrame") -> Iterator[str]:
    """What the same chance for all scenarios gained."""
    from simsupport.compare import gain

    gains = {name: gain(differences, name) for name in NEXT}
    told = [
        f"{_variance(paired)} in {formats.words(name)} ({_variance(unpaired)} unpaired, "
        f"{unpaired / paired:.1f} times as much)"
        for name, (paired, unpaired) in gains.items()
        if paired > 0
    ]
    if told:
        text = "Variance of a difference, paired under the same chance for all scenarios: "
        yield f"{text}{', '.join(told)}; pairing is worth as many times more replications."


def _variance(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}"


def selected(selection: "Selection") -> Iterator[Table | str]:
    """The scenarios in the order in which they left, and what was selected."""
    from simsupport.selection import METHOD

    table, words = selection.table, formats.words(selection.measure)
    rows = table[table["measure"] == selection.measure]
    found = cells(rows, ())
    body = [
        Row(name, (figure(found[name, (), selection.measure], selection.measure), str(number), _left(selection, name)))
        for name, number in zip(rows["scenario"], rows["replications"], strict=True)
    ]
    yield Table(f"Which has the {selection.goal} {words}", (words, "replications", "out after"), tuple(body))
    yield _told(selection, METHOD)


def _left(selection: "Selection", name: str) -> str:
    return str(selection.out.get(name, formats.NONE))


def _told(selection: "Selection", method: str) -> str:
    done = len(selection.results.table()[["scenario", "replication"]].drop_duplicates())
    all_of = len(selection.results.scenarios) * selection.results.replications
    numbers = f"{done:,} replications instead of {all_of:,}"
    if not selection.decided:
        return f"Not decided; '{selection.best}' is the best so far. {numbers}."
    zone = formats.difference(selection.indifference, float("nan"), float("nan"), _unit(selection), selection.measure)
    return (
        f"Selected: '{selection.best}'. If the best is ahead of all others by {zone.lstrip('+')}, it is selected with "
        f"a probability of at least {units.format_share(selection.level)} ({method}). {numbers}."
    )


def _unit(selection: "Selection") -> str:
    return str(selection.table["unit"].iloc[0])
