"""The benchmarks' programs say the same of a desk as theory and as each other; how fast they are is not tested."""

from dataclasses import replace
from functools import cache, partial

import pytest
from thinned import thinned

from benchmarks.__main__ import BEGIN, END, main
from benchmarks.agreement import Agreement, agreement
from benchmarks.desks import Desk, ErlangA, TwoSkills
from benchmarks.peers import erlang_a_simpy, in_c
from benchmarks.programs import OURS, missing, programs
from benchmarks.results import Result, at_least, at_most
from benchmarks.rounds import Ratios, in_turns, ratios
from benchmarks.rows import weekend
from simsupport import sample_demand, simulate
from simsupport.engines import DEFAULT
from simsupport.log import KINDS, OUTCOMES, STATES

DESKS = [ErlangA(), TwoSkills()]
RUNS, MINUTES, WARM_UP = 6, 260.0, 60.0


@cache
def found(desk: Desk) -> Agreement:
    return agreement(desk, programs(desk, DEFAULT), RUNS, MINUTES, WARM_UP)


@pytest.mark.parametrize("desk", thinned(DESKS, 2), ids=lambda desk: desk.module)
def test_all_programs_that_are_here_agree(desk):
    assert found(desk).holds, found(desk).markdown()


@pytest.mark.parametrize("name", [OURS, "SimPy", "Ciw", "C"])
def test_a_program_is_near_theory(name):
    if missing(name):
        pytest.skip(missing(name))
    exact, figures = found(ErlangA()).exact, found(ErlangA()).found[name]
    assert figures["occupancy"].mean == pytest.approx(exact["occupancy"], abs=0.03)
    assert figures["abandonment_rate"].mean == pytest.approx(exact["abandonment_rate"], abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("name", [OURS, "SimPy", "C"])
def test_a_program_for_two_skills_is_near_the_others(name):
    if missing(name):
        pytest.skip(missing(name))
    figures = found(TwoSkills()).found[name]
    assert figures["occupancy"].mean == pytest.approx(0.94, abs=0.02)
    assert figures["abandonment_rate"].mean == pytest.approx(0.077, abs=0.03)


def test_a_program_for_another_desk_is_told_apart():
    other = replace(ErlangA(), patience=6.0)
    given = {"right": partial(erlang_a_simpy.figures, ErlangA()), "wrong": partial(erlang_a_simpy.figures, other)}
    assert not agreement(ErlangA(), given, RUNS, MINUTES, WARM_UP).holds


def test_theory_of_one_agent_by_hand():
    """At most one waits in practice: states 0, 1, 2 weigh 1, 0.01, 0.01 · 0.01 / (1 + 1)."""
    exact = ErlangA(rate=0.01, talk=1.0, patience=1.0, agents=1).exact()
    there = 1 + 0.01 + 0.01 * 0.01 / 2
    assert exact["occupancy"] == pytest.approx((there - 1) / there, rel=1e-4)
    assert exact["mean_wait"] == pytest.approx(60 * 0.00005 / there / 0.01, rel=1e-2)


def test_programs_in_c_say_how_they_are_called(capfd):
    if missing("C"):
        pytest.skip(missing("C"))
    import subprocess

    for name in ("erlang_a", "two_skills"):
        assert subprocess.run([in_c.program(name)], check=False).returncode == 2
        assert f"usage: {name} minutes warm_up seed" in capfd.readouterr().err


def test_the_weekend_desk_leaves_no_rule_out():
    desk = weekend.scenario(28)
    log = simulate(desk, sample_demand(desk))
    for column, names in (("kind", KINDS), ("outcome", OUTCOMES)):
        assert set(log.legs[column].unique()) == set(names)
    assert set(log.agents["state"].unique()) == set(STATES)


def test_rounds_take_turns(monkeypatch):
    monkeypatch.setattr("gc.collect", lambda: 0)  # of all that other tests have left; nothing is timed here
    order = []
    times = in_turns({name: partial(lambda name, seed: order.append((name, seed)), name) for name in "abc"}, 3)
    assert "".join(name for name, _ in order) == "abcbcacab"
    assert [seed for _, seed in order] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert [len(times[name]) for name in "abc"] == [3, 3, 3]


def test_a_ratio_is_the_median_of_its_rounds():
    found = ratios([2.0, 30.0, 8.0], [1.0, 3.0, 2.0])
    assert (found.each, found.median, str(found)) == ((2.0, 10.0, 4.0), 4.0, "4 × (2 to 10)")


@pytest.mark.parametrize(
    ("found", "goal", "reached"),
    [
        (Ratios((100.0,)), at_least(100), "yes"),
        (Ratios((99.0,)), at_least(100), "**no**"),
        (251.0, at_most(250), "**no**"),
        (None, at_least(2), ""),
        (3.0, None, ""),
    ],
)
def test_whether_a_goal_is_reached(found, goal, reached):
    assert Result("work", "figure", found, goal).reached == reached


def test_the_command_writes_the_table_between_the_marks_of_a_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"above\n{BEGIN}\nold\n{END}\nbelow\n", encoding="utf-8")
    assert main(["reference", "--size", "tiny", "--rounds", "1", "--into", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"above\n{BEGIN}\n\n| work | figure | found | goal | reached |")
    assert text.endswith(f"\n\n{END}\nbelow\n")
    assert "| reference engine, Erlang A, 500 contacts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["erlang"], "'erlang' is not a row; did you mean 'erlang-a'?"),
        (["--rounds", "0"], "--rounds: 0 is not a number of rounds from 1"),
        (["--into", "README.md"], "--into: README.md is no file with a line"),
    ],
)
def test_arguments_that_make_no_sense(arguments, message, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_the_table_of_precision_is_measured() -> None:
    """Of 100 experiments about 95 cover, with a standard error of 2.2: fewer than 86 come once in ten thousand."""
    from benchmarks import precision

    source = precision.SOURCES["normal"]
    narrow, looked, alone = (
        how(source, 30, experiments=100) for how in (precision.by_precision, precision.by_looking, precision.by_number)
    )
    assert narrow.share >= 0.86
    assert 30 <= narrow.replications <= 45  # 30 if the spread were known, and what a pilot of 20 does not know
    assert looked.replications < narrow.replications
    assert alone.replications == 30
