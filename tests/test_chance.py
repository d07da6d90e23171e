"""Chance (R3): Philox against its known answers, the inverses against scipy's, and Python against compiled code."""

import math
from functools import cache
from statistics import NormalDist

import numpy as np
import pytest
from scipy import special, stats

from simsupport import chance
from simsupport.chance import (
    Inverses,
    Purpose,
    inverse,
    pick,
    stream,
    uniform,
    uniform_at,
    uniforms,
    value_at,
    values_at,
)
from simsupport.chance.inverses import Kind
from simsupport.chance.quantiles import gamma_level, gamma_quantile, normal_quantile
from simsupport.chance.streams import round_keys
from simsupport.compiled import entry
from simsupport.scenario import distributions as d

WORD = (1 << 64) - 1


@pytest.mark.parametrize(
    ("first", "second", "key", "answer"),
    [  # kat_vectors of Random123, philox2x64 10: the first of the two words
        (0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0xCA00A0459843D731),
        (0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x65B021D60CD8310F),
        (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x0A5E742C2997341C),
    ],
)
def test_philox_known_answers(first, second, key, answer):
    contact, leg, purpose = second >> 32, second >> 16 & 0xFFFF, second & 0xFFFF
    drawn = uniform(round_keys(key), first, contact, leg, purpose)
    assert abs(drawn - answer / 2.0**64) < 2.0**-52


def counter_of(word: int, key: int) -> tuple[int, int]:
    """The counter at which Philox2x64-10 gives a first word (and 0 as the second): its rounds, undone."""
    unmultiply = pow(chance.streams.MULTIPLIER, -1, 1 << 64)
    a, b = word, 0
    for turn in reversed(range(10)):
        before = b * unmultiply & WORD
        a, b = before, a ^ (before * chance.streams.MULTIPLIER >> 64) ^ (key + turn * chance.streams.WEYL & WORD)
    return a, b


@pytest.mark.parametrize("word", [0, 1, WORD - 1, WORD])
def test_a_uniform_number_is_never_0_or_1(word):
    first, second = counter_of(word, key=7)
    drawn = uniform(round_keys(7), first, second >> 32, second >> 16 & 0xFFFF, second & 0xFFFF)
    assert 0.0 < drawn < 1.0
    assert abs(drawn - word / 2.0**64) < 2.0**-52


@pytest.mark.parametrize("purpose", [1, 5, 30, 65535])
def test_many_at_once_are_the_same_to_the_bit(purpose):
    keys = stream(7, 3, "line billing")
    entities = np.array([0, 1, 2, 999, 2**32 - 1, 2**32, 2**63, 2**64 - 1], np.uint64)
    one_by_one = [uniform(keys, int(entity), 0, 0, purpose) for entity in entities]
    assert uniforms(keys, entities, purpose).tolist() == one_by_one


@entry
def in_compiled_code(keys, place, entity, contact, leg):
    return uniform_at(keys[place], entity, contact, leg, Purpose.TALK)


@pytest.mark.parametrize("entity", [0, 1, 2**40 + 5, 2**63])
@pytest.mark.parametrize(("contact", "leg"), [(0, 0), (3, 1), (2**32 - 1, 2**16 - 1)])
def test_compiled_code_draws_the_same_to_the_bit(entity, contact, leg):
    keys = stream(7, 3, "line billing")
    table = np.array([keys[::-1], keys], np.uint64)
    expected = uniform(keys, entity, contact, leg, Purpose.TALK)
    assert in_compiled_code(table, 1, np.uint64(entity), contact, leg) == expected
    assert uniform_at(table[1], entity, contact, leg, Purpose.TALK) == expected


def test_streams_and_counters_are_apart():
    """Whatever a number is for, another purpose gives another number."""
    names = [stream(*key) for key in [(1, 0, "a"), (1, 0, "b"), (1, 1, "a"), (2, 0, "a"), (11, 0, "a"), (1, 10, "a")]]
    counters = [(k, c, leg, purpose) for k in range(5) for c in range(3) for leg in range(3) for purpose in range(5)]
    drawn = {uniform(name, *counter) for name in names for counter in counters}
    assert len(drawn) == len(names) * len(counters)


