"""Precision: replications are added until intervals are narrow, and the intervals still cover what they promise."""

import warnings

import numpy as np
import pandas as pd
import pytest
from test_experiment import BUSY, EASY

import simsupport as ss
from simsupport.errors import SimsupportError
from simsupport.experiment import Results, run
from simsupport.experiment.precision import Precision
from simsupport.measures import UnknownNameError
from simsupport.measures.intervals import difference, estimate

LEVEL = 0.95


def sources(chance, kind: str, experiments: int):
    """Numerators and denominators, a row for each experiment, and the truth.

    As a ratio: how many contacts came, and how many were answered in time, which is harder on busy days.
    """
    shape = (experiments, 400)
    if kind == "amount":
        return chance.normal(10, 2, shape), np.ones(shape), 10
    load = chance.normal(1, 0.1, shape)
    contacts = chance.poisson(400 * load)
    answered = chance.binomial(contacts, np.clip(1.4 - 0.6 * load, 0, 1))
    return answered, contacts, 1.4 - 0.6 * (1 + 0.1**2)  # E(load · (1.4 − 0.6 · load)) / E(load)


def results_of(numerator, denominator):
    """Results of the first replications of two columns of figures, by number and pilot."""

    def taken(replications: int, pilot: int | None) -> Results:
        first = {"numerator": numerator[:replications], "denominator": denominator[:replications]}
        keys = {"scenario": "desk", "replication": range(replications), "measure": "service_level", "sample": b""}
        table = pd.DataFrame({**keys, **first})
        return Results((BUSY,), replications, 1, "reference", {(): table}, pilot)

    return taken


def interval(results: Results) -> tuple[float, float]:
    row = results.summary((), LEVEL).iloc[0]
    return float(row["low"]), float(row["high"])


def reached(numerator, denominator, half_width: float, pilot: int = 20, at_most: int = 1000) -> Results:
    aim = Precision({"service_level": half_width}, pilot, at_most, LEVEL)
    return aim.reached(results_of(numerator, denominator))


SOURCES = pytest.mark.parametrize(("kind", "half_width"), [("amount", 0.7), ("ratio", 0.022)])


@pytest.mark.slow
@SOURCES
def test_intervals_cover_as_often_as_they_say(kind, half_width):
    """400 experiments each: the standard error of a coverage of 95% is 1.1 points."""
    numerator, denominator, truth = sources(np.random.default_rng(4), kind, 400)
    found = [reached(*pair, half_width) for pair in zip(numerator, denominator, strict=True)]
    low, high = np.array([interval(each) for each in found]).T
    assert (high - low).max() <= 2 * half_width * (1 + 1e-12)
    assert np.mean((low <= truth) & (truth <= high)) >= 0.95 - 2 * 0.011
    assert 30 <= np.mean([each.replications for each in found]) <= 45


@SOURCES
def test_intervals_at_which_one_stops_looking_do_not(kind, half_width):
    """What is tempting: to look at the usual interval after each replication, and to stop at the first narrow one."""
    numerator, denominator, truth = sources(np.random.default_rng(5), kind, 4000)
    low, high = np.full((2, 4000), np.nan)
    for number in range(3, 100):
        found = estimate(numerator[:, :number], denominator[:, :number], LEVEL)
        stops = np.isnan(low) & (found.high - found.low <= 2 * half_width)
        low[stops], high[stops] = found.low[stops], found.high[stops]
    assert np.mean((low <= truth) & (truth <= high)) < 0.935


def test_the_spread_is_never_less_than_that_of_the_pilot():
    """Of 2, 4, 6, 5, 5, ...: the pilot's variance is 4 with 2 degrees of freedom, t(2) at 95% is 4.302653."""
    values = np.array([[2.0, 4, 6, 5, 5, 5, 5, 5]])
    found = estimate(values, np.ones((1, 8)), LEVEL, pilot=3)
    assert found.mean == pytest.approx([4.625])
    assert found.high - found.low == pytest.approx([2 * 4.302652729696142 * 2 / np.sqrt(8)])
    wilder = np.array([[4.0, 4, 4, 0, 8, 0, 8, 4]])  # variance 64/7 of all, none in the pilot
    found = estimate(wilder, np.ones((1, 8)), LEVEL, pilot=3)
    assert found.high - found.low == pytest.approx([2 * 4.302652729696142 * np.sqrt(64 / 7 / 8)])


def test_so_is_that_of_a_difference():
    option, base, ones = np.array([[5.0, 9, 7, 6]]), np.array([[4.0, 5, 6, 5]]), np.ones((1, 4))
    found, mean, of_base = difference(option, ones, base, ones, LEVEL, pilot=3)
    assert (mean, of_base) == (pytest.approx([6.75]), pytest.approx([5]))
    variance = np.var([1, 4, 1], ddof=1)
    assert found.high - found.low == pytest.approx([2 * 4.302652729696142 * np.sqrt(variance / 4)])


