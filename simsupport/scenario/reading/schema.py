"""The JSON Schema of the language: an editor that knows it completes and checks while one types."""

from typing import Any

from pydantic import BaseModel

from simsupport.scenario import models, schema_parts
from simsupport.scenario.models import Scenario
from simsupport.scenario.reading.additions import KEYS as ADDITION_KEYS
from simsupport.scenario.reading.variants import VARIANT_KEYS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS = "#/$defs/"


def schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) that scenario files, variants and what is added to a scenario fulfil.

    It knows keys and the forms of values; what holds across a scenario only `load` can tell.
    """
    whole = _tidy(Scenario.model_json_schema(ref_template=_DEFINITIONS + "{model}"))
    definitions = {**whole.pop("$defs"), "Scenario": whole}
    for name, definition in definitions.items():
        _set_defaults(definition, getattr(models, name))
        if "breaks" in definition["properties"]:  # a break may be written as its hours alone
            definition["properties"]["breaks"]["items"] = {"anyOf": [schema_parts.SPAN, _reference("Break")]}
    definitions["Variant"], definitions["Addition"] = _variant(whole), _addition(whole)
    parts = {name.lower(): _shared(part, skip=name) for name, part in _PARTS.items()}
    return {
        "$schema": _DIALECT,
        "title": "Support desk scenario",
        "description": Scenario.__doc__,
        "type": "object",
        "if": {"required": ["extends"]},
        "then": _reference("Variant"),
        "else": {"if": _IS_ADDITION, "then": _reference("Addition"), "else": _reference("Scenario")},
        "$defs": {**_shared(definitions), **parts},
    }


_PARTS = {name: part for name, part in vars(schema_parts).items() if name.isupper() and isinstance(part, dict)}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": _DEFINITIONS + name}


def _shared(value: Any, skip: str = "") -> Any:
    """The same schema, with a reference in the place of each kind of value that the language names."""
    if isinstance(value, list):
        return [_shared(child) for child in value]
    if not isinstance(value, dict):
        return value
    without_default = {key: child for key, child in value.items() if key != "default"}
    for name, part in _PARTS.items():
        if without_default == part and name != skip:
            default = {"default": value["default"]} if "default" in value else {}
            return {**_reference(name.lower()), **default}
    return {key: _shared(child) for key, child in value.items()}


def _set_defaults(definition: dict[str, Any], model: type[BaseModel]) -> None:
    """The defaults as one would write them; where nothing is the default it goes without saying."""
    defaults = model.model_construct().model_dump(mode="json", exclude_none=True, warnings=False, by_alias=True)
    for name, field in definition["properties"].items():
        field.pop("default", None)
        if defaults.get(name) not in (None, "", [], {}):
            field["default"] = defaults[name]


_TEXT = {"type": "string"}
_IS_ADDITION = {
    "anyOf": [{"required": ["initiatives"]}, {"required": ["changes"]}],
    "not": {"anyOf": [{"required": [section]} for section in ("channels", "topics", "demand", "teams")]},
}


def _variant(scenario: dict[str, Any]) -> dict[str, Any]:
    extends = {"type": "string", "description": "the file of the base, relative to this one"}
    properties = dict(zip(VARIANT_KEYS, (_TEXT, _TEXT, extends, _changes(scenario)), strict=True))
    return {
        "type": "object",
        "description": "A scenario that says only what differs from another.",
        "properties": properties,
        "required": ["extends"],
        "additionalProperties": False,
    }


def _addition(scenario: dict[str, Any]) -> dict[str, Any]:
    initiatives = scenario["properties"]["initiatives"]
    properties = dict(zip(ADDITION_KEYS, (_TEXT, _TEXT, initiatives, _changes(scenario)), strict=True))
    return {
        "type": "object",
        "description": "Initiatives, and changes that go with them, to be added to a scenario.",
        "properties": properties,
        "additionalProperties": False,
    }


def _changes(scenario: dict[str, Any]) -> dict[str, Any]:
    sections = "|".join(scenario["properties"])
    return {
        "type": "object",
        "propertyNames": {"pattern": rf"^({sections})([.\[].+)?$"},
        "description": "dotted paths with new values, such as teams.desk.agents: 5; null removes",
    }


def _tidy(value: Any) -> Any:
    """Without the titles that pydantic makes of names, and without null: a key left out is written nowhere."""
    if isinstance(value, list):
        return [_tidy(child) for child in value]
    if not isinstance(value, dict):
        return value
    tidy = {key: _tidy(child) for key, child in value.items() if not (key == "title" and isinstance(child, str))}
    if "patternProperties" in tidy:
        tidy.pop("propertyNames", None)  # it says the same again
    forms = [form for form in tidy.get("anyOf", []) if form != {"type": "null"}]
    if len(forms) == 1:
        del tidy["anyOf"]
        return {**forms[0], **tidy}
    return {**tidy, "anyOf": forms} if forms else tidy
