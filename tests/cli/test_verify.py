"""`simsupport verify`: what it prints, and how it ends. The systems themselves are run in tests/verification."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from simsupport import verification
from simsupport.verification import Checked, Figure, Precision, System, __main__, checking, families, systems
from simsupport.verification.page import BEGIN, END

TINY = Precision(1.0, pilot=4, at_most=4)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four replications are enough for any interval."""
    monkeypatch.setattr(verification, "FULL", TINY)


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A simulation that gives another value than the exact one."""

    def verify(names: object, *_: object) -> list[Checked]:
        system = System("erlang-b-1", "M/M/25/25", (Figure(0.05, "P(blocked)"),))
        return [Checked(system, system.figures[0], 0.0571, 0.0012, 0.002, 40)]

    monkeypatch.setattr(verification, "verify", verify)


def test_all_hold(invoke: Callable[..., Result], tiny: None) -> None:
    result = invoke("verify", "erlang-b-1", "erlang-b-2", "--workers", "1")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Erlang B, C and A"
    assert lines[1].split() == ["exact", "simulated", "replications", "holds"]
    assert [line for line in lines if line.startswith("erlang")] == ["erlang-b-1", "erlang-b-2"]
    assert [line.split()[-1] for line in lines if line.startswith("  ") and "±" in line] == ["yes"] * 3
    assert lines[-2].startswith(
        "3 of 3 figures of 2 systems hold (seed 1): the 99.9% interval contains the exact value"
    )


def test_one_fails(invoke: Callable[..., Result], wrong: None) -> None:
    result = invoke("verify", "erlang-b-1")
    assert result.exit_code == 1
    assert "  P(blocked)   0.0500   0.0571 ± 0.0012             40      no" in result.stdout
    assert "0 of 1 figures of 1 system hold (seed 1)" in result.stdout
    assert result.stdout.rstrip().endswith("  fails: erlang-b-1: P(blocked)")


def test_json(invoke: Callable[..., Result], wrong: None) -> None:
    result = invoke("verify", "erlang-b-1", "--seed", "3", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "version": 1, "seed": 3, "level": 0.999, "relative": 0.02, "absolute": 0.002, "holds": False,
        "rows": [{
            "system": "erlang-b-1", "figure": "P(blocked)", "exact": 0.05, "simulated": 0.0571,
            "low": pytest.approx(0.0559), "high": pytest.approx(0.0583), "allowed": 0.002, "replications": 40,
            "holds": False,
        }],
    }  # fmt: skip


def test_quick_says_so(invoke: Callable[..., Result], wrong: None) -> None:
    assert "at most 10% of that, or 0.002 (without --quick 2%)" in invoke("verify", "--quick").stdout.replace("\n", " ")


def test_the_seed_is_that_of_the_simulation(invoke: Callable[..., Result], tiny: None) -> None:
    def rows(*words: str) -> object:
        return json.loads(invoke("verify", "erlang-b-1", "--json", *words).stdout)["rows"]

    assert rows() == rows("--seed", "1") == rows("--workers", "1")
    assert rows() != rows("--seed", "2")


def test_the_list(invoke: Callable[..., Result]) -> None:
    result = invoke("verify", "--list")
    assert result.exit_code == 0
    assert all(f"{family.family}\n" in result.stdout for family in families())
    assert all(f"\n{name} " in result.stdout for name in systems())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["erlang-c1"], "Error: 'erlang-c1' is not a system with a known answer; did you mean 'erlang-c-1'?\n"),
        (["erlang-b-1", "zzz"], "Error: 'zzz' is not a system with a known answer (--list names them all)\n"),
    ],
)
def test_an_unknown_system(invoke: Callable[..., Result], words: list[str], message: str) -> None:
    result = invoke("verify", *words)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


# The page


def test_the_page_is_written_between_its_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{BEGIN}\nold\n{END}\n\nrest\n", encoding="utf-8")
    monkeypatch.setattr(__main__, "verify", lambda names, seed: checking.verify(names, seed, 1, TINY, False))
    assert __main__.main(["erlang-b-1", "--into", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# Page\n\n{BEGIN}\n\n### Erlang B, C and A\n\n")
    assert (
        "\n| figure | exact | simulated | replications | holds |\n|---|---:|---:|---:|---|\n| P(blocked) | 0.05" in text
    )
    assert text.endswith(f"2 of 2 figures of 1 system hold (seed 1).\n\n{END}\n\nrest\n")
    assert "\nold\n" not in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        __main__.main(["--into", str(page)])
    assert ended.value.code == 2
    assert "is no file with a line '<!-- verified: begin -->'" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == "nothing\n"


def test_the_page_of_the_project_holds_every_figure() -> None:
    text = (Path(__file__).parents[2] / "docs/verification.md").read_text(encoding="utf-8")
    for family in families():
        assert f"### {family.family}\n\n{family.about}\n" in text
    for name, system in systems().items():
        part = text.split(f"**{name}**: {system.system}.")[1].split("**")[0]
        assert [line.split(" | ")[0][2:] for line in part.splitlines() if "±" in line] == [
            f.name for f in system.figures
        ]
        assert "no |" not in part
        assert "too wide" not in part
