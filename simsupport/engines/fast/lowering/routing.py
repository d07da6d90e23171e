"""Routes, and the queues at their places in which legs wait (R10, R14, R15, R16)."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from simsupport.engines.fast.lowering.categories import Category, categories, further_kinds
from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.issues import Kind
from simsupport.engines.fast.lowering.rows import Numbered, Row, Stretches, row
from simsupport.engines.fast.tables import ABILITY, CATEGORY, NONE, PLACE, QUEUE_CLASS, ROUTE, Table, table
from simsupport.scenario.models import RouteRule

OF_APPROVALS = 0, 0, 0  # the rank and preference of no other queue: ranks begin with 1
OWN = -1  # the place of a private queue: before any other

Entry = tuple[str, int, int]  # a team, its number on the route, and after which wait it is there


class Routing:
    """Who may take what, for all categories of some kinds; where there is triage, further kinds follow these."""

    def __init__(self, ground: Ground, kinds: Sequence[Kind]) -> None:
        self.ground, self.teams = ground, ground.scenario.teams
        self._above = {team.escalates_to for team in self.teams.values()}
        self._kinds = [*kinds, *further_kinds(ground, kinds)]
        self.categories = categories(ground, self._kinds)
        self._places, self._routes = Stretches(), Numbered()
        self._queues, self._private = Numbered(), Numbered()
        able = [[name for name in ground.teams if each.suits(self.teams[name])] for each in self.categories]
        pairs = list(zip(self.categories, able, strict=True))
        self._entries_of = [self._entries(each, names) for each, names in pairs]
        self._own_routes = [self._route(*pair) for pair in zip(self.categories, self._entries_of, strict=True)]
        self._abilities = [ability for each, names in pairs for ability in self._of_teams(each, set(names))]
        self.approval_routes = [self._approvals(name) for name in ground.teams]

    # Routes

    def _entries(self, category: Category, able: Sequence[str]) -> list[Entry]:
        """By the rule that says most; else all who are able, but for those to whom another of them escalates."""
        rules = [rule for rule in self.ground.scenario.routing if category.falls_under(rule)]
        if rules:
            entries = [entry for entry in max(rules, key=_says).to if entry.team in able]
            return [(entry.team, number, entry.after) for number, entry in enumerate(entries)]
        above = {self.teams[name].escalates_to for name in able}
        return [(name, 0, 0) for name in able if name not in above]

    def _route(self, category: Category, entries: Iterable[Entry]) -> int:
        """The route over these teams, each with the queue of the legs that are alike there."""
        deferred = not category.channel.live
        places = []
        for name, number, after in entries:
            order = category.rank, *category.preference(self.teams[name])
            team = self.ground.teams.number(name)
            queue = self._queues.add((team, number, *order, self.ground.weight(category.channel), deferred))
            places.append((team, after, queue))
        return self._routes.add(self._places.add(places))

    def _approvals(self, name: str) -> int:
        """The way of requests to a team that approves: before all contacts, oldest first, with empty hands (R15)."""
        if self.teams[name].approves is None:
            return NONE
        team = self.ground.teams.number(name)
        queue = self._queues.add((team, 0, *OF_APPROVALS, self.ground.capacity, False))
        return self._routes.add(self._places.add([(team, 0, queue)]))

    # Abilities

    def _of_teams(self, category: Category, able: set[str]) -> list[tuple[bool, int, int]]:
        """Of each team whether it is able, the route to it alone, and the class of its agents' private queues."""
        return [
            (True, self._upward(category, name), self._own(category, name)) if name in able else (False, NONE, NONE)
            for name in self.ground.teams
        ]

    def _upward(self, category: Category, name: str) -> int:
        """The route of what is escalated: the next team alone (R14)."""
        return self._route(category, [(name, 0, 0)]) if name in self._above else NONE

    def _own(self, category: Category, name: str) -> int:
        """Work that waits may wait for the agent who knows it (R16)."""
        team = self.teams[name]
        if category.channel.live or team.owner_within is None:
            return NONE
        order = category.rank, *category.preference(team)
        weight = self.ground.weight(category.channel)
        return self._private.add((self.ground.teams.number(name), OWN, *order, weight, True))

    # Triage

    def _others(self, number: int) -> list[int]:
        """What triage may take a category for: other topics of its channel that somebody serves (R8)."""
        if self.ground.scenario.automation.triage is None:
            return []
        kind, channel = divmod(number, len(self.ground.channels))
        labels = self._kinds[kind][1]
        kinds = [self._kinds.index((topic, labels)) for topic in self.ground.topics]
        found = [other * len(self.ground.channels) + channel for other in kinds if other != kind]
        return [other for other in found if self._is_served(other)]

    def _is_served(self, number: int) -> bool:
        category = self.categories[number]
        return bool(self._entries_of[number] and category.topic.on_channel("talk", category.channel_name))

    # Tables

    def _row(self, number: int, others: Stretches) -> Row:
        category, ground = self.categories[number], self.ground
        first_other, other_count = others.add(self._others(number))
        return row(
            CATEGORY,
            topic=ground.topics.number(category.topic_name),
            channel=ground.channels.number(category.channel_name),
            rank=category.rank,
            head_start=category.head_start,
            weight=ground.weight(category.channel),
            talk=ground.distribution(category.topic.on_channel("talk", category.channel_name)),
            wrap=ground.distribution(category.topic.on_channel("wrap", category.channel_name)),
            patience=ground.distribution(category.topic.on_channel("patience", category.channel_name)),
            route=self._own_routes[number],
            first_other=first_other,
            other_count=other_count,
        )

    def tables(self) -> dict[str, Table | NDArray[np.int32]]:
        """The tables of Desk."""
        others = Stretches()
        return {
            "categories": table(CATEGORY, [self._row(number, others) for number in range(len(self.categories))]),
            "abilities": table(ABILITY, self._abilities),
            "routes": table(ROUTE, list(self._routes)),
            "places": table(PLACE, self._places.rows),
            "queue_classes": table(QUEUE_CLASS, [*self._queues, *self._private]),
            "others": np.array(others.rows or [NONE], np.int32),
        }

    def rules(self) -> dict[str, int]:
        """What RULES says of them."""
        return {
            "categories": len(self.categories),
            "most_places": max((count for _, count in self._routes), default=0),
            "own_classes": len(self._private),
            "first_own_class": len(self._queues),
        }


def _says(rule: RouteRule) -> tuple[int, bool, bool]:
    """How much a rule says of what it is for (R10)."""
    return len(rule.labels), rule.channel is not None, rule.topic is not None
