"""Options that several commands share; those of later versions are refused by name."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from simsupport.errors import nearest

Function = TypeVar("Function", bound=Callable[..., Any])

ENGINES = ("reference",)
REPLICATIONS = 10

_NOT_YET = {
    "--precision": "running until intervals are narrow enough",
    "--cluster": "several machines", "--store": "keeping what is done, to resume", "--theory": "exact answers beside",
    "--excel": "writing a workbook", "--log": "writing the logs",
}  # fmt: skip
_FLAGS = ("--theory",)
LATER = f"Not yet there: {', '.join(_NOT_YET)}, --engine fast."

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


def _engine(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value == "fast":
        raise click.UsageError("--engine fast is not yet there: use reference", context)
    if value not in ENGINES:
        raise click.UsageError(f"'{value}' is not an engine{nearest(value, ENGINES)}: use reference", context)
    return value


def _refuse(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value:
        name = parameter.opts[0]
        raise click.UsageError(f"{name} is not yet there ({_NOT_YET[name]}).", context)


def form(name: str, text: str) -> Callable[[Function], Function]:
    """A flag that chooses one of several forms (`form` of the command); two of them are too many."""

    def choose(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        chosen = context.params.setdefault("form", None)
        if value and chosen:
            raise click.UsageError(f"--{chosen} and --{name}: choose one of them", context)
        if value:
            context.params["form"] = name

    return click.option(f"--{name}", is_flag=True, expose_value=False, callback=choose, help=text)


def _later(name: str) -> Callable[[Function], Function]:
    kind: dict[str, Any] = {"is_flag": True} if name in _FLAGS else {"multiple": True}
    return click.option(name, hidden=True, expose_value=False, callback=_refuse, **kind)


_EXPERIMENT = (
    initiatives,
    settings,
    click.option("--by", metavar="DIM", multiple=True,
                 help="Break down by channel, topic, team, label.NAME, hour, day_of_week, week, ...; may be repeated."),
    click.option("-n", "--replications", type=click.IntRange(min=1), default=REPLICATIONS, show_default=True,
                 help="How often each scenario is simulated."),
    seed,
    click.option("--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.95, show_default=True,
                 help="The level of the intervals of confidence."),
    click.option("--engine", default="reference", show_default=True, callback=_engine, help="What simulates."),
    click.option("--workers", type=click.IntRange(min=1), help="Processes at once.  [default: one for each core]"),
    force,
    click.option("--require-targets", is_flag=True, help="End with exit code 3 if a target is missed."),
    form("json", "One JSON object."),
    form("csv", "A tidy table, a line for each figure."),
    *(_later(name) for name in _NOT_YET),
)  # fmt: skip


def experiment(function: Function) -> Function:
    """All options of `run` and `compare`."""
    for option in reversed(_EXPERIMENT):
        function = option(function)
    return function
