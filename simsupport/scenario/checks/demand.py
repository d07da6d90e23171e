"""Where issues come from: demand lines, forecasts, files of issues and the backlog, each by itself."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.errors import Path, Problem, dotted, listed, nearest
from simsupport.scenario import recorded
from simsupport.scenario.checks.names import Known, Names
from simsupport.scenario.files.records import MEANINGS, Records, Texts
from simsupport.scenario.lines import Line, Move, OpenTickets, RecordedLine, Replay, Waiting
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.rates import forecast_bounds

AMOUNTS = ("rate", "volume", "forecast")
RESERVED_LABELS = ("topic", "channel", "team")
MOST_NAMES = 10  # of one column that are told


def lines(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Each demand line says in one way how many issues come."""
    for place, line in enumerate(scenario.demand):
        path: Path = ("demand", place)
        if isinstance(line, Line):
            yield from _amount(line, path)
            yield from _moves(line, path)
            yield from _labels(line.labels, (*path, "labels"))


def _amount(line: Line, path: Path) -> Iterator[Problem]:
    given = [key for key in AMOUNTS if getattr(line, key) is not None]
    if len(given) != 1:
        which = f"it has {' and '.join(given)}" if given else "none is given"
        yield Problem(path, f"one of {listed(AMOUNTS)} is due: {which}")
    if line.forecast and line.profile is not None:
        yield Problem(path, "a forecast says itself what comes when: leave the profile out", key="profile")
    for key in ("rate", "volume"):
        amount = getattr(line, key)
        if amount and amount.contacts and line.first_contacts is None:
            message = "contacts need 'first_contacts', the share of them that are about a new issue"
            yield Problem((*path, key), f"{message} (or give issues)")
        if amount and not amount.contacts and line.first_contacts is not None:
            message = f"'first_contacts' is for contacts: this {key} counts issues"
            yield Problem(path, f"{message} (or write {units.format_rate(_in_contacts(amount))})", key="first_contacts")


def _in_contacts(amount: units.Rate) -> units.Rate:
    return units.Rate(amount.count, amount.period, contacts=True)


def _moves(line: Line, path: Path) -> Iterator[Problem]:
    if line.new and not line.all_moves:
        yield Problem(path, "'new' says how many new issues 'moves' bring: say from which day to which", key="new")
    seen: set[tuple[str, str]] = set()
    for move in line.all_moves:
        if move.from_ == move.to:
            yield Problem((*path, "moves"), f"from {move.from_} to {move.to} nothing moves")
        if (move.from_, move.to) in seen:
            yield Problem((*path, "moves"), f"the move from {move.from_} to {move.to} stands here twice")
        seen.add((move.from_, move.to))
    for day, total in _leaving(line.all_moves).items():
        if total > 1 + 1e-9:
            yield Problem((*path, "moves"), f"the shares that leave {day} add up to {_percent(total)}, more than 100%")


def _leaving(moves: tuple[Move, ...]) -> dict[str, float]:
    """The share of each day's issues that moves."""
    days = dict.fromkeys(move.from_ for move in moves)
    return {day: sum(move.share for move in moves if move.from_ == day) for day in days}


def _labels(labels: Mapping[str, Mapping[str, float]], path: Path) -> Iterator[Problem]:
    for label, shares in labels.items():
        if label in RESERVED_LABELS:
            yield Problem(path, f"a label can't be called '{label}'", key=label)
        if abs(sum(shares.values()) - 1) > 1e-9:
            yield Problem((*path, label), f"the shares add up to {_percent(sum(shares.values()))}, not to 100%")


def _percent(share: float) -> str:
    return units.format_share(round(share, 9))


def line_names(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """No two lines have one name, those of files and of the backlog included."""
    seen: dict[str, Path] = {}
    for path, line in scenario.located_lines:
        if line.name in seen:
            message = f"'{line.name}' is the name of {dotted(seen[line.name])} too: give each line a name of its own"
            yield Problem(path, message, key="name")
        seen.setdefault(line.name, path)


def files(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """What a file of issues names is known, and said either by a column or for all rows."""
    for path, key, entry in _recorded(scenario):
        given = getattr(entry, key)
        for what in ("topic", "channel"):
            if getattr(entry, what) is None:
                yield from _unknown(getattr(given, what), what, names.known[what], (*path, key))
            elif what in entry.columns:
                message = f"'{what}' is said for all rows and by a column: leave one out"
                yield Problem((*path, "columns"), message, key=what)
        for label in entry.columns:
            if label in RESERVED_LABELS and label not in MEANINGS:
                yield Problem((*path, "columns"), f"a label can't be called '{label}'", key=label)


def _recorded(scenario: Scenario) -> Iterator[tuple[Path, str, Replay | OpenTickets]]:
    """What stands in files, with its path and the key of the file."""
    for place, line in enumerate(scenario.demand):
        if isinstance(line, Replay):
            yield ("demand", place), "replay", line
    for place, entry in enumerate(scenario.backlog):
        if isinstance(entry, OpenTickets):
            yield ("backlog", place), "file", entry


def _unknown(texts: Texts, what: str, known: Known, path: Path) -> Iterator[Problem]:
    rows = texts.counts() if known is not None else {}
    wrong = [name for name in rows if name not in (known or ())]
    for name in wrong[:MOST_NAMES]:
        message = f"'{name}' is not a {what} ({_number(rows[name], 'row')}){nearest(name, known or ())}"
        yield Problem(path, message)
    if len(wrong) > MOST_NAMES:
        yield Problem(path, f"and {_number(len(wrong) - MOST_NAMES, 'more name')} that are no {what}")


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def backlog(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """What waits at the start waits on a deferred channel."""
    for place, entry in enumerate(scenario.backlog):
        if isinstance(entry, Waiting):
            yield from _labels(entry.labels, ("backlog", place, "labels"))
    for path, line in scenario.located_lines:
        channel = scenario.channels.get(line.channel)
        if path[0] == "backlog" and channel and channel.live:
            where = (*path, "file") if isinstance(line, RecordedLine) else (*path, "channel")
            yield Problem(where, f"'{line.channel}' is a live channel: nobody waits there from before the start")


def before_the_start(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """What waits at the start was created before."""
    for path, _key, entry in _recorded(scenario):
        late = _late(scenario, entry.file) if isinstance(entry, OpenTickets) else np.zeros(0, np.int64)
        if len(late):
            last = scenario.wall_clock.local(int(late.max())).strftime("%Y-%m-%d %H:%M")
            message = f"{_number(len(late), 'row')} of what waits at the start came after it, the last at {last}"
            yield Problem((*path, "file"), message)


def _late(scenario: Scenario, records: Records) -> NDArray[np.int64]:
    created = recorded.ticks(scenario, records)
    return created[created >= 0]


def forecasts(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Nothing is expected in an hour that the clocks skip, and a talk that is foreseen is measured by a stated one."""
    for path, line in scenario.located_lines:
        if line.forecast is None:
            continue
        stated = scenario.topics[line.topic].on_channel("talk", line.channel)
        if line.forecast.talk and not (stated and stated.mean):
            message = f"the talk of '{line.topic}' on '{line.channel}' has no mean by which this could be measured"
            yield Problem((*path, "forecast", "talk"), message)
        lengths = np.diff(forecast_bounds(scenario, line, line.forecast))
        skipped = (int(place) for place in np.flatnonzero(lengths == 0) if line.forecast.offered[place] > 0)
        for place in skipped:
            written = line.forecast.written(place)
            message = f"the clocks skip {written}: nothing can be expected then"
            yield Problem((*path, "forecast", "offered", place), message)
