"""What is drawn for a figure: who answers a survey and what, which contacts are reviewed.

A figure knows an issue by its topic and the tick of its creation, so its numbers are the same in every option in which
that customer comes (R3), however many others do.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.runs import Runs

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts

_APART = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd: places far apart in 64 bits


class Lots:
    """Uniform and normal numbers for the issues and the people of one log."""

    def __init__(self, facts: "Facts") -> None:
        self._facts = facts

    def of_issues(self, purpose: str, issue: "Array", contact: "Array | int" = 0, leg: "Array | int" = 0) -> "Array":
        """A number between 0 and 1 for each row: an issue by its place, and perhaps a contact and a leg of it."""
        from simsupport.chance import Purpose, stream, uniforms

        facts, entity = self._facts, self._entity(issue, contact, leg)
        topic, found = facts.issues.names["topic"][issue], np.empty(len(issue))
        for code, name in enumerate(facts.values["topic"]):
            rows = np.flatnonzero(topic == code)
            key = stream(facts.seed, facts.replication, f"opinions {name}")
            found[rows] = uniforms(key, entity[rows], Purpose[purpose])
        return found

    def _entity(self, issue: "Array", contact: "Array | int", leg: "Array | int") -> "Array":
        """A whole number of 64 bits for each row."""
        entity = self._facts.issues.created[issue].astype(np.uint64)
        for factor, part in zip(_APART, (self._number[issue], contact, leg), strict=True):
            entity = entity + np.uint64(factor) * np.asarray(part).astype(np.uint64)
        return entity

    @cached_property
    def _number(self) -> "Array":
        """The place of each issue among those of its topic that were created in the same tick, as few are."""
        created, topic = self._facts.issues.created, self._facts.issues.names["topic"]
        rows = np.flatnonzero(Runs.of(created).several)
        rows = rows[np.lexsort((topic[rows], created[rows]))]
        alike = Runs.of(created[rows], topic[rows])
        number = np.zeros(len(created), np.int64)
        number[rows] = np.arange(len(rows)) - alike.spread(alike.first_row)
        return number

    def of_people(self, team: str, number: "Array") -> "Array":
        """A standard normal number for each row: a person by the number within the team."""
        from simsupport.chance import Purpose, stream, uniforms

        key = stream(self._facts.seed, self._facts.replication, f"manner {team}")
        return standard(uniforms(key, number, Purpose.SPREAD_MANNER))


def standard(us: "Array") -> "Array":
    """Standard normal numbers of uniform ones."""
    from scipy.special import ndtri

    found: Array = ndtri(us)
    return found
