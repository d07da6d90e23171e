"""The scenario language: from a file to a validated, frozen Scenario, and back."""

from simsupport.scenario.loading import check, from_mapping, load, load_base
from simsupport.scenario.oddities import warnings
from simsupport.scenario.resolved import resolved, resolved_text
from simsupport.scenario.schema import schema
from simsupport.scenario.variants import parse_setting

__all__ = [
    "check", "from_mapping", "load", "load_base", "parse_setting", "resolved", "resolved_text", "schema", "warnings",
]  # fmt: skip
