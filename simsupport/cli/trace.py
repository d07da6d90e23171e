"""`simsupport trace`: the story of single contacts."""

import click

from simsupport.cli import options
from simsupport.cli.endings import Ending, emit

FIRST = 10


@click.command("trace")
@options.scenario
@click.option("--follow", metavar="ISSUE", type=click.IntRange(min=0), multiple=True,
              help="Tell of this issue, counted from 0; may be repeated.")  # fmt: skip
@click.option("--first", metavar="N", type=click.IntRange(min=1),
              help=f"Tell of the first N issues.  [default: {FIRST}]")  # fmt: skip
@options.initiatives
@options.settings
@options.seed
@options.force
def command(
    path: str,
    follow: tuple[int, ...],
    first: int | None,
    initiatives: tuple[str, ...],
    settings: tuple[str, ...],
    seed: int,
    force: bool,
) -> None:
    """Tell the story of single contacts, leg by leg, with the rules of the model (R1 to R24) that it follows from.

    Replication 0 of the scenario is simulated; times are those of the calendar's zone.
    """
    from simsupport import sample_demand, simulate
    from simsupport.cli import inputs
    from simsupport.cli.tables import hanging
    from simsupport.story import issues_of, tell

    scenarios = inputs.scenarios(inputs.wanted([path], initiatives), settings, force)
    if len(scenarios) > 1:
        raise Ending(f"'{path}' has {len(scenarios)} scenarios: name one of them")
    demand = sample_demand(scenarios[0], seed)
    log = simulate(scenarios[0], demand)
    chosen = [*follow] if follow and first is None else [*issues_of(log)[: first or FIRST], *follow]
    stories = (tell(log, issue, demand) for issue in dict.fromkeys(chosen))
    emit("\n\n".join(hanging(story) for story in stories) or "no issues")
