"""Question 10: what happens to people who run hot? Large teams may be busier than small ones at the same service level.

The other half of the question, strain, absence and quitting that feed on themselves above 90% occupancy, has no
mechanism in the model yet: absence, joining and leaving are given, whatever the people have to do. So nothing is
asserted about it here; it comes with the models of people.

Four agents who are 56% busy answer 80% within 20 s, 32 who are 84% busy answer 85% (Erlang C). Power: intervals of the
levels are at most 10 points wide either way, and that of the occupancies leaves out 20.
"""

import pytest
from asking import ask, erlang_c

TEAMS = {4: 45, 32: 540}


def level(agents: int) -> float:
    return erlang_c(TEAMS[agents] / 3600, 180, agents, 20)["service level"]


@pytest.mark.slow
def test_a_large_team_may_be_busier_at_the_same_level():
    desks = {
        f"{agents} agents": {"teams.desk.agents": agents, "demand.call/phone.rate": f"{rate} / h"}
        for agents, rate in TEAMS.items()
    }
    answers = ask("large-team", desks, 16, ["service_level", "occupancy"])
    for agents, rate in TEAMS.items():
        assert level(agents) in answers.mean(f"{agents} agents", "service_level")
        assert rate / 20 / agents in answers.mean(f"{agents} agents", "occupancy")
        assert answers.mean(f"{agents} agents", "service_level").narrow(0.1)
    assert answers.gain("32 agents", "occupancy").low > 0.2
