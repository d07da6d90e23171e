"""The contacts that a human took, by team."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.runs import Runs

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts


class Handled:
    """One row per contact and team that took a leg of it: the contact's place, and when the team first took one."""

    def __init__(self, facts: "Facts") -> None:
        self.facts = facts

    @cached_property
    def done(self) -> "Array":
        """Whether no agent is at work on the contact any more; one for each contact."""
        legs = self.facts.legs
        busy = legs.taken & ~legs.over
        resumed = legs.resumed_rows
        busy[resumed[~legs.begun[resumed]]] = True
        return ~legs.contacts.any(busy)

    @cached_property
    def _first(self) -> "Array":
        """The leg by which each team began, by contact and team."""
        legs = self.facts.legs
        rows = np.flatnonzero(legs.taken)
        contact = legs.contacts.at(rows)
        several = np.flatnonzero(Runs.of(contact).several)
        team, among_several = legs.names["team"], rows[several]
        order = np.lexsort((legs.started[among_several], team[among_several], contact[several]))
        rows[several] = among_several[order]
        return rows[Runs.of(contact, team[rows]).begins]

    @cached_property
    def contact(self) -> "Array":
        return self.facts.legs.contacts.at(self._first)

    @cached_property
    def team(self) -> "Array":
        return self.facts.legs.names["team"][self._first]

    @cached_property
    def started(self) -> "Array":
        return self.facts.legs.started[self._first]
