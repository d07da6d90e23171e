"""Question 7: what is solving at the first contact worth? The load multiplies by 1 / (1 − returns × unsolved); training
for it costs first and pays later.

Of 80% returns and 30% unsolved 1.316 contacts come for each issue, of 15% unsolved 1.136: 14% less work. Power: each
interval leaves out the other multiplier, and that of 30% unsolved the linear one, 1 + returns × unsolved (1.24).
"""

import pytest
from asking import ask

SOLVES = {"70%": 0.3, "85%": 0.15, "100%": 0.0}


def multiplier(unsolved: float) -> float:
    return 1 / (1 - 0.8 * unsolved)


@pytest.mark.slow
def test_the_load_multiplies_with_what_comes_back():
    desks = {f"solves {share}": {"teams.desk.skills.question.resolves": share} for share in SOLVES}
    answers = ask("repeats", desks, 12, ["repeat_rate", "occupancy", "fcr"])
    for share, unsolved in SOLVES.items():
        repeats = answers.mean(f"solves {share}", "repeat_rate")
        assert 1 - 1 / multiplier(unsolved) in repeats  # of all contacts
        assert 5 / 9 * multiplier(unsolved) in answers.mean(f"solves {share}", "occupancy")
        if unsolved == 0.3:
            assert 1 - 1 / (1 + 0.8 * unsolved) not in repeats
    saved = answers.gain("solves 85%", "occupancy")
    assert 5 / 9 * (multiplier(0.15) - multiplier(0.3)) in saved
    assert saved.high < 0


TRAINING = {
    "initiatives": {
        "training": {
            "starts": "1 week", "ramp": "2 weeks", "effects": {"unsolved": "-50%", "talk": "-5%"},
            "away": {"team": "desk", "hours": 15},
        }
    }
}  # fmt: skip


@pytest.mark.slow
def test_training_costs_first_and_pays_later():
    """In the second week everybody comes an hour late each day; in the fourth all has ramped in.

    The first week is, customer by customer, that of the desk without it.
    """
    answers = ask("training", {"as it is": {}, "training": TRAINING}, 8, ["service_level", "repeat_rate"], by=["week"])
    first, second, fourth = (f"2026-W0{week}" for week in (2, 3, 5))
    assert answers.gain("training", "service_level", week=first).mean == 0
    assert answers.gain("training", "service_level", week=second).high < 0
    assert answers.gain("training", "service_level", week=fourth).low > 0
    assert answers.gain("training", "repeat_rate", week=fourth).high < -0.05
