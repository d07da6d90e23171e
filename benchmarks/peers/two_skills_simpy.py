"""The desk with two topics in SimPy: a FilterStore of agents, from which customers get one who has learned theirs."""

import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

from benchmarks.desks import TwoSkills
from benchmarks.figures import Figures, Row, of_rows

Process = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Agent:
    """One of the people, and what they have learned."""

    number: int
    skills: str


def simulate(desk: TwoSkills, minutes: float, seed: int) -> list[Row]:
    """One row per customer, of all who come within so many minutes."""
    chance = random.Random(seed)
    env = simpy.Environment()
    idle = simpy.FilterStore(env)
    log: list[Row] = []
    skills = ["a"] * desk.only_a + ["b"] * desk.only_b + ["ab"] * desk.both
    idle.items.extend(Agent(number, learned) for number, learned in enumerate(skills))

    def customer(topic: str, talk: float) -> Process:
        arrived = env.now
        if any(agent.skills == topic for agent in idle.items):  # specialists first
            request = idle.get(lambda agent: agent.skills == topic)
        else:
            request = idle.get(lambda agent: topic in agent.skills)
        outcome = yield request | env.timeout(chance.expovariate(1 / desk.patience))
        wait = env.now - arrived
        answered = request in outcome
        if answered:
            yield env.timeout(chance.expovariate(1 / talk))
            idle.put(request.value)
        else:
            request.cancel()
        log.append((arrived, wait, env.now, answered))

    def arrivals(topic: str, rate: float, talk: float) -> Process:
        while True:
            yield env.timeout(chance.expovariate(rate))
            if env.now > minutes:
                return
            env.process(customer(topic, talk))

    env.process(arrivals("a", desk.rate_a, desk.talk_a))
    env.process(arrivals("b", desk.rate_b, desk.talk_b))
    env.run()
    return log


def figures(desk: TwoSkills, minutes: float, warm_up: float, seed: int) -> Figures:
    return of_rows(simulate(desk, minutes, seed), desk.agents, warm_up, minutes)
