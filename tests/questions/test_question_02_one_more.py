"""Question 2: what does one agent more do? Much near saturation, nothing far from it.

Ten erlangs: from 12 to 13 agents (83% busy to 77%) the mean wait falls by 23 s, from 18 to 19 by 0.2 s, exactly
(Erlang C). Power: the first interval leaves out 0, and twenty times the second.
"""

import pytest
from asking import ask, erlang_c

WAIT = {agents: erlang_c(200 / 3600, 180, agents)["mean wait"] for agents in (12, 13, 18, 19)}


@pytest.mark.slow
def test_one_agent_more():
    desks = {f"{agents} agents": {"teams.desk.agents": agents} for agents in (12, 13, 18, 19)}
    answers = ask("one-more", desks, 24, ["mean_wait", "service_level", "occupancy"])
    near = answers.gain("13 agents", "mean_wait", base="12 agents")
    far = answers.gain("19 agents", "mean_wait", base="18 agents")
    assert WAIT[13] - WAIT[12] in near
    assert WAIT[19] - WAIT[18] in far
    assert near.high < 20 * far.low < 0
    assert answers.gain("13 agents", "service_level", base="12 agents").low > 0.08
    assert answers.gain("19 agents", "service_level", base="18 agents").high < 0.01
    for agents in (12, 18):  # the work does not change, only how it is spread
        assert 10 / agents in answers.mean(f"{agents} agents", "occupancy")
