"""Theory against exact arithmetic, known values, and the laws that hold between its systems."""

import re
import time
from dataclasses import asdict, astuple, fields
from decimal import Decimal, getcontext, localcontext
from itertools import product
from math import inf, isnan, nan, sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thinned import thinned

from simsupport import theory
from simsupport.theory import Figures, agents_needed, erlang_a, erlang_b, erlang_c, finite_lines

SHARES = [field.name for field in fields(Figures) if field.name.endswith(("share", "rate", "occupancy"))]
LEVELS = [field.name for field in fields(Figures) if field.name.startswith("service_level")]
DIGITS = 400  # of the exact arithmetic: differences lose up to 300, what is smaller than the smallest float is 0


# Known values: the oracles of the verification, computed by others


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (erlang_c(200 / 3600, 180, 14, 20), {
            "waited_share": 0.174132, "mean_wait": 7.835937, "service_level": 0.88835, "occupancy": 0.714286}),
        (erlang_c(48, 1, 50, 1 / 3), {
            "waited_share": 0.694456, "mean_wait": 0.347228, "service_level": 0.643455, "occupancy": 0.96}),
        (erlang_c(4.2, 2, 12, 1 / 3), {
            "waited_share": 0.183889, "mean_wait": 0.10216, "service_level": 0.89908, "occupancy": 0.7}),
        (erlang_a(48, 1, 50, 2, 1 / 3), {
            "waited_share": 0.467774, "abandonment_rate": 0.030912, "mean_wait": 0.061824,
            "average_speed_of_answer": 0.060265, "service_level_offered": 0.943019, "occupancy": 0.930324}),
        (erlang_a(4.2, 2, 12, 1, 1 / 3), {
            "waited_share": 0.127372, "abandonment_rate": 0.029679, "average_speed_of_answer": 0.02406,
            "service_level_offered": 0.94527, "occupancy": 0.679225}),
        (erlang_b(20, 1, 25), {"blocked_rate": 0.0502218}),
        (erlang_b(100, 1, 110), {"blocked_rate": 0.0274634}),
        (finite_lines(4.2, 2, 12, 17, 1 / 3), {
            "blocked_rate": 0.009477, "waited_share": 0.156365, "average_speed_of_answer": 0.061124,
            "service_level_offered": 0.918768}),
    ],
)  # fmt: skip
def test_known_values(found: Figures, expected: dict[str, float]) -> None:
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=1e-6)


# One agent, and no more lines than can be counted: by hand


def test_one_agent() -> None:
    found = erlang_c(rate=0.8, handling=1, agents=1)
    assert astuple(found) == pytest.approx((0.8, 0.8, 0.8, 1, 0, 0, 4, 4, 3.2, 0.2, 0.2, 0.2, 0.2))


def test_one_agent_and_three_lines() -> None:
    """States 0 to 3 weigh 8, 4, 2 and 1 of 15; a third customer waits for one end of talk, a fourth for two."""
    found = finite_lines(rate=0.5, handling=1, agents=1, lines=3)
    assert (found.blocked_rate, found.waited_share, found.answered_share) == pytest.approx((1 / 15, 6 / 15, 14 / 15))
    assert (found.mean_wait, found.average_speed_of_answer) == pytest.approx((8 / 15, 8 / 14))
    assert (found.occupancy, found.queue_length) == pytest.approx((7 / 15, 4 / 15))
    assert (found.service_level, found.service_level_answered) == pytest.approx((8 / 15, 8 / 14))


def test_patience_like_handling_is_a_poisson_number_of_customers() -> None:
    """With 3 erlangs and 2 agents: who finds fewer than 2 does not wait; the queue is E(N − 2)+."""
    none, one, two = (0.049787068367863944 * weight for weight in (1, 3, 4.5))
    found = erlang_a(rate=3, handling=1, agents=2, patience=1)
    queue = 3 - one - 2 * (1 - none - one)
    assert found.waited_share == pytest.approx(1 - none - one)
    assert (found.queue_length, found.abandonment_rate) == pytest.approx((queue, queue / 3))
    assert found.occupancy == pytest.approx((one + 2 * (1 - none - one)) / 2)
    assert two > 0


# Exact arithmetic: birth-death chains, term by term


