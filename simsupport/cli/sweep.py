"""`simsupport sweep`: a grid of what-ifs, or what becomes of a decision if an assumption is wrong."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import Ending, emit, note

if TYPE_CHECKING:
    from simsupport.cli.options import Options
    from simsupport.scenario.models import Scenario
    from simsupport.sensitivity import Plan
    from simsupport.sweep import Grid

MOST_TOLD = 5  # warnings about the scenarios of a grid


@click.command("sweep")
@click.argument("paths", metavar="SCENARIO [OPTION...]", nargs=-1, required=True)
@click.option(
    "--vary",
    metavar="PATH=VALUES",
    multiple=True,
    help="Values for a path: 4,5,6 or 4..6 or 10..20/2 or '4 min,6 min'; may be repeated, for all combinations.",
)
@click.option(
    "--assumptions", metavar="SHARE", help="Vary each assumed number by this share, as in 20%, one at a time."
)
@click.option(
    "--only",
    metavar="PATTERN",
    multiple=True,
    help="Of the assumptions only those whose path matches, as in 'demand.*'; may be repeated.",
)
@click.option(
    "--together",
    metavar="PATTERN",
    multiple=True,
    help="Vary all assumptions that match at once, as in 'topics.*.talk*'; may be repeated.",
)
@click.option("--measure", "measures", metavar="NAME", multiple=True, help="The figures to show; may be repeated.")
@options.experiment  # fmt: skip
def command(
    paths: tuple[str, ...], vary: tuple[str, ...], assumptions: str | None, only: tuple[str, ...],
    together: tuple[str, ...], measures: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...],
    force: bool, **given: Any,
) -> int:  # fmt: skip
    """Simulate all combinations of some values of SCENARIO, or vary what it assumes.

    With --vary: a row for each combination, all under the same chance. With --assumptions: how far the figures of
    SCENARIO, or its differences from each OPTION, move if one assumed number is less or more; a folder and --with
    stand for options as they do for compare. More than 1000 scenarios take --force.
    """
    from simsupport.cli import inputs
    from simsupport.measures.catalogue import chosen as known

    chosen = options.Options(**given)
    known(measures)
    if bool(vary) == bool(assumptions):
        raise click.UsageError("give --vary PATH=VALUES or --assumptions SHARE, one of them")
    if vary:
        if only or together:
            raise click.UsageError("--only and --together go with --assumptions")
        return _grid(_combined(paths, vary, initiatives, settings, force), measures, chosen)
    if chosen.by:
        raise click.UsageError("--by does not go with --assumptions, which look at figures over all")
    scenarios = inputs.compared(paths, initiatives, settings, force)
    return _assumptions(_planned(scenarios, assumptions or "", only, together, force), measures, chosen)


def _combined(
    paths: tuple[str, ...], vary: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool
) -> "Grid":
    """The grid that is asked for; what is odd about it goes to stderr."""
    from simsupport.cli import inputs
    from simsupport.sweep import grid

    found = inputs.wanted(paths, initiatives)
    if len(found) > 1:
        raise Ending(f"--vary is about a single scenario: name one of {', '.join(str(one.path) for one in found)}")
    changes = inputs.parse_settings(settings)
    made = grid(found[0].path, _axes(vary), changes, found[0].initiatives, force)
    _warn(made)
    return made


def _axes(vary: tuple[str, ...]) -> Mapping[str, str]:
    axes: dict[str, str] = {}
    for text in vary:
        path, sign, values = (part.strip() for part in text.partition("="))
        if not sign or not path:
            raise click.UsageError(f"--vary {text}: a path and its values are due, as in teams.desk.agents=4,5,6")
        if path in axes:
            raise click.UsageError(f"--vary {text}: values of {path} were given before")
        axes[path] = values
    return axes


def _warn(made: "Grid") -> None:
    """Say what is odd about scenarios of the grid; not each of a thousand times."""
    from simsupport.scenario import warnings

    found = [f"{scenario.name}: {text}" for scenario in made.scenarios for text in warnings(scenario)]
    for text in found[:MOST_TOLD]:
        note(f"warning: {text}")
    if len(found) > MOST_TOLD:
        note(f"and {len(found) - MOST_TOLD} more warnings about other combinations")


def _grid(made: "Grid", measures: tuple[str, ...], chosen: "Options") -> int:
    from simsupport import targets
    from simsupport.cli import breakdown, data, experiments, sweep_tables
    from simsupport.cli.tables import rendered
    from simsupport.sweep import Swept
    from simsupport.tables import planner

    names = measures or (None if chosen.form else breakdown.MEASURES)
    wanted = [*chosen.breakdowns, *targets.breakdowns(made.scenarios)]
    needed = None if names is None else [*names, *targets.MEASURES]
    results = Swept.of(experiments.perform(made.scenarios, chosen, wanted, needed), made)
    verdicts = targets.verdicts(results, chosen.level)
    if chosen.form:
        rows = data.summaries(results, chosen)
        rows = made.beside(rows[rows["measure"].isin(names or rows["measure"])])
        parts = {"rows": rows, "targets": sweep_tables.goals(made, verdicts)}
        paths = list(made.paths)
        emit(data.as_csv(rows) if chosen.form == "csv" else data.as_json(parts, results, chosen, varied=paths))
    else:
        shown = list(measures) or sweep_tables.worth_seeing(results, breakdown.MEASURES, chosen.by)
        tables = sweep_tables.of_grid(results, shown, chosen.by, verdicts, chosen.level)
        emit(rendered([*tables, planner.footer(results, chosen.level)]))
    return experiments.exit_code(verdicts, chosen)


def _planned(
    scenarios: "list[Scenario]", share: str, only: tuple[str, ...], together: tuple[str, ...], force: bool
) -> "Plan":
    from simsupport import units
    from simsupport.cli import experiments
    from simsupport.sensitivity import plan

    try:
        number = units.parse_share(share)
    except ValueError as error:
        raise click.UsageError(f"--assumptions {share}: {error}") from None
    with experiments.warnings_as_notes():
        return plan(scenarios, number, only, together, force)


def _assumptions(planned: "Plan", measures: tuple[str, ...], chosen: "Options") -> int:
    from simsupport import targets
    from simsupport.cli import data, experiments, sweep_tables
    from simsupport.cli.tables import rendered
    from simsupport.sensitivity import MEASURES, effects
    from simsupport.tables import planner

    names = [*(measures or MEASURES), *targets.MEASURES]
    everything = planned.all_scenarios
    results = experiments.perform(everything, chosen, [(), *targets.breakdowns(everything)], names)
    table = effects(results, planned, measures, chosen.level)
    if chosen.form == "csv":
        emit(data.as_csv(table))
    elif chosen.form == "json":
        emit(data.as_json({"rows": table}, results, chosen, assumptions=planned.share))
    else:
        shown = sweep_tables.of_assumptions(table, planned.share)
        emit(rendered([*shown, planner.footer(results, chosen.level)]))
    return experiments.exit_code(_of(planned, targets.verdicts(results, chosen.level)), chosen)


def _of(planned: "Plan", verdicts: "list[Any]") -> "list[Any]":
    """The verdicts of the scenarios as they are, with nothing varied."""
    names = [scenario.name for scenario in planned.scenarios]
    return [verdict for verdict in verdicts if verdict.scenario in names]
