"""Which assumptions are tried: those of a kind together, between the best option and the one next to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from simsupport import targets
from simsupport.errors import SimsupportError, nearest
from simsupport.report.evidence import Evidence
from simsupport.scenario.assumptions import assumptions
from simsupport.sensitivity import MEASURES, Plan, plan

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario

SHARE = 0.2
FEW = 12  # assumptions that are looked at one by one; of more those below, each kind together
REPLICATIONS = 5  # at most
KINDS = {
    "demand.*.volume": "how many issues come", "demand.*.rate": "how many issues come (rate)",
    "demand.*.forecast.offered": "how many contacts come (forecast)",
    "topics.*.talk*": "how long talks take", "topics.*.wrap*": "how long wrap-up takes",
    "topics.*.patience*": "how patient customers are", "topics.*.hard.share": "how many issues are hard",
    "topics.*.returns.probability": "how many of the unsolved come back",
    "topics.*.retries.probability": "how many of the unanswered try again",
    "teams.*.resolves": "how often teams solve", "teams.*.speed": "how fast teams work",
    "teams.*.absence*": "how many are absent", "automation.*": "what bots, self-service and triage do",
    "initiatives.*": "what initiatives change",
}  # fmt: skip
MEASURED = tuple(dict.fromkeys([*MEASURES, *targets.MEASURES, "cost"]))  # by a run of the plan


@dataclass(frozen=True)
class Wanted:
    """By which share assumptions are moved, which of them (patterns of paths), and which at once; 0 for none."""

    share: float = SHARE
    only: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    def check(self, scenarios: "Sequence[Scenario]") -> None:
        """Raise SimsupportError for a pattern that no assumption of any scenario matches."""
        names = _names(scenarios)
        for pattern in (*self.only, *self.together):
            if not any(fnmatchcase(each, pattern) for each in names):
                raise SimsupportError(f"no assumption matches '{pattern}'{nearest(pattern, names)}")


def _names(scenarios: "Sequence[Scenario]") -> list[str]:
    return list(dict.fromkeys(one.name for scenario in scenarios for one in assumptions(scenario)))


def planned(evidence: Evidence, wanted: Wanted) -> tuple[Plan, int] | None:
    """What is to be run, and how many assumptions are left out; None where there is nothing to move."""
    pair = [evidence.of_scenario(one) for one in (evidence.rival, evidence.best) if one]
    names = _names(pair)
    if not wanted.share or not names:
        return None
    together, only = wanted.together, wanted.only
    if not together and not only and len(names) > FEW:
        together = only = tuple(KINDS)
    together = tuple(each for each in together if any(fnmatchcase(one, each) for one in names))
    only = tuple(each for each in only if any(fnmatchcase(one, each) for one in names))
    moved = [one for one in names if not only or any(fnmatchcase(one, each) for each in only)]
    return plan(pair, wanted.share, only, together), len(names) - len(moved)


def replications(evidence: Evidence) -> int:
    return min(REPLICATIONS, evidence.results.replications)
