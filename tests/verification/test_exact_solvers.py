"""The equations of exact_*.py where the answer is known in another way: from Erlang, Cobham, Pollaczek, Khinchine."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from chains import mean, reached, stationary
from chat_desks import ChatDesk
from exact_blends import CallsAndChats
from exact_desks import ANSWERED, GONE, Desk, Team, Topic, exponential
from exact_patience import GeneralPatience, constant, lognormal, weibull
from exact_retrials import RetryDesk
from exact_systems import N_OWN_TEAM_FIRST, SOON
from exact_transient import System, paths, service_level
from scipy import stats
from scipy.sparse.linalg import spsolve
from test_exact_values import EXPECT, markov_desk

EXACTLY = {"rel": 1e-8, "abs": 1e-10}


def like_erlang(exact: dict[str, float], erlang: dict[str, float]) -> None:
    """What both tell, they tell alike."""
    known = {**erlang, "mean wait of answered": erlang["mean wait, answered"]}
    both = exact.keys() & known.keys()
    assert len(both) >= 3
    assert {figure: exact[figure] for figure in both} == pytest.approx(
        {figure: known[figure] for figure in both}, **EXACTLY
    )


# Skills and ranks

CALLS = Topic(4.2, exponential(2), ("own", "both"), patience=1)
ERLANG_A = markov_desk(rate=4.2, talk=2, agents=12, patience=1, target=SOON)


@pytest.mark.parametrize(
    "teams", [{"own": Team(7), "both": Team(5)}, {"own": Team(2), "both": Team(10, ("call",))}], ids=["7+5", "2+10"]
)
def test_teams_for_one_topic_alone_are_one_team(teams):
    like_erlang(Desk({"call": CALLS}, teams, most_waiting=60).exact(SOON), ERLANG_A)


def test_an_n_without_its_common_topic_is_the_generalists_alone():
    rare = {"rare": N_OWN_TEAM_FIRST.topics["rare"]}
    exact = replace(N_OWN_TEAM_FIRST, topics=rare, teams={"both": Team(4)}).exact(SOON)
    like_erlang(exact, markov_desk(rate=2, talk=1.5, agents=4, patience=1, target=SOON))


def test_ranks_change_nothing_for_all_together():
    """Topics alike in talk and patience are one queue, whoever goes first."""
    topics = {str(rank): Topic(rate, exponential(2), patience=1, rank=rank) for rank, rate in ((1, 1.2), (2, 3.0))}
    exact = Desk(topics, {"desk": Team(12)}, most_waiting=50).exact()
    together = {
        figure: (1.2 * exact[f"{figure} 1"] + 3 * exact[f"{figure} 2"]) / 4.2
        for figure in ("P(wait)", "P(abandon)", "mean wait")
    }
    like_erlang({**together, "occupancy": exact["occupancy"]}, ERLANG_A)
    assert exact["mean wait 1"] < 0.9 * exact["mean wait 2"]


def test_cobham_with_several_agents():
    """As strict-priority of the oracles, at a load where few wait: three agents, 0.6 and 1.2 of 3."""
    topics = {"first": Topic(0.6, exponential(1), rank=1), "second": Topic(1.2, exponential(1), rank=2)}
    exact = Desk(topics, {"desk": Team(3)}, most_waiting=60).exact()
    waits = markov_desk(rate=1.8, talk=1, agents=3)["P(wait)"]
    first = waits / (3 * (1 - 0.2))
    assert exact["P(wait) second"] == pytest.approx(waits, **EXACTLY)
    assert exact["mean wait first"] == pytest.approx(first, **EXACTLY)
    assert exact["mean wait second"] == pytest.approx(first / (1 - 0.6), **EXACTLY)


def test_cobham_with_unequal_talks():
    topics = {"calls": Topic(0.2, exponential(1), rank=1), "mails": Topic(0.1, exponential(2), rank=2)}
    exact = Desk(topics, {"desk": Team(1)}, most_waiting=80).exact()
    in_talk = 0.2 * 1**2 + 0.1 * 2**2  # what is left of it on average
    assert exact["mean wait calls"] == pytest.approx(in_talk / (1 - 0.2), **EXACTLY)
    assert exact["mean wait mails"] == pytest.approx(in_talk / (1 - 0.2) / (1 - 0.2 - 0.2), **EXACTLY)


SMALL_N = Desk(
    {
        "common": Topic(2, exponential(0.5), ("own", "both"), patience=0.4, rank=2),
        "rare": Topic(1, exponential(1), ("both",), patience=0.5),
    },
    {"own": Team(1), "both": Team(2, speeds=(("common", 0.8),))},
    most_waiting=24,
)


@pytest.mark.parametrize(("place", "name"), list(enumerate(SMALL_N.topics)))
def test_on_the_way_through_the_queue_all_is_as_in_the_chain_of_the_desk(place, name):
    """How long newcomers wait and how many give up: along their own way, and from the mean number that waits."""
    exact = SMALL_N.exact()
    queues = SMALL_N.queues_of_newcomers(SMALL_N.chances(), name)
    states, rates = reached(queues, lambda state: SMALL_N.until_done(state, place))
    on_the_way = [at for at, state in enumerate(states) if state not in (ANSWERED, GONE)]
    begin = np.zeros(len(states))
    begin[: len(queues)] = list(queues.values())
    times = spsolve(rates[on_the_way][:, on_the_way], -begin[on_the_way])  # spent in each state
    gone = (rates[states.index(GONE)][:, on_the_way] @ times)[0]
    assert times.sum() == pytest.approx(exact[f"mean wait {name}"], **EXACTLY)
    assert gone == pytest.approx(exact[f"P(abandon) {name}"], **EXACTLY)
    assert sum(exact[f"{name} taken by {team}"] for team in SMALL_N.topics[name].route) == pytest.approx(1 - gone)


# Talks of several phases


def one_topic(talks, rate: float, agents: int, most_waiting: int) -> dict[str, float]:
    return Desk({"call": Topic(rate, talks)}, {"desk": Team(agents)}, most_waiting).exact()


def test_two_phases_without_patience():
    """M/E2/5 of the oracles."""
    exact, known = one_topic(((1.0, (0.5, 0.5)),), 4.5, 5, 400), EXPECT["erlang-2-handling"]
    assert exact["P(wait)"] == pytest.approx(known["P(wait)"], abs=1e-6)
    assert exact["mean wait"] == pytest.approx(known["mean wait (min)"], abs=1e-6)


@pytest.mark.parametrize(
    ("talks", "square"),
    [(((0.8, (0.5,)), (0.2, (4.0,))), 0.8 * 0.5 + 0.2 * 32), (((1.0, (0.9, 0.3)),), 1.2**2 + 0.81 + 0.09)],
    ids=["short and long", "talk and wrap"],
)
def test_pollaczek_khinchine_with_one_agent(talks, square):
    """`square`: the mean square of the talk; that of an exponential is twice the square of its mean."""
    exact = one_topic(talks, 0.3, 1, 250)
    assert exact["mean wait"] == pytest.approx(0.3 * square / 2 / (1 - 0.36), **EXACTLY)
    assert exact["P(wait)"] == pytest.approx(0.36, **EXACTLY)


# Retries


def test_one_line_and_endless_retries():
    """Falin and Templeton, Retrial queues (1997), section 1.2: the mean number in the orbit of M/M/1/1."""
    rate, again = 0.6, 0.5
    exact = RetryDesk(rate, agents=1, lines=1, after=1 / again, most_away=150).exact()
    assert exact["mean in orbit"] == pytest.approx(rate * (rate + again * rate) / (again * (1 - rate)), **EXACTLY)
    assert exact["occupancy"] == exact["P(blocked) first"] == pytest.approx(rate, **EXACTLY)
    assert exact["answered per issue"] == pytest.approx(1, **EXACTLY)


@pytest.mark.parametrize("once", [True, False])
def test_retries_that_wait_for_long_come_as_new_calls(once):
    """Erlang B with all calls: a large orbit hardly changes; what is left of that falls as 1 / wait."""
    near, far = (RetryDesk(2, 3, 3, after, probability=0.5, once=once, most_away=250).exact() for after in (75, 150))
    limit = {figure: 2 * far[figure] - near[figure] for figure in far}
    calls = 2 * (1 + limit["retries per issue"])
    blocked = markov_desk(rate=calls, talk=1, agents=3, lines=3)["P(blocked)"]
    assert limit["P(blocked) first"] == pytest.approx(blocked, rel=1e-4)
    assert limit["P(blocked) retry"] == pytest.approx(blocked, rel=1e-4)
    assert limit["retries per issue"] == pytest.approx(0.5 * blocked * (1 if once else calls / 2), rel=1e-4)


def test_who_retries_is_answered_or_lost():
    """Calls are answered, given up or blocked; of the latter all that do not retry are lost."""
    desk = RetryDesk(5, 5, 8, after=3, patience=1.5, probability=0.6)
    exact = desk.exact()
    calls = 1 + exact["retries per issue"]
    blocked = exact["P(blocked) first"] + exact["retries per issue"] * exact["P(blocked) retry"]
    failed = calls * exact["P(abandon)"] + blocked
    assert exact["answered per issue"] + failed == pytest.approx(calls, **EXACTLY)
    assert exact["retries per issue"] == pytest.approx(0.6 * failed, **EXACTLY)


# Patience


def test_exponential_patience_is_erlang_a():
    survival = stats.expon(scale=1).sf
    like_erlang(GeneralPatience(4.2, 12, survival, SOON, talk=2).exact(), ERLANG_A)
    like_erlang(GeneralPatience(4.2, 12, weibull(1, 1), SOON, talk=2).exact(), ERLANG_A)


def test_constant_patience_is_the_oracle():
    exact = GeneralPatience(48, 50, constant(1), SOON, jumps=(1.0,)).exact()
    known = EXPECT["constant-patience"]
    assert exact["P(abandon)"] == pytest.approx(known["P(abandon)"], abs=1e-6)
    assert exact["mean wait"] == pytest.approx(known["mean wait (min)"], abs=1e-6)


def test_balking_and_exponential_patience_as_a_chain():
    def moves(number):
        yield number + 1, 11.0 if number < 10 else 0.9 * 11
        if number:
            yield number - 1, min(number, 10) + max(number - 10, 0) / 0.7

    chances = stationary(0, lambda number: (move for move in moves(number) if move[0] <= 100))
    exact = GeneralPatience(11, 10, stats.expon(scale=0.7).sf, SOON, balks=0.1).exact()
    assert exact["P(balk)"] == pytest.approx(0.1 * mean(chances, lambda number: number >= 10), **EXACTLY)
    assert exact["mean wait"] == pytest.approx(mean(chances, lambda number: max(number - 10, 0)) / 11, **EXACTLY)
    assert exact["occupancy"] == pytest.approx(mean(chances, lambda number: min(number, 10)) / 10, **EXACTLY)


@pytest.mark.parametrize("survival", [lognormal(2, 2), weibull(2, 0.6)])
def test_distributions_have_the_mean_that_is_stated(survival):
    x = np.geomspace(1e-9, 1e4, 400_001)
    assert np.trapezoid(survival(x), x) == pytest.approx(2, rel=1e-6)


# Several at once

HARDLY = 1e-13  # a rate that changes nothing


def test_calls_without_chats_are_erlang_a():
    exact = CallsAndChats(3, 2, 0.22, (1.2, HARDLY), (1.5, 2), (1, 1), most_waiting=25).exact()
    calls = {figure: exact[f"{figure} phone"] for figure in ("P(wait)", "P(abandon)", "mean wait")}
    like_erlang(calls, markov_desk(rate=1.2, talk=1.5, agents=3, patience=1))


def test_chats_without_calls_are_a_chat_desk():
    exact = CallsAndChats(2, 2, 0.22, (HARDLY, 2.4), (1.5, 1), (1, 1), most_waiting=30).exact()
    known = ChatDesk(2.4, 2, 2, 0.22, patience=1).exact()
    found = [exact[name] for name in ("P(wait) chat", "mean wait chat", "mean talk chat", "time with 2")]
    due = [known[name] for name in ("P(wait)", "mean wait of all min", "elapsed min", "share of time with 2")]
    assert found == pytest.approx(due, **EXACTLY)


# Over time


def test_a_day_without_changes_becomes_erlang_a():
    system = System((2.0,) * 2, (3,) * 2, period=20, step=1 / 18, service=1.0, patience=1.0, most_queued=25)
    known = markov_desk(rate=2, talk=1, agents=3, patience=1, target=SOON)
    served, queued = system.grid
    state = paths(system)[-1][-1]
    answered, _ = service_level(system, SOON)
    assert state[served >= 3].sum() == pytest.approx(known["P(wait)"], rel=1e-7)
    assert state @ queued / 2 == pytest.approx(known["mean wait"], rel=1e-7)
    assert answered[-1] == pytest.approx(known["service level"], rel=1e-6)


def test_endless_patience_is_erlang_c():
    exact = Desk({"call": Topic(3, exponential(1), patience=inf)}, {"desk": Team(6)}, most_waiting=80).exact(SOON)
    like_erlang(exact, markov_desk(rate=3, talk=1, agents=6, target=SOON))
