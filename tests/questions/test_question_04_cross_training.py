"""Question 4: how much cross-training is enough? Two skills for each agent give almost all of full flexibility.

Five topics with six agents each, 85% busy: alone they wait 202 s, all together 19 s (Erlang C). In a ring, where each
team has learned the next one's topic too, nearly as little (the chain of Jordan and Graves, of Wallace and Whitt); in
pairs, with nearly as many skills, not. Power: at 99.9% the ring has at least four fifths of the gain, pairs less.
"""

import pytest
from asking import ask, erlang_c

TOPICS = "abcde"
ALONE = erlang_c(61 / 3600, 300, 6)["mean wait"]
TOGETHER = erlang_c(5 * 61 / 3600, 300, 30)["mean wait"]
SKILLS = {
    "one": TOPICS,
    "ring": ("ab", "bc", "cd", "de", "ea"),
    "pairs": ("ab", "ab", "cd", "cd", "e"),
    "all": (TOPICS,) * 5,
}


def trained(skills):
    """What each team can do; its own topic comes first (R10)."""
    found = {}
    for own, topics in zip(TOPICS, skills, strict=True):
        found[f"teams.of-{own}.skills"] = {topic: {} for topic in topics}
        found[f"teams.of-{own}.prefers"] = [own]
    return found


@pytest.mark.slow
def test_two_skills_are_almost_as_good_as_all():
    answers = ask("cross-training", {name: trained(skills) for name, skills in SKILLS.items()}, 8, ["mean_wait"])
    assert ALONE in answers.mean("one", "mean_wait")
    assert TOGETHER in answers.mean("all", "mean_wait")
    full = -answers.gain("all", "mean_wait").mean
    ring, pairs = (answers.gain(name, "mean_wait", base="all") for name in ("ring", "pairs"))
    assert ring.low > 0
    assert ring.high < 0.2 * full < pairs.low
