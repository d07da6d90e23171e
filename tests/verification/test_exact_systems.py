"""The systems of exact_systems.py: the figures in their files are those of the equations, and the engine gives them.

Power: intervals are at most 2% of a figure wide to each side, or 0.002. An engine that is wrong by as much fails in
half of all runs, and one that is wrong by twice that in more than 99.9% of them. Beside each system stands another,
that is one wrong reading away from it: the same intervals refuse it.
"""

from dataclasses import replace

import exact_systems as exact
import pytest
from exact_desks import Desk, Team, exponential
from exact_patience import GeneralPatience, lognormal
from exact_systems import SOON, SYSTEMS
from scipy import stats

from simsupport.verification import Figure, systems, verify

LARGE = {"v-three-ranks", "w-two-teams", "peak-day", "two-ranks", "calls-and-chats"}  # which take seconds to solve


def key(figure: Figure) -> str:
    """What a figure is called in the equations."""
    parameters = [*figure.of.values(), *(figure.hours or ())[:1], *([] if figure.load is None else [figure.load])]
    return figure.label.removesuffix(" (min)") or " ".join(map(str, [figure.figure, *parameters]))


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LARGE else n for n in SYSTEMS])
def test_the_figures_are_what_the_equations_give(name):
    computed = SYSTEMS[name]()
    stated = {key(figure): figure.exact for figure in systems([name])[name].figures}
    assert stated == pytest.approx({figure: computed[figure] for figure in stated}, rel=1e-6)


def without(desk: Desk, topic: str, **changes) -> Desk:
    """A desk with one topic changed."""
    return replace(desk, topics={**desk.topics, topic: replace(desk.topics[topic], **changes)})


def exponential_patience(mean: float) -> GeneralPatience:
    return GeneralPatience(11, 10, stats.expon(scale=mean).sf, SOON)


GENERALISTS_ALIKE = replace(exact.N_OWN_TEAM_FIRST, teams={"own": Team(4), "both": Team(4, ("rare", "common"))})
OTHER_FIRST = without(exact.W, "shared", route=("other", "one"))
WRONG = {
    "n-own-team-first": GENERALISTS_ALIKE.exact,
    "n-generalists-first": without(exact.N_GENERALISTS_FIRST, "common", route=("own", "both")).exact,
    "v-three-ranks": without(without(exact.V, "second", rank=3), "third", rank=2).exact,
    "w-two-teams": OTHER_FIRST.exact,
    "two-ranks": without(exact.TWO_RANKS, "other", rank=0).exact,
    "two-phases": exact.one_topic(8.4, exponential(1), 2, agents=8).exact,
    "talk-and-wrap": exact.one_topic(3.2, exponential(2), 1.5, agents=6).exact,
    "short-and-long": exact.one_topic(5, exponential(1.2), 2, agents=6).exact,
    "retries-always": replace(exact.ALWAYS, probability=0.98).exact,
    "retries-often": replace(exact.OFTEN, once=True).exact,
    "retries-once": replace(exact.ONCE, once=False).exact,
    "retries-after-giving-up": replace(exact.AFTER_GIVING_UP, after=2.5).exact,
    "uniform-patience": exponential_patience(1).exact,
    "lognormal-patience": GeneralPatience(11, 10, lognormal(2, 1.8), SOON).exact,
    "weibull-patience": exponential_patience(1).exact,
    "balking-and-constant-patience": replace(exact.PATIENCE["balking-and-constant-patience"], balks=0.0).exact,
    "chats-three-at-once": lambda: exact.chats(replace(exact.CHATS, slowdown=0.28)),
    "calls-and-chats": replace(exact.CALLS_AND_CHATS, slowdown=0.18).exact,
    "peak-day": lambda: exact.peak_day(replace(exact.PEAK_DAY, balks=0.05, step=1 / 6)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS)
def test_the_engine_gives_the_figures_and_not_those_of_a_wrong_reading(name):
    rows = verify([name], progress=False)
    assert all(row.holds for row in rows), [row for row in rows if not row.holds]
    wrong = WRONG[name]()
    told = [row for row in rows if key(row.figure) in wrong]
    assert any(abs(row.simulated - wrong[key(row.figure)]) > 2 * row.half_width for row in told)
