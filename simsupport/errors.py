"""Errors as a part of the interface: where, what, which rule, and the nearest right word."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from numbers import Integral
from typing import TypeVar

Path = tuple[str | int, ...]
Key = TypeVar("Key", bound=str | int)
Value = TypeVar("Value")


class SimsupportError(Exception):
    """Anything that the user can mend; the command line ends with exit code 2."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (or odd) in a scenario: its path, the message, and its place in a file if known.

    `key` is the key of the mapping at `path` that is meant; it gives the place.
    """

    path: Path
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    key: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        numbers = (str(number) for number in (self.line, self.column) if number)
        place = ":".join([self.file, *numbers]) if self.file else ""
        head = " ".join(part for part in (place, dotted(self.path)) if part)
        return _printable(f"{head}: {self.message}" if head else self.message)


def _printable(text: str) -> str:
    """The text without signs that would steer a terminal: what a file holds is shown and never obeyed."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


MOST_SHOWN = 100  # problems in the text of an error


class ScenarioError(SimsupportError):
    """A scenario that can't be used: all its problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"and {len(self.problems) - MOST_SHOWN} more problems")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BadValueError(ValueError):
    """A value that does not fit: what is wrong, and where within it."""

    def __init__(self, problems: Iterable[tuple[Path, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{dotted(path)}: {text}" if path else text for path, text in self.problems))


@contextmanager
def within(*path: str | int) -> Iterator[None]:
    """A ValueError of the block is about the part of a value to which a path leads."""
    try:
        yield
    except BadValueError as error:
        raise BadValueError(((*path, *inner), text) for inner, text in error.problems) from None
    except ValueError as error:
        raise BadValueError([(path, str(error))]) from None


def each(given: Iterable[tuple[Key, object]], parse: Callable[[object], Value]) -> dict[Key, Value]:
    """What each of several parts is read as, by its key or place; raises BadValueError with all that is wrong."""
    problems, found = Findings(), {}
    for key, value in given:
        with problems.at(key):
            found[key] = parse(value)
    problems.check()
    return found


class Findings:
    """Collects what is wrong with the parts of a value, to tell all of it at once."""

    def __init__(self) -> None:
        self.problems: list[tuple[Path, str]] = []

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Note a ValueError of the block as one of the part to which a path leads, and go on."""
        try:
            with within(*path):
                yield
        except BadValueError as error:
            self.problems += error.problems

    def check(self) -> None:
        """Raise BadValueError if anything was found."""
        if self.problems:
            raise BadValueError(self.problems)


def check_whole(what: str, value: object) -> None:
    """Raise SimsupportError for what is no whole number, such as a seed of 0.5."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise SimsupportError(f"{what}: {value!r} is not a whole number")


def dotted(path: Path) -> str:
    """``teams.desk.shifts`` of a path; a list's place counts from 0: ``demand[2].topic``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def listed(words: Iterable[str]) -> str:
    """``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'billing'?`` where a known word is close, else nothing."""
    from difflib import get_close_matches

    if len(word) > 100:  # not a typing error, and slow to compare
        return ""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
