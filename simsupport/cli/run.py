"""`simsupport run`: simulate scenarios and show their figures."""

from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import emit

if TYPE_CHECKING:
    from simsupport.cli.options import Options
    from simsupport.experiment import Results
    from simsupport.targets import Verdict


@click.command("run")
@options.scenarios
@options.experiment
def command(
    paths: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool, theory: bool,
    **given: Any,
) -> int:  # fmt: skip
    """Simulate scenarios; show their figures, each with its interval of confidence.

    A folder stands for the scenarios in it.
    """
    from simsupport import targets
    from simsupport.cli import experiments, inputs
    from simsupport.tables import planner

    chosen = options.Options(**given)
    scenarios = inputs.scenarios(inputs.wanted(paths, initiatives), settings, force)
    beside = _by_theory() if theory else ()
    if chosen.form:
        wanted = targets.breakdowns(scenarios) if chosen.require_targets else []
        results = experiments.perform(scenarios, chosen, [*chosen.breakdowns, *wanted, *beside])
        verdicts = targets.verdicts(results, chosen.level) if chosen.require_targets else []
        emit(_data(results, chosen, theory))
    else:
        wanted = [*chosen.breakdowns, *planner.breakdowns(scenarios)]
        results = experiments.perform(scenarios, chosen, [*wanted, *beside], planner.MEASURES)
        verdicts = targets.verdicts(results, chosen.level)
        emit(_text(results, chosen, verdicts, theory))
    return experiments.exit_code(verdicts, chosen)


def _by_theory() -> tuple[tuple[str, ...], ...]:
    from simsupport.cli import theory

    return theory.BREAKDOWNS


def _data(results: "Results", chosen: "Options", beside_theory: bool) -> str:
    from simsupport.cli import data, theory

    figures = data.summaries(results, chosen)
    if chosen.form == "csv":
        return data.as_csv(theory.below(figures, results, chosen.level) if beside_theory else figures)
    if not beside_theory:
        return data.as_json({"rows": figures}, results, chosen)
    tables = {"rows": figures, "theory": theory.finite_rows(results, chosen.level)}
    return data.as_json(tables, results, chosen, why_theory_differs=theory.all_differences(results))


def _text(results: "Results", chosen: "Options", verdicts: "list[Verdict]", beside_theory: bool) -> str:
    from simsupport.cli import breakdown, theory
    from simsupport.cli.tables import rendered
    from simsupport.tables import planner

    parts: list[Any] = [planner.figures(results, chosen.level, verdicts)]
    if chosen.by:
        parts += breakdown.figures(results, chosen.by, chosen.level)
    if beside_theory:
        parts += theory.parts(results, chosen.level)
    return rendered([*parts, planner.footer(results, chosen.level)])
