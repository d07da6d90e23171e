"""Erlang C and A beside the simulation: for each channel, by hour of the day, from the load that a scenario offers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isinf
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport import formats, theory, units
from simsupport.cli import departures
from simsupport.cli.tables import paragraph
from simsupport.offered_load import HOURS, Array, OfferedLoad
from simsupport.scenario.models import Scenario
from simsupport.tables import Row, Table
from simsupport.tables.planner import Cell, Cells, cells, figure
from simsupport.theory import Figures

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.experiment import Results

HOURLY, STEADY = ("channel", "hour"), ("channel",)
BREAKDOWNS: tuple[tuple[str, ...], ...] = (HOURLY, STEADY)
MEASURES = {"service_level": "1", "average_speed_of_answer": "s", "abandonment_rate": "1"}
ENDLESS = "endless"

_HEADERS = {
    "service_level": "service\nlevel", "average_speed_of_answer": "average speed\nof answer",
    "abandonment_rate": "abandonment\nrate", "erlang_c": "Erlang\nC", "erlang_a": "Erlang\nA",
}  # fmt: skip

Answers = Mapping[str, float]  # by measure
Found = Mapping[tuple[str, ...], Cells]  # what was simulated, by breakdown


@dataclass(frozen=True)
class Hour:
    """An hour of the day on a channel, its days together; `hour` is None where all hours are alike.

    What is asked: contacts an hour, work in erlangs, and the agents who serve the channel, on average. What theory
    answers: by formula and measure; without Erlang A where nobody gives up.
    """

    channel: str
    hour: int | None
    asked: Mapping[str, float]
    answers: Mapping[str, Answers]


@dataclass(frozen=True)
class Queue:
    """A channel as theory sees it: a steady queue in each hour of the week, of which others know nothing."""

    offered: OfferedLoad
    channel: str

    @property
    def scenario(self) -> Scenario:
        return self.offered.scenario

    @cached_property
    def asked(self) -> dict[str, Array]:
        """What is asked, by day and hour."""
        agents: Array = np.zeros_like(self.offered.hours)
        for team in sorted(departures.teams_of(self.scenario, self.channel)):
            agents = agents + self.offered.agents[team]
        contacts, erlangs = self.offered.contacts[self.channel], self.offered.erlangs[self.channel]
        return {"contacts_per_hour": contacts, "erlangs": erlangs, "agents": agents}

    @cached_property
    def patience(self) -> float:
        return departures.patience(self.scenario, self.channel)

    @property
    def steady(self) -> bool:
        """Whether all hours that come are alike."""
        there = self.offered.hours > 0
        return all(np.allclose(table[there], table[there][0], rtol=1e-9) for table in self.asked.values())

    @property
    def unattended(self) -> bool:
        """Whether contacts come in hours in which nobody is there who serves them."""
        there = (self.offered.hours > 0) & (self.asked["contacts_per_hour"] > 0)
        return bool((there & (self.asked["agents"] <= 0)).any())

    def hours(self) -> Iterator[Hour]:
        """The hours of the day in which contacts come and agents are there; a single one if all are alike."""
        busy = (self.offered.hours > 0) & (self.asked["erlangs"] > 0) & (self.asked["agents"] > 0)
        places: dict[int | None, Any] = {None: busy}
        if not self.steady:
            places = {hour: busy & (np.arange(HOURS) == hour) for hour in range(HOURS)}
        for hour, place in places.items():
            if place.any():
                yield self._hour(hour, place)

    def _hour(self, hour: int | None, place: Any) -> Hour:
        """Several hours of the week together, by how often they come."""
        weights, asked = self.offered.hours[place], {name: table[place] for name, table in self.asked.items()}
        formulas = {"erlang_c": inf, "erlang_a": self.patience} if self.patience < inf else {"erlang_c": inf}
        answers = {}
        for formula, patience in formulas.items():
            figures = [self._erlang(patience, *each) for each in zip(*asked.values(), strict=True)]
            answers[formula] = pooled(figures, weights * asked["contacts_per_hour"])
        means = {name: float(np.average(numbers, weights=weights)) for name, numbers in asked.items()}
        return Hour(self.channel, hour, means, answers)

    def _erlang(self, patience: float, contacts: float, work: float, agents: float) -> Figures:
        """An hour as if it lasted forever; an agent who may have several contacts at once counts as so many."""
        given, hour = self.scenario.channels[self.channel], units.HOUR / units.SECOND
        target = given.target.within / units.SECOND if given.target else 0.0
        handling = work * given.concurrency / contacts * hour
        return theory.erlang_a(contacts / hour, handling, agents * given.concurrency, patience, target)


def queues(scenario: Scenario) -> list[Queue]:
    """The channels of a scenario of which the formulas know something."""
    offered = OfferedLoad(scenario)
    return [Queue(offered, name) for name in scenario.channels if not departures.beyond_erlang(scenario, name)]


def pooled(figures: Sequence[Figures], offered: Array) -> Answers:
    """The figures of several queues together, by how many contacts each is offered: ratios of sums."""
    answered = offered * [each.answered_share for each in figures]
    in_target = offered @ [each.service_level_offered for each in figures]
    gave_up_in_target = offered @ [each.service_level_with_abandons for each in figures] - in_target
    waits = [each.average_speed_of_answer for each in figures]
    return {
        "service_level": float(in_target / (offered.sum() - gave_up_in_target)),
        "average_speed_of_answer": float(answered @ waits / answered.sum()),
        "abandonment_rate": float(offered @ [each.abandonment_rate for each in figures] / offered.sum()),
    }


def parts(results: "Results", level: float) -> Iterator[Table | str]:
    """For each scenario a table for each channel, what theory can't say, and why it differs."""
    found = _found(results, level)
    for scenario in results.scenarios:
        known = queues(scenario)
        for queue in known:
            if hours := _hours(queue, found):
                yield _table(scenario, queue.channel, hours, found)
            else:
                yield _nothing(scenario, queue.channel, "in no hour do first contacts come to agents.")
        for channel in scenario.channels:
            if why := departures.beyond_erlang(scenario, channel):
                yield _nothing(scenario, channel, why)
        if reasons := "\n".join(paragraph(f"- {reason}") for reason in differences(known)):
            yield f"{scenario.name}: why theory and simulation differ\n{reasons}"


