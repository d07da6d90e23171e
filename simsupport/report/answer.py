"""The first screen: which option, how sure, what it costs."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from simsupport import formats
from simsupport.report.blocks import Block, Card, Cards, Section, Words, listed, name, strong, words
from simsupport.report.evidence import Evidence
from simsupport.tables import planner
from simsupport.tables.times import length

CARDS = planner.OVERVIEW
_GOES_BY = {"cost": "costs the least", "sla_compliance": "has the highest SLA compliance"}


def section(evidence: Evidence) -> Section:
    if evidence.several:
        return Section("answer", "Which option, how sure, and what it costs", tuple(_of_options(evidence)))
    return Section("answer", "What it gives, how sure, and what it costs", tuple(_of_one(evidence)))


def _of_options(evidence: Evidence) -> Iterator[Block]:
    yield Words((_which(evidence), *_price(evidence)), "lead")
    yield Words((_how_sure(evidence), *_kept(evidence, evidence.best), *_risk(evidence)))
    yield Cards(tuple(_cards(evidence, evidence.best)))
    yield words(
        "The best option is the one that {rule}. The small figures are the difference from {base}; ± is half the "
        "interval at {level:.0%}.",
        kind="small", rule=_rule(evidence), base=name(evidence.base), level=evidence.level,
    ) if evidence.best != evidence.base and evidence.sure else words(
        "The best option is the one that {rule}.", kind="small", rule=_rule(evidence)
    )  # fmt: skip


def _of_one(evidence: Evidence) -> Iterator[Block]:
    only = evidence.base
    told = list(_kept(evidence, only))
    lead = told or [Markup("{} promises nothing that could be kept or missed.").format(strong(only))]
    yield Words((*lead, *_price(evidence)), "lead")
    yield Words((*_risk(evidence), _intervals(evidence)))
    yield Cards(tuple(_cards(evidence, only)))


def _rule(evidence: Evidence) -> str:
    then = _GOES_BY[evidence.ranking["measure"].iloc[0]]
    return f"misses the fewest targets, and among those {then}" if _aimed(evidence) else then


def _aimed(evidence: Evidence) -> bool:
    return bool(evidence.ranking["targets"].any())


def _which(evidence: Evidence) -> Markup:
    first = evidence.ranking.iloc[0]
    if _aimed(evidence):
        rivals = evidence.ranking["missed"].eq(first["missed"]).sum() - 1
        many = f"{first['missed']:.0f} of its {first['targets']} targets" if first["missed"] else "none of its targets"
        alike = f", as {_number(rivals)} do{'es' if rivals == 1 else ''}, but {_goes(first)}" if rivals else ""
        what = f"by its best estimates it misses {many}{alike or ', the fewest of all'}"
    else:
        what = f"by the best estimates it {_GOES_BY[first['measure']]}"
    return Markup("{} comes out best: {}.").format(strong(first["scenario"]), what)


def _number(number: int) -> str:
    return "one other" if number == 1 else f"{number} others"


def _goes(row: Any) -> str:
    return "it is the likelier to be the best of them" if row["best"] == row["best"] else _GOES_BY[row["measure"]]


def _price(evidence: Evidence) -> Iterator[Markup]:
    """What the best option costs, and how much more or less than the base."""
    best = evidence.best
    cost = evidence.figures[best, (), "cost"]
    if not cost.mean > 0:
        return
    period = length(evidence.of_scenario(best).calendar.duration)
    text = Markup("It costs {} in {}").format(planner.figure(cost, "cost"), period)
    if best == evidence.base:
        others = [evidence.differences[other, (), "cost"].mean for other in evidence.names[1:]]
        rest = ", less than any other" if others and min(others) > 0 else ""
        yield text + rest + "."
        return
    yield text + Markup(": {} {}.").format(_beside(evidence, best, "cost"), name(evidence.base))


def _beside(evidence: Evidence, option: str, measure: str) -> str:
    """``13,342 ± 384 (9%) more than``."""
    cell, base = evidence.differences[option, (), measure], evidence.figures[evidence.base, (), measure]
    if cell.mean == 0:
        return "as much as"
    size = formats.with_interval(abs(cell.mean), *_sides(cell), cell.unit, measure)
    share = f" ({abs(cell.mean) / abs(base.mean):.0%})" if base.mean else ""
    direction = "more than" if cell.mean > 0 else "less than"
    open_yet = "" if cell.low > 0 or cell.high < 0 else ", which may be chance,"
    return f"{size}{share}{open_yet} {direction}"


def _sides(cell: planner.Cell) -> tuple[float, float]:
    return (cell.low, cell.high) if cell.mean >= 0 else (-cell.high, -cell.low)


def _how_sure(evidence: Evidence) -> Markup:
    if not evidence.sure:
        return _intervals(evidence)
    ranking, number = evidence.ranking, evidence.results.replications
    first, second = ranking.iloc[0], ranking.iloc[1]
    chance = Markup("The probability that it is the best option in the long run is <strong>{}</strong>, as far as {} "
                    "replications tell").format(formats.chance(first["best"]), number)  # fmt: skip
    if first["best"] >= evidence.level:
        return chance + "."
    return chance + Markup(
        ": this is <strong>not decided</strong>. Next comes {} with {}; more replications (<code>-n</code>, or "
        "<code>--precision</code>) tell more, unless the two are about equally good."
    ).format(name(second["scenario"]), formats.chance(second["best"]))


def _intervals(evidence: Evidence) -> Markup:
    number = evidence.results.replications
    if number == 1:
        return Markup("A <strong>single replication</strong> was simulated: it gives no intervals, and says nothing "
                      "about how sure its figures are.")  # fmt: skip
    return Markup("Each figure stands with its interval at {:.0%}, from {} replications.").format(
        evidence.level, number
    )


def _kept(evidence: Evidence, option: str) -> Iterator[Markup]:
    """Which targets are met, missed and undecided."""
    mine = [verdict for verdict in evidence.verdicts if verdict.scenario == option]
    by = {outcome: [one for one in mine if one.outcome == outcome] for outcome in ("met", "missed", "undecided")}
    if not any(by.values()):
        return
    parts = [f"meets {_counted(len(by['met']), len(mine))}"] if by["met"] else []
    parts += [Markup("misses {}").format(_targets(by["missed"]))] if by["missed"] else []
    parts += [Markup("leaves open {}").format(_targets(by["undecided"]))] if by["undecided"] else []
    yield Markup("{} {}.").format(strong(option), listed(parts))


def _counted(number: int, of: int) -> str:
    if of == 1:
        return "its target"
    return f"all of its {of} targets" if number == of else f"{number} of its {of} targets"


def _targets(verdicts: list[Any]) -> Markup:
    told = [
        Markup("{} ({}, promised at {} {:.3g}%)").format(
            name(one.target), formats.figure(one.mean, "1"), "most" if one.at_most else "least", 100 * one.promised
        )
        for one in verdicts
    ]
    return listed(told)


def _risk(evidence: Evidence) -> Iterator[Markup]:
    """How often all targets were kept in a single period."""
    ranking, number = evidence.ranking, evidence.results.replications
    first = ranking.iloc[0]
    if not first["targets"] or number == 1:
        return
    period = length(evidence.of_scenario(evidence.best).calendar.duration)
    kept = round(first["kept_all"] * number)
    yield Markup("The risk of a single period: {} of {} simulated, each of {}, kept {}.").format(
        kept or "none", number, period, "the target" if first["targets"] == 1 else "all targets"
    )


def _cards(evidence: Evidence, option: str) -> Iterator[Card]:
    for measure in CARDS:
        cell = evidence.figures[option, (), measure]
        there = [evidence.figures[one, (), measure] for one in evidence.names]
        if any(one.mean == one.mean and one.mean != 0 for one in there):
            beside = ""
            if option != evidence.base:
                beside = _small(evidence.differences[option, (), measure], measure)
            yield Card(planner.Line(measure).label.strip(), planner.figure(cell, measure), beside)


def _small(difference: planner.Cell, measure: str) -> str:
    if difference.mean == difference.low == difference.high == 0:
        return "the same"
    return planner.difference(difference, measure).replace("*", "").strip()
