"""What most figures are about: contacts by arrival, issues by creation, replies and chasers by their own tick."""

from simsupport.measures.contacts import Contacts, Issues
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Grouped, Source, View
from simsupport.measures.legs import Legs
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
