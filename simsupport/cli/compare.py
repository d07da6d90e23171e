"""`simsupport compare`: simulate scenarios and show what differs from a base."""

from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import Ending, emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simsupport.cli.experiments import Options
    from simsupport.experiment import Results
    from simsupport.targets import Verdict


@click.command("compare", epilog=options.LATER)
@click.argument("paths", metavar="BASE [OPTION...]", nargs=-1, required=True)
@options.experiment
def command(
    paths: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool, **given: Any
) -> int:
    """Simulate scenarios; show their figures and the paired differences from BASE.

    A folder stands for the scenarios in it; the one that the others extend is the base. Where BASE is alone, each file
    of --with makes an option of its own, and all of them together one more; else all are added to every scenario.
    """
    from simsupport import targets
    from simsupport.cli import experiments, inputs, planner

    chosen = experiments.Options(**given)
    scenarios = inputs.compared(paths, initiatives, settings, force)
    if len(scenarios) < 2:
        raise Ending(
            f"'{scenarios[0].name}' is alone: name at least one more scenario to compare it with, or --with FILE"
        )
    names = None if chosen.form else planner.MEASURES
    results = experiments.perform(scenarios, chosen, [*chosen.breakdowns, *planner.breakdowns(scenarios)], names)
    verdicts = targets.verdicts(results, chosen.level)
    base = scenarios[0].name
    with experiments.warnings_as_notes():
        text = _data(results, base, chosen) if chosen.form else _text(results, base, chosen, verdicts)
    emit(text)
    return experiments.exit_code(verdicts, chosen)


def _data(results: "Results", base: str, chosen: "Options") -> str:
    from simsupport.cli import data

    differences = data.comparisons(results, base, chosen)
    if chosen.form == "csv":
        return data.as_csv(differences)
    together = {"rows": data.summaries(results, chosen), "differences": differences}
    return data.as_json(together, results, chosen, base=base)


def _text(results: "Results", base: str, chosen: "Options", verdicts: "Sequence[Verdict]") -> str:
    from simsupport.cli import breakdown, planner
    from simsupport.cli.tables import rendered
    from simsupport.compare import compare

    tables = {by: compare(results, base, by, chosen.level) for by in planner.BREAKDOWNS}
    parts: list[Any] = [
        planner.overview(results, chosen.level),
        planner.figures(results, chosen.level, verdicts),
        planner.differences(results, base, tables),
    ]
    if chosen.by:
        parts += breakdown.differences(results, base, chosen.by, chosen.level)
    return rendered([*parts, planner.footer(results, chosen.level, compared=True)])
