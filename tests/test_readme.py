"""What the README shows can be done as it stands there."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from simsupport.cli import commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLES = [re.findall(r"^\| `simsupport (.+?)` \|", table, flags=re.MULTILINE) for table in README.split("\n\n")]
IN_TEXT = re.findall(r"^`simsupport (.+?)`", README, flags=re.MULTILINE)
COMMANDS = [IN_TEXT, *(commands for commands in TABLES if commands)]
SHORT = ["--set", "calendar.duration=1 week"]
QUICKLY = {  # the same in less time
    "run": ["-n", "1", "--workers", "1", *SHORT],
    "compare": ["-n", "1", "--workers", "1", *SHORT],
    "sweep": ["-n", "1", "--workers", "1", *SHORT],
    "report": ["-n", "2", "--workers", "1", "--assumptions", "0%", *SHORT],
    "verify": ["erlang-a-2", "erlang-b-1", "chat-linear"],  # tests/verification runs all systems, to narrower intervals
}
PYTHON = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
YAML = re.findall(r"```yaml\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS, ids=["the page", "a planner", "a leader", "a student"])
def test_first_steps(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of their own, where what they write may stay for the next."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    for command in words:
        name, *rest = shlex.split(command)
        result = CliRunner().invoke(commands, [name, *rest, *QUICKLY.get(name, ())])
        assert result.exit_code == 0, result.output
        assert result.output.strip(), command


def test_python(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = PYTHON
    exec(compile(code, "README.md", "exec"), {})
    assert "service_level" in capsys.readouterr().out


def test_the_scenario_of_the_readme_is_the_one_in_the_folder(tmp_path: Path) -> None:
    from simsupport import load

    (text,) = YAML
    (tmp_path / "readme.yaml").write_text(text, encoding="utf-8")
    there = load(ROOT / "scenarios/basics/erlang-a.yaml").model_dump(exclude={"description"})
    assert load(tmp_path / "readme.yaml").model_dump(exclude={"description"}) == there
