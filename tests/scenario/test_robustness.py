"""Whatever a file holds, it is a scenario or a ScenarioError that says what to mend: never anything else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simsupport.errors import ScenarioError
from simsupport.scenario import from_mapping, load, warnings
from simsupport.scenario.files import yaml_file

HERE = Path(__file__).parent
DESK = HERE.parent / "invalid/base/desk.yaml"
EVERYTHING = HERE / "everything.yaml"
TREE, WHOLE = yaml_file.read(DESK), yaml_file.read(EVERYTHING)
PATHS, ALL_PATHS = ([path for path, _ in tree.walk() if path] for tree in (TREE, WHOLE))
PYDANTIC = ("validation error", "function-", "input_", "Input should", "union", "tagged", "pydantic", "Value error")

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.just(10**400), st.text(max_size=8), st.just([]),
    st.sampled_from(["5 min", "80%", "x2", "10 / h", "mon-fri", "08:00-18:00", "2026-01-01", "always", "any", "phone",
                     "billing", "frontline", "-1 s", "1e999 s", "nan%", "0 / h", "24:00-24:00"]),
    st.recursive(st.none() | st.integers() | st.text(max_size=3),
                 lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    st.sampled_from([{"exponential": 5}, {"convert": "chat"}, {"file": "x"}, {"ask": "weekend"}, {"mon": [1] * 24}]),
)  # fmt: skip


def message_of(read: Callable[[], object]) -> str:
    """What is wrong; nothing if it is a scenario."""
    try:
        read()
    except ScenarioError as error:
        return str(error)
    return ""


def speaks_plainly(message: str) -> bool:
    return not any(jargon in message for jargon in PYDANTIC)


@given(st.lists(st.tuples(st.sampled_from(PATHS), JUNK), min_size=1, max_size=3))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_value_anywhere(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    tree = with_junk(TREE.plain(), changes)
    assert speaks_plainly(message_of(lambda: warnings(from_mapping(tree))))


@given(st.lists(st.tuples(st.sampled_from(ALL_PATHS), JUNK), min_size=1, max_size=2))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_value_anywhere_in_a_scenario_of_everything(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    tree = with_junk(WHOLE.plain(), changes)
    assert speaks_plainly(message_of(lambda: warnings(from_mapping(tree, HERE))))


def with_junk(tree: Any, changes: list[tuple[tuple[str | int, ...], Any]]) -> Any:
    for path, junk in changes:
        inner = tree
        for part in path[:-1]:
            inner = inner[part] if isinstance(inner, dict | list) and has(inner, part) else {}
        if isinstance(inner, dict) or (isinstance(inner, list) and has(inner, path[-1])):
            inner[path[-1]] = junk
    return tree


def has(container: Any, part: str | int) -> bool:
    return part in container if isinstance(container, dict) else isinstance(part, int) and part < len(container)


@given(st.sampled_from([path for path in PATHS if all(isinstance(part, str) for part in path)]), JUNK)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_change_of_any_path(path: tuple[str, ...], junk: Any) -> None:
    assert speaks_plainly(message_of(lambda: load(DESK, changes={".".join(path): junk})))


@given(st.text(max_size=60))
@example("a: b: c")
@example("? [a]\n: b")
@example("&a *a")
@example("%YAML 9.9\n---\na")
@example("- - - -\n -")
@example("a: !!binary x")
@example("'")
@example("\ufffe")
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    message = message_of(lambda: yaml_file.parse(text, "f"))
    assert not message or message.startswith("f")


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f.yaml").write_bytes(data)
    with pytest.raises(ScenarioError):
        load(tmp_path / "f.yaml")
