"""The stable forms: `run --json` as docs/interface promises it, and the tidy CSV."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from click.testing import Result

import simsupport as ss

NUMBER = {"type": ["number", "null"]}
ROW = {
    "type": "object",
    "properties": {
        "scenario": {"type": "string"}, "measure": {"type": "string"}, "unit": {"type": "string"},
        "channel": {"enum": [None, "phone", "email"]}, "label.tier": {"enum": [None, "vip", "plain"]},
        "hour": {"type": ["integer", "null"], "minimum": 0, "maximum": 23}, "weekend": {"type": ["boolean", "null"]},
        "mean": NUMBER, "low": NUMBER, "high": NUMBER, "replications": {"type": "integer"},
    },
    "required": ["scenario", "measure", "unit", "mean", "low", "high", "replications"],
    "additionalProperties": False,
}  # fmt: skip
WHOLE = {
    "type": "object",
    "properties": {
        "version": {"const": 1}, "seed": {"const": 5}, "level": {"const": 0.9},
        "rows": {"type": "array", "minItems": 1, "items": ROW},
    },
    "required": ["version", "seed", "level", "rows"],
    "additionalProperties": False,
}  # fmt: skip
CALL = ("-n", "3", "--workers", "1", "--seed", "5", "--level", "0.9")


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return found


def test_json_is_the_object_of_the_interface(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk/alone.yaml", *CALL, "--by", "channel", "--by", "hour", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = read(result.stdout)
    jsonschema.validate(found, WHOLE)
    assert list(found) == ["version", "seed", "level", "rows"]
    keys = ["scenario", "measure", "unit", "channel", "hour", "mean", "low", "high", "replications"]
    assert all(list(row) == keys for row in found["rows"])


@pytest.mark.parametrize("by", [(), ("channel",), ("label.tier", "weekend")])
def test_json_has_the_figures_of_the_library(by: tuple[str, ...], invoke: Callable[..., Result]) -> None:
    words = [word for dimension in by for word in ("--by", dimension)]
    rows = read(invoke("run", "desk/alone.yaml", *CALL, *words, "--json").stdout)["rows"]
    jsonschema.validate({"version": 1, "seed": 5, "level": 0.9, "rows": rows}, WHOLE)
    results = ss.run([ss.load("desk/alone.yaml")], replications=3, seed=5, by=by, workers=1)
    for breakdown in dict.fromkeys([(), by]):
        expected = results.summary(breakdown, level=0.9).to_dict("records")
        there = {dimension for dimension in by if dimension not in breakdown}
        mine = [row for row in rows if all((row[dimension] is None) == (dimension in there) for dimension in by)]
        assert len(mine) == len(expected) > 0
        for row, other in zip(mine, expected, strict=True):
            for key, value in other.items():
                assert row[key] is None if value != value else row[key] == value


def test_an_empty_figure_is_null(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk/alone.yaml", *CALL, "--by", "hour", "--json")
    night = [row for row in read(result.stdout)["rows"] if row["hour"] == 3 and row["measure"] == "service_level"]
    assert night == [
        {"scenario": "Alone", "measure": "service_level", "unit": "1", "hour": 3,
         "mean": None, "low": None, "high": None, "replications": 0}
    ]  # fmt: skip


def test_csv_has_the_same_figures(invoke: Callable[..., Result]) -> None:
    words = ["run", "desk/alone.yaml", *CALL, "--by", "channel"]
    lines = list(csv.DictReader(io.StringIO(invoke(*words, "--csv").stdout)))
    rows = read(invoke(*words, "--json").stdout)["rows"]
    assert lines == [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]


def test_a_comparison_has_rows_and_differences(invoke: Callable[..., Result]) -> None:
    result = invoke("compare", "desk", *CALL, "--by", "channel", "--json")
    assert result.exit_code == 0
    found = read(result.stdout)
    assert list(found) == ["version", "seed", "level", "base", "rows", "differences", "ranking", "targets"]
    assert found["base"] == "Alone"
    assert {row["scenario"] for row in found["rows"]} == {"Alone", "Together"}
    assert {row["scenario"] for row in found["differences"]} == {"Together"}
    people = next(row for row in found["differences"] if row["measure"] == "people")
    assert people == {
        "scenario": "Together", "measure": "people", "unit": "people", "channel": None, "base_mean": 2.0,
        "option_mean": 3.0, "difference": 1.0, "low": 1.0, "high": 1.0, "level": 0.9, "relative": 0.5,
        "replications": 3, "simultaneous_low": 1.0, "simultaneous_high": 1.0, "variance": 0.0,
        "variance_unpaired": 0.0, "reason": "",
    }  # fmt: skip
    assert {row["scenario"] for row in found["ranking"]} == {"Alone", "Together"}
    assert sum(row["best"] for row in found["ranking"]) == pytest.approx(1)
    outcomes = [row["outcome"] for row in found["targets"] if row["scenario"] == "Alone"]
    assert outcomes == ["missed", "undecided", "missed", "missed"]


def test_a_selection_has_the_selected_one(invoke: Callable[..., Result]) -> None:
    words = ("compare", "desk", *CALL, "--best", "service_level", "--indifference", "0.05")
    result = invoke(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = read(result.stdout)
    assert list(found) == ["version", "seed", "level", "selected", "best", "rows"]
    assert (found["selected"], found["best"]) == ("Together", "Together")
    assert [(row["scenario"], row["out"] is None) for row in found["rows"]] == [("Together", True), ("Alone", False)]
    lines = list(csv.DictReader(io.StringIO(invoke(*words, "--csv").stdout)))
    assert [line["scenario"] for line in lines] == ["Together", "Alone"]


def test_warnings_about_a_comparison_go_to_stderr(invoke: Callable[..., Result], tmp_path: Any) -> None:
    other = tmp_path / "longer.yaml"
    base = ss.load("desk/alone.yaml")
    from simsupport.scenario import resolved_text

    text = resolved_text(base).replace("duration: 1 d", "duration: 2 d").replace("name: Alone", "name: Longer")
    other.write_text(text, encoding="utf-8")
    result = invoke("compare", "desk/alone.yaml", str(other), "-n", "2", "--workers", "1", "--csv")
    assert result.exit_code == 0
    assert result.stderr == (
        "warning: 'Alone' and 'Longer' cover different times: their figures may differ for that alone\n"
    )
    assert result.stdout.startswith("scenario,measure,unit,base_mean,option_mean,difference,low,high,")


def test_resolved_is_the_same_scenario(invoke: Callable[..., Result], tmp_path: Any) -> None:
    result = invoke("show", "desk/together.yaml", "--resolved")
    (tmp_path / "again.yaml").write_text(result.stdout, encoding="utf-8")
    assert ss.load(tmp_path / "again.yaml") == ss.load("desk/together.yaml")


def test_schema_is_json_schema_and_accepts_the_scenarios(invoke: Callable[..., Result]) -> None:
    from simsupport.scenario.files import yaml_file

    schema = read(invoke("show", "--schema").stdout)
    for name in ("alone", "together"):
        jsonschema.validate(yaml_file.read(f"desk/{name}.yaml").plain(), schema)


def test_every_measure_is_listed(invoke: Callable[..., Result]) -> None:
    from simsupport.measures.catalogue import CATALOGUE

    text = " ".join(invoke("measures").stdout.split())
    for name, measure in CATALOGUE.items():
        assert f"{name} ({measure.unit}) {measure.definition} by: " in text
