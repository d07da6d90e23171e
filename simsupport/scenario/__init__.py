"""The scenario language: from a file to a validated, frozen Scenario, and back."""

from simsupport.scenario.oddities import warnings
from simsupport.scenario.reading.loading import check, from_mapping, load, load_base
from simsupport.scenario.reading.resolved import resolved, resolved_text
from simsupport.scenario.reading.schema import schema
from simsupport.scenario.reading.variants import parse_setting

__all__ = [
    "check", "from_mapping", "load", "load_base", "parse_setting", "resolved", "resolved_text", "schema", "warnings",
]  # fmt: skip
