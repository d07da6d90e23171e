"""Recorded issues in the time of a scenario (R4, R23): at which ticks they were created, and which of them count."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simsupport.scenario.files.records import Records
from simsupport.scenario.lines import RecordedLine

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario

Ticks = NDArray[np.int64]

LATEST_BACKLOG = -2  # what is older than the start is created before −1, which means never


@dataclass(frozen=True)
class Recorded:
    """The recorded issues of a line in the order of their creation: rows of the file, and ticks."""

    rows: NDArray[np.int64]
    created: NDArray[np.int64]


def of_lines(scenario: "Scenario") -> dict[str, Recorded]:
    """The recorded issues that count, by the name of their line.

    Of an issue with an id only the first row counts: the model makes repeats itself. What was created outside of the
    horizon is left out of a replay; in a backlog it all lies before the start.
    """
    found: dict[str, Recorded] = {}
    known: dict[int, tuple[Ticks, NDArray[np.bool_]]] = {}
    for line in scenario.lines:
        if not isinstance(line, RecordedLine):
            continue
        records = line.records
        if id(records) not in known:
            created = ticks(scenario, records)
            known[id(records)] = created, first_rows(records, created)
        created, counts = known[id(records)]
        rows = records.of_kind(line.topic, line.channel)
        found[line.name] = _in_order(scenario, line, rows[counts[rows]], created)
    return found


def _in_order(scenario: "Scenario", line: RecordedLine, rows: NDArray[np.int64], created: Ticks) -> Recorded:
    rows = rows[np.argsort(created[rows], kind="stable")]
    if line.in_backlog:
        return Recorded(rows, np.minimum(created[rows], LATEST_BACKLOG))
    rows = rows[(created[rows] >= 0) & (created[rows] < scenario.calendar.horizon)]
    return Recorded(rows, created[rows])


def ticks(scenario: "Scenario", records: Records) -> Ticks:
    """The ticks at which rows were created; what has no offset is a local time of its channel."""
    clock = scenario.wall_clock
    found = clock.ticks_since_1970(records.created, None)
    for place, name in enumerate(records.channel.values):
        local = np.flatnonzero((records.channel.places == place) & ~records.has_offset)
        if len(local):
            found[local] = clock.ticks_since_1970(records.created[local], scenario.channels[name].time_zone)
    return found


def first_rows(records: Records, created: Ticks) -> NDArray[np.bool_]:
    """Whether a row is the first of its issue; one without an id always is."""
    order = np.argsort(created, kind="stable")
    issues = records.issue[order]
    found = issues < 0
    _, first = np.unique(issues, return_index=True)
    found[first] = True
    back: NDArray[np.bool_] = np.empty_like(found)
    back[order] = found
    return back
