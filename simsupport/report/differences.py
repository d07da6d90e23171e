"""How the scenarios differ, in words: what their authors say, and where their descriptions part."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from simsupport import formats
from simsupport.report.blocks import Block, Fold, Grid, Section, Words, name, words
from simsupport.report.evidence import Evidence
from simsupport.tables import Row, Table, description

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario

MOST_OPEN = 8  # scenarios whose differences are open at first

Described = dict[str, dict[str, dict[str, str]]]  # what is described: which of it, in which respect, how


def section(evidence: Evidence) -> Section:
    title = "How the scenarios differ" if evidence.several else "What the scenario says"
    return Section("differences", title, tuple(_blocks(evidence)))


def _blocks(evidence: Evidence) -> Iterator[Block]:
    base = evidence.scenarios[0]
    yield from _about(base)
    yield Fold(Markup("{} in full").format(name(base.name)), tuple(_in_full(base)))
    for option in evidence.scenarios[1:]:
        parts = (*_about(option), *_differing(base, option))
        yield Fold(Markup("{}: what differs").format(name(option.name)), parts)


def _about(scenario: "Scenario") -> Iterator[Words]:
    if scenario.description:
        yield words("<strong><bdi>{name}</bdi></strong>: {text}", name=scenario.name, text=_code(scenario.description))


def _code(text: str) -> Markup:
    """A text in which what stands in `backticks` is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return Markup.escape(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if place % 2 else Markup.escape(part) for place, part in enumerate(parts)
    )


def _in_full(scenario: "Scenario") -> Iterator[Block]:
    _, *parts = description.summary(scenario)
    for part in parts:
        yield words("{text}", text=part) if isinstance(part, str) else Grid(part)


def _differing(base: "Scenario", option: "Scenario") -> Iterator[Block]:
    rows = list(_rows(_described(base), _described(option)))
    if rows:
        yield Grid(Table("What differs", (base.name, option.name), tuple(rows), left=True))
    exact = list(_exactly(base, option))
    if not exact:
        yield words("Nothing but the name and the description differs.")
        return
    said = Markup("As files would say it: {} {}").format(len(exact), "value" if len(exact) == 1 else "values")
    yield Fold(said, (Grid(Table(str(said), (base.name, option.name), tuple(exact), left=True)),))


def _described(scenario: "Scenario") -> Described:
    found: Described = {}
    for part in description.summary(scenario):
        if isinstance(part, Table):
            found[part.title] = {
                row.label: dict(zip(part.headers, row.cells, strict=True)) for row in part.rows if row.cells
            }
        elif part.startswith("Time: "):
            found["Time"] = {"": {"": part.removeprefix("Time: ")}}
    return found


def _rows(base: Described, option: Described) -> Iterator[Row]:
    """A row for each cell in which two descriptions differ; what only one has stands in one row."""
    for title in dict.fromkeys([*base, *option]):
        lines, others = base.get(title, {}), option.get(title, {})
        for label in dict.fromkeys([*lines, *others]):
            one, other = lines.get(label), others.get(label)
            where = " › ".join(part for part in (title, label) if part)
            if one is None or other is None:
                yield Row(where, (_whole(one), _whole(other)))
                continue
            for head in dict.fromkeys([*one, *other]):
                if one.get(head) != other.get(head):
                    place = " › ".join(part for part in (where, head) if part)
                    yield Row(place, (one.get(head) or formats.NONE, other.get(head) or formats.NONE))


def _whole(cells: Mapping[str, str] | None) -> str:
    if cells is None:
        return formats.NONE
    return "; ".join(f"{head}: {cell}" for head, cell in cells.items() if cell)


def _exactly(base: "Scenario", option: "Scenario") -> Iterator[Row]:
    """Every value that differs, by its path."""
    from simsupport.scenario import resolved

    one, other = (dict(_flat(resolved(scenario))) for scenario in (base, option))
    for path in dict.fromkeys([*one, *other]):
        if path not in ("name", "description") and one.get(path) != other.get(path):
            yield Row(path, (one.get(path, formats.NONE), other.get(path, formats.NONE)))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and any(isinstance(part, Mapping) for part in value):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{place}")
    else:
        yield path, str(value)
