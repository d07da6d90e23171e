"""What is asked of an experiment: read, and refused before anything runs where it can't be."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simsupport.errors import SimsupportError, check_whole
from simsupport.experiment.replication import Experiment
from simsupport.experiment.results import Breakdown

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario


def requested(
    scenarios: "Scenario | Sequence[Scenario]", seed: int, by: str | Sequence[str] | Sequence[Sequence[str]],
    engine: str | None, names: Iterable[str] | None, window: int,
) -> Experiment:  # fmt: skip
    """The experiment that is meant; raises SimsupportError for what can't be run."""
    from simsupport.engines import named
    from simsupport.measures.catalogue import chosen
    from simsupport.measures.dimensions import breakdown, dimensions_of

    check_whole("seed", seed)
    wanted = None if names is None else tuple(measure.name for measure in chosen(names))
    experiment = Experiment(_scenarios(scenarios), int(seed), named(engine), _breakdowns(by), wanted, window)
    for scenario in experiment.scenarios:
        for each in experiment.breakdowns:
            breakdown(each, dimensions_of(scenario))
    return experiment


def check_number(what: str, number: int, least: int = 1, of: str = "number") -> int:
    """The number, if it is a whole one that is not too small."""
    check_whole(what, number)
    if number < least:
        raise SimsupportError(f"{what}: {number} is not a {of} from {least}")
    return int(number)


def _scenarios(given: "Scenario | Sequence[Scenario]") -> "tuple[Scenario, ...]":
    from simsupport.scenario.models import Scenario

    scenarios = (given,) if isinstance(given, (str, Scenario)) else tuple(given)
    if not scenarios:
        raise SimsupportError("there is no scenario to run")
    for one in scenarios:
        if not isinstance(one, Scenario):
            raise SimsupportError(f"{one!r} is not a scenario: load it first, as in run(load({one!r}))")
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise SimsupportError(f"two scenarios are called '{name}': figures go by the name")
    return scenarios


def _breakdowns(by: str | Sequence[str] | Sequence[Sequence[str]]) -> tuple[Breakdown, ...]:
    """One breakdown or several as tuples; over all comes first."""
    if isinstance(by, str):
        return (), (by,)
    single = [part for part in by if isinstance(part, str)]
    if single and len(single) != len(by):
        raise SimsupportError("by: give dimensions, or lists of dimensions, not both")
    several = [tuple(single)] if single else [tuple(part) for part in by]
    return tuple(dict.fromkeys([(), *several]))
