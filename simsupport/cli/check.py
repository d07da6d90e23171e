"""`simsupport check`: errors and warnings only."""

import click

from simsupport.cli import options
from simsupport.cli.endings import emit, note


@click.command("check")
@options.scenarios
@options.initiatives
@options.settings
@options.force
def command(paths: tuple[str, ...], initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool) -> None:
    """Look for errors and warnings in scenarios, without running them.

    All errors come at once, on stderr, with exit code 2; so do warnings, which leave the exit code at 0.
    """
    from simsupport.cli import inputs

    verdicts = []
    for wanted, warnings in inputs.warnings_of(inputs.wanted(paths, initiatives), settings, force).items():
        for warning in warnings:
            note(f"warning: {warning}")
        number = "no warnings" if not warnings else "1 warning" if len(warnings) == 1 else f"{len(warnings)} warnings"
        verdicts.append(f"{wanted}: no errors, {number}")
    emit("\n".join(verdicts))