def test_streams_are_fixed_for_good():
    """Results stay reproducible: blake2b of "1/0/line billing/phone", and Philox at (0, 1), computed apart."""
    keys = stream(1, 0, "line billing/phone")
    assert keys[0] == 0x624699A84B9FB190
    assert uniform(keys, 0, 0, 0, 1) == pytest.approx(0.06972101697878264, abs=1e-15)


def test_uniforms_are_uniform_and_independent():
    """200,000 numbers: chi-squared over 100 cells, and over 20 x 20 cells of neighbours, at 0.01% each."""
    drawn = uniforms(stream(3, 0, "line a"), np.arange(200_000, dtype=np.uint64), 10)
    singles = np.histogram(drawn, 100, (0, 1))[0]
    pairs = np.histogram2d(drawn[:-1], drawn[1:], 20, ((0, 1), (0, 1)))[0].ravel()
    assert stats.chisquare(singles).pvalue > 1e-4
    assert stats.chisquare(pairs).pvalue > 1e-4


def gamma_like(mean, cv):
    return stats.gamma(cv**-2, scale=mean * cv**2)


def lognormal_like(mean, cv):
    sigma = math.sqrt(math.log(1 + cv**2))
    return stats.lognorm(sigma, scale=mean * math.exp(-(sigma**2) / 2))


# each distribution with its frozen counterpart (or None), its mean and its cv
DISTRIBUTIONS = {
    "constant": (d.Constant(7.0), None, 7.0, 0.0),
    "exponential": (d.Exponential(300.0), stats.expon(scale=300.0), 300.0, 1.0),
    "uniform": (d.Uniform(2.0, 10.0), stats.uniform(2.0, 8.0), 6.0, 8 / math.sqrt(12) / 6),
    "triangular": (d.Triangular(1.0, 3.0, 8.0), stats.triang(2 / 7, 1.0, 7.0), 4.0, math.sqrt(39 / 18) / 4),
    "triangular, mode low": (d.Triangular(0.0, 0.0, 3.0), stats.triang(0.0, 0.0, 3.0), 1.0, math.sqrt(0.5)),
    "triangular, mode high": (d.Triangular(0.0, 3.0, 3.0), stats.triang(1.0, 0.0, 3.0), 2.0, math.sqrt(0.5) / 2),
    "triangular, one point": (d.Triangular(5.0, 5.0, 5.0), None, 5.0, 0.0),
    "erlang": (d.Erlang(60.0, 2), stats.erlang(2, scale=30.0), 60.0, math.sqrt(0.5)),
    "erlang of one stage": (d.Erlang(60.0, 1), stats.expon(scale=60.0), 60.0, 1.0),
    "gamma": (d.Gamma(50.0, 0.3), gamma_like(50.0, 0.3), 50.0, 0.3),
    "gamma, wide": (d.Gamma(50.0, 2.0), gamma_like(50.0, 2.0), 50.0, 2.0),
    "lognormal": (d.Lognormal(372.0, 0.8), lognormal_like(372.0, 0.8), 372.0, 0.8),
    "lognormal, wide": (d.Lognormal(66.0, 1.3), lognormal_like(66.0, 1.3), 66.0, 1.3),
    "weibull": (d.Weibull(90.0, 0.5), stats.weibull_min(2.101349094688544, scale=101.61570505856481), 90.0, 0.5),
    "weibull, exponential": (d.Weibull(90.0, 1.0), stats.expon(scale=90.0), 90.0, 1.0),
    "weibull, wide": (d.Weibull(90.0, math.sqrt(5.0)), stats.weibull_min(0.5, scale=45.0), 90.0, math.sqrt(5.0)),
    "empirical": (d.Empirical((1.0, 2.0, 2.0, 7.0)), None, 3.0, math.sqrt(5.5) / 3),
    "mixture": (
        d.Mixture(((0.25, d.Constant(8.0)), (0.0, d.Constant(99.0)), (0.75, d.Exponential(4.0)))), None,
        5.0, math.sqrt(0.25 * 64 + 0.75 * 32 - 25) / 5,
    ),
}  # fmt: skip
GRID = (1e-12, 1e-6, 0.001, 0.01, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.99, 0.999, 1 - 1e-6, 1 - 1e-12)


