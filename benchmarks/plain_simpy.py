"""Erlang A as one would write it in SimPy by hand: a process per customer who reneges, a resource for the agents.

The system of scenarios/basics/erlang-a.yaml: 10 calls a minute, 5 minutes of talk, 50 agents, 3 minutes of patience.
"""

import random
from dataclasses import dataclass

import simpy


@dataclass
class Erlang:
    """Rates per minute and the size of the system."""

    arrivals: float = 10.0
    talk: float = 5.0
    patience: float = 3.0
    agents: int = 50


def simulate(system: Erlang, minutes: float, seed: int) -> list[tuple[float, float, float, bool]]:
    """One row per customer: arrival, wait, departure (minutes), and whether an agent answered."""
    chance = random.Random(seed)
    env = simpy.Environment()
    desk = simpy.Resource(env, capacity=system.agents)
    log: list[tuple[float, float, float, bool]] = []

    def customer():
        arrived = env.now
        with desk.request() as request:
            patience = env.timeout(chance.expovariate(1 / system.patience))
            outcome = yield request | patience
            wait = env.now - arrived
            answered = request in outcome
            if answered:
                yield env.timeout(chance.expovariate(1 / system.talk))
        log.append((arrived, wait, env.now, answered))

    def arrivals():
        while True:
            yield env.timeout(chance.expovariate(system.arrivals))
            env.process(customer())

    env.process(arrivals())
    env.run(until=minutes)
    return log
