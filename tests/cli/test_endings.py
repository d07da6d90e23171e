"""How the program ends: exit codes, what goes to which stream, pipes, interruptions. In real processes."""

import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from program import HERE, PROGRAM

Shell = Callable[..., subprocess.CompletedProcess[str]]
RUN = ("run", "desk/alone.yaml", "-n", "2", "--workers", "1")
COMPARE, BEST = ("compare", "desk", "--workers", "1"), ("--best", "fcr", "--indifference", "0.1")


def test_data_goes_to_stdout_and_all_else_to_stderr(shell: Shell) -> None:
    result = shell(
        "compare", "desk", "-n", "2", "--workers", "1", "--set", "demand.call/phone.volume=900 issues / week"
    )
    assert result.returncode == 0
    assert result.stdout.startswith("At a glance\n")
    assert "\x1b" not in result.stdout + result.stderr
    lines = result.stderr.splitlines()
    assert lines
    assert all(line.startswith("warning: desk/") for line in lines)


def test_two_workers_give_the_same(invoke: Callable[..., Result]) -> None:
    one, two = (invoke("run", "desk", "-n", "3", "--workers", workers, "--json") for workers in "12")
    assert (one.exit_code, one.stdout) == (two.exit_code, two.stdout)
    assert one.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--version"], 0, ""),
        ([*RUN, "--require-targets"], 3, "missed: Alone, phone first response: "),
        (
            ["run", "desk/alone.yml"],
            2,
            "Error: there is no file or folder 'desk/alone.yml'; did you mean 'alone.yaml'?",
        ),
        (["run"], 2, "Error: Missing argument 'SCENARIO...'."),
        (["show"], 2, "Error: Missing argument 'SCENARIO'."),
        (["rum", "desk"], 2, "Error: 'rum' is not a command; did you mean 'run'?"),
        (
            ["fly"],
            2,
            "Error: 'fly' is not a command: there are new, run, compare, sweep, report, show, check, measures, "
            "verify, trace",
        ),
        (["staff"], 2, "Error: 'staff' is not yet there (required staffing and shifts)."),
        ([*RUN, "--replication", "3"], 2, "--replications"),
        ([*RUN, "--engine", "referense"], 2, "'referense' is not an engine; did you mean 'reference'?"),
        ([*RUN, "--with", "bot.yaml"], 2, "Error: there is no file or folder 'bot.yaml'"),
        ([*RUN, "--json", "--csv"], 2, "Error: --json and --csv: choose one of them"),
        (["show", "desk", "--resolved", "--load"], 2, "Error: --resolved and --load: choose one of them"),
        ([*RUN, "--precision", "service_level"], 2, "Error: --precision service_level: a measure and a half-width are"),
        ([*RUN, "--precision", "service_level=1%"], 2, "Error: --precision service_level=1%: a measure and a half-"),
        ([*RUN, "--precision", "servce_level=0.01"], 2, "'servce_level' is not a measure; did you mean"),
        ([*RUN, "--precision", "fcr=0"], 2, "Error: precision: a half-width is a number above 0, not 0.0 (fcr)"),
        ([*RUN, "--precision", "fcr=0.1", "--at-most", "1"], 2, "Error: at_most: 1 is less than the 2 replications"),
        ([*RUN, "--at-most", "50"], 2, "Error: at_most goes with a precision"),
        (["run", "desk/alone.yaml", "--cluster", "desk"], 2, "Error: cluster: no Dask scheduler answers at 'desk'"),
        ([*RUN, "--cluster", "desk"], 2, "Error: workers are those of this machine, and a cluster has its own"),
        (
            [*RUN, "--precision", "fcr=0.1", "--precision", "fcr=0.2"],
            2,
            "Error: --precision fcr=0.2: a half-width of fcr was given before",
        ),
        ([*RUN, "--store", "desk"], 2, "Error: 'desk' is no store: there are other files in it; name a new folder"),
        ([*RUN, "--store", "desk/alone.yaml"], 2, "Error: the store 'desk/alone.yaml' can't be read: manifest.json: "),
        (["compare", "desk", "--theory"], 2, "Error: --theory goes with run: theory stands beside the figures of each"),
        ([*COMPARE, "--best", "fcr"], 2, "Error: --best and --indifference go together, as in --best service_level"),
        ([*COMPARE, "--indifference", "0.1"], 2, "Error: --best and --indifference go together"),
        ([*COMPARE, *BEST, "--by", "hour"], 2, "Error: --by does not go with --best"),
        ([*COMPARE, *BEST, "--require-targets"], 2, "Error: --require-targets does not go with --best"),
        ([*COMPARE, *BEST, "-n", "2"], 2, "Error: -n: 2 first replications are too few for --best: 3 at least"),
        ([*COMPARE, "--best", "frc", "--indifference", "1"], 2, "'frc' is not a measure; did you mean 'fcr'"),
        ([*COMPARE, "--best", "people", "--indifference", "1"], 2, "is a high or a low people the better one"),
        ([*COMPARE, "--best", "fcr=high", "--indifference", "1"], 2, "goal: 'high' is neither highest nor lowest"),
        ([*COMPARE, "--best", "fcr", "--indifference", "-1"], 2, "indifference: -1.0 is not a number above 0"),
        ([*RUN, "--level", "95"], 2, "95.0 is not in the range 0<x<1."),
        ([*RUN, "-n", "0"], 2, "0 is not in the range x>=1."),
    ],
)
def test_exit_codes(words: list[str], code: int, message: str, invoke: Callable[..., Result]) -> None:
    result = invoke(*words)
    assert result.exit_code == code
    assert message in result.stderr
    assert (result.stdout == "") == (code == 2)


