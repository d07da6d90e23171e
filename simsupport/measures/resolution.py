"""Resolution: how issues are solved, by whom, and how often customers come back. Issues go by their creation.

What the bot or self-service settled counts as solved if it holds: if nobody comes back about it.
"""

import numpy as np

from simsupport import units
from simsupport.log import Kind
from simsupport.measures.arrays import Array
from simsupport.measures.contacts import Issues
from simsupport.measures.formula import amount, ratio
from simsupport.measures.sources import contacts, issues

PATIENT = 24 * units.HOUR  # who waits longer counts as late


def observed(i: Issues) -> Array:
    """Created early enough for the window to end within the horizon."""
    return np.asarray(i.created <= i.facts.horizon - i.facts.window)


def late(i: Issues) -> Array:
    """First answered more than 24 hours after creation, or still unanswered then; the lost wait no longer."""
    waits = ~(i.answered | i.lost | i.solved)
    return (i.answered & (i.response > PATIENT)) | (waits & (i.created < i.facts.horizon - PATIENT))


def _every(i: Issues) -> Array:
    return np.ones(len(i.created), np.bool_)


_issues = issues.count(_every, "no issue came")
_without_transfer = issues.count(lambda i: i.solved_at_once & ~i.handed_on_at_once)
_observed = issues.count(observed, "no issue came a whole window (7 days) before the end")
_offered = contacts.count(lambda c: c.offered, "no contact was offered")
_answered = contacts.count(lambda c: c.answered, "no contact was answered")
_bot = contacts.count(lambda c: c.left_the_bot, "no contact met a bot")
_deflectable = issues.count(lambda i: i.deflectable, "no issue came of a topic with self-service")

COUNTS = (
    amount("issues", "issues", "new problems of customers", _issues),
    amount("lost_issues", "issues",
           "issues rejected, blocked, given up or called back in vain: so ended the last contact, and no further one "
           "is to come",
           issues.count(lambda i: i.lost)),
    amount("late_customers", "issues",
           "issues first answered by a human more than 24 hours (calendar) after creation, or waiting that long; lost "
           "ones, and those settled without a human, are not late",
           issues.count(late)),
)  # fmt: skip

MEASURES = (
    ratio("fcr", "1",
          "issues solved for good in their first contact, or deflected for good / issues (the truth, not what a desk "
          "can see)",
          issues.count(lambda i: i.solved_at_once), _issues),
    ratio("fcr_window", "1",
          "issues without a second contact within the window (7 days) after creation / issues; without the horizon's "
          "last window",
          issues.count(lambda i: observed(i) & ~i.came_again_within(i.facts.window)), _observed),
    ratio("fcr_no_transfer", "1",
          "issues solved for good in their first contact without transfer or escalation / issues",
          _without_transfer, _issues),
    ratio("fcr_net", "1",
          "as fcr_no_transfer, but the issues that the first tier handed on in the first contact leave the denominator",
          _without_transfer, issues.count(lambda i: ~i.handed_on_at_once, "no issue stayed with the first tier")),
    ratio("repeat_rate", "1", "contacts that came because the answer before did not hold / contacts offered",
          contacts.count(lambda c: c.offered & (c.kind == Kind.REPEAT)), _offered),
    ratio("contacts_per_issue", "contacts",
          "contacts of the issues (retries, repeats and conversions included; chasers and deflected ones not) / issues",
          issues.sum(lambda i: i.count, _every), _issues),
    ratio("escalation_rate", "1", "answered contacts escalated at least once / answered",
          contacts.count(lambda c: c.answered & c.escalated), _answered),
    ratio("transfer_rate", "1", "answered contacts that went on to another team, misrouted or escalated / answered",
          contacts.count(lambda c: c.answered & c.handed_on), _answered),
    ratio("misroute_rate", "1", "answered contacts that came to those who can't help, and were transferred / answered",
          contacts.count(lambda c: c.answered & c.misrouted), _answered),
    ratio("approval_rate", "1", "answered contacts in which another team was asked for approval / answered",
          contacts.count(lambda c: c.answered & c.asked_approval), _answered),
    ratio("turns_per_contact", "turns",
          "turns of the answered contacts (each reply and each follow-up work begins another) / answered",
          contacts.sum(lambda c: c.turns, lambda c: c.answered), _answered),
    ratio("gone_quiet_rate", "1", "answered contacts that ended as the customer was asked and never replied / answered",
          contacts.count(lambda c: c.gone_quiet), _answered),
    ratio("resolution_rate", "1", "issues solved by the horizon / issues", issues.count(lambda i: i.solved), _issues),
    ratio("containment_raw", "1", "contacts contained by the bot / contacts that it is done with",
          contacts.count(lambda c: c.contained), _bot),
    ratio("containment_true", "1", "contacts contained by the bot for good / contacts that it is done with",
          contacts.count(lambda c: c.contained & ~c.came_back), _bot),
    ratio("containment_false", "1",
          "contacts contained by the bot whose customers come back / contacts that it is done with",
          contacts.count(lambda c: c.contained & c.came_back), _bot),
    ratio("deflection", "1", "issues deflected, rightly or not / issues of topics with self-service",
          issues.count(lambda i: i.deflected), _deflectable),
    ratio("deflection_false", "1", "issues deflected whose customers come back / issues of topics with self-service",
          issues.count(lambda i: i.deflected & i.came_back), _deflectable),
)  # fmt: skip
