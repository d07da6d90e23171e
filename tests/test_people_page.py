"""docs/people.md names every coefficient with its default, and where that is from."""

import re
from pathlib import Path
from typing import Any

import pytest

from simsupport.scenario import from_mapping, resolved
from simsupport.scenario.files import yaml_file

PAGE = (Path(__file__).parents[1] / "docs/people.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ((?:experience|value)\.\S+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
SOURCES = re.findall(r"^Sources: .+?\n\n", PAGE, re.MULTILINE | re.DOTALL)[0]
SMALLEST = {
    "channels": {"phone": {"kind": "live"}, "email": {"kind": "deferred"}},
    "topics": {"complaint": {"talk": "5 min"}},
    "demand": [{"topic": "complaint", "channel": "phone", "rate": "1 / h"}],
    "teams": {"desk": {"agents": 1, "skills": {"complaint": {}}}},
}


def leaves(value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, dict):
        return {path: "none" if value == [] else str(value)}
    return {name: text for key, child in value.items() for name, text in leaves(child, f"{path}.{key}").items()}


def test_it_has_every_default() -> None:
    form = resolved(from_mapping(SMALLEST))
    defaults = leaves(form["experience"], "experience") | leaves(form["value"], "value")
    assert {name: value for name, value, _ in ROWS} == defaults
    assert len(ROWS) > 40


@pytest.mark.parametrize(("name", "source"), [(name, source) for name, _, source in ROWS])
def test_each_has_a_source_or_is_assumed(name: str, source: str) -> None:
    cited = re.findall(r"\[S\d\]", source)
    assert cited or "assumed" in source
    assert all(one in SOURCES for one in cited)


def test_its_example_is_valid() -> None:
    text = re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL)[-1]
    example = yaml_file.parse(text).plain()
    scenario = from_mapping({**SMALLEST, **example, "channels": SMALLEST["channels"] | example["channels"]})
    assert (scenario.experience.csat.waiting, scenario.experience.csat.base) == (-0.4, 1.8)
    assert scenario.channels["email"].expected == 24 * 3600 * 10**6
