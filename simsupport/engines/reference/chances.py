"""What chance decides about a leg (R3, R12, R13, R17): each number by its issue, contact, leg and purpose."""

from collections.abc import Sequence
from math import exp

from simsupport.chance import Draw, Purpose, inverse, pick, uniform
from simsupport.engines.reference.nouns import NEVER, Category, Contact, Leg
from simsupport.scenario.distributions import Constant, Distribution
from simsupport.scenario.models import Scenario, Skill, Topic
from simsupport.scenario.timeline.in_force import Changes, amount, changes, factor


class Chances:
    """The draws of one replication, read from the scenario by name."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._draws: dict[int, Draw] = {}
        self._changes: dict[tuple[str, Category, str | None], Changes] = {}

    def talk(self, leg: Leg) -> int:
        """Ticks of talk, at least one (R12)."""
        contact, issue, topic = leg.contact, leg.contact.issue, leg.contact.issue.topic
        ticks = self._base(leg) / self._skill(leg).speed / self._speed(leg)
        if leg.agent and leg.agent.traits.new_since is not None:
            ticks *= self._newness(leg.agent.traits.new_since, leg)
        if topic.hard:
            ticks *= hard_talk(topic, issue.hard)
        ticks *= contact.context
        if contact.explains_again and topic.returns:
            ticks *= topic.returns.explains_again
        if self.scenario.initiatives:
            ticks *= self._factor("talk", leg)
        return max(1, round(ticks))

    def _base(self, leg: Leg) -> float:
        """The talk as drawn or, the first of a replayed issue, as recorded (R4)."""
        contact, issue = leg.contact, leg.contact.issue
        if issue.talk != NEVER and not contact.number:
            recorded, issue.talk = issue.talk, NEVER  # once
            return float(recorded)
        return self._value(leg, Purpose.TALK, leg.category.talk) * issue.pace

    def _speed(self, leg: Leg) -> float:
        """The speed of the person, as a share of the team's (R18)."""
        assert leg.agent is not None
        speed = leg.agent.traits.speed
        return speed if speed == 1.0 else speed ** self._factor("spread", leg)

    def _newness(self, since: int, leg: Leg) -> float:
        """How much longer a newcomer talks, less and less (R18)."""
        assert leg.crew is not None
        newcomers = leg.crew.team.newcomers
        assert newcomers is not None
        surplus = (newcomers.talk - 1) * self._factor("newcomers", leg)
        return 1 + surplus * exp((since - leg.talk_since) / newcomers.ramp)

    def wrap(self, leg: Leg) -> int:
        """Ticks of wrap; none is no event (R1, R12)."""
        wrap = self._value(leg, Purpose.WRAP, leg.category.wrap)
        if not wrap:
            return 0
        return round(wrap / self._skill(leg).speed / self._speed(leg) * self._factor("wrap", leg))

    def patience(self, leg: Leg) -> int | None:
        """Ticks until the customer gives up; None for endless patience (R17)."""
        patience, contact = leg.category.patience, leg.contact
        if contact.issue.patience != NEVER and not contact.number and not contact.begun:
            return contact.issue.patience
        return None if patience is None else round(self._value(leg, Purpose.PATIENCE, patience))

    def delay(self, of: Leg | Contact, purpose: Purpose, distribution: Distribution) -> int:
        """Ticks of any other delay, at least one."""
        return max(1, round(self._value(of, purpose, self.draw(distribution))))

    def solves(self, leg: Leg) -> bool:
        """Whether the talk solves the issue (R13): by team and person, hard, further chats, initiatives."""
        issue, knower = leg.contact.issue, leg.knower if leg.before else leg
        skill = self._skill(knower).resolves
        if knower.agent and knower.agent.traits.resolves != 1.0:
            deviation = (knower.agent.traits.resolves - 1) * self._factor("spread", knower)
            skill = min(1.0, max(0.0, skill * (1 + deviation)))
        p = solving(issue.topic, skill, issue.hard)
        if knower.others:
            p += knower.category.channel.channel.further_chat.resolves * knower.others
        if self.scenario.initiatives:
            p = 1 - (1 - p) * self._factor("unsolved", knower)
        return self.happens(leg, Purpose.SOLVE, p)

    def beyond_authority(self, leg: Leg, now: int) -> bool:
        """Whether the issue needs more than the team may grant now (R13)."""
        assert leg.crew is not None
        limit = leg.crew.team.authority
        if limit is None:
            return False
        return leg.contact.issue.amount > limit + amount(self._found("authority", leg), now)

    def happens(self, to: Leg | Contact, purpose: Purpose, probability: float) -> bool:
        if probability <= 0 or probability >= 1:
            return probability >= 1
        return self._uniform(to, purpose) < probability

    def one_of(self, leg: Leg, purpose: Purpose, among: Sequence[Category]) -> Category:
        """One of several, each as likely."""
        return among[int(self._uniform(leg, purpose) * len(among))]

    def switched(self, leg: Leg, purpose: Purpose, shares: dict[str, float]) -> str:
        """The channel on which the customer comes back."""
        own = leg.contact.channel.name
        return (pick(shares, self._uniform(leg, purpose)) if shares else None) or own

    def _skill(self, leg: Leg) -> Skill:
        assert leg.crew is not None
        return leg.crew.team.skills[leg.category.topic]

    def _factor(self, what: str, leg: Leg) -> float:
        """What initiatives make of something of a talk, as they were when it started (R22)."""
        return factor(self._found(what, leg), leg.talk_since) if self.scenario.initiatives else 1.0

    def _found(self, what: str, leg: Leg) -> Changes:
        assert leg.crew is not None
        return self.changes(what, leg.category, leg.crew.name)

    def changes(self, what: str, category: Category, team: str | None = None) -> Changes:
        """What initiatives do to something of a category, in a team if it is one's."""
        key = what, category, team
        if key not in self._changes:
            channel = category.channel.name
            self._changes[key] = changes(self.scenario, what, category.topic, channel, team, category.labels)
        return self._changes[key]

    def head_start(self, category: Category, now: int) -> float:
        """The head start that initiatives give to who arrives now (R22)."""
        return amount(self.changes("head_start", category), now) if self.scenario.initiatives else 0.0

    def draw(self, distribution: Distribution | None) -> Draw | float | None:
        """How a distribution is drawn; a constant needs no random number."""
        if distribution is None:
            return None
        if isinstance(distribution, Constant):
            return distribution.value
        if id(distribution) not in self._draws:  # the scenario keeps it: its id is its own
            self._draws[id(distribution)] = inverse(distribution)
        return self._draws[id(distribution)]

    def _value(self, of: Leg | Contact, purpose: Purpose, draw: Draw | float | None) -> float:
        if draw is None or isinstance(draw, float):
            return draw or 0.0
        return draw(self._uniform(of, purpose))

    def _uniform(self, of: Leg | Contact, purpose: Purpose) -> float:
        contact = of.contact
        return uniform(contact.issue.stream, contact.issue.k, contact.number, of.draws_as, purpose)


def hard_talk(topic: Topic, hard: bool) -> float:
    """The factor on talk of a hard or an easy issue; the stated average stays the average (R5)."""
    assert topic.hard is not None
    easy = 1 / (1 - topic.hard.share + topic.hard.share * topic.hard.talk)
    return topic.hard.talk * easy if hard else easy


def solving(topic: Topic, p: float, hard: bool) -> float:
    """The probability that a talk solves a hard or an easy issue; the stated average stays the average (R5)."""
    if topic.hard is None:
        return p
    share, factor = topic.hard.share, topic.hard.resolves
    easy = p / (1 - share + share * factor)
    if easy > 1:
        return (p - 1 + share) / share if hard else 1.0
    return factor * easy if hard else easy
