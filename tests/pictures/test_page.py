"""docs/pictures.md: its example runs, and it has every picture with the parameters that there are."""

import inspect
import re
from pathlib import Path

import pytest

import simsupport as ss
from simsupport import pictures

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/pictures.md").read_text(encoding="utf-8")


def test_every_picture_is_listed_as_it_is() -> None:
    rows = dict(re.findall(r"^\| `(\w+)\((.*?)\)` \|", PAGE, re.MULTILINE))
    assert set(rows) == set(pictures.__all__) - {"svg"}
    for name, listed in rows.items():
        known = inspect.signature(getattr(pictures, name)).parameters
        for given in listed.split(", "):
            parameter, _, default = given.partition("=")
            assert parameter in known
            if default:
                assert repr(known[parameter].default) == default.replace('"', "'")


@pytest.mark.slow
def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert example
    code = example[1].replace("replications=5", "replications=2").replace('f"scenarios', f'f"{ROOT}/scenarios')
    monkeypatch.chdir(tmp_path)
    made: dict[str, object] = {}
    exec(code, made)
    assert (tmp_path / "service-level.png").stat().st_size > 10_000
    assert isinstance(made["log"], ss.Log)
