"""Distributions as a scenario writes them."""

import pytest

from simsupport.errors import BadValueError
from simsupport.scenario import distributions as d
from simsupport.units import HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("written", "distribution", "mean"),
    [
        ("5 min", d.Constant(5 * MINUTE), 5 * MINUTE),
        ({"constant": "5 min"}, d.Constant(5 * MINUTE), 5 * MINUTE),
        ({"exponential": "5 min"}, d.Exponential(5 * MINUTE), 5 * MINUTE),
        ({"uniform": ["0 s", "1 h"]}, d.Uniform(0, HOUR), HOUR / 2),
        ({"triangular": ["0 s", "1 min", "5 min"]}, d.Triangular(0, MINUTE, 5 * MINUTE), 2 * MINUTE),
        ({"erlang": {"mean": "1 min", "k": 3}}, d.Erlang(MINUTE, 3), MINUTE),
        ({"gamma": {"mean": "1 min", "cv": 0.5}}, d.Gamma(MINUTE, 0.5), MINUTE),
        ({"lognormal": {"mean": "1 min", "cv": 0.5}}, d.Lognormal(MINUTE, 0.5), MINUTE),
        ({"weibull": {"mean": "1 min", "cv": 0.5}}, d.Weibull(MINUTE, 0.5), MINUTE),
        ({"empirical": ["3 s", "1 s"]}, d.Empirical((SECOND, 3 * SECOND)), 2 * SECOND),
        (
            {"mixture": [{"share": "25%", "constant": "4 s"}, {"share": "75%", "exponential": "8 s"}]},
            d.Mixture(((0.25, d.Constant(4 * SECOND)), (0.75, d.Exponential(8 * SECOND)))),
            7 * SECOND,
        ),
    ],
)
def test_each_kind_is_read_dumped_and_read_again(written: object, distribution: d.Distribution, mean: float) -> None:
    assert d.parse_duration_distribution(written) == distribution
    assert d.parse_duration_distribution(d.dump_durations(distribution)) == distribution
    assert distribution.mean == mean


def test_amounts_are_plain_numbers() -> None:
    assert d.parse_amount_distribution({"lognormal": {"mean": 66, "cv": 1.3}}) == d.Lognormal(66.0, 1.3)
    assert d.dump_amounts(d.Uniform(1.5, 20.0)) == {"uniform": [1.5, 20.0]}


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ({}, [((), "a distribution has one key, not 0: constant, exponential, uniform, triangular, erlang, gamma, "
                   "lognormal, weibull, empirical or mixture")]),
        ({"normal": 1}, [((), "'normal' is not a distribution; did you mean 'lognormal'?")]),
        ({"exponential": "0 s"}, [(("exponential",), "the mean must be above zero (for none leave the key out)")]),
        ({"uniform": ["2 s", "1 s"]}, [(("uniform",), "the first value is above the second")]),
        ({"uniform": ["2 s"]}, [(("uniform",), "a list of 2 values is due: [low, high]")]),
        ({"uniform": ["2", 3]}, [
            (("uniform", 0), "'2' is not a duration: write a number and a unit (s, min, h, d, weeks)"),
            (("uniform", 1), "a duration needs a unit: write '3 s' or '3 min'"),
        ]),
        ({"triangular": ["0 s", "9 s", "5 s"]}, [(("triangular",), "the values must not fall: [low, mode, high]")]),
        ({"erlang": {"mean": "1 s", "k": 2.5}}, [
            (("erlang", "k"), "'2.5' is not a number of stages: a whole number from 1 to 1000")
        ]),
        ({"gamma": {"mean": "1 s"}}, [(("gamma",), "mean and cv are due: {mean: ..., cv: ...}")]),
        ({"weibull": {"mean": 1, "cv": 0}}, [
            (("weibull", "mean"), "a duration needs a unit: write '1 s' or '1 min'"),
            (("weibull", "cv"), "'0' is not a cv: it lies between 0.01 and 20 (for no spread write constant)"),
        ]),
        ({"empirical": []}, [(("empirical",), "a list with at least one value is due")]),
        ({"empirical": {"flie": "x"}}, [(("empirical",), "a list of values is due, or {file: NAME}")]),
        ({"mixture": "x"}, [(("mixture",), "a list of parts is due, each with a share and a distribution")]),
        ({"mixture": [{"constant": "1 s"}, {"share": 1, "constant": "1 s"}, {"share": "50%", "constnt": "1 s"}]}, [
            (("mixture", 0), "a part of a mixture has a share and a distribution"),
            (("mixture", 1, "share"), "'1' has no unit: a share is written in percent, such as '100%'"),
            (("mixture", 2), "'constnt' is not a distribution; did you mean 'constant'?"),
        ]),
    ],
)  # fmt: skip
def test_what_is_no_distribution(written: object, problems: list[object]) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        d.parse_duration_distribution(written)
    error = caught.value
    assert (list(error.problems) if isinstance(error, BadValueError) else [((), str(error))]) == problems


def test_an_amount_is_not_negative() -> None:
    with pytest.raises(ValueError, match="'-1' is negative: an amount can't be"):
        d.parse_amount_distribution(-1)
