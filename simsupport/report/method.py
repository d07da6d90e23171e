"""How the page was computed, so that anybody can do it again."""

from collections.abc import Iterator

from markupsafe import Markup

from simsupport.measures.catalogue import CATALOGUE
from simsupport.report.blocks import Block, Fold, Grid, Section, listed, name, words
from simsupport.report.evidence import MEASURES, Evidence
from simsupport.tables import Row, Table, planner, ranking
from simsupport.tables.times import length


def section(evidence: Evidence) -> Section:
    return Section("method", "How it was computed", tuple(_blocks(evidence)))


def _blocks(evidence: Evidence) -> Iterator[Block]:
    results = evidence.results
    calendar = evidence.scenarios[0].calendar
    warm_up = f" after a warm-up of {length(calendar.warm_up)}" if calendar.warm_up else ""
    yield words(
        "Each scenario was played through, contact by contact, for {period}{warm_up}. {footer}",
        period=length(calendar.duration), warm_up=warm_up, footer=planner.footer(results, evidence.level),
    )  # fmt: skip
    if evidence.several:
        yield words("In a replication all options meet the same customers, at the same times and with the same "
                    "patience (rule R3); differences are taken replication by replication.")  # fmt: skip
        for text in ranking.pairing(evidence.compared[()]):
            yield words("{text}", text=text)
    yield from _shown(evidence)
    if evidence.command:
        yield words("To compute it again:")
        yield words("{command}", kind="code", command=evidence.command)
    compared = "how options are compared in docs/comparing.md, " if evidence.several else ""
    yield words("The rules of the simulation are in docs/model.md of simsupport, {compared}how it is verified in "
                "docs/verification.md.", kind="small", compared=compared)  # fmt: skip
    yield Fold(Markup("What each figure means"), (Grid(_definitions()),))


def _shown(evidence: Evidence) -> Iterator[Block]:
    """Which scenarios are in pictures, if not all are."""
    if len(evidence.drawn) < len(evidence.scenarios):
        yield words(
            "Curves show {few} of the {all} scenarios, the base and those that stand first by the rule above: {names}. "
            "The tables have all.",
            few=len(evidence.drawn), all=len(evidence.scenarios),
            names=listed(name(one.name) for one in evidence.drawn),
        )  # fmt: skip


def _definitions() -> Table:
    rows = (Row(planner.Line(one).label.strip(), (CATALOGUE[one].unit, CATALOGUE[one].definition)) for one in MEASURES)
    return Table("What each figure means", ("unit", "definition"), tuple(rows), "figure", left=True)
