"""Question 3: what does merging teams do? Waits fall as in one queue, unless it costs effort or skill.

Two teams of 5 with 4 erlangs each make one of 10 with 8: the mean wait falls from 166 s to 61 s (Erlang C). What the
merged team may lose: at 3/4 of the speed the load is 10.7 erlangs for 10 agents; solving 75%, where all come back,
makes as much work. Power: intervals are narrower than the gain.
"""

import pytest
from asking import ask, erlang_c

APART = erlang_c(48 / 3600, 300, 5)["mean wait"]
MERGED = erlang_c(96 / 3600, 300, 10)["mean wait"]


def merged(**skill):
    """Both teams take both topics: people who differ in nothing are one team."""
    return {
        f"teams.{team}.skills": {"billing": skill, "technical": skill} for team in ("billing-desk", "technical-desk")
    }


@pytest.mark.slow
def test_merging_teams():
    desks = {
        "apart": {},
        "merged": merged(),
        "merged, slower": merged(speed=0.75),
        "merged, less skilled": merged(resolves="75%"),
    }
    answers = ask("pooling", desks, 16, ["mean_wait", "service_level", "occupancy"])
    assert APART in answers.mean("apart", "mean_wait")
    assert MERGED in answers.mean("merged", "mean_wait")
    gain = answers.gain("merged", "mean_wait")
    assert MERGED - APART in gain
    assert gain.narrow(0.9 * (APART - MERGED))
    assert answers.gain("merged", "service_level").low > 0.05
    for worse in ("merged, slower", "merged, less skilled"):
        assert answers.gain(worse, "mean_wait").low > 0
        assert answers.mean(worse, "occupancy").low > 0.95
