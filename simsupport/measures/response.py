"""Response and service level: how long contacts wait for a human, and how many are answered in time.

W is the time from a contact's first queueing to the first human answer, that of a call back too (to giving up; to the
horizon for who still waits); T is the target of its channel. A are the contacts offered, S those answered, L those who
gave up; the subscript T means within T. Contacts go by their arrival, issues by their creation, replies by their own
tick.
"""

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.contacts import Contacts, Issues
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import (
    Array,
    Grouped,
    Measure,
    Source,
    View,
    amount,
    largest,
    percentile,
    ratio,
    seconds,
    times,
)  # fmt: skip
from simsupport.measures.legs import NEVER, Legs
from simsupport.measures.promises import kept
from simsupport.measures.turns import Replies


def _contacts(view: View) -> Grouped[Contacts]:
    contacts = view.facts.contacts
    return Grouped(contacts, view.grouping.at(contacts.names, contacts.arrived))


def _issues(view: View) -> Grouped[Issues]:
    issues = view.facts.issues
    return Grouped(issues, view.grouping.at(issues.names, issues.created))


def _replies(view: View) -> Grouped[Replies]:
    replies = view.facts.replies
    return Grouped(replies, view.grouping.at(replies.names, replies.queued))


def _chasers(view: View) -> Grouped[Legs]:
    chasers = view.facts.chasers
    return Grouped(chasers, view.grouping.at(chasers.names, chasers.arrived))


contacts = Source((*NAMES, *INTERVALS), _contacts)
issues = Source((*NAMES, *INTERVALS), _issues)
replies = Source((*NAMES, *INTERVALS), _replies)
chasers = Source((*NAMES, *INTERVALS), _chasers)


def in_target(c: Contacts) -> Array:
    """S_T"""
    return c.due & c.answered & c.in_time


def gave_up_in_target(c: Contacts) -> Array:
    """L_T"""
    return c.due & c.gave_up & c.in_time


def excess(c: Contacts) -> Array:
    return seconds(np.maximum(c.wait_on_target_clock - c.target, 0)) * (c.target >= 0) * c.offered


def callback_wait(c: Contacts) -> Array:
    return seconds(np.where(c.answered & (c.called_back != NEVER), c.first_started - c.called_back, 0))


def _waits(name: str, share: float) -> Measure:
    text = f"wait W that {share:.0%} of the contacts offered do not exceed"
    return percentile(name, "s", text, share, contacts(lambda c: seconds(c.wait)), lambda c: c.offered)


_offered, _answered = contacts(lambda c: c.offered), contacts(lambda c: c.answered)
_in_target = contacts(in_target)

COUNTS = (
    amount("offered", "contacts",
           "contacts that came to the desk (A): blocked ones included; rejected, converted and contained ones not",
           _offered),
    amount("answered", "contacts", "contacts that a human answered (S)", _answered),
    amount("rejected", "contacts", "contacts turned away because the channel was closed",
           contacts(lambda c: c.ended(Outcome.REJECTED))),
    amount("converted", "contacts", "contacts sent on to another channel before a human answered",
           contacts(lambda c: c.ended(Outcome.CONVERTED))),
    amount("contained", "contacts", "contacts that the bot settled, rightly or not",
           contacts(lambda c: c.contained)),
    amount("deflected", "issues", "issues that self-service settled, rightly or not: no contact came of them at first",
           issues(lambda i: i.deflected)),
    amount("chasers", "contacts",
           "customers asking where the answer is, by their own tick: part of the contact that they ask about, and of "
           "no other count", chasers(lambda c: c.arrived != NEVER)),
    amount("callbacks_unreached", "contacts", "contacts called back in vain, for the last time",
           contacts(lambda c: c.ended(Outcome.GONE_QUIET))),
)  # fmt: skip

LEVELS = (
    ratio("service_level", "1",
          "answered within the channel's target / (offered − gave up within it); open and not yet due is left out, "
          "open and overdue is missed", _in_target, contacts(lambda c: c.due & ~gave_up_in_target(c))),
    ratio("service_level_offered", "1", "answered within the channel's target / offered, abandoned early or not",
          _in_target, contacts(lambda c: c.due)),
    ratio("service_level_with_abandons", "1", "(answered + gave up within the channel's target) / offered",
          contacts(lambda c: in_target(c) | gave_up_in_target(c)), contacts(lambda c: c.due)),
    ratio("service_level_answered", "1", "answered within the channel's target / answered",
          _in_target, contacts(lambda c: c.due & c.answered)),
    ratio("service_level_without_short", "1",
          "answered within the channel's target / (offered − gave up within its limit for short abandons)",
          _in_target, contacts(lambda c: c.due & ~c.short)),
    ratio("sla_compliance", "1",
          "met / (met + breached) over all targets: first response by contact (as service_level), next response by "
          "reply, resolution by issue (lost is breached; less the time for which the target pauses); open and not yet "
          "due is left out", kept(lambda k: k.met), kept(lambda k: k.met | k.breached)),
)  # fmt: skip

