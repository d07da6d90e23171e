"""Resolution: how issues are solved, and how often customers come back. Issues go by their creation."""

import numpy as np

from simsupport import units
from simsupport.log import Kind
from simsupport.measures.facts import Issues
from simsupport.measures.formula import Array, amount, ratio
from simsupport.measures.response import contacts, issues

PATIENT = 24 * units.HOUR  # who waits longer counts as late


def observed(i: Issues) -> Array:
    """Created early enough for the window to end within the horizon."""
    return i.created + i.facts.window <= i.facts.horizon


def late(i: Issues) -> Array:
    """First answered more than 24 hours after creation, or still unanswered then; the lost wait no longer."""
    until = np.where(i.answered, i.first_reply, i.facts.horizon)
    return ~(i.lost & ~i.answered) & (i.since_created(until) > PATIENT)


_issues = issues(lambda i: i.created >= 0)

COUNTS = (
    amount("issues", "issues", "new problems of customers", _issues),
    amount("lost_issues", "issues",
           "issues rejected, blocked or given up for good: so ended the last contact, and no further one is to come",
           issues(lambda i: i.lost)),
    amount("late_customers", "issues",
           "issues first answered by a human more than 24 hours (calendar) after creation, or waiting that long",
           issues(late)),
)  # fmt: skip

MEASURES = (
    ratio("fcr", "1", "issues solved for good in their first contact / issues (the truth, not what a desk can see)",
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
          "contacts of the issues (retries, repeats and conversions included) / issues",
          issues(lambda i: i.count), _issues),
    ratio("escalation_rate", "1", "answered contacts escalated at least once / answered",
          contacts(lambda c: c.answered & c.escalated), contacts(lambda c: c.answered)),
    ratio("approval_rate", "1", "answered contacts in which another team was asked for approval / answered",
          contacts(lambda c: c.answered & c.asked_approval), contacts(lambda c: c.answered)),
    ratio("resolution_rate", "1", "issues solved by the horizon / issues", issues(lambda i: i.solved), _issues),
)  # fmt: skip