@pytest.mark.parametrize("name", [name for name, (_, like, *_) in DISTRIBUTIONS.items() if like])
def test_quantiles_are_those_of_scipy(name):
    distribution, like, *_ = DISTRIBUTIONS[name]
    draw = inverse(distribution)
    assert [draw(u) for u in GRID] == pytest.approx(like.ppf(GRID), rel=1e-6)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_mean_and_spread_are_the_stated_ones(name):
    """The integrals of the inverse and of its square over u, taken as the normal score's probability for the tails."""
    distribution, _, mean, cv = DISTRIBUTIONS[name]
    draw = inverse(distribution)
    scores, step = np.linspace(-8, 8, 2_001, retstep=True)
    weights = stats.norm.pdf(scores) * step
    values = np.array([draw(u) for u in stats.norm.cdf(scores)])
    first = weights @ values
    assert first == pytest.approx(mean, rel=3e-3)
    assert math.sqrt(weights @ (values - first) ** 2) / first == pytest.approx(cv, rel=3e-3, abs=1e-6)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_inverses_do_not_fall_and_stay_finite(name):
    draw = inverse(DISTRIBUTIONS[name][0])
    values = [draw(u) for u in (2.0**-53, *GRID, 1 - 2.0**-53)]
    if name != "mixture":  # within each part only
        assert values == sorted(values)
    assert min(values) >= 0
    assert math.isfinite(max(values))


@cache
def many_uniforms(n):
    """A million of a stream, or fewer, and a tenth of it as near to 0 and to 1 as uniform numbers come."""
    near = 2.0 ** -np.linspace(1, 53, n // 20)
    return np.concatenate([uniforms(stream(5, 0, "line a"), np.arange(n), 1), near, 1 - near])


EIGHT = d.Constant(8.0)
COMPARED = {
    **{name: distribution for name, (distribution, *_) in DISTRIBUTIONS.items()},
    "gamma, narrowest": d.Gamma(50.0, 0.01),
    "gamma, widest": d.Gamma(50.0, 20.0),
    "lognormal, widest": d.Lognormal(50.0, 20.0),
    "weibull, narrowest": d.Weibull(50.0, 0.01),
    "weibull, widest": d.Weibull(50.0, 20.0),
    "mixture of mixtures": d.Mixture((
        (0.3, d.Mixture(((0.1, d.Gamma(9.0, 0.5)), (0.9, d.Mixture(((0.5, d.Uniform(0.0, 3.0)), (0.5, EIGHT))))))),
        (0.6, d.Empirical((1.0, 2.0, 7.0))),
        (0.1, d.Mixture(((0.7, d.Triangular(1.0, 3.0, 8.0)), (0.3, d.Exponential(4.0))))),
    )),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPARED)
@pytest.mark.parametrize("draws", [20_000, pytest.param(300_000, marks=pytest.mark.slow)])
def test_python_and_compiled_code_give_the_same_value_to_the_bit(name, draws):
    us = many_uniforms(draws)
    draw = inverse(COMPARED[name])
    by_python = np.fromiter((draw(u) for u in us.tolist()), float, len(us))
    assert np.array_equal(values_at(COMPARED[name], us), by_python)


@pytest.mark.parametrize("name", COMPARED)
def test_python_reads_the_table_of_compiled_code(name):
    inverses, draw = Inverses(), inverse(COMPARED[name])
    which = inverses.add(COMPARED[name])
    table, values = inverses.table, inverses.values
    assert [value_at(table, values, which, u) for u in GRID] == [draw(u) for u in GRID]


@pytest.mark.parametrize("shape", [0.0025, 0.3, 1.0, 3.0, 100.0, 1e4])
def test_the_gamma_quantile_is_the_same_without_compilation(shape):
    """It is compiled for Python too, so that its own form for Python is looked at apart."""
    us, level = many_uniforms(1_000)[:: 1 if shape < 1000 else 20], gamma_level(shape)
    plain = [gamma_quantile.py_func(shape, level, u) for u in us.tolist()]
    assert [gamma_quantile(shape, level, u) for u in us.tolist()] == plain


EXACT_TO = {
    0.0025: 2e-12, 0.01: 1e-12, 0.1: 3e-13,
    **dict.fromkeys((0.5, 1.0, 2.0, 11.11, 19.9, 20.1, 100.0, 1000.0, 1e4), 1e-13),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "exact_to"), EXACT_TO.items())
