"""`simsupport report`: simulate scenarios, and write the page that a planner brings to a meeting."""

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from simsupport.cli import options
from simsupport.cli.endings import FAILED, Ending, note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simsupport.cli.options import Options
    from simsupport.report import Evidence
    from simsupport.report.assumptions import Wanted
    from simsupport.scenario.models import Scenario

NOT_SHOWN = ("out", "workers", "cluster", "store")  # what the page does not depend on


def _writable(context: click.Context, parameter: click.Parameter, path: str) -> str:
    """A file that can be written, known before anything is simulated."""
    from pathlib import Path

    from simsupport import whole_files

    if why := whole_files.obstacle(Path(path)):
        raise Ending(f"the page '{path}' can't be written: {why}")
    return path


def _share(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """A share, as it was typed."""
    from simsupport import units

    try:
        units.parse_share(text)
    except ValueError as error:
        raise click.UsageError(f"--assumptions {text}: {error}", context) from None
    return text


@click.command("report")
@options.scenarios
@click.option("--out", metavar="FILE", type=click.Path(), required=True, callback=_writable,
              help="The page: one HTML file that needs no other.")  # fmt: skip
@click.option("--title", metavar="TEXT", default="", help="What stands on top.")
@click.option("--assumptions", metavar="SHARE", default="20%", show_default=True, callback=_share,
              help="By how much assumptions are moved to see which could turn the decision; 0% for none.")  # fmt: skip
@click.option("--only", metavar="PATTERN", multiple=True,
              help="Move only those assumptions, as in 'topics.*.talk*'; may be repeated.")  # fmt: skip
@click.option("--together", metavar="PATTERN", multiple=True,
              help="Move all assumptions that match at once; may be repeated.")  # fmt: skip
@options.running
def command(
    paths: tuple[str, ...], out: str, title: str, assumptions: str, only: tuple[str, ...], together: tuple[str, ...],
    initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool, **given: Any,
) -> int:  # fmt: skip
    """Simulate scenarios, and write a page: which option, how sure, what it costs, and why.

    The first scenario is the base, as for compare; a folder stands for the scenarios in it. A single scenario is shown
    without a comparison.
    """
    from simsupport import units
    from simsupport.cli import experiments, inputs
    from simsupport.report import write
    from simsupport.report.assumptions import Wanted

    chosen, wanted = options.Options(**given), Wanted(units.parse_share(assumptions), only, together)
    scenarios = inputs.compared(paths, initiatives, settings, force)
    wanted.check(scenarios)
    evidence = _evidence(scenarios, chosen, wanted, _command(click.get_current_context(), paths))
    with experiments.warnings_as_notes():
        try:
            write(out, evidence, title)
        except OSError as error:
            raise Ending(f"the page '{out}' can't be written: {error.strerror or error}", FAILED) from error
    note(f"written: {out}")
    return experiments.exit_code(evidence.verdicts, chosen)


def _evidence(scenarios: "Sequence[Scenario]", chosen: "Options", wanted: "Wanted", command: str) -> "Evidence":
    """All that the page is about: the experiment, then what its outcome asks for."""
    from simsupport.cli import experiments
    from simsupport.report import MEASURES, Evidence, breakdowns, with_logs

    results = experiments.perform(scenarios, _stored(chosen, "figures"), breakdowns(scenarios), MEASURES)
    evidence = Evidence(results, chosen.level, command)
    with experiments.warnings_as_notes():
        evidence = with_logs(evidence)
    return _with_assumptions(evidence, chosen, wanted)


def _with_assumptions(evidence: "Evidence", chosen: "Options", wanted: "Wanted") -> "Evidence":
    from simsupport import targets
    from simsupport.cli import experiments
    from simsupport.report import assumptions
    from simsupport.report.evidence import Tried

    with experiments.warnings_as_notes():
        found = assumptions.planned(evidence, wanted)
    if found is None:
        return evidence
    plan, left_out = found
    few = replace(
        _stored(chosen, "assumptions"), replications=assumptions.replications(evidence), precision=None, at_most=None
    )
    everything = plan.all_scenarios
    results = experiments.perform(everything, few, [(), *targets.breakdowns(everything)], assumptions.MEASURED)
    return replace(evidence, tried=Tried(plan, results, left_out))


def _stored(chosen: "Options", part: str) -> "Options":
    """A store holds one experiment in a folder: each of the two has its own in it."""
    import os

    return replace(chosen, store=os.path.join(chosen.store, part)) if chosen.store else chosen


def _command(context: click.Context, paths: tuple[str, ...]) -> str:
    """The command that gives the same page, without what does not matter to it: where it is written, by how many."""
    words = ["simsupport", "report", *paths]
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if isinstance(parameter, click.Option) and _matters(context, parameter):
            words += _written(parameter.opts[-1], value)
    return shlex.join([*words, "--out", "page.html"])


def _matters(context: click.Context, option: click.Option) -> bool:
    from click.core import ParameterSource

    given = context.get_parameter_source(option.name or "") == ParameterSource.COMMANDLINE
    return given and option.name not in NOT_SHOWN


def _written(flag: str, value: "Mapping[str, float] | tuple[str, ...] | object") -> list[str]:
    """An option as it would be typed."""
    from collections.abc import Mapping

    if value is True:
        return [flag]
    if isinstance(value, Mapping):
        return [word for key, number in value.items() for word in (flag, f"{key}={number:g}")]
    return [word for one in (value if isinstance(value, tuple) else (value,)) for word in (flag, str(one))]
