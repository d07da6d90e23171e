"""A fingerprint of a scenario: equal where all figures must be, in any process, on any machine."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario

_TEXTS = ("description", "file")  # say what a thing is for, or where it was read: no figure depends on them


def fingerprint(scenario: "Scenario") -> str:
    """64 hexadecimal digits for all that a scenario says, also in the files that it reads."""
    return sha256(dumps(_plain(scenario), sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as mappings, lists and texts."""
    if isinstance(value, BaseModel):
        return _parts({name: getattr(value, name) for name in type(value).model_fields})
    if is_dataclass(value):
        return [type(value).__name__, _parts({part.name: getattr(value, part.name) for part in fields(value)})]
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, np.ndarray):
        return [str(value.dtype), value.shape, sha256(value.tobytes()).hexdigest()]
    if isinstance(value, Set):
        return sorted(dumps(_plain(child), sort_keys=True) for child in value)
    if isinstance(value, (tuple, list)):
        return [_plain(child) for child in value]
    return repr(value)


def _parts(named: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(part) for name, part in named.items() if not (name in _TEXTS and isinstance(part, str))}
