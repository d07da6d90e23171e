"""Every measure, once: the source of `simsupport measures` and of docs/measures.md."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from simsupport.errors import nearest
from simsupport.measures import backlog, cost, interruptions, loyalty, resolution, response, satisfaction, strain, work
from simsupport.measures.dimensions import ALL, INTERVALS, NAMES, UnknownNameError, family
from simsupport.measures.formula import Measure

SECTIONS: Mapping[str, tuple[Measure, ...]] = MappingProxyType(
    {
        "Counts and amounts": (*response.COUNTS, *resolution.COUNTS, *work.COUNTS),
        "Response and service level": response.MEASURES,
        "Resolution": resolution.MEASURES,
        "Work": (*work.MEASURES, *backlog.MEASURES, *interruptions.MEASURES),
        "Cost": cost.MEASURES,
        "People": (*satisfaction.MEASURES, *loyalty.MEASURES, *strain.MEASURES),
    }
)
CATALOGUE: Mapping[str, Measure] = MappingProxyType(
    {measure.name: measure for measures in SECTIONS.values() for measure in measures}
)

_HEAD = """# The measures

Written by `python -m simsupport.measures.catalogue`; the definitions are those that `simsupport measures` prints.

"""


def chosen(names: Iterable[str] | None) -> list[Measure]:
    """The measures of these names, in the order of the catalogue; all without names."""
    if names is None:
        return list(CATALOGUE.values())
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted:
        if name not in CATALOGUE:
            raise UnknownNameError(f"'{name}' is not a measure{nearest(str(name), CATALOGUE)}")
    return [measure for measure in CATALOGUE.values() if measure.name in wanted]


def applies(measure: Measure, by: Sequence[str]) -> bool:
    """Whether a measure can be told apart by each of these dimensions."""
    return all(family(dimension) in measure.dimensions for dimension in by)


def dimensions_text(measure: Measure) -> str:
    """The dimensions of a measure in words."""
    if set(measure.dimensions) >= set(ALL):
        rest = [dimension for dimension in measure.dimensions if dimension not in ALL]
        return " and ".join(["all", *rest])
    parts = [dimension for dimension in NAMES if dimension in measure.dimensions]
    intervals = [dimension for dimension in INTERVALS if dimension in measure.dimensions]
    return ", ".join([*parts, *(["intervals"] if len(intervals) == len(INTERVALS) else intervals)])


def markdown() -> str:
    """docs/measures.md."""
    return _HEAD + _preface() + "".join(_section(title, measures) for title, measures in SECTIONS.items())


def _preface() -> str:
    from simsupport.measures import __doc__ as text

    return (text or "").strip() + "\n\nBelow, *all* stands for channel, topic, team, label and every interval.\n"


def _section(title: str, measures: Sequence[Measure]) -> str:
    rows = [f"| `{m.name}` | {m.unit} | {m.definition} | {dimensions_text(m)} |" for m in measures]
    return "\n".join(["", f"## {title}", "", "| measure | unit | definition | by |", "|---|---|---|---|", *rows, ""])


if __name__ == "__main__":
    print(markdown(), end="")
