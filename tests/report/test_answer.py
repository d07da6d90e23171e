"""The first screen: plain sentences with figures, honest about what is open."""

from collections.abc import Callable

import pytest

from simsupport.report import Evidence, answer
from simsupport.report.blocks import Cards, Words
from simsupport.scenario.models import Scenario

ALONE = (
    "leaves open phone first response (41.7%, promised at least 80%), email first response (100.0%, promised at least "
    "90%), solved (73.1%, promised at least 95%) and lost calls (31.9%, promised at most 5%)."
)
SINGLE = "A single replication was simulated: it gives no intervals, and says nothing about how sure its figures are."


def told(evidence: Evidence) -> list[str]:
    blocks = answer.section(evidence).blocks
    return [text.striptags() for block in blocks if isinstance(block, Words) for text in block.texts]


def test_two_options_that_are_not_decided(evidence: Evidence) -> None:
    assert told(evidence) == [
        "Together comes out best: by its best estimates it misses 2 of its 4 targets, the fewest of all.",
        "It costs 750 ± 1 in 1 d: 240 ± 1 (47%) more than Alone.",
        "The probability that it is the best option in the long run is 61%, as far as 3 replications tell: this is not "
        "decided. Next comes Alone with 39%; more replications (-n, or --precision) tell more, unless the two are "
        "about equally good.",
        "Together meets 1 of its 4 targets and leaves open phone first response (80.1%, promised at least 80%), solved "
        "(91.7%, promised at least 95%) and lost calls (8.6%, promised at most 5%).",
        "The risk of a single period: none of 3 simulated, each of 1 d, kept all targets.",
        "The best option is the one that misses the fewest targets, and among those costs the least. The small figures "
        "are the difference from Alone; ± is half the interval at 95%.",
    ]


def test_cards_have_the_difference_from_the_base(evidence: Evidence) -> None:
    (cards,) = (block for block in answer.section(evidence).blocks if isinstance(block, Cards))
    assert [(card.label, card.figure, card.beside) for card in cards.cards] == [
        ("SLA compliance", "86.1% ± 3.4", "+22.3 pt ± 11.2"),
        ("first answer to 9 in 10", "1.6 m ± 1.9 m", "-11 m ± 14 m"),
        ("first-contact resolution", "85.6% ± 6.9", "+18.3 pt ± 6.3"),
        ("people", "3 ± 0", "+1 ± 0"),
        ("paid hours", "22.0 h ± 0.03", "+8.01 h ± 0.03"),
        ("cost in all", "750 ± 1", "+240 ± 1"),
    ]


def test_a_single_replication_is_sure_of_nothing(
    desk: tuple[Scenario, Scenario], evidence_of: Callable[..., Evidence]
) -> None:
    assert told(evidence_of(*desk, replications=1)) == [
        "Alone comes out best: by its best estimates it misses 3 of its 4 targets, as one other does, but costs the "
        "least.",
        "It costs 510 in 1 d, less than any other.",
        SINGLE,
        f"Alone {ALONE}",
        "The best option is the one that misses the fewest targets, and among those costs the least.",
    ]
    assert told(evidence_of(desk[0], replications=1)) == [f"Alone {ALONE}", "It costs 510 in 1 d.", SINGLE]


def test_a_scenario_alone_is_no_comparison(
    desk: tuple[Scenario, Scenario], evidence_of: Callable[..., Evidence]
) -> None:
    assert told(evidence_of(desk[0])) == [
        "Alone meets 1 of its 4 targets, misses phone first response (46.9%, promised at least 80%) and lost calls "
        "(29.6%, promised at most 5%) and leaves open solved (79.4%, promised at least 95%).",
        "It costs 510 ± 0 in 1 d.",
        "The risk of a single period: none of 3 simulated, each of 1 d, kept all targets.",
        "Each figure stands with its interval at 95%, from 3 replications.",
    ]


@pytest.mark.parametrize(
    ("met", "of", "text"),
    [(1, 1, "its target"), (4, 4, "all of its 4 targets"), (1, 4, "1 of its 4 targets")],
)
def test_how_many_targets(met: int, of: int, text: str) -> None:
    assert answer._counted(met, of) == text
