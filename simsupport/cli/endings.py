"""How a command ends: what it says on stderr, and its exit code. What it has to show goes out in one piece."""

import os
import sys
from contextlib import suppress
from typing import IO, Any

import click

DONE, FAILED, BAD_INPUT, TARGET_MISSED, INTERRUPTED = 0, 1, 2, 3, 130

_PLAIN = str.maketrans({"±": "+/-", "–": "-", "−": "-", "→": "->", "≤": "<=", "≥": ">=", "…": "...", "─": "-"})


class Ending(click.ClickException):
    """A command can't go on: the message, and the exit code."""

    def __init__(self, message: str, exit_code: int = BAD_INPUT) -> None:
        super().__init__(message)
        self.code = exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        """An interruption is no error."""
        click.echo(self.message if self.code == INTERRUPTED else f"Error: {self.message}", file, err=True)


def ended_by(error: Exception) -> int:
    """The exit code for an error that reached the top, after it was told; what is not the user's to mend is raised."""
    from simsupport.errors import ScenarioError, SimsupportError

    if isinstance(error, click.Abort):
        return _interrupted()
    if isinstance(error, click.ClickException):
        error.show()
        return error.code if isinstance(error, Ending) else error.exit_code
    if isinstance(error, ScenarioError):
        click.echo(str(error), err=True)
        return BAD_INPUT
    if isinstance(error, SimsupportError):
        click.echo(f"Error: {error}", err=True)
        return BAD_INPUT
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        click.echo(f"Error: {error.strerror or error}{place}", err=True)
        return FAILED
    raise error


def _interrupted() -> int:
    click.echo("interrupted: nothing was written", err=True)
    return INTERRUPTED


def emit(text: str) -> None:
    """Write what a command has to show to stdout, in signs that its encoding has."""
    out = sys.stdout
    try:
        text.encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(out.encoding, "replace").decode(out.encoding)
    try:
        out.write(text if text.endswith("\n") else f"{text}\n")
        out.flush()
    except BrokenPipeError:  # the reader has seen enough: no failure, and nothing to say at the exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def note(text: str) -> None:
    """Say something that is not what was asked for; where stderr is closed or full, it is not said."""
    with suppress(OSError, ValueError):
        click.echo(text, err=True)
