"""What is asked about a desk, in order: the words, what reads an answer, and the answer that is there before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from simsupport.draft import answers
from simsupport.draft.lines import WAYS, Line, Way
from simsupport.draft.writing import Desk


@dataclass(frozen=True)
class Question:
    """What is asked, under a name; `read` raises ValueError for what is no answer."""

    name: str
    words: str
    read: Callable[[str], Any]
    default: str


Ask = Callable[[Question], Any]

_NAME = Question("name", "Name of the scenario", answers.name, "Support desk")
_CHANNELS = Question("channels", "Channels: some of phone, email, chat", answers.channels, "phone, email")
_HOURS = Question("hours", "Opening hours, as in mon-fri 08:00-18:00, sat 09:00-13:00; or always", answers.opening,
                  "mon-fri 08:00-18:00")  # fmt: skip
_AGENTS, _ENOUGH = "Agents for {0.noun}, at the same time", "as many as the target takes, by Erlang {0.erlang}"
_COST = Question("cost", "Cost of an agent's hour", answers.money, "30")


def desk(ask: Ask) -> Desk:
    """The desk that somebody describes; `ask` gives the answer to a question, as it was read."""
    name, channels, opening = ask(_NAME), ask(_CHANNELS), ask(_HOURS)
    return Desk(name, opening, [_line(WAYS[channel], opening, ask) for channel in channels], ask(_COST))


def every() -> Iterator[Question]:
    """All questions that there are, in order."""
    yield from (_NAME, _CHANNELS, _HOURS)
    for way in WAYS.values():
        yield from (_contacts(way), _handling(way))
        yield from [_patience(way)] * way.live
        yield from [_at_once(way)] * bool(way.at_once)
        yield from (
            _target(way),
            Question(f"{way.name}-agents", _AGENTS.format(way), answers.whole, _ENOUGH.format(way)),
        )
    yield _COST


def _line(way: Way, opening: answers.Opening, ask: Ask) -> tuple[Line, int]:
    """What is told of a channel, and the agents who are there for it."""
    line = Line(
        way, opening, ask(_contacts(way)), ask(_handling(way)),
        patience=ask(_patience(way)) if way.live else None,
        at_once=ask(_at_once(way)) if way.at_once else 1,
        promise=ask(_target(way)),
    )  # fmt: skip
    words = f"{_AGENTS}; by Erlang {{0.erlang}} the target takes so many".format(way)
    return line, ask(Question(f"{way.name}-agents", words, answers.whole, str(line.agents_needed)))


def _contacts(way: Way) -> Question:
    words = f"{way.noun.capitalize()} in a day or an hour of opening or in a week, as in {way.contacts} or 900 / week"
    return Question(f"{way.name}-contacts", words, answers.contacts, way.contacts)


def _handling(way: Way) -> Question:
    words = f"Handling time of {way.noun}, with the work afterwards, on average"
    return Question(f"{way.name}-handling", words, answers.some_time, way.handling)


def _patience(way: Way) -> Question:
    words = f"Patience: how long customers wait with {way.noun} before they give up, on average"
    return Question(f"{way.name}-patience", words, answers.some_time, way.patience)


def _at_once(way: Way) -> Question:
    return Question(
        f"{way.name}-at-once", f"{way.noun.capitalize()} at once for each agent", answers.whole, way.at_once
    )


def _target(way: Way) -> Question:
    return Question(f"{way.name}-target", f"Target for {way.noun}, as in {way.target}", answers.promise, way.target)
