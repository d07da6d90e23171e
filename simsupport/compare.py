"""Comparisons: what differs from a base, replication by replication under the same chance (R3)."""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simsupport.errors import SimsupportError, nearest
from simsupport.experiment import Results, stacked, units_of

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.scenario.models import Scenario


def compare(
    results: Results, baseline: "str | Scenario | None" = None, by: str | Sequence[str] = (), level: float = 0.95
) -> "pd.DataFrame":
    """Paired differences of each scenario from a base (the first one, if none is named).

    Columns: scenario, the dimensions of `by` (one that was run), measure, unit, base_mean, option_mean, difference
    (option − base, in the unit), low, high (the bounds of the difference's interval at the level), level, relative
    (difference / base_mean) and replications. Each interval is for its own figure: among 100 figures that do not
    differ at all, about 5 intervals at 0.95 exclude 0. Warns where scenarios differ in what they are measured by: the
    calendar or the targets. Raises SimsupportError for an unknown base or breakdown.
    """
    from simsupport.measures.intervals import difference

    base = _base(results, baseline)
    for option in results.scenarios:
        _warn(base, option)
    keys, numerator, denominator = stacked(results.table(by), results.replications)
    own, of_base = _pairs(keys, base.name)
    found, mean, base_mean = difference(
        numerator[own], denominator[own], numerator[of_base], denominator[of_base], level, results.pilot
    )
    table = keys.iloc[own].reset_index(drop=True)
    table["unit"] = units_of(table["measure"])
    table["base_mean"], table["option_mean"] = base_mean, mean
    table["difference"], table["low"], table["high"], table["level"] = found.mean, found.low, found.high, level
    table["relative"] = (table["difference"] / table["base_mean"].abs()).where(table["base_mean"] != 0)
    table["replications"] = found.replications
    return table


def _pairs(keys: "pd.DataFrame", base: str) -> tuple[list[int], list[int]]:
    """The rows of the options that the base has too, and the base's rows for them."""
    of_base = keys["scenario"] == base
    shared = [name for name in keys.columns if name != "scenario"]
    numbered = keys.assign(row=range(len(keys)))
    paired = numbered[~of_base].merge(numbered[of_base], on=shared, suffixes=("", "_base"))
    return paired["row"].tolist(), paired["row_base"].tolist()


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
