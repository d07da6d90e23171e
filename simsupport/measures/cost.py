"""Cost: paid time with its premiums, standby, an outsourcer's bill, bots, initiatives, concessions. Booked when it
arises; see `bookings`.
"""

from dataclasses import dataclass

import numpy as np

from simsupport import units
from simsupport.log import Outcome
from simsupport.measures import bookings as booked
from simsupport.measures.arrays import Array
from simsupport.measures.bookings import Booked, bookings, engagements
from simsupport.measures.dimensions import INTERVALS, NAMES, Grouping
from simsupport.measures.formula import (
    Column,
    Grouped,
    Measure,
    OfGrouping,
    Source,
    View,
    amount,
    ratio,
)  # fmt: skip
from simsupport.measures.legs import subset
from simsupport.measures.sources import Counted, counted
from simsupport.measures.work import OF_TEAMS, served

MONTH = 365.25 / 12  # days


@dataclass(frozen=True, eq=False)
class Money:
    """Amounts of money."""

    amount: Array

    @property
    def ones(self) -> Array:
        return np.ones(len(self.amount), np.bool_)


@dataclass(frozen=True, eq=False)
class Charges(Money):
    """Amounts of one kind."""

    kind: int


def _charges(view: View) -> list[Grouped[Charges]]:
    return [_grouped(view.grouping, each) for each in bookings(view.facts)]


def _grouped(grouping: Grouping, given: Booked) -> Grouped[Charges]:
    row, groups, ticks = grouping.split({"team": given.team}, given.start, given.end)
    return Grouped(Charges(given.amount[row] * (ticks / (given.end - given.start)[row]), given.kind), groups)


def _solved(view: View) -> Grouped[Counted]:
    """Legs by the tick at which they solved an issue."""
    legs, contacts = view.facts.legs, view.facts.contacts
    solved = legs.outcome == Outcome.SOLVED
    alone = np.flatnonzero(contacts.settled_alone)
    if len(alone):
        solved[contacts.last[alone]] = True
    rows = np.flatnonzero(solved)
    return counted(view, rows, legs.talk_ended[rows])


def _conceded(view: View) -> Grouped[Money]:
    """What was granted, by the end of the talk."""
    legs = view.facts.legs
    rows = legs.conceding_rows
    return Grouped(Money(legs.granted[rows]), view.grouping.at(subset(legs.names, rows), legs.talk_ended[rows]))


def _engaged(view: View) -> Grouped[Money]:
    """What bots cost, by the tick at which they engage a contact."""
    legs = view.facts.legs
    rows, money = engagements(view.facts)
    return Grouped(Money(money), view.grouping.at(subset(legs.names, rows), legs.started[rows]))


charges = Source(OF_TEAMS, _charges)
timed = Source(INTERVALS, lambda view: view.parts(charges))
engaged = Source(("channel", "topic", "label", *INTERVALS), _engaged)
solved = Source((*NAMES, *INTERVALS), _solved)
conceded = Source((*NAMES, *INTERVALS), _conceded)
_all = charges.sum(lambda c: c.amount, lambda c: c.ones)
_months_elapsed = OfGrouping(("team",), lambda grouping: grouping.elapsed / units.DAY / MONTH)


def _of(kind: int, source: Source[Charges] = charges) -> Column[Charges]:
    """The amounts of one kind."""
    those = Source(source.dimensions, lambda view: [part for part in view.parts(source) if part.table.kind == kind])
    return those.sum(lambda c: c.amount, lambda c: c.ones)


MEASURES: tuple[Measure, ...] = (
    amount("cost", "money",
           "wages + premiums + overtime + standby + outsourcing + bots + initiatives + concessions; by team without "
           "bots and initiatives, which are no team's",
           _all),
    amount("cost_wages", "money", "base wage of paid time: idle time, breaks and paid absence included, overtime not",
           _of(booked.WAGES)),
    amount("cost_premiums", "money", "surcharges on the base wage on weekends and holidays of the team's zone",
           _of(booked.PREMIUMS)),
    amount("cost_overtime", "money", "base wage and surcharge of overtime", _of(booked.OVERTIME)),
    amount("cost_standby", "money",
           "the share of the base wage that is paid on call, and what hours of work lack to the least due when woken",
           _of(booked.STANDBY)),
    amount("cost_outsourcing", "money",
           "an outsourcer's price of contacts and of minutes of handling, and what lacks to the minimum of each month, "
           "week or day",
           _of(booked.OUTSOURCING)),
    amount("cost_bot", "money", "the price of contacts that a bot engages",
           engaged.sum(lambda e: e.amount, lambda e: e.ones)),
    amount("cost_initiatives", "money",
           "initiatives: money at their start (or at the end of the warm-up), prices by the time, and the wage of the "
           "hours that they take of a head count",
           _of(booked.INITIATIVES, timed)),
    amount("cost_concessions", "money", "amounts granted to customers",
           conceded.sum(lambda c: c.amount, lambda c: c.ones)),
    ratio("cost_per_contact", "money", "cost / contacts that a human (of the team) first took in that time",
          _all, served.count(lambda h: h.once, "no contact was taken")),
    ratio("cost_per_resolution", "money", "cost / issues solved in that time, by whomever", _all,
          solved.count(lambda s: s.ones, "no issue was solved")),
    ratio("cost_per_month", "money", "cost / months of 365.25 / 12 days", _all, _months_elapsed),
)  # fmt: skip
