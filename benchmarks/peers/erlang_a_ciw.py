"""Erlang A with Ciw: a network of one node whose customers renege."""

import ciw

from benchmarks.desks import ErlangA
from benchmarks.figures import Figures, Row, of_rows

LAST_TALKS = 60.0  # minutes by which practically all have left who came before


def simulate(desk: ErlangA, minutes: float, seed: int) -> list[Row]:
    """One row per customer who has left, of those who come within so many minutes and a little more."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(desk.rate)],
        service_distributions=[ciw.dists.Exponential(1 / desk.talk)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / desk.patience)],
        number_of_servers=[desk.agents],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(minutes + LAST_TALKS)
    return [
        (record.arrival_date, record.waiting_time, record.exit_date, record.record_type == "service")
        for record in simulation.get_all_records(only=["service", "renege"])
    ]


def figures(desk: ErlangA, minutes: float, warm_up: float, seed: int) -> Figures:
    return of_rows(simulate(desk, minutes, seed), desk.agents, warm_up, minutes)
