"""The command line, thin: options in, tables out. Only click is imported here; a command when it is called."""

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from simsupport.version import __version__

COMMANDS = {
    "new": "Write a commented scenario to begin with, or copy one.",
    "run": "Simulate scenarios; show their figures.",
    "compare": "Simulate scenarios; show what differs from a base.",
    "sweep": "Simulate a grid of what-ifs, or vary assumptions.",
    "report": "Write a page that tells which option, how sure, what it costs.",
    "show": "Describe a scenario without running it.",
    "check": "Look for errors and warnings in scenarios.",
    "measures": "List every figure, its unit and definition.",
    "verify": "Simulate systems with known answers; compare.",
    "trace": "Tell the story of single contacts, leg by leg.",
}
NOT_YET = {
    "staff": "required staffing and shifts",
}


class Commands(click.Group):
    """The commands, each imported from its module when it is called; and how all of them end."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"simsupport.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] in NOT_YET:
            raise click.UsageError(f"'{args[0]}' is not yet there ({NOT_YET[args[0]]}).", ctx)
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from simsupport.errors import nearest

            hint = nearest(args[0], COMMANDS) or f": there are {', '.join(COMMANDS)}"
            raise click.UsageError(f"'{args[0]}' is not a command{hint}", ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **options: Any) -> NoReturn:
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except Exception as error:
            from simsupport.cli.endings import ended_by

            code = ended_by(error)
        sys.exit(code if isinstance(code, int) else 0)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="simsupport %(version)s")
def commands() -> None:
    """Simulate a support desk: what a staffing scenario does to response times, resolution, people and cost.

    A scenario is a YAML file; a folder stands for the scenarios in it. Exit codes: 0 done, 1 a run failed, 2 bad
    input (nothing was written), 3 a target is missed under --require-targets, 130 interrupted.
    """


def main() -> NoReturn:
    """The entry point of the console script."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (closed by the shell, it takes what there is)
    try:
        commands.main(prog_name="simsupport")
    except SystemExit as end:
        if isinstance(end.code, int) and end.code:
            _leave_threads_behind(end.code)
        raise


def _leave_threads_behind(code: int) -> None:
    """After an early end threads may still be in machine code, which Python can't end without a crash."""
    executors = sys.modules.get("simsupport.experiment.executors")
    if executors and executors.threads_left():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
