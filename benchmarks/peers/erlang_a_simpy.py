"""Erlang A as one would write it in SimPy by hand: a process per customer who reneges, a resource for the agents."""

import random
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.desks import ErlangA
from benchmarks.figures import Figures, Row, of_rows

Process = Generator[simpy.Event, Any, None]


def simulate(desk: ErlangA, minutes: float, seed: int) -> list[Row]:
    """One row per customer, of all who come within so many minutes."""
    chance = random.Random(seed)
    env = simpy.Environment()
    agents = simpy.Resource(env, capacity=desk.agents)
    log: list[Row] = []

    def customer() -> Process:
        arrived = env.now
        with agents.request() as request:
            patience = env.timeout(chance.expovariate(1 / desk.patience))
            outcome = yield request | patience
            wait = env.now - arrived
            answered = request in outcome
            if answered:
                yield env.timeout(chance.expovariate(1 / desk.talk))
        log.append((arrived, wait, env.now, answered))

    def arrivals() -> Process:
        while True:
            yield env.timeout(chance.expovariate(desk.rate))
            if env.now > minutes:
                return
            env.process(customer())

    env.process(arrivals())
    env.run()
    return log


def figures(desk: ErlangA, minutes: float, warm_up: float, seed: int) -> Figures:
    return of_rows(simulate(desk, minutes, seed), desk.agents, warm_up, minutes)