WAITS = (
    ratio("average_speed_of_answer", "s", "waits W of the answered contacts / answered",
          contacts(lambda c: seconds(c.wait) * c.answered), _answered),
    ratio("mean_wait", "s", "waits W of all contacts offered (abandoners' too; 0 if blocked; so far if open) / offered",
          contacts(lambda c: seconds(c.wait) * c.offered), _offered),
    ratio("waited_share", "1", "contacts that wait longer than 0 / offered",
          contacts(lambda c: c.offered & (c.wait > 0)), _offered),
    _waits("wait_p50", 0.5),
    _waits("wait_p90", 0.9),
    _waits("wait_p95", 0.95),
    _waits("wait_p99", 0.99),
    largest("longest_wait", "s", "longest wait W of a contact offered", contacts(lambda c: seconds(c.wait)),
            lambda c: c.offered),
    ratio("excess_wait", "s", "mean of (W − T)+ of contacts offered on channels with a target, on the target's clock",
          contacts(excess), contacts(lambda c: c.offered & (c.target >= 0))),
)  # fmt: skip

LOSSES = (
    ratio("abandonment_rate", "1",
          "(gave up − short) / (offered − short): abandoned, cleared or balked; short is within the channel's limit",
          contacts(lambda c: c.gave_up & ~c.short), contacts(lambda c: c.offered & ~c.short)),
    ratio("blocked_rate", "1", "contacts that found no free line / offered",
          contacts(lambda c: c.ended(Outcome.BLOCKED)), _offered),
    ratio("balk_rate", "1", "contacts that left at once because they would have had to wait / offered",
          contacts(lambda c: c.ended(Outcome.BALKED)), _offered),
    ratio("callback_rate", "1", "contacts that accepted to be called back / offered",
          contacts(lambda c: c.offered & (c.called_back != NEVER)), _offered),
    ratio("callback_wait", "s", "mean time from accepting to be called back to the talk; not reached is left out",
          contacts(callback_wait), contacts(lambda c: c.answered & (c.called_back != NEVER))),
    ratio("chaser_rate", "1", "contacts whose customers asked where the answer is / offered",
          contacts(lambda c: c.offered & c.chased), _offered),
)  # fmt: skip


def first_response(i: Issues) -> Array:
    return seconds(i.since_created(np.where(i.answered, i.first_answer, i.created)))


def first_response_business(i: Issues) -> Array:
    return seconds(i.since_created_on_business_clock(np.where(i.answered, i.first_answer, i.created)))


def first_reply(i: Issues) -> Array:
    return seconds(i.since_created(np.where(i.replied, i.first_reply, i.created)))


def resolution(i: Issues) -> Array:
    return seconds(i.since_created(np.where(i.solved, i.solved_at, i.created)))


def resolution_business(i: Issues) -> Array:
    return seconds(i.since_created_on_business_clock(np.where(i.solved, i.solved_at, i.created)))


def next_response(r: Replies) -> Array:
    return seconds(r.wait) * r.answered


def next_response_business(r: Replies) -> Array:
    return seconds(r.wait_on_business_clock) * r.answered


_FIRST = "from an issue's creation to the first human answer on any of its contacts; never answered is left out"
_ANY = "from an issue's creation to the first answer of a human or the bot; never answered is left out"
_NEXT = "from a reply to the human answer, by the reply's own tick; not answered is left out"
_LAST = "from an issue's creation to its solution, by whomever; unsolved is left out"
_OPENING = "; in opening hours of its first channel"

RESPONSE_TIMES = (
    *times("first_response_time", _FIRST, issues(first_response), lambda i: i.answered),
    *times("first_response_time_business", _FIRST + _OPENING, issues(first_response_business), lambda i: i.answered),
    *times("first_reply_time_any", _ANY, issues(first_reply), lambda i: i.replied),
    *times("next_response_time", _NEXT, replies(next_response), lambda r: r.answered),
    *times("next_response_time_business", f"{_NEXT}; in opening hours", replies(next_response_business),
           lambda r: r.answered),
    *times("resolution_time", _LAST, issues(resolution), lambda i: i.solved),
    *times("resolution_time_business", _LAST + _OPENING, issues(resolution_business), lambda i: i.solved),
)  # fmt: skip

MEASURES = (*LEVELS, *WAITS, *LOSSES, *RESPONSE_TIMES)