def _nothing(scenario: Scenario, channel: str, why: str) -> str:
    return paragraph(f"{scenario.name}, {channel}: no theory; {why}")


def differences(known: Sequence[Queue]) -> list[str]:
    """Why the queues of a scenario are not what the formulas take them for, or that they are; nothing without any."""
    if not known:
        return []
    channels = [queue.channel for queue in known]
    reasons = [*_over_time(known), *departures.reasons(known[0].scenario, channels)]
    return reasons or ["Nothing here is unlike what the formulas assume: what is left is chance."]


def all_differences(results: "Results") -> dict[str, list[str]]:
    """The same by the names of scenarios."""
    return {scenario.name: differences(queues(scenario)) for scenario in results.scenarios}


def _over_time(known: Sequence[Queue]) -> Iterator[str]:
    if not all(queue.steady for queue in known):
        yield (
            "The load or the staffing changes over time. Theory takes each hour of the week as if it had lasted "
            "forever (an hour of the day is the average of its days, by contacts); in the simulation a queue goes on "
            "into the next hour, and a quiet hour helps the one after it."
        )
    if any(queue.unattended for queue in known):
        yield "In some hours contacts come while nobody is there who serves them; theory leaves these hours out."


def _found(results: "Results", level: float) -> Found:
    return {by: cells(results.summary(by, level), by) for by in BREAKDOWNS}


def _hours(queue: Queue, found: Found) -> list[Hour]:
    """The hours of a channel in which the simulation, too, has contacts: while it is closed it may have none."""
    there = ((hour, _simulated(found, queue.scenario, hour, "offered")) for hour in queue.hours())
    return [hour for hour, offered in there if offered and offered.mean > 0]


