"""The figures that every program computes from its records, so that all do the same work."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Row = tuple[float, float, float, bool]  # arrival, wait, departure (minutes), and whether an agent answered

SOON = 20 / 60


@dataclass(frozen=True)
class Figures:
    """What a program says of the contacts that came after the warm-up; waits in seconds."""

    offered: float
    abandonment_rate: float
    mean_wait: float
    service_level: float
    wait_p90: float
    occupancy: float


def of_rows(rows: Sequence[Row], agents: int, warm_up: float, minutes: float) -> Figures:
    """The figures of the contacts that came between the end of the warm-up and the end of the run (minutes)."""
    arrived, wait, departed, answered = np.array(rows).T
    talk_from, talk_to = np.maximum(arrived + wait, warm_up), np.minimum(departed, minutes)
    busy = np.maximum(talk_to - talk_from, 0)[answered > 0].sum()
    chosen = (arrived >= warm_up) & (arrived <= minutes)
    wait, answered = wait[chosen], answered[chosen] > 0
    soon = wait <= SOON
    return Figures(
        offered=len(wait),
        abandonment_rate=float((~answered).mean()),
        mean_wait=60 * float(wait.mean()),
        service_level=float((answered & soon).sum() / (len(wait) - (~answered & soon).sum())),
        wait_p90=60 * float(np.quantile(wait, 0.9, method="inverted_cdf")),
        occupancy=float(busy) / (agents * (minutes - warm_up)),
    )
