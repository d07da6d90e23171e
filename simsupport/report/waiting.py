"""How long contacts wait, as distributions, channel by channel."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from simsupport import formats, pictures
from simsupport.report.blocks import Block, Fold, Grid, Picture, Section, name, words
from simsupport.report.drawing import picture
from simsupport.report.evidence import WAITS, Evidence

if TYPE_CHECKING:
    from simsupport.log import Log

HEIGHT = 3.6


def section(evidence: Evidence) -> Section:
    channels = _channels(evidence)
    blocks = [block for channel in channels[:1] for block in _of_channel(evidence, channel)]
    folds = [Fold(name(channel), tuple(_of_channel(evidence, channel))) for channel in channels[1:]]
    said = words(
        "A curve tells which share of the contacts is answered within a time; where it ends below 100%, the rest gave "
        "up, was turned away or still waits. The busiest channel stands first. The curves are of {number}, the tables "
        "of all.", kind="small", number=_number(evidence),
    )  # fmt: skip
    return Section("waiting", "How long customers wait", (said, *blocks, *folds))


def _number(evidence: Evidence) -> str:
    number = min((len(logs) for logs in evidence.logs.values()), default=0)
    return "one replication" if number == 1 else f"the first {number} replications"


def _channels(evidence: Evidence) -> list[str]:
    """The channels on which anything is offered, the busiest first."""
    load: dict[str, float] = {}
    for scenario in evidence.drawn:
        for channel in scenario.channels:
            cell = evidence.by_channel[scenario.name, (channel,), "offered"]
            load[channel] = max(load.get(channel, 0.0), cell.mean)
    return sorted((channel for channel in load if load[channel] > 0), key=lambda channel: -load[channel])


def _of_channel(evidence: Evidence, channel: str) -> Iterator[Block]:
    logs = [log for each in evidence.logs.values() for log in each]
    place = _channels(evidence).index(channel)
    yield _curves(evidence, channel, logs, place)
    heads = {measure: _HEADS.get(measure, formats.words(measure)) for measure in WAITS}
    yield Grid(evidence.by_scenario(f"Waiting on {channel}", heads, (channel,)))


def _curves(evidence: Evidence, channel: str, logs: "list[Log]", place: int) -> Picture:
    return picture(
        f"waiting-{place}", f"How long contacts on {channel} wait", _told(evidence, channel),
        lambda ax: pictures.waiting(logs, ax, channel), HEIGHT,
    )  # fmt: skip


def _told(evidence: Evidence, channel: str) -> Markup:
    """How long half, and nine in ten, wait at most."""
    parts = []
    for scenario in evidence.foremost:
        half, most = (evidence.by_channel.get((scenario, (channel,), each)) for each in ("wait_p50", "wait_p90"))
        if half and most and half.mean == half.mean:
            parts.append(Markup("{}: half of the contacts on {} wait at most {}, nine in ten at most {}").format(
                name(scenario), name(channel), formats.duration(half.mean), formats.duration(most.mean)))  # fmt: skip
    return Markup("; ").join(parts) + "." if parts else Markup("Nobody came on {}.").format(name(channel))


_HEADS = {
    "average_speed_of_answer": "mean, answered", "wait_p50": "half wait at most", "wait_p90": "9 in 10 at most",
    "wait_p99": "99 in 100 at most",
}  # fmt: skip
