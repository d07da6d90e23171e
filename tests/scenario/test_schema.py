"""The JSON Schema of the language: what it accepts, and what it refuses."""

import pathlib
from functools import cache
from typing import Any, get_origin

import pytest
from pydantic import BaseModel
from thinned import thinned

from simsupport.errors import Path
from simsupport.scenario import load, resolved, schema
from simsupport.scenario.files import not_yet, yaml_file
from simsupport.scenario.files.tree import Node
from simsupport.scenario.reading import language

ROOT = pathlib.Path(__file__).parents[2]
INITIATIVES = sorted(ROOT.glob("scenarios/initiatives/*.yaml"))
SCENARIOS = [path for path in sorted(ROOT.glob("scenarios/**/*.yaml")) if path not in INITIATIVES]
EVERYTHING = ROOT / "tests/scenario/everything.yaml"
FILES = [EVERYTHING, ROOT / "tests/invalid/base/desk.yaml", *SCENARIOS]
INVALID = ROOT / "tests/invalid"


@cache
def validator() -> Any:
    """Made once, as the schema takes longer to make than most scenarios to look at."""
    jsonschema = pytest.importorskip("jsonschema", reason="a development dependency")
    return jsonschema.Draft202012Validator(schema())


def problems(data: Any) -> list[str]:
    return [error.json_path for error in validator().iter_errors(data)]


def test_it_is_a_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a development dependency")
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", thinned(FILES, 10), ids=lambda path: path.stem)
def test_every_scenario_fulfils_it(path: pathlib.Path) -> None:
    assert problems(yaml_file.read(path).plain()) == []
    assert problems(resolved(load(path, force=True))) == []


@pytest.mark.parametrize("path", INITIATIVES, ids=lambda path: path.stem)
def test_what_is_added_to_a_scenario_fulfils_it(path: pathlib.Path) -> None:
    assert problems(yaml_file.read(path).plain()) == []


@pytest.mark.parametrize(
    ("added", "where"),
    [
        ({"initiatives": {"a": {"starts": "1 week", "effects": {"talk": "-10%"}}}, "name": "A"}, None),
        ({"changes": {"teams.desk.agents": 5}}, None),
        ({"initiatives": {"a": {"stats": "1 week"}}}, "$.initiatives.a"),
        ({"initiatives": {"a": {"effects": {"talk": 0.9}}}}, "$.initiatives.a.effects.talk"),
        ({"initiatives": {}, "changes": {"tems.desk.agents": 5}}, "$.changes"),
        ({"initiatives": {}, "calendar": {}}, "$"),
    ],
)
def test_additions(added: dict[str, object], where: str | None) -> None:
    assert problems(added) == ([] if where is None else [where])


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
        (("demand", 0, "volume"), "500 contacts / week", None),
        (("demand", 0, "first_contacts"), 0.84, "$.demand[0]"),
        (("demand", 0, "moves"), {"from": "mon", "to": "sat", "share": "30%"}, None),
        (("demand", 0, "moves"), [{"from": "mon", "to": "sat", "share": "30%"}], None),
        (("demand", 0, "moves"), {"from": "monday", "to": "sat", "share": "30%"}, "$.demand[0]"),
        (("demand", 0, "forecast"), "next.csv", None),
        (("demand", 0, "forecast"), {"start": "2026-03-02 08:00", "each": "15 min", "offered": [3]}, None),
        (("demand", 0, "forecast"), {"start": "2026-03-02 08:00", "each": "15 min", "offered": [-3]}, "$.demand[0]"),
        (("demand",), [{"replay": "march.csv", "columns": {"created": "Created at", "tier": "Tier"}}], None),
        (("demand",), [{"replay": "march.csv", "rate": "5 / h"}], "$.demand[0]"),
        (("special_days",), {"2026-03-20": {"demand": "x1.6", "topics": ["billing"]}}, None),
        (("special_days",), {"2026-03-20": {"demand": 1.6}}, "$.special_days['2026-03-20'].demand"),
        (("backlog",), [{"topic": "billing", "channel": "email", "count": 5, "age": "5 h"}], None),
        (("backlog",), [{"file": "open.csv", "encoding": "latin-1"}], None),
        (("backlog",), [{"file": "open.csv", "count": 5}], "$.backlog[0]"),
        (("teams", "specialists", "agents"), -1, "$.teams.specialists.agents"),
        (("teams", "specialists", "skils"), {}, "$.teams.specialists"),
    ],
)
def test_forms_of_values(path: tuple[str | int, ...], value: object, where: str | None) -> None:
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


def keys_of(node: Node, path: Path = ()) -> set[tuple[str, str]]:
    """The models that a scenario's data stand for, each with the keys that are there."""
    found = {
        (kind.__name__, str(key))
        for kind in language.kinds_at(path) if isinstance(kind, type) and issubclass(kind, BaseModel)
        for key, _ in node.children() if key in language.fields((kind,))
    }  # fmt: skip
    return found.union(*(keys_of(child, (*path, key)) for key, child in node.children()))


def all_keys(kinds: language.Kinds, seen: frozenset[str] = frozenset()) -> set[tuple[str, str]]:
    """Every model of the language with each of its keys."""
    found: set[tuple[str, str]] = set()
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__name__ not in seen:
            for key in language.fields((kind,)):
                found |= {(kind.__name__, key)} | all_keys(language.kinds_below((kind,), key), seen | {kind.__name__})
        elif get_origin(kind) in (dict, tuple):
            found |= all_keys(language.kinds_below((kind,), "x" if get_origin(kind) is dict else 0), seen)
    return found


def test_the_scenario_of_everything_has_every_key() -> None:
    there = keys_of(yaml_file.read(EVERYTHING))
    assert all_keys(language.kinds_at(())) - there == set()
    assert len(there) > 150


def test_defaults_are_written_as_one_would_write_them() -> None:
    properties = schema()["$defs"]["Calendar"]["properties"]
    assert properties["duration"]["default"] == "4 weeks"
    assert properties["start"]["default"] == "2026-01-05"
    assert "default" not in properties["holidays"]
