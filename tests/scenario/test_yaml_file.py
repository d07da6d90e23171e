"""YAML 1.2 with places: what is read, and where it stands. What is refused stands in tests/invalid."""

import math
from pathlib import Path

import pytest

from simsupport.errors import ScenarioError
from simsupport.scenario.files import yaml_file
from simsupport.scenario.files.tree import Place

TEXT = """\
name: Desk
channels:
  phone: {kind: live, open: always}
demand:
  - topic: billing
    rate: 10 / h
"""


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [
        ((), None, 1, 1),
        (("name",), None, 1, 7),
        (("channels",), None, 2, 1),
        (("channels", "phone"), None, 3, 3),
        (("channels", "phone", "kind"), None, 3, 17),
        (("channels", "phone"), "open", 3, 23),
        (("demand", 0), None, 5, 5),
        (("demand", 0, "rate"), None, 6, 11),
        (("demand", 0, "volume"), None, 5, 5),  # not there: the place of the line
    ],
)
def test_everything_has_its_place(path: tuple[str | int, ...], key: str | None, line: int, column: int) -> None:
    tree = yaml_file.parse(TEXT, "desk.yaml")
    assert tree.place_of(path, key) == Place("desk.yaml", line, column)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-02", "2026-03-02"), ("08:00-18:00", "08:00-18:00"), ("12:30", "12:30"), ("on", "on"), ("no", "no"),
        ("'5'", "5"), ('"true"', "true"), ("5", 5), ("-5", -5), ("+5", 5), ("0o17", 15), ("0x1F", 31), ("007", 7),
        ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), (".inf", math.inf), ("-.INF", -math.inf), ("true", True),
        ("False", False), ("~", None), ("null", None), ("", None), ("1_000", "1_000"), ("80%", "80%"),
        ("!!str 5", "5"), ("! 5", 5),
    ],
)  # fmt: skip
def test_plain_scalars_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    assert yaml_file.parse(f"key: {text}\n").plain() == {"key": value}


def test_nan_is_read_and_refused_later() -> None:
    assert math.isnan(yaml_file.parse("key: .nan").plain()["key"])


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: B\xc3\xbcro\r\nteams: {}\r\n")
    assert yaml_file.read(file).plain() == {"name": "Büro", "teams": {}}


def test_an_alias_repeats_a_value() -> None:
    tree = yaml_file.parse("a: &x {b: 1}\nc: *x\n", "f")
    assert tree.plain() == {"a": {"b": 1}, "c": {"b": 1}}
    assert tree.size == 5


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    levels = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 10)}]\n" for n in range(1, 40))
    with pytest.raises(ScenarioError, match="this stands for more than 1,000,000 values"):
        yaml_file.parse("k0: &k0 [x]\n" + levels)


def test_the_old_directive_changes_nothing() -> None:
    assert yaml_file.parse("%YAML 1.1\n---\nkey: on\n").plain() == {"key": "on"}


def test_an_empty_document_is_nothing() -> None:
    assert yaml_file.parse("# only a comment\n").value is None
