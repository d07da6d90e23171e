"""Response and service level: how long contacts wait for a human, and how many are answered in time.

W is the time from a contact's first queueing to the first human answer, that of a call back too (to giving up; to the
horizon for who still waits); T is the target of its channel. A are the contacts offered, S those answered, L those who
gave up; the subscript T means within T. Contacts go by their arrival, issues by their creation, replies by their own
tick.
"""

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.arrays import Array
from simsupport.measures.contacts import Contacts, Issues
from simsupport.measures.formula import (
    Grouped,
    Measure,
    Source,
    View,
    amount,
    largest,
    percentile,
    ratio,
    times,
)  # fmt: skip
from simsupport.measures.runs import NEVER
from simsupport.measures.sources import Ticks, chasers, contacts, issues, promised, replies
from simsupport.units import SECOND


def in_target(c: Contacts) -> Array:
    """S_T"""
    return c.due & c.answered & c.in_time


def gave_up_in_target(c: Contacts) -> Array:
    """L_T"""
    return c.due & c.gave_up & c.in_time


def _some(view: View, contact: Array, ticks: Array) -> Grouped[Ticks]:
    """Times of some contacts."""
    return Grouped(Ticks(ticks, np.ones(len(contact), np.bool_)), view.rows(contacts).groups.take(contact))


def _late(view: View) -> Grouped[Ticks]:
    """By how much W exceeds the target."""
    c = view.facts.contacts
    rows = np.flatnonzero(c.offered & c.promised & ~c.in_time)
    return _some(view, rows, c.wait_on_target_clock[rows] - np.broadcast_to(c.target, len(c.wait))[rows])


def _called_back(view: View) -> Grouped[Ticks]:
    """Times from accepting to be called back to the talk."""
    contact, accepted = view.facts.contacts.accepted
    return _some(view, contact, view.facts.contacts.first_started[contact] - accepted)


late = Source(contacts.dimensions, _late)
called_back = Source(contacts.dimensions, _called_back)
_wait = contacts.sum(lambda c: c.wait, lambda c: c.offered, SECOND, "no contact was offered")


def _waits(name: str, share: float) -> Measure:
    return percentile(name, "s", f"wait W that {share:.0%} of the contacts offered do not exceed", share, _wait)


_NOT_DUE = "no contact was due on a channel with a target"
_offered = contacts.count(lambda c: c.offered, "no contact was offered")
_answered = contacts.count(lambda c: c.answered, "no contact was answered")
_in_target, _due = contacts.count(in_target), contacts.count(lambda c: c.due, _NOT_DUE)

COUNTS = (
    amount("offered", "contacts",
           "contacts that came to the desk (A): blocked ones included; rejected, converted and contained ones not",
           _offered),
    amount("answered", "contacts", "contacts that a human answered (S)", _answered),
    amount("rejected", "contacts", "contacts turned away because the channel was closed",
           contacts.count(lambda c: c.ended(Outcome.REJECTED))),
    amount("converted", "contacts", "contacts sent on to another channel before a human answered",
           contacts.count(lambda c: c.ended(Outcome.CONVERTED))),
    amount("contained", "contacts", "contacts that the bot settled, rightly or not",
           contacts.count(lambda c: c.contained)),
    amount("deflected", "issues", "issues that self-service settled, rightly or not: no contact came of them at first",
           issues.count(lambda i: i.deflected)),
    amount("chasers", "contacts",
           "customers asking where the answer is, by their own tick: part of the contact that they ask about, and of "
           "no other count", chasers.count(lambda c: c.arrived != NEVER)),
    amount("callbacks_unreached", "contacts", "contacts called back in vain, for the last time",
           contacts.count(lambda c: c.ended(Outcome.GONE_QUIET))),
)  # fmt: skip

LEVELS = (
    ratio("service_level", "1",
          "answered within the channel's target / (offered − gave up within it); open and not yet due is left out, "
          "open and overdue is missed", _in_target, contacts.count(lambda c: c.due & ~gave_up_in_target(c), _NOT_DUE)),
    ratio("service_level_offered", "1", "answered within the channel's target / offered, abandoned early or not",
          _in_target, _due),
    ratio("service_level_with_abandons", "1", "(answered + gave up within the channel's target) / offered",
          contacts.count(lambda c: in_target(c) | gave_up_in_target(c)), _due),
    ratio("service_level_answered", "1", "answered within the channel's target / answered",
          _in_target,
          contacts.count(lambda c: c.due & c.answered, "no contact was answered on a channel with a target")),
    ratio("service_level_without_short", "1",
          "answered within the channel's target / (offered − gave up within its limit for short abandons)",
          _in_target, contacts.count(lambda c: c.due & ~c.short, _NOT_DUE)),
    ratio("sla_compliance", "1",
          "met / (met + breached) over all targets, each on its clock: first response by contact, from when it comes "
          "to the humans' door (on the calendar clock it waits while held outside, too), next response by reply, "
          "resolution by issue (lost is breached; less the time for which the target pauses); early abandons, and open "
          "and not yet due, are left out", promised.count(lambda k: k.met),
          promised.count(lambda k: k.met | k.breached, "no target applied to anything that was due")),
)  # fmt: skip

