"""What chance decides about a leg (R3, R12, R13, R17): each number by its issue, contact, leg and purpose."""

from simsupport.chance import Draw, Purpose, inverse, pick, uniform
from simsupport.engines.reference.nouns import Leg
from simsupport.scenario.distributions import Constant, Distribution
from simsupport.scenario.models import Scenario, Skill, Topic


class Chances:
    """The draws of one replication, read from the scenario by name."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._draws: dict[int, Draw] = {}

    def talk(self, leg: Leg) -> int:
        """Ticks of talk, at least one (R12)."""
        issue, skill = leg.contact.issue, self._skill(leg)
        ticks = self._value(leg, Purpose.TALK, leg.contact.category.talk) / skill.speed
        if issue.topic.hard:
            ticks *= hard_talk(issue.topic, issue.hard)
        if leg.contact.explains_again and issue.topic.returns:
            ticks *= issue.topic.returns.explains_again
        return max(1, round(ticks))

    def wrap(self, leg: Leg) -> int:
        """Ticks of wrap; none is no event (R1, R12)."""
        return round(self._value(leg, Purpose.WRAP, leg.contact.category.wrap) / self._skill(leg).speed)

    def patience(self, leg: Leg) -> int | None:
        """Ticks until the customer gives up; None for endless patience (R17)."""
        patience = leg.contact.category.patience
        return None if patience is None else max(1, round(self._value(leg, Purpose.PATIENCE, patience)))

    def delay(self, leg: Leg, purpose: Purpose, distribution: Distribution) -> int:
        """Ticks of any other delay, at least one."""
        return max(1, round(self._value(leg, purpose, self.draw(distribution))))

    def solves(self, leg: Leg) -> bool:
        """Whether the talk solves the issue (R13)."""
        issue = leg.contact.issue
        return self.happens(leg, Purpose.SOLVE, solving(issue.topic, self._skill(leg), issue.hard))

    def happens(self, leg: Leg, purpose: Purpose, probability: float) -> bool:
        if probability <= 0 or probability >= 1:
            return probability >= 1
        return self._uniform(leg, purpose) < probability

    def switched(self, leg: Leg, purpose: Purpose, shares: dict[str, float]) -> str:
        """The channel on which the customer comes back."""
        own = leg.contact.channel.name
        return (pick(shares, self._uniform(leg, purpose)) if shares else None) or own

    def _skill(self, leg: Leg) -> Skill:
        assert leg.crew is not None
        return leg.crew.team.skills[leg.contact.category.topic]

    def draw(self, distribution: Distribution | None) -> Draw | float | None:
        """How a distribution is drawn; a constant needs no random number."""
        if distribution is None:
            return None
        if isinstance(distribution, Constant):
            return distribution.value
        if id(distribution) not in self._draws:  # the scenario keeps it: its id is its own
            self._draws[id(distribution)] = inverse(distribution)
        return self._draws[id(distribution)]

    def _value(self, leg: Leg, purpose: Purpose, draw: Draw | float | None) -> float:
        if draw is None or isinstance(draw, float):
            return draw or 0.0
        return draw(self._uniform(leg, purpose))

    def _uniform(self, leg: Leg, purpose: Purpose) -> float:
        contact = leg.contact
        return uniform(contact.issue.stream, contact.issue.k, contact.number, leg.draws_as, purpose)


def hard_talk(topic: Topic, hard: bool) -> float:
    """The factor on talk of a hard or an easy issue; the stated average stays the average (R5)."""
    assert topic.hard is not None
    easy = 1 / (1 - topic.hard.share + topic.hard.share * topic.hard.talk)
    return topic.hard.talk * easy if hard else easy


def solving(topic: Topic, skill: Skill, hard: bool) -> float:
    """The probability that a talk solves a hard or an easy issue; the stated average stays the average (R5)."""
    if topic.hard is None:
        return skill.resolves
    p, share, factor = skill.resolves, topic.hard.share, topic.hard.resolves
    easy = p / (1 - share + share * factor)
    if easy > 1:
        return (p - 1 + share) / share if hard else 1.0
    return factor * easy if hard else easy
