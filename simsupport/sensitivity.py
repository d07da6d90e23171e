"""Sensitivity: what a figure, or a decision between scenarios, comes to if one assumption at a time is off by a share.

Each variant runs under the same chance as what is not varied (R3), so that an effect is a paired difference. A decision
is a difference of an option from a base: `stands` if its interval excludes 0 on the same side whatever the assumption,
`turns` if on the other side, `open` if it holds 0. Assumptions are moved one at a time, but those that a pattern puts
together; what two of them do at once is not looked at (Saltelli and Annoni, Environmental Modelling & Software 25,
2010, on what that leaves out).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from warnings import warn

from simsupport import targets
from simsupport.errors import ScenarioError, SimsupportError, nearest
from simsupport.experiment import Results, run, units_of
from simsupport.scenario import from_mapping, resolved
from simsupport.scenario.assumptions import Assumption, assumptions, shown, varied, with_value
from simsupport.sweep import check_size, renamed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from simsupport.measures.intervals import Estimate, Ratio
    from simsupport.scenario.models import Scenario

SIDES = {"less": -1, "more": 1}
MEASURES = ("service_level", "sla_compliance", "average_speed_of_answer")  # the first that has a figure is looked at
FIGURES = ("unvaried", "figure", "effect")
COLUMNS = (
    "scenario", "base", "measure", "unit", "assumption", "side", "stated", "varied", "clipped",
    *(f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high")), "decision", "targets", "replications",
)  # fmt: skip
STANDS, OPEN, TURNS, DECIDED = "stands", "open", "turns", "decided"


@dataclass(frozen=True)
class Variant:
    """The scenarios of an experiment with one assumption off by a share: less or more than is stated."""

    assumption: str
    side: str
    stated: str
    varied: str
    clipped: bool
    scenarios: "tuple[Scenario, ...]"


@dataclass(frozen=True)
class Plan:
    """What is to be run: scenarios (one, or a base and its options), and the variants of all of them."""

    scenarios: "tuple[Scenario, ...]"
    share: float
    variants: tuple[Variant, ...]

    @property
    def all_scenarios(self) -> "list[Scenario]":
        """Each scenario to be simulated, once."""
        varied = (scenario for variant in self.variants for scenario in variant.scenarios)
        return list({scenario.name: scenario for scenario in (*self.scenarios, *varied)}.values())


def sensitivity(
    scenarios: "Scenario | Sequence[Scenario]",
    share: float = 0.2,
    measures: str | Sequence[str] | None = None,
    replications: int | None = None,
    seed: int = 1,
    *,
    only: Sequence[str] = (),
    together: Sequence[str] = (),
    level: float = 0.95,
    force: bool = False,
    **options: Any,
) -> "pd.DataFrame":
    """What each assumption does to measures if it is a share less or more: one row for each side of each.

    With one scenario it is about its figures, with several about the differences of the others from the first.
    `measures` are by default service_level or, where there is none, sla_compliance. `only` limits the assumptions to
    those whose paths match a pattern (`topics.*.talk*`); those that match one of `together` move at once. Other
    parameters are those of `run`, `options` too.

    Columns: scenario, base (None for one scenario), measure, unit, assumption (a path, or a pattern of `together`),
    side (less, more), stated, varied (values as text), clipped (the legal range ended before the share); the figure
    (the measure, or the difference) without the variation (unvaried) and with it (figure), the effect (figure −
    unvaried, paired), each with the bounds of its interval at the level (unvaried_low, unvaried_high, ...); decision
    (stands, open, turns; decided if it was open before), targets (whose outcome changes, to met, missed or undecided),
    replications. The assumption with the widest range of effects comes first. Warns of variants
    that can't be; raises SimsupportError for what can't be run.
    """
    from simsupport.scenario.models import Scenario

    given = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    planned = plan(given, share, only, together, force)
    names = MEASURES if measures is None else (measures,) if isinstance(measures, str) else tuple(measures)
    by = targets.breakdowns(given)
    results = run(planned.all_scenarios, replications, seed, by, names=[*names, *targets.MEASURES], level=level,
                  **options)  # fmt: skip
    return effects(results, planned, measures and names, level)


def plan(
    scenarios: "Sequence[Scenario]", share: float, only: Sequence[str] = (), together: Sequence[str] = (),
    force: bool = False,
) -> Plan:  # fmt: skip
    """The variants of scenarios; warns of those that no scenario can have, as where one value must exceed another.

    Raises SimsupportError where there is nothing to vary or too much.
    """
    if isinstance(share, bool) or not 0 < share < 1:
        raise SimsupportError(f"assumptions are varied by a share between 0% and 100%, not by {share:.0%}")
    groups = _grouped([assumptions(scenario) for scenario in scenarios], only, together)
    check_size(len(scenarios) * (2 * len(groups) + 1), "scenarios", force)
    variants: list[Variant] = []
    for name, group in groups.items():
        for side, sign in SIDES.items():
            try:
                variants += _variants(scenarios, name, group, side, 1 + sign * share, force)
            except ScenarioError as error:
                warn(f"left out, for it can't be: {name} {sign * share:+.0%} ({error.problems[0]})", stacklevel=3)
    if not variants:
        raise SimsupportError(f"no assumption can be {share:.0%} less or more")
    return Plan(tuple(scenarios), share, tuple(variants))


Group = list[list[Assumption]]  # for each scenario, those of its assumptions that move together


def _grouped(found: list[list[Assumption]], only: Sequence[str], together: Sequence[str]) -> dict[str, Group]:
    """The assumptions of scenarios by what they are called: a pattern of `together`, else their own name."""
    names = dict.fromkeys(one.name for those in found for one in those)
    for pattern in (*only, *together):
        if not any(fnmatchcase(name, pattern) for name in names):
            raise SimsupportError(f"no assumption matches '{pattern}'{nearest(pattern, names)}{_there(names)}")
    chosen = [name for name in names if not only or any(fnmatchcase(name, pattern) for pattern in only)]
    for pattern in together:
        if not any(fnmatchcase(name, pattern) for name in chosen):
            raise SimsupportError(f"'{pattern}' (together) matches no assumption that {_quoted(only)} (only) leaves")
    calls = {name: next((pattern for pattern in together if fnmatchcase(name, pattern)), name) for name in chosen}
    return {
        call: [[one for one in those if calls.get(one.name) == call] for those in found]
        for call in dict.fromkeys(calls.values())
    }


def _quoted(patterns: Sequence[str]) -> str:
    return " or ".join(f"'{pattern}'" for pattern in patterns)


def _there(names: Iterable[str]) -> str:
    first = list(names)[:3]
    return f" (there are {', '.join(first)}, ...)" if first else ""


def _variants(
    scenarios: "Sequence[Scenario]", name: str, group: Group, side: str, factor: float, force: bool
) -> Iterator[Variant]:
    """The variant of one side; none if nothing moves, as where a share is 100% already."""
    label = f"{name} {factor - 1:+.0%}"
    moved = [[(one, varied(one, factor)) for one in those] for those in group]
    changed = [[pair for pair in those if pair[1].value != pair[0].stated] for those in moved]
    if not any(changed):
        return
    made = [_with(scenario, those, label, force) for scenario, those in zip(scenarios, changed, strict=True)]
    pairs = [pair for those in moved for pair in those]
    stated = dict.fromkeys(shown(one.stated) for one, _ in pairs)
    values = dict.fromkeys(shown(value.value) for _, value in pairs)
    clipped = any(value.clipped for _, value in pairs)
    yield Variant(name, side, _few(stated), _few(values), clipped, tuple(made))


def _few(texts: Iterable[str]) -> str:
    """Values of several assumptions that move together, if they are few."""
    listed = list(texts)
    return ", ".join(listed) if len(listed) <= 2 else f"{len(listed)} values"


def _with(scenario: "Scenario", changed: "list[tuple[Assumption, Any]]", label: str, force: bool) -> "Scenario":
    """The scenario with other values, read and validated again; itself if there are none."""
    if not changed:
        return scenario
    mapping = resolved(scenario)
    for one, value in changed:
        mapping = with_value(mapping, one.path, value.value)
    return renamed(from_mapping(mapping, force=force), label)


def effects(
    results: Results, planned: Plan, measures: Sequence[str] | None = None, level: float = 0.95
) -> "pd.DataFrame":
    """The table of `sensitivity` from the results of a plan's scenarios; without measures the first that has a figure.

    `results` must have the breakdowns of `targets.breakdowns`.
    """
    import pandas as pd

    found = _Figures(results, planned, level)
    names = measures or [next((name for name in MEASURES if found.is_there(name)), MEASURES[0])]
    tables = [found.table(option, name) for name in names for option in found.options]
    together = pd.concat(tables, ignore_index=True)
    together["unit"] = units_of(together["measure"])
    return together[list(COLUMNS)]


class _Figures:
    """The figures of all variants, ready to be set side by side."""

    def __init__(self, results: Results, planned: Plan, level: float) -> None:
        keys, self._numerator, self._denominator = results.stacked()
        pairs = zip(keys["scenario"], keys["measure"], strict=True)
        self._rows = {pair: row for row, pair in enumerate(pairs)}
        self._planned, self._level, self._pilot = planned, level, results.pilot
        self._outcomes = {(one.scenario, one.target): one.outcome for one in targets.verdicts(results, level)}

    @property
    def options(self) -> range:
        """The places of the scenarios that are looked at: all but a base."""
        number = len(self._planned.scenarios)
        return range(1, number) if number > 1 else range(1)

    def is_there(self, measure: str) -> bool:
        row = self._rows[self._planned.scenarios[0].name, measure]
        return bool((self._denominator[row] > 0).any())

    def table(self, option: int, measure: str) -> "pd.DataFrame":
        """All variants of one scenario and measure, the assumption with the widest range of effects first."""
        import pandas as pd

        variants = self._planned.variants
        unvaried, figure, effect = self._estimates(option, measure)
        scenario, base = self._planned.scenarios[option], self._planned.scenarios[0] if option else None
        table = pd.DataFrame({
            "scenario": scenario.name, "base": base.name if base else None, "measure": measure,
            **{name: [getattr(variant, name) for variant in variants]
               for name in ("assumption", "side", "stated", "varied", "clipped")},
            **{f"{name}{end}": getattr(found, bound)
               for name, found in zip(FIGURES, (unvaried, figure, effect), strict=True)
               for end, bound in {"": "mean", "_low": "low", "_high": "high"}.items()},
            "decision": _decisions(unvaried, figure) if base else None,
            "targets": [self._turned(scenario.name, variant.scenarios[option].name) for variant in variants],
            "replications": effect.replications,
        })  # fmt: skip
        of_assumption = table.groupby("assumption")["effect"]
        span = of_assumption.transform("max").clip(lower=0) - of_assumption.transform("min").clip(upper=0)
        order = table.assign(span=span).sort_values("span", ascending=False, kind="stable", na_position="last").index
        return table.loc[order]

    def _estimates(self, option: int, measure: str) -> "tuple[Estimate, Estimate, Estimate]":
        """What is not varied, what is, and the effect: of a scenario, or of its difference from the base."""
        from simsupport.measures.intervals import contrast

        places = {1: option, -1: 0} if option else {1: 0}
        variants, plain = self._planned.variants, self._planned.scenarios
        with_it = [(sign, self._of([variant.scenarios[place].name for variant in variants], measure))
                   for sign, place in places.items()]  # fmt: skip
        without = [(sign, self._of([plain[place].name] * len(variants), measure)) for sign, place in places.items()]
        both = [*with_it, *((-sign, ratio) for sign, ratio in without)]
        unvaried, figure, effect = (contrast(parts, self._level, self._pilot) for parts in (without, with_it, both))
        return unvaried, figure, effect

    def _of(self, names: Sequence[str], measure: str) -> "Ratio":
        rows: NDArray[np.intp] | list[int] = [self._rows[name, measure] for name in names]
        return self._numerator[rows], self._denominator[rows]

    def _turned(self, name: str, varied_name: str) -> str:
        """The targets whose outcome is another one than without the variation, and which."""
        after = {target: outcome for (scenario, target), outcome in self._outcomes.items() if scenario == varied_name}
        return ", ".join(f"{target} {after[target]}" for (scenario, target), outcome in self._outcomes.items()
                         if scenario == name and after[target] != outcome)  # fmt: skip


def _decisions(unvaried: "Estimate", figure: "Estimate") -> list[str]:
    """What becomes of each decision; a difference whose interval holds 0 decides nothing."""
    import numpy as np

    before, after = (
        np.where(found.low > 0, 1, np.where(found.high < 0, -1, 0)).tolist() for found in (unvaried, figure)
    )
    return [_decision(*pair) for pair in zip(before, after, strict=True)]


def _decision(before: int, after: int) -> str:
    if after == 0:
        return OPEN
    return DECIDED if before == 0 else STANDS if before == after else TURNS