WAITS = (
    ratio("average_speed_of_answer", "s", "waits W of the answered contacts / answered",
          contacts.sum(lambda c: c.wait, lambda c: c.answered, SECOND), _answered),
    ratio("mean_wait", "s", "waits W of all contacts offered (abandoners' too; 0 if blocked; so far if open) / offered",
          _wait, _offered),
    ratio("waited_share", "1", "contacts that wait longer than 0 / offered",
          contacts.count(lambda c: c.offered & (c.wait > 0)), _offered),
    _waits("wait_p50", 0.5),
    _waits("wait_p90", 0.9),
    _waits("wait_p95", 0.95),
    _waits("wait_p99", 0.99),
    largest("longest_wait", "s", "longest wait W of a contact offered", _wait),
    ratio("excess_wait", "s", "mean of (W − T)+ of contacts offered on channels with a target, on the target's clock",
          late.sum(lambda t: t.ticks, lambda t: t.counts, SECOND),
          contacts.count(lambda c: c.offered & c.promised, "no contact was offered on a channel with a target")),
)  # fmt: skip

LOSSES = (
    ratio("abandonment_rate", "1",
          "(gave up − short) / (offered − short): abandoned, cleared or balked; short is within the channel's limit",
          contacts.count(lambda c: c.gave_up & ~c.short),
          contacts.count(lambda c: c.offered & ~c.short, "no contact was offered")),
    ratio("blocked_rate", "1", "contacts that found no free line / offered",
          contacts.count(lambda c: c.ended(Outcome.BLOCKED)), _offered),
    ratio("balk_rate", "1", "contacts that left at once because they would have had to wait / offered",
          contacts.count(lambda c: c.ended(Outcome.BALKED)), _offered),
    ratio("callback_rate", "1", "contacts that accepted to be called back / offered",
          contacts.count(lambda c: c.offered & c.accepts), _offered),
    ratio("callback_wait", "s", "mean time from accepting to be called back to the talk; not reached is left out",
          called_back.sum(lambda t: t.ticks, lambda t: t.counts, SECOND),
          called_back.count(lambda t: t.counts, "nobody was called back and reached")),
    ratio("chaser_rate", "1", "contacts whose customers asked where the answer is / offered",
          contacts.count(lambda c: c.offered & c.chased), _offered),
)  # fmt: skip


def response_business(i: Issues) -> Array:
    return i.in_opening_hours(i.response, i.first_answer)


def resolution_business(i: Issues) -> Array:
    return i.in_opening_hours(i.resolution, i.solved_at)


_FIRST = "from an issue's creation to the first human answer on any of its contacts; never answered is left out"
_ANY = "from an issue's creation to the first answer of a human or the bot; never answered is left out"
_NEXT = "from a reply to the human answer, by the reply's own tick; not answered is left out"
_LAST = "from an issue's creation to its solution, by whomever; unsolved is left out"
_OPENING = "; in opening hours of its first channel"
_NONE_ANSWERED, _NONE_SOLVED, _NO_REPLY = "no issue was answered", "no issue was solved", "no reply was answered"

RESPONSE_TIMES = (
    *times("first_response_time", _FIRST,
           issues.sum(lambda i: i.response, lambda i: i.answered, SECOND, _NONE_ANSWERED)),
    *times("first_response_time_business", _FIRST + _OPENING,
           issues.sum(response_business, lambda i: i.answered, SECOND, _NONE_ANSWERED)),
    *times("first_reply_time_any", _ANY, issues.sum(lambda i: i.reply, lambda i: i.replied, SECOND, _NONE_ANSWERED)),
    *times("next_response_time", _NEXT, replies.sum(lambda r: r.wait, lambda r: r.answered, SECOND, _NO_REPLY)),
    *times("next_response_time_business", f"{_NEXT}; in opening hours",
           replies.sum(lambda r: r.wait_on_business_clock, lambda r: r.answered, SECOND, _NO_REPLY)),
    *times("resolution_time", _LAST, issues.sum(lambda i: i.resolution, lambda i: i.solved, SECOND, _NONE_SOLVED)),
    *times("resolution_time_business", _LAST + _OPENING,
           issues.sum(resolution_business, lambda i: i.solved, SECOND, _NONE_SOLVED)),
)  # fmt: skip

MEASURES = (*LEVELS, *WAITS, *LOSSES, *RESPONSE_TIMES)
