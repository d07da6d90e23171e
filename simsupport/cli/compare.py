"""`simsupport compare`: simulate scenarios and show what differs from a base."""

from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import DONE, Ending, emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simsupport.cli.options import Options
    from simsupport.experiment import Results
    from simsupport.scenario.models import Scenario
    from simsupport.targets import Verdict


@click.command("compare")
@click.argument("paths", metavar="BASE [OPTION...]", nargs=-1, required=True)
@click.option(
    "--best",
    metavar="MEASURE[=GOAL]",
    help="Only select the best: as in service_level, or occupancy=lowest; goes with --indifference.",
)
@click.option(
    "--indifference",
    type=float,
    metavar="DIFFERENCE",
    help="What difference does not matter, in the unit of the measure; -n is the number of first replications.",
)
@options.experiment
def command(
    paths: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool, best: str | None,
    indifference: float | None, **given: Any,
) -> int:  # fmt: skip
    """Simulate scenarios; show their figures and the paired differences from BASE.

    A folder stands for the scenarios in it; the one that the others extend is the base. Where BASE is alone, each file
    of --with makes an option of its own, and all of them together one more; else all are added to every scenario.
    """
    from simsupport import targets
    from simsupport.cli import experiments, inputs
    from simsupport.tables import planner

    chosen = options.Options(**given)
    scenarios = inputs.compared(paths, initiatives, settings, force)
    if len(scenarios) < 2:
        raise Ending(
            f"'{scenarios[0].name}' is alone: name at least one more scenario to compare it with, or --with FILE"
        )
    if best is not None or indifference is not None:
        return _select(scenarios, best, indifference, chosen)
    names = None if chosen.form else planner.MEASURES
    results = experiments.perform(scenarios, chosen, [*chosen.breakdowns, *planner.breakdowns(scenarios)], names)
    verdicts = targets.verdicts(results, chosen.level)
    base = scenarios[0].name
    with experiments.warnings_as_notes():
        text = _data(results, base, chosen, verdicts) if chosen.form else _text(results, base, chosen, verdicts)
    emit(text)
    return experiments.exit_code(verdicts, chosen)


def _data(results: "Results", base: str, chosen: "Options", verdicts: "Sequence[Verdict]") -> str:
    from simsupport.cli import data
    from simsupport.tables import ranking

    differences = data.comparisons(results, base, chosen)
    if chosen.form == "csv":
        return data.as_csv(differences)
    together = {
        "rows": data.summaries(results, chosen),
        "differences": differences,
        "ranking": ranking.ranked(results, chosen.level),
        "targets": data.judged(verdicts),
    }
    return data.as_json(together, results, chosen, base=base)


def _text(results: "Results", base: str, chosen: "Options", verdicts: "Sequence[Verdict]") -> str:
    from simsupport.cli import breakdown
    from simsupport.cli.tables import rendered
    from simsupport.compare import compare
    from simsupport.tables import planner, ranking

    tables = {by: compare(results, base, by, chosen.level) for by in planner.BREAKDOWNS}
    parts: list[Any] = [
        planner.overview(results, chosen.level),
        *ranking.chances(results, chosen.level),
        planner.figures(results, chosen.level, verdicts),
        planner.differences(results, base, tables),
    ]
    if chosen.by:
        parts += breakdown.differences(results, base, chosen.by, chosen.level)
    return rendered([*parts, planner.footer(results, chosen.level, compared=True), *ranking.pairing(tables[()])])


def _select(scenarios: "list[Scenario]", best: str | None, indifference: float | None, chosen: "Options") -> int:
    """As many replications as it takes to select the best scenario."""
    from simsupport.cli import data, experiments
    from simsupport.cli.tables import rendered
    from simsupport.selection import select
    from simsupport.tables import ranking

    _check(best, indifference, chosen)
    measure, _, goal = str(best).partition("=")
    found = experiments.ended_well(
        lambda report: select(
            scenarios, measure, indifference or 0.0, goal or None, chosen.level, chosen.replications, chosen.at_most,
            chosen.seed, chosen.engine, chosen.workers, report, cluster=chosen.cluster, store=chosen.store,
        ),
        chosen.store,
    )  # fmt: skip
    if chosen.form == "csv":
        emit(data.as_csv(found.table))
    elif chosen.form == "json":
        selected = found.best if found.decided else None
        emit(data.as_json({"rows": found.table}, found.results, chosen, selected=selected, best=found.best))
    else:
        emit(rendered([*ranking.selected(found)]))
    return DONE


def _check(best: str | None, indifference: float | None, chosen: "Options") -> None:
    """Refuse what does not go together, before anything is simulated."""
    from simsupport.selection import FEWEST

    if best is None or indifference is None:
        raise Ending("--best and --indifference go together, as in --best service_level --indifference 0.01")
    for name, given in (
        ("--precision", chosen.precision),
        ("--by", chosen.by),
        ("--require-targets", chosen.require_targets),
        ("--excel", chosen.excel),
        ("--log", chosen.log),
    ):
        if given:
            raise Ending(f"{name} does not go with --best, which simulates no more than it takes to select")
    if chosen.replications is not None and chosen.replications < FEWEST:
        raise Ending(f"-n: {chosen.replications} first replications are too few for --best: {FEWEST} at least")