def _exact_idle(load: Decimal, agents: int) -> Decimal:
    """The weight of the states with an idle agent; that with just one has 1."""
    weight = Decimal(1)
    for number in range(1, agents):
        weight = 1 + weight * number / load
    return weight


def _lower_gamma(power: Decimal, until: Decimal) -> Decimal:
    """The lower incomplete gamma function by its series of positive terms."""
    term = total = 1 / power
    while term > total.scaleb(-getcontext().prec):
        power += 1
        term *= until / power
        total += term
    return total


def _exact_a(load: float, agents: int, patience: float, target: float) -> dict[str, Decimal]:
    """Erlang A with a handling of 1: sums over the chain, and what ends within the target by incomplete gammas."""
    a, n, p, t = Decimal(load), agents, Decimal(patience), Decimal(target)
    idle, weight = _exact_idle(a, n), Decimal(1)
    waits = gives_up = waiting = Decimal(0)
    passes = Decimal(0)  # the mean time until one who will be answered gets there
    place = 0
    while True:
        weight *= a / (n + place / p) if place else a / n
        place += 1
        passes += 1 / (n + place / p)
        reach = n / (n + place / p)
        waits, gives_up, waiting = waits + weight, gives_up + weight * (1 - reach), waiting + weight * reach * passes
        if a < n + place / p and weight < waits.scaleb(-40):
            break
    total = idle + waits
    early, early_answered = _exact_offered_waits(a, n, p, t)
    late = waits - early  # those who would wait longer than the target
    gone = -(-t / p).exp() + 1
    answered, in_time = total - gives_up, idle + early_answered
    gone_in_time = early - early_answered + gone * late
    return {
        "waited_share": waits / total, "abandonment_rate": gives_up / total, "answered_share": answered / total,
        "mean_wait": p * gives_up / total, "average_speed_of_answer": waiting / answered,
        "occupancy": a / n * answered / total, "service_level": in_time / (total - gone_in_time),
        "service_level_offered": in_time / total, "service_level_answered": in_time / answered,
        "service_level_with_abandons": (in_time + gone_in_time) / total,
    }  # fmt: skip


def _exact_offered_waits(a: Decimal, n: int, p: Decimal, t: Decimal) -> tuple[Decimal, Decimal]:
    """The weight of those whose offered wait ends within the target, and of those of them who stay.

    The integral of e^(y (1 − e^−s) − x s) to t/p, with u = y e^−s, is a difference of incomplete gammas.
    """
    x, y, s = n * p, a * p, t / p
    end = y * (-s).exp()

    def until(power: Decimal) -> Decimal:  # e^y y^−power times the integral of e^−u u^(power − 1) from end to y
        return _lower_gamma(power, y) - (y - end - power * s).exp() * _lower_gamma(power, end)

    return y * until(x), y * until(x + 1)


def _exact_finite(load: float, agents: int, lines: int, target: float) -> dict[str, Decimal]:
    a, n, t = Decimal(load), agents, Decimal(target)
    total = answered = in_time = _exact_idle(a, n)
    waits = waiting = Decimal(0)
    weight, ends = Decimal(1), (-n * t).exp()
    fewer = Decimal(0)  # the chance of fewer ends of talks within the target than are needed
    for place in range(1, lines - n + 1):
        weight, fewer, ends = weight * a / n, fewer + ends, ends * n * t / place
        waits, waiting, in_time = waits + weight, waiting + weight * place / n, in_time + weight * (1 - fewer)
    answered, total = answered + waits, total + waits + weight * a / n
    return {
        "waited_share": waits / total, "blocked_rate": weight * a / n / total, "answered_share": answered / total,
        "mean_wait": waiting / total, "average_speed_of_answer": waiting / answered,
        "occupancy": a / n * answered / total, "service_level": in_time / total,
        "service_level_answered": in_time / answered,
    }  # fmt: skip


def _exact_c(load: float, agents: int, target: float) -> dict[str, Decimal]:
    a, t = Decimal(load), Decimal(target)
    idle, waits = _exact_idle(a, agents), a / (agents - a)
    waited = waits / (idle + waits)
    return {
        "waited_share": waited, "mean_wait": waited / (agents - a), "occupancy": a / agents,
        "service_level": 1 - waited * (-(agents - a) * t).exp(), "queue_length": a * waited / (agents - a),
    }  # fmt: skip


