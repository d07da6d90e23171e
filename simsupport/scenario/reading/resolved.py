"""The resolved form of a scenario: everything that holds, defaults too. It is valid input and means the same."""

from io import StringIO
from typing import Any

from simsupport.scenario.models import Scenario


def resolved(scenario: Scenario) -> dict[str, Any]:
    """A mapping of plain values that `from_mapping` turns into an equal scenario; what is not there is left out."""
    return scenario.model_dump(mode="json", exclude_none=True, by_alias=True)


def resolved_text(scenario: Scenario) -> str:
    """The resolved form as YAML; lists of plain values stand in one line."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 120
    yaml.allow_unicode = True
    text = StringIO()
    yaml.dump(_in_lines(resolved(scenario)), text)
    return text.getvalue()


def _in_lines(value: Any) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    if isinstance(value, dict):
        return {key: _in_lines(child) for key, child in value.items()}
    if not isinstance(value, list):
        return value
    lines = CommentedSeq(_in_lines(child) for child in value)
    if not any(isinstance(child, (dict, list)) for child in value):
        lines.fa.set_flow_style()
    return lines
