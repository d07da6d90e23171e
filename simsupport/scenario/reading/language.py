"""What the language allows at a path: which keys, and what kind of value. Read off the models."""

from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simsupport.errors import Path
from simsupport.scenario import distributions, weekly
from simsupport.scenario.models import Scenario

Kinds = tuple[Any, ...]  # the forms that a value may take: models, dict[...], tuple[...], scalars

WEEKLY = (weekly.WeekHours, weekly.WeekNumbers)


def kinds_at(path: Path) -> Kinds:
    """The forms that the value at a path may take; none if the language has no such path."""
    kinds = _forms(Scenario)
    for part in path:
        kinds = kinds_below(kinds, part)
    return kinds


def kinds_below(kinds: Kinds, part: str | int) -> Kinds:
    """The forms that a part of a value may take."""
    return tuple(form for kind in kinds for form in _part(kind, part))


def fields(kinds: Kinds) -> list[str]:
    """The keys that the language knows in a mapping; empty where names are free."""
    return [key for kind in kinds if _is_model(kind) for key in _keys(kind)]


def is_weekly(kinds: Kinds) -> bool:
    """A table by days of the week."""
    return any(kind in WEEKLY for kind in kinds)


def is_distribution(kinds: Kinds) -> bool:
    """A distribution, or a table of distributions by channel."""
    found = (distributions.Distribution, dict[str, distributions.Distribution])
    return any(kind in found for kind in kinds)


def holds_many(kinds: Kinds) -> bool:
    """A list whose elements are mappings, such as demand."""
    return any(_origin(kind) is tuple and _is_model(_forms(get_args(kind)[0])[0]) for kind in kinds)


def _part(kind: Any, part: str | int) -> Kinds:
    if _is_model(kind):
        field = _keys(kind).get(str(part))
        return _forms(field.annotation) if field else ()
    if _origin(kind) is dict and isinstance(part, str):
        return _forms(get_args(kind)[1])
    if _origin(kind) is tuple and isinstance(part, int):
        return _forms(get_args(kind)[0])
    return ()


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the keys of the language: `for` is no name that Python allows."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _forms(annotation: Any) -> Kinds:
    if annotation in WEEKLY or annotation == distributions.Distribution:
        return (annotation,)
    if _origin(annotation) is Annotated:
        return _forms(get_args(annotation)[0])
    if _origin(annotation) in (Union, UnionType):
        return _all(_forms(form) for form in get_args(annotation) if form is not type(None))
    return (annotation,)


def _all(parts: Iterable[Kinds]) -> Kinds:
    return tuple(form for part in parts for form in part)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _origin(annotation: Any) -> Any:
    return get_origin(annotation)