def check(found: Figures, exact: dict[str, Decimal]) -> None:
    """A relative error under 1e-10; what is smaller than the smallest float may be 0."""
    for name, value in exact.items():
        assert getattr(found, name) == pytest.approx(float(value), rel=1e-10, abs=1e-300), name


def some_agents(load: float) -> list[int]:
    """Far too few, about enough with a little more or less, plenty, far too many."""
    near = [int(load + slack * sqrt(load)) for slack in (-3, -0.5, 0, 0.5, 3)]
    return sorted({max(number, 1) for number in (1, int(load / 2), *near, int(load) + 1, 2 * int(load), 40)})


LOADS = (0.01, 0.3, 1, 7.5, 100, 1000)
GRID = [(load, agents) for load in LOADS for agents in some_agents(load)]


@pytest.mark.parametrize(("load", "agents"), [*GRID, (1e5, 99_000), (1e5, 100_001), (1e5, 100_500), (1e5, 101_000)])
def test_erlang_b_and_c_are_exact(load: float, agents: int) -> None:
    with localcontext(prec=DIGITS):
        blocked = 1 / _exact_idle(Decimal(load), agents + 1)
        check(erlang_b(load, 1, agents), {"blocked_rate": blocked, "occupancy": Decimal(load) * (1 - blocked) / agents})
        if load < agents:
            check(erlang_c(load, 1, agents, 0.25), _exact_c(load, agents, 0.25))


@pytest.mark.parametrize(("load", "agents", "patience"), thinned([(*case, patience) for case, patience in product(
    GRID, (1 / 1024, 0.5, 8.0))], 7))  # fmt: skip
def test_erlang_a_is_exact(load: float, agents: int, patience: float) -> None:
    with localcontext(prec=DIGITS):
        for target in (1 / 64, 0.5):
            check(erlang_a(load, 1, agents, patience, target), _exact_a(load, agents, patience, target))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("agents", "patience", "target"),
    [(60_000, 0.5, 0.25), (99_700, 1.0, 1 / 512), (100_000, 2.0, 1 / 256), (100_400, 0.25, 1 / 1024)],
)
def test_erlang_a_is_exact_at_a_hundred_thousand_erlangs(agents: int, patience: float, target: float) -> None:
    with localcontext(prec=60):
        check(erlang_a(1e5, 1, agents, patience, target), _exact_a(1e5, agents, patience, target))


@pytest.mark.parametrize(
    ("load", "agents", "queue"), [(*case, queue) for case, queue in product(GRID, (0, 1, 30, 400))]
)
def test_finite_lines_are_exact(load: float, agents: int, queue: int) -> None:
    with localcontext(prec=DIGITS):
        check(finite_lines(load, 1, agents, agents + queue, 0.25), _exact_finite(load, agents, agents + queue, 0.25))


@pytest.mark.parametrize(("agents", "lines"), thinned([(99_000, 101_000), (100_000, 110_000), (100_500, 200_000)], 3))
def test_many_lines_are_exact(agents: int, lines: int) -> None:
    with localcontext(prec=DIGITS):
        check(finite_lines(1e5, 1, agents, lines, 1 / 64), _exact_finite(1e5, agents, lines, 1 / 64))


def test_as_fast_as_it_must_be() -> None:
    """A hundred thousand erlangs take milliseconds: the best of five, on a machine that may be busy."""
    for compute in (
        lambda: erlang_b(1e5, 1, 100_000),
        lambda: erlang_c(1e5, 1, 100_100, 0.01),
        lambda: erlang_a(1e5, 1, 100_000, 1, 0.01),
    ):
        took = []
        for _ in range(5):
            start = time.perf_counter()
            compute()
            took.append(time.perf_counter() - start)
        assert min(took) < 0.02


# Laws

loads = st.floats(0.01, 1e5)
agent_numbers = st.integers(1, 200_000)
patiences = st.floats(1e-6, 1e6)
targets = st.floats(0, 10)