def test_the_number_is_the_least_that_is_enough():
    """The pilot 0, 2, 0, 2, ... of 20 has variance 20/19, t(19) is 2.093024; so has all that follows, nearly."""
    numerator, ones = np.tile([0.0, 2], 500), np.ones(1000)
    found = reached(numerator, ones, 0.1)
    assert found.pilot == 20
    assert found.replications == int(np.ceil(2.093024054408263**2 * (20 / 19) / 0.1**2))


def test_where_the_pilot_is_enough_nothing_is_added():
    assert reached(np.tile([0.0, 2], 500), np.ones(1000), 0.5).replications == 20


def test_replications_without_the_figure_do_not_count():
    numerator, denominator = np.tile([0.0, 2, 0, 0], 500), np.tile([1.0, 1, 0, 0], 500)
    found = reached(numerator, denominator, 0.2)
    low, high = interval(found)
    assert high - low <= 0.4
    assert found.summary()["replications"].tolist() == [-(-found.replications // 2)]


def test_a_limit_that_comes_first_is_told():
    with pytest.warns(UserWarning, match=r"service_level of desk is known to ± 0.331, not to ± 0.1, after 42 repl"):
        assert reached(np.tile([0.0, 2], 500), np.ones(1000), 0.1, at_most=42).replications == 42


def test_a_figure_that_is_never_there_is_refused():
    text = "precision: desk has no interval for service_level, which is there in 1 of 20 replications"
    with pytest.raises(SimsupportError, match=text):
        reached(np.zeros(50), np.eye(1, 50)[0], 0.1)


@pytest.fixture(scope="module")
def precise():
    return run([BUSY, EASY], precision={"occupancy": 0.03, "service_level": 0.05}, names="offered", workers=1)


def test_every_scenario_is_as_precise_as_asked(precise):
    table = precise.summary()
    assert precise.pilot == 20
    assert precise.replications > 20
    assert set(table["measure"]) == {"offered", "occupancy", "service_level"}
    half = (table["high"] - table["low"]) / 2
    assert half[table["measure"] == "occupancy"].max() <= 0.03
    assert half[table["measure"] == "service_level"].max() <= 0.05


def test_replications_are_those_of_a_run_without_precision(precise):
    usual = run([BUSY, EASY], precise.replications, names=["offered", "occupancy", "service_level"], workers=1)
    pd.testing.assert_frame_equal(precise.figures, usual.figures, check_exact=True)
    own, others = precise.summary(), usual.summary()
    assert own["mean"].tolist() == others["mean"].tolist()
    assert ((own["high"] - own["low"]) > (others["high"] - others["low"])).all()


def test_differences_have_the_spread_of_the_pilot_too(precise):
    usual = Results(precise.scenarios, precise.replications, 1, "reference", precise.tables)
    own, others = ss.compare(precise), ss.compare(usual)
    assert own["difference"].tolist() == others["difference"].tolist()
    assert ((own["high"] - own["low"]) >= (others["high"] - others["low"])).all()


def test_a_store_goes_on_with_precision(tmp_path, precise, monkeypatch):
    names = ["offered", "occupancy", "service_level"]
    run([BUSY, EASY], 25, names=names, workers=1, store=tmp_path)
    asked = {"precision": {"occupancy": 0.03, "service_level": 0.05}, "names": "offered", "store": tmp_path}
    told = []
    resumed = run([BUSY, EASY], **asked, workers=1, progress=lambda done, total: told.append((done, total)))
    pd.testing.assert_frame_equal(resumed.figures, precise.figures, check_exact=True)
    assert told[0] == (40, 40)
    assert told[1][0] == 50
    assert told[-1] == (2 * precise.replications, 2 * precise.replications)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"precision": {"acupancy": 0.1}}, UnknownNameError, "'acupancy' is not a measure; did you mean 'occupancy'"),
        ({"precision": {"fcr": 0}}, SimsupportError, "precision: a half-width is a number above 0, not 0 \\(fcr\\)"),
        ({"precision": {"fcr": float("nan")}}, SimsupportError, "a number above 0, not nan"),
        ({"precision": {"fcr": True}}, SimsupportError, "a number above 0, not True"),
        ({"precision": {"fcr": "1%"}}, SimsupportError, "a number above 0, not '1%'"),
        ({"precision": {}}, SimsupportError, "precision: name measures and half-widths, as in"),
        ({"precision": 0.01}, SimsupportError, "precision: name measures and half-widths, as in"),
        ({"precision": {"fcr": 0.1}, "at_most": 10}, SimsupportError, "at_most: 10 is less than the 20 replications"),
        ({"precision": {"fcr": 0.1}, "at_most": 0}, SimsupportError, "at_most: 0 is not a number from 1"),
        ({"precision": {"fcr": 0.1}, "replications": 1}, SimsupportError, "replications: 1 is not a pilot from 2"),
        ({"precision": {"fcr": 0.1}, "level": 95}, SimsupportError, "a level of confidence lies between 0 and 1"),
        ({"at_most": 100}, SimsupportError, "at_most goes with a precision"),
    ],
)
def test_what_is_no_precision_is_refused_at_once(given, error, message):
    with warnings.catch_warnings(), pytest.raises(error, match=message):
        run(BUSY, **given, workers=1, progress=lambda done, total: pytest.fail("something was simulated"))
