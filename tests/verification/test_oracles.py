"""`simsupport verify`: every system with a known answer on the fast engine, and the machinery that says so.

A figure holds if its 99.9% interval is at most 2% of the value wide to each side, or 0.002, and holds the exact value.
Power: an engine that is wrong by the half-width fails in half of all runs, one that is wrong by twice that in more than
99.9% of them. The seed is fixed. test_exact_systems.py runs the systems of exact_systems.py.
"""

from dataclasses import replace

import numpy as np
import pytest
from exact_systems import SYSTEMS

from simsupport.chance import stream, uniform
from simsupport.verification import ABSOLUTE, FULL, Checked, Figure, Precision, families, systems, verify
from simsupport.verification.control import Shadow, single_server_waits
from simsupport.verification.counting import COUNTERS
from simsupport.verification.page import BEGIN, END, cells, replaced

MEASURED = {  # measures, and the figures that they are to be
    "waited_share": "P(wait)",
    "abandonment_rate": "P(abandon)",
    "mean_wait": "mean wait",
    "average_speed_of_answer": "mean wait",
    "service_level_offered": "P(answered)",
    "occupancy": "occupancy",
    "blocked_rate": "P(blocked)",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in systems() if name not in SYSTEMS])
def test_the_engine_gives_the_exact_figures(name):
    rows = verify([name], progress=False)
    assert all(row.holds for row in rows), [(row.figure.name, cells(row)) for row in rows if not row.holds]


SMALL = Precision(0.5, pilot=6, at_most=6)


def test_the_outcome_does_not_depend_on_the_workers():
    one, two = (verify(["erlang-a-2"], workers=workers, precision=SMALL, progress=False) for workers in (1, 2))
    assert one == two
    assert [row.replications for row in one] == [6] * 5


def test_replications_are_added_until_the_intervals_are_narrow():
    wide = verify(["erlang-b-1"], precision=Precision(1.0, pilot=4, at_most=200), progress=False)
    narrow = verify(["erlang-b-1"], precision=Precision(0.15, pilot=4, at_most=200), progress=False)
    assert [row.replications for row in wide] == [4, 4]
    assert 4 < narrow[0].replications < 200
    assert all(row.narrow and row.half_width <= row.allowed for row in narrow)


def test_too_few_replications_leave_a_figure_too_wide():
    (row, _) = verify(["erlang-b-1"], precision=Precision(0.001, pilot=2, at_most=2), progress=False)
    assert row.allowed == ABSOLUTE
    assert not row.narrow
    assert not row.holds
    assert cells(row)[2:] == ("2", "too wide")


def checked(exact: float, simulated: float, half_width: float) -> Checked:
    system = systems(["erlang-b-1"])["erlang-b-1"]
    return Checked(system, Figure(exact, "P(blocked)"), simulated, half_width, FULL.allowed(exact), 40)


@pytest.mark.parametrize(
    ("exact", "simulated", "half_width", "expected"),
    [
        (0.5, 0.509, 0.01, ("0.5000", "0.509 ± 0.010", "40", "yes")),
        (0.5, 0.511, 0.01, ("0.5000", "0.511 ± 0.010", "40", "no")),
        (0.5, 0.5, 0.0101, ("0.5000", "0.500 ± 0.010", "40", "too wide")),
        (0.05, 0.0511, 0.0019, ("0.0500", "0.0511 ± 0.0019", "40", "yes")),
        (7.25, 7.2, 0.14, ("7.2500", "7.20 ± 0.14", "40", "yes")),
        (1.0, 1.0, 0.0, ("1.000000", "1.000000 ± 0.000000", "40", "yes")),
    ],
)
def test_what_holds(exact, simulated, half_width, expected):
    assert cells(checked(exact, simulated, half_width)) == expected


# The files


def test_every_system_has_a_scenario_and_figures_that_can_be_counted():
    found = systems()
    assert len(found) >= 40
    for name, system in found.items():
        assert system.scenario().calendar.horizon > system.tail, name
        kinds = {figure.figure for figure in system.figures if not figure.measure}
        assert kinds <= COUNTERS.keys(), name
        names = [figure.name for figure in system.figures]
        assert len(set(names)) == len(names), name
    files = {path.stem for path in next(iter(found.values())).path.parent.glob("*.yaml")}
    assert files == found.keys()
    assert sum(len(family.systems) for family in families()) == len(found)


def test_measures_have_the_values_of_the_figures_that_they_are():
    for name, system in systems().items():
        counted = {figure.figure: figure for figure in reversed(system.figures) if not figure.of}
        for figure in [figure for figure in system.figures if figure.measure and not figure.of]:
            same = counted[MEASURED[figure.measure]]
            if figure.measure == "average_speed_of_answer":
                same = next(each for each in system.figures if each.of == {"answered": True})
            in_seconds = same.size / 1e6 if same.unit else 1
            assert figure.exact == pytest.approx(same.exact * in_seconds, rel=1e-5), (name, figure.measure)


def test_what_a_control_takes_for_granted_is_checked():
    for system in systems().values():
        if system.control:
            inputs = {figure.figure: figure for figure in system.figures if figure.of_inputs}
            assert inputs.keys() == {"arrivals", "mean effort"}
            arrivals, effort = inputs["arrivals"], inputs["mean effort"]
            assert arrivals.exact / arrivals.size == pytest.approx(system.control.rate)
            assert effort.exact * effort.size == pytest.approx(system.control.talk)


# The control


def test_the_waits_in_front_of_one_server():
    waits = single_server_waits(np.array([0, 2, 3, 20]), np.array([5.0, 4.0, 1.0, 7.0]))
    assert waits.tolist() == [0, 3, 6, 0]


def test_the_mean_wait_of_the_shadow_is_that_of_one_fast_server():
    assert Shadow.of({"agents": 5, "rate": "4 / min", "talk": "1 min", "cv": 1}).mean_wait == pytest.approx(0.8 * 60e6)
    assert Shadow.of({"agents": 1, "rate": "0.5 / s", "talk": "1 s", "cv": 0}).mean_wait == pytest.approx(0.5e6)


@pytest.mark.slow
def test_a_control_narrows_and_does_not_move():
    """At 90% load: less than a third of the width, and the plain interval holds the same values."""
    from simsupport.verification.checking import Replications

    system = systems(["erlang-2-handling"])["erlang-2-handling"]
    with_control, plain = (Replications(each, 3, None) for each in (system, replace(system, control=None)))
    rows = list(zip(with_control.checked(12, SMALL), plain.checked(12, SMALL), strict=True))
    controlled = {row.figure.name: (row, bare) for row, bare in rows}
    row, bare = controlled["mean wait (min)"]
    assert row.half_width < bare.half_width / 3
    assert all(abs(row.simulated - bare.simulated) <= bare.half_width + row.half_width for row, bare in rows)
    assert all(row.simulated == bare.simulated for row, bare in rows if row.figure.of_inputs)


# Counting


def test_the_page_keeps_what_stands_around_the_marks():
    assert replaced(f"before\n{BEGIN}\nold\n{END}\nafter\n", "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_each_system_has_a_luck_of_its_own():
    from simsupport.verification.checking import seed_of

    seeds = [seed_of(name, seed) for name in systems() for seed in (1, 2)]
    assert len(set(seeds)) == len(seeds)
    first = [uniform(stream(seed, 0, "line call/phone"), 0, 0, 0, 0) for seed in seeds]
    assert len(set(first)) == len(seeds)
