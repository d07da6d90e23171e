"""The page as HTML: sections in the order in which a meeting asks."""

from functools import cache
from typing import TYPE_CHECKING

from simsupport.report import (
    answer,
    backlog,
    differences,
    flow,
    heat_maps,
    method,
    side_by_side,
    turning,
    waiting,
)
from simsupport.report.evidence import Evidence
from simsupport.tables.times import length
from simsupport.version import __version__

if TYPE_CHECKING:
    from jinja2 import Template

OUTCOMES = ("met", "missed", "undecided")
SECTIONS = (
    answer.section, side_by_side.section, heat_maps.service, waiting.section, backlog.section, heat_maps.busy,
    flow.section, turning.section, differences.section, method.section,
)  # fmt: skip


def rendered(evidence: Evidence, title: str = "") -> str:
    """The whole page."""
    sections = [section(evidence) for section in SECTIONS]
    text = _template().render(
        title=title or _title(evidence), subtitle=_subtitle(evidence), sections=sections, version=__version__,
        several=evidence.several,
    )  # fmt: skip
    return text.replace("\r\n", "\n")


def _title(evidence: Evidence) -> str:
    return f"{len(evidence.scenarios)} options compared" if evidence.several else evidence.base


def _subtitle(evidence: Evidence) -> str:
    calendar, number = evidence.scenarios[0].calendar, evidence.results.replications
    times = "once" if number == 1 else f"{number} times"
    return f"{length(calendar.duration)} from {calendar.start:%Y-%m-%d} ({calendar.time_zone}), simulated {times}"


def outcome(cell: str) -> str:
    """Met, missed or undecided, if a cell says so."""
    last = cell.rpartition(" ")[2]
    return last if last in OUTCOMES else ""


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("simsupport.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    environment.filters["outcome"] = outcome
    environment.tests["of"] = lambda block, kind: type(block).__name__ == kind
    return environment.get_template("page.html.jinja")
