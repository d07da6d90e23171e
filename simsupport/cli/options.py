"""Options that several commands share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Options:
    """What was chosen of the options that experiments share."""

    replications: int | None
    precision: Mapping[str, float] | None
    at_most: int | None
    seed: int
    level: float
    engine: str | None
    workers: int | None
    cluster: str | None
    store: str | None
    require_targets: bool
    by: tuple[str, ...] = ()
    form: str | None = None
    excel: str | None = None
    log: str | None = None

    @property
    def breakdowns(self) -> list[tuple[str, ...]]:
        return [(), self.by] if self.by else [()]


scenario = click.argument("path", metavar="SCENARIO")
scenarios = click.argument("paths", metavar="SCENARIO...", nargs=-1, required=True)
settings = click.option(
    "--set", "settings", metavar="PATH=VALUE", multiple=True,
    help="Change a value, as in --set teams.desk.agents=5; may be repeated.",
)  # fmt: skip
initiatives = click.option(
    "--with", "initiatives", metavar="FILE", multiple=True,
    help="Add the initiatives of a file, and what it changes; may be repeated, in any order.",
)  # fmt: skip
seed = click.option("--seed", type=int, default=1, show_default=True, help="The seed of chance.")
force = click.option("--force", is_flag=True, help="Run even what would take more than 100 million contacts.")


def _precision(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, float] | None:
    """Measures and their half-widths; None without any."""
    found: dict[str, float] = {}
    for text in given:
        measure, _, half_width = text.partition("=")
        if measure in found:
            raise click.UsageError(f"--precision {text}: a half-width of {measure} was given before", context)
        try:
            found[measure] = float(half_width)
        except ValueError:
            what = "a measure and a half-width are due, as in service_level=0.01"
            raise click.UsageError(f"--precision {text}: {what}", context) from None
    return found or None


def _workbook(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    """A file that can be written, known before anything is done for it."""
    if path is not None:
        from simsupport import workbook

        workbook.check_writable(path)
    return path


def form(name: str, text: str) -> Callable[[Function], Function]:
    """A flag that chooses one of several forms (`form` of the command); two of them are too many."""

    def choose(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        chosen = context.params.setdefault("form", None)
        if value and chosen:
            raise click.UsageError(f"--{chosen} and --{name}: choose one of them", context)
        if value:
            context.params["form"] = name

    return click.option(f"--{name}", is_flag=True, expose_value=False, callback=choose, help=text)


def _for_run(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    """`theory` of `run`; other commands refuse it."""
    if context.command.name == "run":
        context.params["theory"] = value
    elif value:
        what = "theory stands beside the figures of each scenario"
        raise click.UsageError(f"--theory goes with run: {what}, not with {context.command.name}", context)


_RUNNING = (
    initiatives,
    settings,
    click.option("-n", "--replications", type=click.IntRange(min=1),
                 help="How often each scenario is simulated; at least, with --precision.  "
                      "[default: 10; with --precision 20]"),
    click.option("--precision", metavar="MEASURE=HALF-WIDTH", multiple=True, callback=_precision,
                 help="Add replications until the interval of the measure is that narrow, as in service_level=0.01; "
                      "may be repeated."),
    click.option("--at-most", type=click.IntRange(min=1),
                 help="The most replications for --precision.  [default: 1000]"),
    seed,
    click.option("--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.95, show_default=True,
                 help="The level of the intervals of confidence."),
    click.option("--engine", metavar="ENGINE",
                 help="What simulates: fast, or reference (slow, and readable)."),
    click.option("--workers", type=click.IntRange(min=1), help="Replications at once.  [default: one for each core]"),
    click.option("--cluster", metavar="ADDRESS",
                 help="Let the workers of a Dask scheduler do it, as in tcp://10.0.0.5:8786."),
    click.option("--store", metavar="DIR", type=click.Path(),
                 help="Keep the figures of finished replications there; the same command goes on after an early end."),
    force,
    click.option("--require-targets", is_flag=True, help="End with exit code 3 if a target is missed."),
)  # fmt: skip
_SHOWING = (
    click.option("--by", metavar="DIM", multiple=True,
                 help="Break down by channel, topic, team, label.NAME, hour, day_of_week, week, ...; may be repeated."),
    click.option("--theory", is_flag=True, expose_value=False, callback=_for_run,
                 help="Beside the figures of each channel and hour what Erlang C and A say, and why they differ; "
                      "run only."),
    form("json", "One JSON object."),
    form("csv", "A tidy table, a line for each figure."),
    click.option("--excel", metavar="FILE", type=click.Path(), callback=_workbook,
                 help="Write a workbook too: summary, by channel, by interval, differences, scenario; with charts."),
    click.option("--log", metavar="DIR", type=click.Path(),
                 help="Keep the logs of all replications in a new folder, as Parquet."),
)  # fmt: skip


def running(function: Function) -> Function:
    """The options of every command that runs an experiment."""
    for option in reversed(_RUNNING):
        function = option(function)
    return function


def experiment(function: Function) -> Function:
    """All options of `run` and `compare`."""
    for option in reversed(_SHOWING):
        function = option(function)
    return running(function)