def test_gamma_quantiles_are_exact(shape, exact_to):
    us = many_uniforms(2_000)
    drawn = np.array([gamma_quantile(shape, gamma_level(shape), u) for u in us])
    expected = np.where(us < 0.5, special.gammaincinv(shape, us), special.gammainccinv(shape, 1 - us))
    some = expected > 1e-300  # what is below has fewer digits
    assert drawn[some] == pytest.approx(expected[some], rel=exact_to)
    assert (drawn[~some] <= 1.1e-300).all()


def test_normal_quantiles_are_exact():
    us = many_uniforms(20_000)
    drawn = np.array([normal_quantile(u) for u in us.tolist()])
    assert drawn == pytest.approx(special.ndtri(us), rel=2e-15, abs=1e-16)
    assert drawn == pytest.approx([NormalDist().inv_cdf(u) for u in us.tolist()], rel=1e-15)


def test_equal_distributions_have_one_row_and_parts_lie_together():
    inverses = Inverses()
    talk, mixture = d.Exponential(300.0), d.Mixture(((0.4, EIGHT), (0.6, d.Exponential(300.0))))
    found = [inverses.add(each) for each in (talk, mixture, d.Exponential(300.0), d.Empirical((4.0, 6.0)))]
    assert found == [0, 1, 0, 4]
    kinds = [Kind(row.kind).name.lower() for row in inverses.rows]
    assert kinds == ["exponential", "mixture", "constant", "exponential", "empirical"]
    assert inverses.table.share.tolist() == [1.0, 1.0, 0.4, 0.6, 1.0]
    assert [(row.first, row.length) for row in inverses.rows] == [(0, 0), (2, 2), (0, 0), (0, 0), (0, 2)]
    assert inverses.values.tolist() == [4.0, 6.0]


def test_an_empirical_distribution_takes_each_value_equally_often():
    draw = inverse(d.Empirical((1.0, 2.0, 2.0, 7.0)))
    assert [draw(u) for u in (0.01, 0.24, 0.26, 0.49, 0.51, 0.74, 0.76, 0.99)] == [1, 1, 2, 2, 2, 2, 7, 7]


def test_a_mixture_gives_each_part_its_share():
    draw = inverse(DISTRIBUTIONS["mixture"][0])
    assert [draw(u) for u in (0.01, 0.2499)] == [8.0, 8.0]
    assert draw(0.25 + 0.75 * 0.5) == pytest.approx(4 * math.log(2))


@pytest.mark.parametrize("parts", [(0.6, 0.4), (0.6, 0.2, 0.2), (0.51, 0.49)])
def test_a_mixture_is_drawn_at_the_edges_of_its_parts(parts):
    """A number that is exactly the first share is none of the second part's own edge, 0."""
    draw = inverse(d.Mixture(tuple((share, d.Lognormal(5.0, 1.0)) for share in parts)))
    edges = np.cumsum(parts)[:-1].tolist()
    values = [draw(u) for edge in edges for u in (np.nextafter(edge, 0), edge, np.nextafter(edge, 1))]
    assert all(0 < value < math.inf for value in values)


@pytest.mark.parametrize(("u", "name"), [(0.0, "a"), (0.19, "a"), (0.2, "b"), (0.49, "b"), (0.51, None), (0.99, None)])
def test_pick_goes_by_sorted_names_and_leaves_the_rest(u, name):
    assert pick({"b": 0.3, "a": 0.2}, u) == name