def assert_possible(found: Figures) -> None:
    """Shares are shares, waits are no less than nothing, and everybody is answered, gives up, or is blocked."""
    assert all(0 <= getattr(found, name) <= 1 for name in [*SHARES, *LEVELS])
    assert found.mean_wait >= 0
    assert found.average_speed_of_answer >= 0
    assert found.answered_share + found.abandonment_rate + found.blocked_rate == pytest.approx(1, rel=1e-12)
    assert found.service_level_offered <= found.service_level * (1 + 1e-12)
    assert found.service_level_offered <= found.service_level_answered * (1 + 1e-12)


@settings(max_examples=150, deadline=None)
@given(load=loads, agents=agent_numbers, patience=patiences, target=targets)
def test_what_erlang_a_says_is_possible(load: float, agents: int, patience: float, target: float) -> None:
    found = erlang_a(load, 1, agents, patience, target)
    assert_possible(found)
    assert found.mean_wait == pytest.approx(found.abandonment_rate * patience, rel=1e-12)  # who waits leaves at a rate
    assert found.mean_wait <= patience * (1 + 1e-12)


@settings(max_examples=100, deadline=None)
@given(load=loads, agents=agent_numbers, queue=st.integers(0, 1000), target=targets)
def test_what_is_said_of_lines_is_possible(load: float, agents: int, queue: int, target: float) -> None:
    assert_possible(finite_lines(load, 1, agents, agents + queue, target))
    assert_possible(erlang_b(load, 1, agents))


@settings(max_examples=100, deadline=None)
@given(load=loads, agents=agent_numbers, patience=patiences, target=targets)
def test_one_more_agent_does_good(load: float, agents: int, patience: float, target: float) -> None:
    few, more = (erlang_a(load, 1, number, patience, target) for number in (agents, agents + 1))
    for name in ("waited_share", "abandonment_rate", "mean_wait", "average_speed_of_answer", "occupancy"):
        assert getattr(more, name) <= getattr(few, name) * (1 + 1e-11), name
    for name in LEVELS:
        assert getattr(more, name) >= getattr(few, name) * (1 - 1e-11), name


@settings(max_examples=100, deadline=None)
@given(load=loads, agents=agent_numbers, patience=patiences)
def test_more_patience_means_more_waiting_and_fewer_who_leave(load: float, agents: int, patience: float) -> None:
    short, long = (erlang_a(load, 1, agents, each) for each in (patience, 2 * patience))
    assert long.abandonment_rate <= short.abandonment_rate * (1 + 1e-11)
    assert long.waited_share >= short.waited_share * (1 - 1e-11)
    assert long.mean_wait >= short.mean_wait * (1 - 1e-11)


@settings(max_examples=100, deadline=None)
@given(load=loads, agents=agent_numbers, unit=st.sampled_from([1 / 3600, 1 / 60, 60.0]), target=targets)
def test_any_unit_will_do(load: float, agents: int, unit: float, target: float) -> None:
    one = asdict(erlang_a(load / 5, 5, agents, 3, target))
    other = asdict(erlang_a(load / 5 / unit, 5 * unit, agents, 3 * unit, target * unit))
    times = {name: other[name] / unit for name in ("mean_wait", "average_speed_of_answer")}
    assert {**other, **times} == pytest.approx(one, rel=1e-9, abs=1e-300)


CASES = [(0.01, 1), (0.7, 2), (48, 50), (90, 100), (1000, 1010)]


@pytest.mark.parametrize(("load", "agents"), CASES)
def test_endless_patience_is_erlang_c(load: float, agents: int) -> None:
    endless = erlang_c(load, 1, agents, 0.1)
    assert erlang_a(load, 1, agents, inf, 0.1) == endless
    exact = astuple(endless)
    errors = [max(abs(one - other) for one, other in zip(astuple(erlang_a(load, 1, agents, patience, 0.1)), exact,
                                                         strict=True)) for patience in (1e6, 1e9, 1e12)]  # fmt: skip
    assert errors[1] <= errors[0] / 500  # what is missing shrinks like 1 / patience
    assert errors[2] < 1e-7


@pytest.mark.parametrize(("load", "agents"), [*CASES, (100, 50), (1e5, 100_000)])
def test_no_patience_is_erlang_b(load: float, agents: int) -> None:
    blocked = erlang_b(load, 1, agents).blocked_rate
    assert erlang_a(load, 1, agents, 1e-13).abandonment_rate == pytest.approx(blocked, rel=1e-7)


