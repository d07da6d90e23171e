"""The story of single contacts, leg by leg, in words; each sentence cites the rules that it follows from.

A pure function of a log: nothing is simulated here. With the demand at hand an issue's story also says whether it is
hard and which amount it needs.
"""

from typing import TYPE_CHECKING

from simsupport.errors import SimsupportError
from simsupport.log import Log
from simsupport.story.case import Case, legs_of
from simsupport.story.sentences import ending, sentences

if TYPE_CHECKING:
    from simsupport.demand import Demand


def issues_of(log: Log) -> list[int]:
    """The ids of all issues of a log."""
    return [int(issue) for issue in dict.fromkeys(log.legs["issue"].tolist())]


def tell(log: Log, issue: int, demand: "Demand | None" = None) -> str:
    """The story of an issue: a headline, a line for each leg, and how it ended.

    Raises SimsupportError for an issue that there is not.
    """
    legs = legs_of(log, issue)
    if not legs:
        known = len(issues_of(log))
        raise SimsupportError(f"there is no issue {issue}: there are {known}, counted from 0")
    case = Case(log.scenario, legs, None if demand is None else float(demand.amount[issue]))
    lines = [case.headline(demand is not None and bool(demand.hard[issue]))]
    lines += [f"{case.time(case.came(leg))}  {'; '.join(sentences(case, leg))}" for leg in legs]
    return "\n  ".join([*lines, ending(case)])
