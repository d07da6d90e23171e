"""The systems of simsupport/verification that are computed here, each as its own equations: names as in its files."""

from collections.abc import Callable
from functools import partial

import numpy as np
from chat_desks import ChatDesk
from exact_blends import CallsAndChats
from exact_desks import Desk, Team, Topic, exponential
from exact_patience import GeneralPatience, constant, lognormal, weibull
from exact_retrials import RetryDesk
from exact_transient import System, paths, service_level, simpson
from scipy import stats

SOON = 1 / 3  # 20 s
ONE_TEAM = {"desk": Team(6)}

# Skills and ranks

N_OWN_TEAM_FIRST = Desk(
    {
        "common": Topic(5, exponential(1), ("own", "both"), patience=2),
        "rare": Topic(2, exponential(1.5), ("both",), patience=1),
    },
    {"own": Team(4), "both": Team(4, ("rare", "common"), (("common", 0.8),))},
    most_waiting=36,
)
N_GENERALISTS_FIRST = Desk(
    {
        "common": Topic(4, exponential(1), ("both", "own"), patience=2, rank=2),
        "rare": Topic(2, exponential(1), ("both",), patience=1),
    },
    {"own": Team(3), "both": Team(3)},
    most_waiting=36,
)
V = Desk(
    {
        "first": Topic(1.5, exponential(1), patience=3, rank=1),
        "second": Topic(2.5, exponential(1), patience=2, rank=2),
        "third": Topic(2.5, exponential(1), patience=1.5, rank=3),
    },
    ONE_TEAM,
    most_waiting=36,
)
W = Desk(
    {
        "left": Topic(2, exponential(1), ("one",), patience=1),
        "shared": Topic(3, exponential(1), ("one", "other"), patience=2),
        "right": Topic(2, exponential(1), ("other",), patience=1),
    },
    {"one": Team(3, ("left",)), "other": Team(4, ("right",))},
    most_waiting=34,
)
TWO_RANKS = Desk(
    {
        "urgent": Topic(2, exponential(1), patience=2, rank=1),
        "other": Topic(2.5, exponential(2), patience=3, rank=2),
    },
    {"desk": Team(7)},
    most_waiting=40,
)

# Talks of several phases


def one_topic(rate: float, talks, patience: float, agents: int) -> Desk:
    return Desk({"call": Topic(rate, talks, patience=patience)}, {"desk": Team(agents)}, most_waiting=60)


TWO_PHASES = one_topic(8.4, ((1.0, (0.5, 0.5)),), 2, agents=8)
TALK_AND_WRAP = one_topic(3.2, ((1.0, (1.5, 0.5)),), 1.5, agents=6)
SHORT_AND_LONG = one_topic(5, ((0.8, (0.5,)), (0.2, (4.0,))), 2, agents=6)

# Retrials

ALWAYS = RetryDesk(rate=0.6, agents=1, lines=1, after=2)
OFTEN = RetryDesk(rate=4, agents=5, lines=5, after=3, probability=0.7)
ONCE = RetryDesk(rate=4, agents=5, lines=5, after=3, probability=0.8, once=True)
AFTER_GIVING_UP = RetryDesk(rate=5, agents=5, lines=8, after=3, patience=1.5, probability=0.6)

# Patience of any distribution

PATIENCE = {
    "uniform-patience": GeneralPatience(11, 10, stats.uniform(0, 2).sf, SOON, jumps=(2.0,)),
    "lognormal-patience": GeneralPatience(11, 10, lognormal(2, 2), SOON),
    "weibull-patience": GeneralPatience(11, 10, weibull(1, 0.6), SOON),
    "balking-and-constant-patience": GeneralPatience(11, 10, constant(1), SOON, balks=0.1, jumps=(1.0,)),
}

# Calls and chats

CHATS = ChatDesk(rate=8, agents=4, at_once=3, slowdown=0.3, patience=2, target=SOON)
FIGURES_OF_CHATS = {
    "P(wait)": "P(wait)",
    "P(abandon)": "P(abandon)",
    "mean wait": "mean wait of all min",
    "P(answered)": "answered within target / offered",
    "mean talk": "elapsed min",
    **{f"time with {n}": f"share of time with {n}" for n in range(4)},
}
CALLS_AND_CHATS = CallsAndChats(6, 2, 0.22, rates=(1.6, 2.4), talks=(1.5, 2), patience=(2, 3))


def chats(desk: ChatDesk) -> dict[str, float]:
    exact = desk.exact()
    return {figure: exact[name] for figure, name in FIGURES_OF_CHATS.items()}


# A day

OPENS = 8
PEAK_RATES = (60, 120, 180, 240, 150, 120, 160, 200, 100, 40, 0, 0)  # an hour, from 8:00 to 18:00, and the rest
PEAK_DAY = System(
    tuple(rate / 60 for rate in PEAK_RATES), (4, 6, 8, 8, 6, 5, 7, 8, 5, 3, 3, 3), period=60, step=1 / 12,
    service=1 / 2.5, patience=1 / 3, most_queued=36,
)  # fmt: skip
PEAK_HOURS = (11, 12, 15)


def peak_day(system: System) -> dict[str, float]:
    """By hour and for the day, which begins empty and ends so."""
    means = [simpson(states) for states in paths(system)]
    served, queued = system.grid
    answered, _ = service_level(system, SOON)
    come = np.array(system.rates) * system.period
    waiting = np.array([mean @ queued for mean in means]) * system.period
    by_hour = {}
    for hour in PEAK_HOURS:
        at = hour - OPENS
        by_hour |= {
            f"P(wait) {hour}": means[at][served >= system.agents[at]].sum(),
            f"P(answered) {hour}": answered[at],
            f"abandonments per arrival {hour}": waiting[at] * system.patience / come[at],
        }
    return {
        **by_hour,
        "P(answered)": come @ answered / come.sum(),
        "P(abandon)": waiting.sum() * system.patience / come.sum(),
        "mean wait": waiting.sum() / come.sum(),
    }


SYSTEMS: dict[str, Callable[[], dict[str, float]]] = {
    "n-own-team-first": partial(N_OWN_TEAM_FIRST.exact, SOON),
    "n-generalists-first": partial(N_GENERALISTS_FIRST.exact, SOON),
    "v-three-ranks": partial(V.exact, SOON),
    "w-two-teams": partial(W.exact, SOON),
    "two-ranks": partial(TWO_RANKS.exact, SOON),
    "two-phases": partial(TWO_PHASES.exact, SOON),
    "talk-and-wrap": partial(TALK_AND_WRAP.exact, SOON),
    "short-and-long": partial(SHORT_AND_LONG.exact, SOON),
    "retries-always": ALWAYS.exact,
    "retries-often": OFTEN.exact,
    "retries-once": ONCE.exact,
    "retries-after-giving-up": AFTER_GIVING_UP.exact,
    **{name: desk.exact for name, desk in PATIENCE.items()},
    "chats-three-at-once": partial(chats, CHATS),
    "calls-and-chats": CALLS_AND_CHATS.exact,
    "peak-day": partial(peak_day, PEAK_DAY),
}
