"""Resolution: how issues are solved, by whom, and how often customers come back. Issues go by their creation.

What the bot or self-service settled counts as solved if it holds: if nobody comes back about it.
"""

import numpy as np

from simsupport import units
from simsupport.log import Kind
from simsupport.measures.contacts import Issues
from simsupport.measures.formula import Array, amount, ratio
from simsupport.measures.response import contacts, issues

PATIENT = 24 * units.HOUR  # who waits longer counts as late


def observed(i: Issues) -> Array:
    """Created early enough for the window to end within the horizon."""
    return i.created + i.facts.window <= i.facts.horizon


def late(i: Issues) -> Array:
    """First answered more than 24 hours after creation, or still unanswered then; the lost wait no longer."""
    until = np.where(i.answered, i.first_answer, i.facts.horizon)
    return (i.answered | ~(i.lost | i.solved)) & (i.since_created(until) > PATIENT)


_issues = issues(lambda i: np.ones(len(i.created), np.bool_))
_answered = contacts(lambda c: c.answered)
_bot = contacts(lambda c: c.left_the_bot)
_deflectable = issues(lambda i: i.deflectable)

COUNTS = (
    amount("issues", "issues", "new problems of customers", _issues),
    amount("lost_issues", "issues",
           "issues rejected, blocked, given up or called back in vain: so ended the last contact, and no further one "
           "is to come",
           issues(lambda i: i.lost)),
    amount("late_customers", "issues",
           "issues first answered by a human more than 24 hours (calendar) after creation, or waiting that long; lost "
           "ones, and those settled without a human, are not late",
           issues(late)),
)  # fmt: skip

MEASURES = (
    ratio("fcr", "1",
          "issues solved for good in their first contact, or deflected for good / issues (the truth, not what a desk "
          "can see)",
          issues(lambda i: i.solved_at_once), _issues),
    ratio("fcr_window", "1",
          "issues without a second contact within the window (7 days) after creation / issues; without the horizon's "
          "last window", issues(lambda i: observed(i) & (i.came_again > i.created + i.facts.window)), issues(observed)),
    ratio("fcr_no_transfer", "1",
          "issues solved for good in their first contact without transfer or escalation / issues",
          issues(lambda i: i.solved_at_once & ~i.handed_on_at_once), _issues),
    ratio("fcr_net", "1",
          "as fcr_no_transfer, but the issues that the first tier handed on in the first contact leave the denominator",
          issues(lambda i: i.solved_at_once & ~i.handed_on_at_once), issues(lambda i: ~i.handed_on_at_once)),
    ratio("repeat_rate", "1", "contacts that came because the answer before did not hold / contacts offered",
          contacts(lambda c: c.offered & (c.kind == Kind.REPEAT)), contacts(lambda c: c.offered)),
    ratio("contacts_per_issue", "contacts",
          "contacts of the issues (retries, repeats and conversions included; chasers and deflected ones not) / issues",
          issues(lambda i: i.count), _issues),
    ratio("escalation_rate", "1", "answered contacts escalated at least once / answered",
          contacts(lambda c: c.answered & c.escalated), _answered),
    ratio("transfer_rate", "1", "answered contacts that went on to another team, misrouted or escalated / answered",
          contacts(lambda c: c.answered & c.handed_on), _answered),
    ratio("misroute_rate", "1", "answered contacts that came to those who can't help, and were transferred / answered",
          contacts(lambda c: c.answered & c.misrouted), _answered),
    ratio("approval_rate", "1", "answered contacts in which another team was asked for approval / answered",
          contacts(lambda c: c.answered & c.asked_approval), _answered),
    ratio("turns_per_contact", "turns",
          "turns of the answered contacts (each reply and each follow-up work begins another) / answered",
          contacts(lambda c: c.turns * c.answered), _answered),
    ratio("gone_quiet_rate", "1", "answered contacts that ended as the customer was asked and never replied / answered",
          contacts(lambda c: c.gone_quiet), _answered),
    ratio("resolution_rate", "1", "issues solved by the horizon / issues", issues(lambda i: i.solved), _issues),
    ratio("containment_raw", "1", "contacts contained by the bot / contacts that it is done with",
          contacts(lambda c: c.contained), _bot),
    ratio("containment_true", "1", "contacts contained by the bot for good / contacts that it is done with",
          contacts(lambda c: c.contained & ~c.came_back), _bot),
    ratio("containment_false", "1",
          "contacts contained by the bot whose customers come back / contacts that it is done with",
          contacts(lambda c: c.contained & c.came_back), _bot),
    ratio("deflection", "1", "issues deflected, rightly or not / issues of topics with self-service",
          issues(lambda i: i.deflected), _deflectable),
    ratio("deflection_false", "1", "issues deflected whose customers come back / issues of topics with self-service",
          issues(lambda i: i.deflected & i.came_back), _deflectable),
)  # fmt: skip
