"""Machines: self-service and bots that come before people (R7), and the triage that sorts what is left (R8)."""

from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Category, Contact, Issue, Leg
from simsupport.log import Kind, Outcome
from simsupport.scenario.intervals import Interval, holds_at
from simsupport.scenario.models import Bot, SelfService
from simsupport.scenario.timeline.in_force import Phasing, factor, tick_of

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class Machine:
    """When a bot or self-service is there: its hours, from when on, and how far it has ramped in."""

    def __init__(self, desk: "Desk", given: Bot | SelfService, zone: str) -> None:
        self.hours: list[Interval] = desk.scenario.wall_clock.opening(given.open, zone)
        self.phasing = Phasing(tick_of(desk.scenario, given.starts), ramp=given.ramp)

    def level(self, tick: int) -> float:
        return self.phasing.level(tick) if holds_at(self.hours, tick) else 0.0


class Machines:
    """All automation of a desk."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.automation = automation = desk.scenario.automation
        channels = desk.scenario.channels
        self._bots = {name: Machine(desk, bot, channels[name].time_zone) for name, bot in automation.bot.items()}
        self._self_service = {name: Machine(desk, given, "") for name, given in automation.self_service.items()}

    # Self-service

    def deflects(self, contact: Contact) -> bool:
        """Whether self-service settles the issue, rightly or not, before any contact (R7)."""
        given = self.automation.self_service.get(contact.category.topic)
        if given is None:
            return False
        rest = (1 - given.deflects) * self._factor("undeflected", contact.category)
        share = self._self_service[contact.category.topic].level(self.desk.clock.now) * _share(1 - rest)
        if not self.desk.chances.happens(contact, Purpose.DEFLECT, _of_easy(contact.issue, share)):
            return False
        self._contained(self.desk.leg(contact, Kind.DEFLECTED), given.wrongly)
        return True

    def _contained(self, leg: Leg, wrongly: float) -> None:
        """No human has anything to do with it; what was settled wrongly comes back surely (R17)."""
        self.desk.entrance.end(leg, Outcome.CONTAINED)
        if self.desk.chances.happens(leg, Purpose.WRONGLY, wrongly):
            self.desk.customers.come_back(leg)

    def _factor(self, what: str, category: Category) -> float:
        """What initiatives do now (R22)."""
        return factor(self.desk.chances.changes(what, category), self.desk.clock.now)

    # Bots

    def engages(self, contact: Contact) -> bool:
        """Whether the channel's bot takes the contact first (R7)."""
        bot = self.automation.bot.get(contact.channel.name)
        if bot is None:
            return False
        level = self._bots[contact.channel.name].level(self.desk.clock.now)
        share = _share(level * bot.engages * self._factor("engages", contact.category))
        return self.desk.chances.happens(contact, Purpose.ENGAGE, share)

    def serve(self, contact: Contact) -> None:
        """The bot takes its time; how much it contains is settled when it begins (R22)."""
        bot, leg = self.automation.bot[contact.channel.name], self.desk.leg(contact, Kind.BOT)
        stated = bot.contains.get(contact.category.topic)
        rest = 1.0 if stated is None else (1 - stated) * self._factor("uncontained", contact.category)
        contains = self.desk.chances.happens(leg, Purpose.CONTAIN, _of_easy(contact.issue, _share(1 - rest)))
        leg.started = leg.talk_since = self.desk.clock.now
        ticks = self.desk.chances.delay(leg, Purpose.BOT, bot.takes)
        self.desk.clock.after(ticks, Phase.END, leg.ties, self._served, leg, bot, contains)

    def _served(self, leg: Leg, bot: Bot, contains: bool) -> None:
        leg.effort = self.desk.clock.now - leg.started
        if contains:
            self._contained(leg, bot.wrongly)
        else:
            self._hand_over(leg, bot)

    def _hand_over(self, leg: Leg, bot: Bot) -> None:
        """The contact comes to the door of the humans, with context or without."""
        contact, now = leg.contact, self.desk.clock.now
        leg.outcome, leg.talk_ended = Outcome.HANDED_OVER, now
        self.desk.facts.ended(leg)
        contact.context = bot.hand_over.talk
        following = self.desk.leg(contact, contact.kind)
        self.desk.clock.at(now, Phase.ARRIVE, following.ties, self.desk.entrance.enter, following)

    # Triage

    def sort(self, leg: Leg) -> None:
        """Some legs are taken for another topic and wait as that one would (R8)."""
        triage = self.automation.triage
        if triage is None:
            return
        more = factor(self.desk.chances.changes("misrouted", leg.category), leg.contact.arrived)
        wrong = _share((1 - triage.accuracy) * more)
        others = self.desk.queues.others(leg.category)
        if others and self.desk.chances.happens(leg, Purpose.MISROUTE, wrong):
            leg.mistaken = self.desk.chances.one_of(leg, Purpose.MISROUTE_TOPIC, others)
            leg.route = leg.mistaken.route


def _of_easy(issue: Issue, share: float) -> float:
    """A share that only easy issues have, so that it is the stated one of all (R5)."""
    if issue.topic.hard is None:
        return share
    return 0.0 if issue.hard else min(1.0, share / (1 - issue.topic.hard.share))


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
