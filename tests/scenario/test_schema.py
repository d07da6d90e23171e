"""The JSON Schema of the language: what it accepts, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest

from simsupport.scenario import load, not_yet, resolved, schema, yaml_file

ROOT = Path(__file__).parents[2]
FILES = [*sorted(ROOT.glob("scenarios/**/*.yaml")), ROOT / "tests/invalid/base/desk.yaml"]
INVALID = ROOT / "tests/invalid"


def problems(data: Any) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema", reason="a development dependency")
    return [error.json_path for error in jsonschema.Draft202012Validator(schema()).iter_errors(data)]


def test_it_is_a_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a development dependency")
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_scenario_fulfils_it(path: Path) -> None:
    assert problems(yaml_file.read(path).plain()) == []
    assert problems(resolved(load(path, force=True))) == []


@pytest.mark.parametrize(
    "name", ["not-yet", "no-value", "sections-missing", "many-at-once", "variant-with-a-section", "yaml-empty"]
)
def test_it_refuses_what_it_can_see(name: str) -> None:
    assert problems(yaml_file.read(INVALID / f"{name}.yaml").plain())


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("calendar",), {"duration": 5}, "$.calendar.duration"),
        (("calendar",), {"holidays": "DE"}, None),
        (("calendar",), {"holidays": ["2026-01-01"]}, None),
        (("channels", "phone", "open"), "allways", "$.channels.phone.open"),
        (("channels", "phone", "open"), {"mon-fri": ["08:00-12:00", "13:00-18:00"]}, None),
        (("channels", "phone", "open"), {"moon": "08:00-12:00"}, "$.channels.phone.open"),
        (("topics", "billing", "talk"), {"lognormal": {"mean": "5 min", "cv": 1}}, None),
        (("topics", "billing", "talk"), {"phone": {"empirical": {"file": "x.csv"}}}, None),
        (("topics", "billing", "wrap"), 5, "$.topics.billing.wrap"),
        (("teams", "weekend", "breaks"), ["12:00-12:30", {"length": "5 min", "between": "09:00-10:00"}], None),
        (("teams", "weekend", "breaks"), [5], "$.teams.weekend.breaks[0]"),
        (("teams", "specialists", "agents"), {"file": "x.csv"}, None),
        (("teams", "specialists", "agents"), {"mon-fri": [1] * 24}, None),
        (("teams", "specialists", "agents"), -1, "$.teams.specialists.agents"),
        (("teams", "specialists", "skils"), {}, "$.teams.specialists"),
    ],
)
def test_forms_of_values(path: tuple[str, ...], value: object, where: str | None) -> None:
    data = yaml_file.read(INVALID / "base/desk.yaml").plain()
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    assert problems(data) == ([] if where is None else [where])


def definition_of(pattern: str) -> dict[str, Any] | None:
    """What the schema says about the key that a pattern of not_yet names."""
    definitions = schema()["$defs"]
    here: Any = definitions["Scenario"]
    for part in pattern.split("."):
        here = definitions[here["$ref"].rpartition("/")[2]] if "$ref" in here else here
        if part == "*":
            here = here.get("items") or next(iter(here["patternProperties"].values()))
        else:
            here = here["properties"].get(part)
    return here  # type: ignore[no-any-return]  # read off a schema


@pytest.mark.parametrize("pattern", not_yet.NOT_YET)
def test_keys_that_are_not_there_yet_are_not_in_it(pattern: str) -> None:
    assert definition_of(pattern) is None


def test_defaults_are_written_as_one_would_write_them() -> None:
    properties = schema()["$defs"]["Calendar"]["properties"]
    assert properties["duration"]["default"] == "4 weeks"
    assert properties["start"]["default"] == "2026-01-05"
    assert "default" not in properties["holidays"]