@pytest.mark.parametrize(("load", "agents"), CASES)
def test_many_lines_are_erlang_c_and_no_waiting_lines_erlang_b(load: float, agents: int) -> None:
    endless, long = erlang_c(load, 1, agents, 0.1), finite_lines(load, 1, agents, agents + 5000, 0.1)
    assert astuple(long) == pytest.approx(astuple(endless), rel=1e-10, abs=1e-12)
    assert finite_lines(load, 1, agents, agents, 0.1).blocked_rate == pytest.approx(
        erlang_b(load, 1, agents).blocked_rate, rel=1e-13
    )


@given(load=st.floats(0.1, 1000), slack=st.floats(0.01, 0.99), whole=st.integers(1, 1000))
@settings(max_examples=50, deadline=None)
def test_parts_of_an_agent_lie_between(load: float, slack: float, whole: int) -> None:
    few, between, more = (erlang_a(load, 1, agents, 2).mean_wait for agents in (whole, whole + slack, whole + 1))
    assert few * (1 + 1e-11) >= between >= more * (1 - 1e-11)


# At its limits


@pytest.mark.parametrize("agents", [9, 10])
def test_a_queue_that_grows_forever(agents: int) -> None:
    found = erlang_c(rate=10, handling=1, agents=agents, target=1)
    assert (found.waited_share, found.mean_wait, found.average_speed_of_answer) == (1, inf, inf)
    assert (found.service_level, found.occupancy, found.queue_length) == (0, 1, inf)
    assert found.answered_share == agents / 10
    approximate = theory.allen_cunneen(10, 1, agents, 0, 0)
    assert (approximate.mean_wait, approximate.occupancy) == (inf, 1)


@pytest.mark.parametrize("load", [1e-9, 1e-3, 1e7])
@pytest.mark.parametrize("agents", [1, 1000, 10**7])
@pytest.mark.parametrize("patience", [1e-9, 1, 1e9])
def test_far_beyond_any_desk(load: float, agents: int, patience: float) -> None:
    assert_possible(erlang_a(load, 1, agents, patience, 1))


def test_far_too_few_agents_lose_all_but_what_they_can_do() -> None:
    """A fluid: 100,000 erlangs keep 10 agents busy, and the others give up."""
    found = erlang_a(rate=1e5, handling=1, agents=10, patience=1e6)
    assert (found.occupancy, found.abandonment_rate) == pytest.approx((1, 1 - 1e-4), rel=1e-14)


# How many agents


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"rate": 2 / 60, "handling": 300, "target": 20, "service_level": 0.8}, 14),
        ({"rate": 200 / 3600, "handling": 180, "target": 20, "service_level": 0.88}, 14),
        ({"rate": 0.8, "handling": 1, "mean_wait": 4.001}, 1),  # M/M/1 waits 4
        ({"rate": 0.8, "handling": 1, "mean_wait": 3.9}, 2),
        ({"rate": 10, "handling": 1, "occupancy": 0.8}, 13),
        ({"rate": 10, "handling": 1, "patience": 1, "abandonment_rate": 1}, 1),
    ],
)
def test_agents_needed(arguments: dict[str, float], expected: int) -> None:
    assert agents_needed(**arguments) == expected


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(load=st.floats(0.01, 1e5), patience=st.one_of(st.floats(0.01, 100), st.just(inf)), share=st.floats(0.1, 0.99))
def test_one_agent_less_is_not_enough(load: float, patience: float, share: float) -> None:
    limits = {"service_level": share, "abandonment_rate": 0.05}
    found = agents_needed(load, 1, patience, 0.1, **limits)

    def kept(agents: int) -> bool:
        figures = erlang_a(load, 1, agents, patience, 0.1)
        return figures.service_level >= share and figures.abandonment_rate <= 0.05

    assert kept(found)
    assert found == 1 or not kept(found - 1)


# Approximations


@pytest.mark.parametrize("approximate", [theory.allen_cunneen, theory.kraemer_langenbach_belz])
def test_approximations_are_exact_where_they_say_so(approximate: type) -> None:
    assert approximate(48, 1, 50).mean_wait == pytest.approx(erlang_c(48, 1, 50).mean_wait)
    assert approximate(0.8, 1, 1, 1, 0).mean_wait == pytest.approx(2.0)
    assert approximate(0.8, 1, 1, 1, 1.3).mean_wait == pytest.approx(5.38)


