"""Question 6: what does a bot leave to people that contains 30% of the contacts? Less of the contacts than of the work,
as it takes the easy ones: 70% of the contacts, 85% of the work, 7.3 minutes for each of the rest instead of 6.

Exactly: easy ones take 3 minutes and hard ones 9; the bot contains 60% of the easy and none of the hard. Power: the
interval of the work leaves out that of the contacts.
"""

import pytest
from asking import ask

BOT = {"automation": {"bot": {"chat": {"takes": "1 min", "contains": {"question": "30%"}}}}}


@pytest.mark.slow
def test_a_bot_takes_more_contacts_than_work():
    measures = ["answered", "average_handling_time", "occupancy", "containment_raw", "waited_share"]
    answers = ask("easy-contacts", {"people": {}, "bot": BOT}, 16, measures)
    handling, busy = answers.mean("bot", "average_handling_time"), answers.gain("bot", "occupancy")
    assert 0.3 in answers.mean("bot", "containment_raw")
    assert 60 * 51 / 7 in handling
    assert 60 * 6 not in handling
    assert 0.85 * 9 / 11 - 9 / 11 in busy
    assert 0.7 * 9 / 11 - 9 / 11 not in busy
    fewer = answers.gain("bot", "answered").mean / answers.mean("people", "answered").mean
    assert fewer == pytest.approx(-0.3, abs=0.02)  # four standard deviations of 14,000 contacts
    assert answers.gain("bot", "waited_share").high < -0.05
