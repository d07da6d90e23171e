"""What the README shows can be done as it stands there."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from simsupport.cli import commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    pytest.param(command, marks=pytest.mark.slow) if command.startswith("verify") else command
    for command in re.findall(r"^\| `simsupport (.+?)` \|", README, flags=re.MULTILINE)
]
PYTHON = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
YAML = re.findall(r"```yaml\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own, where what it writes may stay."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    once = ["-n", "1", "--workers", "1"] if words[0] in ("run", "compare") else []
    result = CliRunner().invoke(commands, [*words, *once])
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) > 5


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