@pytest.mark.parametrize(("cv", "exact"), [(0, 0.776695), (sqrt(0.5), 1.153309)])
def test_approximations_are_close_at_high_loads(cv: float, exact: float) -> None:
    """M/D/5 (Crommelin) and M/E2/5, 90% busy: Allen–Cunneen is off by 2% and 1%."""
    about = theory.allen_cunneen(4.5, 1, 5, 1, cv).mean_wait
    assert about == pytest.approx(exact, rel=0.025)
    assert about != pytest.approx(exact, rel=0.001)


def test_regular_arrivals_wait_less_than_allen_and_cunneen_say() -> None:
    """D/M/1, 80% busy: the root of z = e^(−(1 − z) / 0.8) is 0.6286, so the mean wait is z / (1 − z) = 1.693."""
    root = 0.5
    for _ in range(200):
        root = 2.718281828459045 ** (-(1 - root) / 0.8)
    exact = root / (1 - root)
    assert theory.allen_cunneen(0.8, 1, 1, 0, 1).mean_wait == pytest.approx(2)
    assert theory.kraemer_langenbach_belz(0.8, 1, 1, 0, 1).mean_wait == pytest.approx(exact, rel=0.01)
    assert theory.kraemer_langenbach_belz(0.8, 1, 1, 0, 0).mean_wait == 0
    assert theory.kraemer_langenbach_belz(0.8, 1, 1, 2, 1).mean_wait < theory.allen_cunneen(0.8, 1, 1, 2, 1).mean_wait


# What is refused


@pytest.mark.parametrize(
    ("compute", "message"),
    [
        (lambda: erlang_c(0, 1, 1), "rate: 0 is not a number above 0"),
        (lambda: erlang_c(1, -2.5, 0), "handling: -2.5 is not a number above 0; agents: 0 is not a number above 0"),
        (lambda: erlang_c(nan, 1, 1), "rate: nan is not a number above 0"),
        (lambda: erlang_c(1, inf, 1), "handling: inf is not a number above 0"),
        (lambda: erlang_b(1, 1, True), "agents: True is not a number above 0"),
        (lambda: erlang_b("1", 1, 1), "rate: '1' is not a number above 0"),
        (lambda: erlang_c(1, 1, 2, -1), "target: -1 is not a number of at least 0"),
        (lambda: erlang_a(1, 1, 1, 0), "patience: 0 is not a number above 0"),
        (lambda: erlang_a(1, 1, 1, nan), "patience: nan is not a number above 0"),
        (lambda: finite_lines(1, 1, 2.5, 3), "agents: 2.5 is not a whole number above 0"),
        (lambda: finite_lines(1, 1, 3, 2), "lines: 2 is not a number of at least 3"),
        (lambda: theory.allen_cunneen(1, 1, 2, -1, 1), "arrival_cv: -1 is not a number of at least 0"),
        (lambda: theory.kraemer_langenbach_belz(1, 1, 0), "agents: 0 is not a number above 0"),
        (lambda: agents_needed(1, 1), "name at least one limit, as in service_level=0.8"),
        (lambda: agents_needed(1, 1, service_levle=0.8),
         "service_levle: there is no limit to it; did you mean 'service_level'?"),
        (lambda: agents_needed(1, 1, service_level=1.1), "service_level: no number of agents keeps 1.1"),
        (lambda: agents_needed(1, 1, 5, abandonment_rate=-1), "abandonment_rate: -1 is not a number of at least 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(compute: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        compute()  # type: ignore[operator]


def test_figures_are_frozen_numbers() -> None:
    for found in (erlang_b(1, 1, 2), erlang_c(1, 1, 2), erlang_a(1, 1, 2, 3, 1), finite_lines(1, 1, 2, 3)):
        assert {type(value) for value in astuple(found)} == {float}
        assert not any(isnan(value) for value in astuple(found))
        with pytest.raises(AttributeError):
            found.load = 2  # type: ignore[misc]


def test_the_examples_of_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parent.parent / "docs/theory.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, flags=re.DOTALL)
    names: dict[str, object] = {}
    assert len(examples) == 2
    for code, output in examples:
        exec(compile(code, "docs/theory.md", "exec"), names)
        assert capsys.readouterr().out == output
