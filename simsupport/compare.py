"""Comparisons: what differs from a base, replication by replication under the same chance (R3).

A family of intervals holds all its true differences with the level said where each has the level 1 − (1 − level) / m
for m options (Bonferroni). Nothing is asked of the options' variances, or of how the same chance correlates them, as
Dunnett's and Hsu's intervals do, and little is lost by it (docs/comparing.md).
"""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.errors import SimsupportError, nearest
from simsupport.experiment import Results, units_of

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.arrays import Array
    from simsupport.measures.intervals import Estimate, Ratio
    from simsupport.scenario.models import Scenario

SIMULTANEOUS = "Bonferroni"  # the method of the simultaneous intervals
MOST_NAMED = 5  # measures in a message


def compare(
    results: Results, baseline: "str | Scenario | None" = None, by: str | Sequence[str] = (), level: float = 0.95
) -> "pd.DataFrame":
    """Paired differences of each scenario from a base (the first one, if none is named).

    Columns: scenario, the dimensions of `by` (one that was run), measure, unit, base_mean, option_mean, difference
    (option − base, in the unit), low, high (the bounds of the difference's interval at the level), level, relative
    (difference / |base_mean|), replications (those that have both figures), simultaneous_low, simultaneous_high (the
    bounds for all options together, by Bonferroni), variance (of the difference: the square of its standard error),
    variance_unpaired (what it would be if the scenarios had not met the same chance), and reason (why there is no
    difference, or no interval). Each interval is for its own measure: among 100 measures that do not differ at all,
    about 5 intervals at 0.95 exclude 0.

    Warns where scenarios differ in what they are measured by: the calendar or the targets. Raises SimsupportError for
    an unknown base or breakdown, and for a scenario that has no measure in common with the base.
    """
    base = _base(results, baseline)
    for option in results.scenarios:
        _warn(base, option)
    keys, numerator, denominator = results.stacked(by)
    _check_common(keys, base.name)
    own, of_base = _pairs(keys, base.name)
    pair = (numerator[own], denominator[own]), (numerator[of_base], denominator[of_base])
    table = keys.iloc[own].reset_index(drop=True)
    table["unit"] = units_of(table["measure"])
    return table.assign(**_figures(*pair, level, len(results.scenarios) - 1, results.pilot))


def _figures(option: "Ratio", base: "Ratio", level: float, options: int, pilot: int | None) -> dict[str, Any]:
    """The columns of a comparison."""
    from simsupport.measures.intervals import difference

    found, mean, base_mean = difference(*option, *base, level, pilot)
    together, _, _ = difference(*option, *base, 1 - (1 - level) / max(options, 1), pilot)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(base_mean != 0, found.mean / np.abs(base_mean), np.nan)
    return {
        "base_mean": base_mean,
        "option_mean": mean,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "level": level,
        "relative": relative,
        "replications": found.replications,
        "simultaneous_low": together.low,
        "simultaneous_high": together.high,
        "variance": found.variance,
        "variance_unpaired": _unpaired(option, base, pilot),
        "reason": _reason(found),
    }


def _unpaired(option: "Ratio", base: "Ratio", pilot: int | None) -> "Array":
    """The variance of each difference as if the two figures had nothing in common: the sum of theirs."""
    from simsupport.measures.intervals import estimate, present

    both = present(option[1]) & present(base[1])
    one, other = (
        estimate(np.where(both, numerator, np.nan), np.where(both, denominator, np.nan), pilot=pilot)
        for numerator, denominator in (option, base)
    )
    return one.variance + other.variance


def _reason(found: "Estimate") -> "Array":
    number = found.replications
    texts = ["no replication has the figure of both", "a single replication has both: no interval"]
    return np.select([number == 0, number == 1], texts, "")


def gain(table: "pd.DataFrame", measure: str) -> tuple[float, float]:
    """The variance of a difference in a measure over all, paired and as if unpaired, on average over the options.

    `table` is what `compare` gives; both are NaN where there is no interval.
    """
    rows = table[table["measure"] == measure]
    return float(rows["variance"].mean()), float(rows["variance_unpaired"].mean())


def _pairs(keys: "pd.DataFrame", base: str) -> tuple[list[int], list[int]]:
    """The rows of the options that the base has too, and the base's rows for them."""
    of_base = keys["scenario"] == base
    shared = [name for name in keys.columns if name != "scenario"]
    numbered = keys.assign(row=range(len(keys)))
    paired = numbered[~of_base].merge(numbered[of_base], on=shared, suffixes=("", "_base"))
    return paired["row"].tolist(), paired["row_base"].tolist()


def _check_common(keys: "pd.DataFrame", base: str) -> None:
    there = {name: list(rows) for name, rows in keys.groupby("scenario", sort=False)["measure"].unique().items()}
    of_base = there.get(base, [])
    for name, measures in there.items():
        if not set(measures) & set(of_base):
            has = f"'{base}' has {_listed(of_base)}, '{name!s}' has {_listed(measures)}"
            raise SimsupportError(f"'{base}' and '{name!s}' have no measure in common: {has}")


def _listed(measures: Sequence[str]) -> str:
    more = len(measures) - MOST_NAMED
    return ", ".join(measures[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "") if measures else "none"


def _base(results: Results, baseline: "str | Scenario | None") -> "Scenario":
    names = [scenario.name for scenario in results.scenarios]
    name = names[0] if baseline is None else baseline if isinstance(baseline, str) else baseline.name
    if name not in names:
        raise SimsupportError(f"'{name}' is not one of the scenarios{nearest(name, names)}")
    return results.scenarios[names.index(name)]


def _warn(base: "Scenario", option: "Scenario") -> None:
    """Say what makes figures of two scenarios differ beside the desk itself."""
    for what, differs in (
        ("cover different times", base.calendar != option.calendar),
        ("have different targets", _targets(base) != _targets(option)),
    ):
        if differs:
            text = f"'{base.name}' and '{option.name}' {what}: their figures may differ for that alone"
            warnings.warn(text, stacklevel=3)


def _targets(scenario: "Scenario") -> object:
    return {name: channel.target for name, channel in scenario.channels.items()}, scenario.targets
