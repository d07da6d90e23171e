"""Question 8: how many chats at once? Throughput rises less and less, chats take longer, fewer are resolved.

At n chats each takes n^0.22 times as long as alone, so agents end n^0.78 times as many: 1, 1.72, 2.36, 3.51 for 1, 2,
3, 5, while each further chat takes 3 points off solving. Exactly so if agents always have n. Power: the intervals of
throughput and time leave out what another chat would do.
"""

import numpy as np
import pytest
from asking import interval_of, logs

NUMBERS = (1, 2, 3, 5)
HOUR = 3_600_000_000


def ended(log, after: int = 6 * HOUR):
    """The chats that end when the agents have long been full."""
    return log.legs[log.legs["talk_ended"] >= after]


@pytest.mark.slow
def test_more_chats_at_once():
    throughput = []
    for n in NUMBERS:
        rate = f"{18 * n**0.78:.1f} / h"  # half as many again as can be served
        found = logs("chats", {"channels.chat.concurrency": n, "demand.question/chat.rate": rate}, 8)
        chats = [ended(log) for log in found]
        in_an_hour = interval_of(np.array([len(some) for some in chats]) / 34)
        elapsed = interval_of(np.concatenate([some["talk_ended"] - some["started"] for some in chats]) / HOUR * 60)
        solved = interval_of(np.concatenate([some["outcome"] == "solved" for some in chats]).astype(float))
        assert 12 * n**0.78 in in_an_hour
        assert 12 * (n + 1) ** 0.78 not in in_an_hour
        assert 10 * n**0.22 in elapsed
        assert n == 5 or 10 * (n + 1) ** 0.22 not in elapsed
        assert 0.8 - 0.03 * (n - 1) in solved
        throughput.append(in_an_hour.mean)
    one, two, three, five = throughput
    assert two - one > three - two > (five - three) / 2 > 0