def test_a_target_is_required_by_its_mean_and_said_to_be_undecided(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk/alone.yaml", "-n", "1", "--workers", "1", "--require-targets", "--csv")
    assert result.exit_code == 3
    lines = result.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == ["missed", "met", "missed", "missed"]
    assert all(line.endswith(" (undecided: there is no interval)") for line in lines)


def test_targets_that_are_met_end_well(invoke: Callable[..., Result]) -> None:
    changes = [
        "teams.desk.shifts.day.agents=9",
        "teams.desk.shifts.day.breaks=[]",
        "teams.desk.skills.call.resolves=100%",
    ]
    result = invoke(*RUN, "--require-targets", "--csv", *(word for change in changes for word in ("--set", change)))
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_failing_replication_is_named(invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no agents")

    monkeypatch.setattr("simsupport.engines.simulate", fail)
    result = invoke(*RUN, "--seed", "4")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "Error: Alone: replication 0 with seed 4 failed: ZeroDivisionError: no agents\n"


def test_a_fault_of_the_program_is_not_hidden(invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("simsupport.tables.planner.figures", fail)
    result = invoke(*RUN)
    assert result.exit_code == 1
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    program = " ".join(f"'{word}'" for word in PROGRAM)
    script = f"{program} run desk -n 2 --workers 1 --by quarter_hour --csv | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], cwd=HERE, capture_output=True, text=True, timeout=120)
    first, code = result.stdout.splitlines()
    assert first.startswith("scenario,measure,unit,quarter_hour,")
    assert code == "0"
    assert "Traceback" not in result.stderr
    assert "Broken" not in result.stderr


def test_a_full_disk_is_a_failure(shell: Shell) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*PROGRAM, "measures"], cwd=HERE, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: No space left on device\n")


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_an_interruption_ends_soon_and_says_what_is_lost(workers: str, shell: Shell) -> None:
    shell(*RUN)  # so that all that a start takes is at hand
    words = ["run", "desk/alone.yaml", "-n", "100000", "--workers", workers]
    process = subprocess.Popen([*PROGRAM, *words], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(4)
    start = time.perf_counter()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert time.perf_counter() - start < 2
    assert process.returncode == 130
    assert out == ""
    assert err.strip().startswith("interrupted: ")
    assert "of 100000 replications were done and are lost; nothing was written" in err


def on_a_terminal(words: list[str], **environment: str) -> str:
    """What the program writes to a terminal of 80 columns."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(HERE)
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": "80", **environment})
        os.execv(PROGRAM[0], [*PROGRAM, *words])
    written = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
    os.waitpid(child, 0)
    return written.decode("utf-8")


def test_a_terminal_has_colour_and_a_bar() -> None:
    written = on_a_terminal(list(RUN))
    assert "\x1b[1m" in written
    assert "replications" in written
    assert "service level" in written


def test_no_color_is_obeyed() -> None:
    assert "\x1b" not in on_a_terminal(["show", "desk/alone.yaml"], NO_COLOR="1")


def test_a_pipe_is_120_wide_whatever_the_terminal(shell: Shell) -> None:
    narrow, wide = (shell("show", "desk/alone.yaml", **given).stdout for given in (
        {"COLUMNS": "40"}, {"COLUMNS": "200", "FORCE_COLOR": "1"}))  # fmt: skip
    assert 80 < max(map(len, narrow.splitlines())) <= 120
    assert narrow == wide


@pytest.mark.slow
def test_an_encoding_without_signs_gets_plain_ones(shell: Shell) -> None:
    result = shell(*RUN, PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert " +/- " in result.stdout
    assert "?" not in result.stdout


def test_help_imports_nothing_but_click(shell: Shell, tmp_path: Path) -> None:
    code = (
        "import sys; from simsupport.cli import commands\n"
        "try: commands.main(['--help'], prog_name='simsupport')\n"
        "finally: print(sorted(name for name in sys.modules if name.split('.')[0] in ('simsupport', 'rich', 'numpy', "
        "'pandas', 'pydantic', 'simpy')))"
    )
    result = subprocess.run([PROGRAM[0], "-c", code], capture_output=True, text=True, timeout=60)
    assert result.stdout.splitlines()[-1] == "['simsupport', 'simsupport.cli', 'simsupport.version']"
    assert all(name in result.stdout for name in ("run", "compare", "show", "check", "measures", "trace"))