def _simulated(found: Found, scenario: Scenario, hour: Hour, measure: str) -> Cell | None:
    by, group = (STEADY, (hour.channel,)) if hour.hour is None else (HOURLY, (hour.channel, hour.hour))
    return found[by].get((scenario.name, group, measure))


def _table(scenario: Scenario, channel: str, hours: Sequence[Hour], found: Found) -> Table:
    columns = list(_columns(scenario, hours[0]))
    rows = []
    for hour in hours:
        asked = " / ".join(formats.count(round(hour.asked[name], 6)) for name in ("erlangs", "agents"))
        texts = [asked, *(_text(found, scenario, hour, measure, formula) for measure, formula in columns)]
        rows.append(Row("any hour" if hour.hour is None else f"{hour.hour:02d}:00", tuple(texts)))
    headers = (_HEADERS[formula or measure] for measure, formula in columns)
    return Table(f"{scenario.name}, {channel}: simulated, and by theory", ("erlangs /\nagents", *headers), tuple(rows))


def _columns(scenario: Scenario, hour: Hour) -> Iterator[tuple[str, str]]:
    """The measures that there are, each as simulated (without a formula) and by the formulas that know it."""
    for measure in MEASURES:
        if measure == "service_level" and not scenario.channels[hour.channel].target:
            continue
        formulas = [each for each in hour.answers if measure != "abandonment_rate" or each == "erlang_a"]
        if formulas:
            yield from ((measure, formula) for formula in ("", *formulas))


def _text(found: Found, scenario: Scenario, hour: Hour, measure: str, formula: str) -> str:
    if formula:
        number = hour.answers[formula][measure]
        return ENDLESS if isinf(number) else formats.figure(number, MEASURES[measure], measure)
    cell = _simulated(found, scenario, hour, measure)
    return figure(cell, measure) if cell else formats.NONE


def rows(results: "Results", level: float) -> "pd.DataFrame":
    """The same as a tidy table: scenario, measure, unit, channel, hour, source, mean, low, high, replications.

    `source` is simulated, erlang_c or erlang_a, or scenario for what is asked: contacts_per_hour, erlangs and agents.
    `hour` is missing where all hours are alike; theory has no interval; an endless wait is infinite.
    """
    import pandas as pd

    found = _found(results, level)
    lines = [
        (scenario.name, measure, unit, hour.channel, hour.hour, source, *numbers)
        for scenario in results.scenarios
        for queue in queues(scenario)
        for hour in _hours(queue, found)
        for measure, unit, source, *numbers in _lines(results, scenario, hour, found)
    ]
    columns = ["scenario", "measure", "unit", "channel", "hour", "source", "mean", "low", "high", "replications"]
    return pd.DataFrame(lines, columns=columns, dtype=object)


_UNITS = {"contacts_per_hour": "contacts", "erlangs": "erlangs", "agents": "agents"}


def _lines(results: "Results", scenario: Scenario, hour: Hour, found: Found) -> Iterator[tuple[Any, ...]]:
    """Measure, unit, source, mean, low, high, replications."""
    for name, number in hour.asked.items():
        yield name, _UNITS[name], "scenario", number, None, None, None
    for measure, formula in _columns(scenario, hour):
        cell = _simulated(found, scenario, hour, measure)
        if formula:
            yield measure, MEASURES[measure], formula, hour.answers[formula][measure], None, None, None
        elif cell:
            yield measure, MEASURES[measure], "simulated", cell.mean, cell.low, cell.high, results.replications


def finite_rows(results: "Results", level: float) -> "pd.DataFrame":
    """Rows for JSON, which knows no infinite numbers: an endless wait is missing."""
    return rows(results, level).replace({inf: None})


def below(figures: "pd.DataFrame", results: "Results", level: float) -> "pd.DataFrame":
    """Rows of theory below other figures, which all are simulated."""
    import pandas as pd

    return pd.concat([figures.assign(source="simulated").astype(object), rows(results, level)], ignore_index=True)
