"""Which assumption could turn the decision between the best option and the one next to it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from simsupport import formats, pictures, units
from simsupport.ranking import rank
from simsupport.report.assumptions import KINDS
from simsupport.report.blocks import Block, Grid, Picture, Section, Words, listed, name, words
from simsupport.report.drawing import picture
from simsupport.report.evidence import Evidence, Tried
from simsupport.sensitivity import MEASURES, SIDES, effects
from simsupport.tables import Row, Table

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.scenario.models import Scenario

SIGNS = {"less": "−", "more": "+"}
MOST_BARS = 12


class Standing(NamedTuple):
    """Who of the two is likelier the best one, and how likely."""

    best: str
    chance: float


Standings = Mapping[tuple[str, str], Standing]  # by assumption and side


def section(evidence: Evidence) -> Section:
    title = "Which assumption could turn the decision" if evidence.several else "Which assumption matters most"
    return Section("assumptions", title, tuple(_blocks(evidence)))


def _blocks(evidence: Evidence) -> Iterator[Block]:
    tried = evidence.tried
    if tried is None:
        yield words("Not looked at here. <code>simsupport sweep SCENARIO... --assumptions 20%</code> moves each "
                    "assumption of the scenarios a share down and up.")  # fmt: skip
        return
    table = effects(tried.results, tried.plan, [_measure(evidence)], evidence.level)
    then = _standings(evidence, tried) if evidence.several else {}
    yield from _turns(evidence, tried, then)
    yield _tornado(tried, table)
    yield Grid(_table(tried, table, then))
    yield _how(evidence, tried)


def _measure(evidence: Evidence) -> str:
    """The figure by which the two differ in rank; of a single scenario the first that there is."""
    if not evidence.several:
        there = (one for one in MEASURES if evidence.figures[evidence.base, (), one].mean >= 0)
        return next(there, MEASURES[0])
    first, second = evidence.ranking.iloc[0], evidence.ranking.iloc[1]
    return str(first["measure"]) if first["missed"] == second["missed"] else "sla_compliance"


def _label(assumption: str) -> str:
    return KINDS.get(assumption, assumption)


def _standings(evidence: Evidence, tried: Tried) -> Standings:
    """Who is the better one under each variant, by the report's own rule; nothing where a replication can't tell."""
    found = {}
    by = str(evidence.ranking["measure"].iloc[0])
    for variant in tried.plan.variants:
        standing = _standing(tried, variant.scenarios, by)
        if standing.chance == standing.chance:
            found[variant.assumption, variant.side] = standing
    return found


def _standing(tried: Tried, scenarios: "tuple[Scenario, ...]", by: str) -> Standing:
    """Who of two, as stated or varied, is the better one."""
    names = [scenario.name for scenario in scenarios]
    tables = {key: table[table["scenario"].isin(names)] for key, table in tried.results.tables.items()}
    first = rank(replace(tried.results, scenarios=scenarios, tables=tables), by).iloc[0]
    return Standing(tried.plan.scenarios[names.index(first["scenario"])].name, float(first["best"]))


def _turns(evidence: Evidence, tried: Tried, then: Standings) -> Iterator[Words]:
    """Which assumptions would make the other option the best one, for sure or maybe."""
    if not evidence.several:
        return
    if not then:
        yield words("A single replication can't tell.")
        return
    other = {key: standing.chance for key, standing in then.items() if standing.best != evidence.best}
    sure = [key for key, chance in other.items() if chance >= evidence.level]
    unsure = [key for key, standing in then.items() if standing.chance < evidence.level]
    rival, number = name(evidence.rival), len({variant.assumption for variant in tried.plan.variants})
    if sure:
        yield words("{rival} would be the better option if one of these were {share} off: {told}.", kind="lead",
                    rival=rival, share=_share(tried), told=_told(sure))  # fmt: skip
    else:
        yield words("None of the {number} assumptions looked at, {share} less or more, makes {rival} the better option "
                    "beyond doubt.", kind="lead", number=number, rival=rival, share=_share(tried))  # fmt: skip
    if unsure:
        yield words("The decision is open, with a probability of less than {level:.0%} for either, under: {told}.",
                    level=evidence.level, told=_told(unsure))  # fmt: skip


def _share(tried: Tried) -> str:
    return units.format_share(tried.plan.share)


def _told(keys: list[tuple[str, str]]) -> Markup:
    """``how long talks take (less or more), and how many are absent (less)``."""
    sides: dict[str, list[str]] = {}
    for assumption, side in keys:
        sides.setdefault(assumption, []).append(side)
    return listed(f"{_label(one)} ({' or '.join(both)})" for one, both in sides.items())


def _tornado(tried: Tried, table: "pd.DataFrame") -> Picture:
    """The bars, with words for kinds of assumptions."""
    share = _share(tried)
    together = table["varied"].str.endswith(" values")
    moved = table["side"].map(SIGNS) + share
    shown = table.assign(
        assumption=table["assumption"].map(_label), varied=table["varied"].where(~together, moved)
    )  # fmt: skip
    bars = min(table["assumption"].nunique(), MOST_BARS)
    first = table["assumption"].iloc[0]
    mine = table[table["assumption"] == first]
    parts = [
        Markup("{} if it is {} {}").format(_effect(row, "effect"), share, row["side"])
        for row in mine.to_dict("records") if row["effect"] == row["effect"]
    ]  # fmt: skip
    told = Markup("<q>{}</q> moves it most: {}.").format(_label(first), listed(parts)) if parts else Markup("")
    return picture("tornado", _title(table), told, lambda ax: pictures.tornado(shown, ax, most=MOST_BARS),
                   1.3 + 0.5 * bars)  # fmt: skip


def _title(table: "pd.DataFrame") -> str:
    first = table.iloc[0]
    what = formats.words(first["measure"])
    if first["base"]:
        return f"Difference in {what}: {first['scenario']} less {first['base']}"
    return f"{formats.capital(what)} with one assumption off"


def _effect(row: Mapping[Any, Any], kind: str) -> str:
    return formats.difference(row[kind], row[f"{kind}_low"], row[f"{kind}_high"], row["unit"], row["measure"]).strip()


def _table(tried: Tried, table: "pd.DataFrame", then: Standings) -> Table:
    sides: dict[str, dict[str, dict[Any, Any]]] = {}
    for row in table.to_dict("records"):
        sides.setdefault(row["assumption"], {})[row["side"]] = row
    last = "best then" if then else "targets that turn"
    heads = ("as stated", f"{_share(tried)} less", last, f"{_share(tried)} more", last)
    rows = []
    for assumption, both in sides.items():
        cells = [cell for side in SIDES for cell in _cells(both.get(side), then.get((assumption, side)))]
        rows.append(Row(_label(assumption), (next(iter(both.values()))["stated"], *cells)))
    return Table(_title(table), heads, tuple(rows), "assumption", left=True)


def _cells(row: Mapping[Any, Any] | None, standing: Standing | None) -> tuple[str, str]:
    """What an assumption on one side comes to, and who is the best one then."""
    if row is None:
        return formats.NONE, formats.NONE
    then = f"{standing.best} ({formats.chance(standing.chance)})" if standing else row["targets"] or formats.NONE
    return _effect(row, "figure" if row["base"] else "effect"), then


def _how(evidence: Evidence, tried: Tried) -> Words:
    texts = ["Each is moved alone, all others as stated, in {number} replications with the same customers; * marks "
             "what differs from 0 by its interval."]  # fmt: skip
    chance = ""
    if evidence.several:
        stated = _standing(tried, tried.plan.scenarios, str(evidence.ranking["measure"].iloc[0]))
        chance = f"{stated.best}, {formats.chance(stated.chance)}"
        texts.append("Looked at are {best} and {rival}, who comes next; with nothing moved the better of the two in "
                     "these replications is {chance}.")  # fmt: skip
    if any(variant.assumption in KINDS for variant in tried.plan.variants):
        texts.append("Assumptions of a kind, such as the talks of all topics, are moved together.")
    if tried.left_out:
        texts.append("{left} others were left out; <code>simsupport sweep SCENARIO... --assumptions {share}</code> "
                     "moves every one, which takes minutes.")  # fmt: skip
    return words(" ".join(texts), kind="small", number=tried.results.replications, best=name(evidence.best),
                 rival=name(evidence.rival), left=tried.left_out, share=_share(tried), chance=chance)  # fmt: skip
