"""Cost: paid time with its premiums, standby, an outsourcer's bill, bots, initiatives, concessions. Booked when it
arises; see `bookings`.
"""

from dataclasses import dataclass

import numpy as np

from simsupport import units
from simsupport.log import Outcome
from simsupport.measures import bookings as booked
from simsupport.measures.bookings import Booked, bookings, engagements
from simsupport.measures.dimensions import INTERVALS, NAMES, Grouping
from simsupport.measures.formula import (
    Array,
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
from simsupport.measures.work import OF_TEAMS, served

MONTH = 365.25 / 12  # days


@dataclass(frozen=True, eq=False)
class Charges:
    """One row per amount of money: of which kind."""

    kind: Array
    amount: Array

    def of(self, kind: int) -> Array:
        return np.where(self.kind == kind, self.amount, 0.0)


def _charges(view: View) -> Grouped[Charges]:
    parts = [_grouped(view.grouping, each) for each in bookings(view.facts)]
    kind = np.concatenate([np.full(len(group), number) for number, _, group in parts])
    money = np.concatenate([money for _, money, _ in parts])
    return Grouped(Charges(kind, money), np.concatenate([group for *_, group in parts]))


def _grouped(grouping: Grouping, given: Booked) -> tuple[int, Array, Array]:
    row, group, ticks = grouping.split({"team": given.team}, given.start, given.end)
    return given.kind, given.amount[row] * (ticks / (given.end - given.start)[row]), group


@dataclass(frozen=True, eq=False)
class Legs:
    """Legs by the tick at which their talk ends."""

    solved: Array
    granted: Array


def _endings(view: View) -> Grouped[Legs]:
    legs, contacts = view.facts.legs, view.facts.contacts
    solved = legs.outcome == Outcome.SOLVED
    solved[contacts.last[contacts.settled_alone]] = True
    table = Legs(solved, legs.granted)
    return Grouped(table, view.grouping.at(legs.names, legs.talk_ended))


@dataclass(frozen=True, eq=False)
class Engaged:
    """Contacts by the tick at which a bot engages them."""

    price: Array


def _engaged(view: View) -> Grouped[Engaged]:
    legs = view.facts.legs
    rows, money = engagements(view.facts)
    return Grouped(Engaged(money), view.grouping.at(subset(legs.names, rows), legs.started[rows]))


charges = Source(OF_TEAMS, _charges)
timed = Source(INTERVALS, lambda view: view.rows(charges))
engaged = Source(("channel", "topic", "label", *INTERVALS), _engaged)
endings = Source((*NAMES, *INTERVALS), _endings)
_all = charges(lambda c: c.amount)
_months_elapsed = OfGrouping(("team",), lambda grouping: grouping.elapsed / units.DAY / MONTH)


def _of(kind: int) -> Column[Charges]:
    return charges(lambda c: c.of(kind))


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
    amount("cost_bot", "money", "the price of contacts that a bot engages", engaged(lambda e: e.price)),
    amount("cost_initiatives", "money",
           "initiatives: money at their start (or at the end of the warm-up), prices by the time, and the wage of the "
           "hours that they take of a head count",
           timed(lambda c: c.of(booked.INITIATIVES))),
    amount("cost_concessions", "money", "amounts granted to customers", endings(lambda e: e.granted)),
    ratio("cost_per_contact", "money", "cost / contacts that a human (of the team) first took in that time",
          _all, served(lambda h: h.once)),
    ratio("cost_per_resolution", "money", "cost / issues solved in that time, by whomever", _all,
          endings(lambda e: e.solved)),
    ratio("cost_per_month", "money", "cost / months of 365.25 / 12 days", _all, _months_elapsed),
)  # fmt: skip
