"""Desks with several topics, teams and phases of talk, whose customers give up, as Markov chains.

The state is what each agent still has to do, as the mean lengths of exponential phases, by team and in order (whom it
is for and whose talk it is does not matter), and how many of each topic wait. Topics that wait for the same team differ
in rank or in the team's preference (R10), so that nobody need know who came first. A talk with wrap is one of two
phases; a mixture of exponentials is one of a phase whose length is drawn. Rates are per minute, times in minutes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from chains import after, mean, stationary

Phases = tuple[float, ...]
ANSWERED, GONE = "answered", "gone"


@dataclass(frozen=True)
class Topic:
    """`talks`: the phases of a talk, each way with its share; `route`: teams in the scenario's order."""

    rate: float
    talks: tuple[tuple[float, Phases], ...]
    route: tuple[str, ...] = ("desk",)
    patience: float = inf
    rank: int = 1


@dataclass(frozen=True)
class Team:
    """`speeds`: other than 1, by topic."""

    agents: int
    prefers: tuple[str, ...] = ()
    speeds: tuple[tuple[str, float], ...] = ()

    def preference(self, topic: str) -> int:
        return self.prefers.index(topic) if topic in self.prefers else len(self.prefers)


def exponential(mean: float) -> tuple[tuple[float, Phases], ...]:
    return ((1.0, (mean,)),)


@dataclass(frozen=True)
class Desk:
    """Topics and teams by name; at most so many wait, which must be more than ever do."""

    topics: dict[str, Topic]
    teams: dict[str, Team]
    most_waiting: int

    def moves(self, state) -> Iterator:
        """The next states, their rates, and whose talk starts where, if one does."""
        doing, waiting = state
        for place, (name, topic) in enumerate(self.topics.items()):
            teams = [team for team in topic.route if len(doing[self._at(team)]) < self.teams[team].agents]
            if teams:
                yield from self._starts(doing, waiting, min(teams, key=self._order(name)), name, topic.rate)
            elif sum(waiting) < self.most_waiting:
                yield (doing, _changed(waiting, place, 1)), topic.rate, None
            if waiting[place] and topic.patience < inf:
                yield (doing, _changed(waiting, place, -1)), waiting[place] / topic.patience, None
        for team, work in zip(self.teams, doing, strict=True):
            for phases, agents in Counter(work).items():
                yield from self._phase_ends(doing, waiting, team, phases, agents / phases[0])

    def _at(self, team: str) -> int:
        return list(self.teams).index(team)

    def _order(self, topic: str):
        """The team's preference, then its place on the route (R10)."""
        return lambda team: (self.teams[team].preference(topic), self.topics[topic].route.index(team))

    def _phase_ends(self, doing, waiting, team, phases, rate) -> Iterator:
        others = list(doing[self._at(team)])
        others.remove(phases)
        if phases[1:]:
            yield (self._with(doing, team, [*others, phases[1:]]), waiting), rate, None
            return
        doing = self._with(doing, team, others)
        waits = [name for at, name in enumerate(self.topics) if waiting[at] and team in self.topics[name].route]
        if not waits:
            yield (doing, waiting), rate, None
            return
        chosen = min(waits, key=lambda name: (self.topics[name].rank, self.teams[team].preference(name)))
        yield from self._starts(doing, _changed(waiting, list(self.topics).index(chosen), -1), team, chosen, rate)

    def _starts(self, doing, waiting, team, topic, rate) -> Iterator:
        speed = dict(self.teams[team].speeds).get(topic, 1.0)
        for share, phases in self.topics[topic].talks:
            talk = tuple(length / speed for length in phases)
            yield (self._with(doing, team, [*doing[self._at(team)], talk]), waiting), rate * share, (topic, team)

    def _with(self, doing, team, work):
        return (*doing[: self._at(team)], tuple(sorted(work)), *doing[self._at(team) + 1 :])

    def must_wait(self, state, topic: str) -> bool:
        return all(len(state[0][self._at(team)]) == self.teams[team].agents for team in self.topics[topic].route)

    def chances(self) -> dict:
        empty = (((),) * len(self.teams), (0,) * len(self.topics))
        return stationary(empty, lambda state: ((there, rate) for there, rate, _ in self.moves(state)))

    def exact(self, target: float | None = None) -> dict[str, float]:
        """What customers of each topic meet, who takes them, and how busy the teams are."""
        chances = self.chances()
        assert max(chances[state] for state in chances if sum(state[1]) == self.most_waiting) < 1e-12
        found, starts = {}, self._starts_of(chances)
        for place, (name, topic) in enumerate(self.topics.items()):
            of, queue = _named(name, self.topics), mean(chances, lambda state, place=place: state[1][place])
            found |= {
                f"P(wait){of}": mean(chances, lambda state, name=name: self.must_wait(state, name)),
                f"P(abandon){of}": queue / topic.patience / topic.rate,
                f"mean wait{of}": queue / topic.rate,
                **{f"{name} taken by {team}": starts[name, team] / topic.rate for team in topic.route},
            }
            if target is not None:
                found[f"P(answered){of}"] = self.answered_within(target, chances, name)
        for place, (name, team) in enumerate(self.teams.items()):
            busy = mean(chances, lambda state, place=place: len(state[0][place]))
            found[f"occupancy{_named(name, self.teams)}"] = busy / team.agents
        return found

    def _starts_of(self, chances) -> Counter:
        """How many talks start in a minute, by topic and team."""
        found: Counter = Counter()
        for state, chance in chances.items():
            for _, rate, started in self.moves(state):
                found[started] += chance * rate
        return found

    def answered_within(self, target: float, chances: dict, topic: str) -> float:
        """The chance of a customer of a topic to be answered in time, all who come counted."""
        place, queues = list(self.topics).index(topic), self.queues_of_newcomers(chances, topic)
        later = after(target, queues, lambda state: self.until_done(state, place))
        return 1 - sum(queues.values()) + later.get(ANSWERED, 0.0)

    def queues_of_newcomers(self, chances: dict, topic: str) -> dict:
        """What customers of a topic see who have to wait, themselves included."""
        place = list(self.topics).index(topic)
        waits = {state: chance for state, chance in chances.items() if self.must_wait(state, topic)}
        return {(doing, _changed(waiting, place, 1)): chance for (doing, waiting), chance in waits.items()}

    def until_done(self, state, place: int) -> Iterator:
        """The moves that the last who waits of a topic sees: its later customers are of no concern."""
        if state in (ANSWERED, GONE):
            return
        ahead = state[1][place] - 1
        for there, rate, started in self.moves(state):
            more = there[1][place] - state[1][place]
            if more == 0:
                yield there, rate
            elif more < 0 and started:
                yield (there if ahead else ANSWERED), rate
            elif more < 0:
                yield GONE, rate / (ahead + 1)
                if ahead:
                    yield there, rate * ahead / (ahead + 1)


def _changed(numbers: tuple[int, ...], place: int, by: int) -> tuple[int, ...]:
    return (*numbers[:place], numbers[place] + by, *numbers[place + 1 :])


def _named(name: str, of) -> str:
    return f" {name}" if len(of) > 1 else ""
