"""`simsupport run`: simulate scenarios and show their figures."""

from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import emit

if TYPE_CHECKING:
    from simsupport.cli.experiments import Options
    from simsupport.experiment import Results
    from simsupport.targets import Verdict


@click.command("run", epilog=options.LATER)
@options.scenarios
@options.experiment
def command(
    paths: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool, **given: Any
) -> int:
    """Simulate scenarios; show their figures, each with its interval of confidence.

    A folder stands for the scenarios in it.
    """
    from simsupport import targets
    from simsupport.cli import data, experiments, inputs, planner

    chosen = experiments.Options(**given)
    scenarios = inputs.scenarios(inputs.wanted(paths, initiatives), settings, force)
    if chosen.form:
        wanted = targets.breakdowns(scenarios) if chosen.require_targets else []
        results = experiments.perform(scenarios, chosen, [*chosen.breakdowns, *wanted])
        verdicts = targets.verdicts(results, chosen.level) if chosen.require_targets else []
        table = data.summaries(results, chosen)
        emit(data.as_csv(table) if chosen.form == "csv" else data.as_json({"rows": table}, results, chosen))
    else:
        wanted = [*chosen.breakdowns, *planner.breakdowns(scenarios)]
        results = experiments.perform(scenarios, chosen, wanted, planner.MEASURES)
        verdicts = targets.verdicts(results, chosen.level)
        emit(_text(results, chosen, verdicts))
    return experiments.exit_code(verdicts, chosen)


def _text(results: "Results", chosen: "Options", verdicts: "list[Verdict]") -> str:
    from simsupport.cli import breakdown, planner
    from simsupport.cli.tables import rendered

    parts: list[Any] = [planner.figures(results, chosen.level, verdicts)]
    if chosen.by:
        parts += breakdown.figures(results, chosen.by, chosen.level)
    return rendered([*parts, planner.footer(results, chosen.level)])
