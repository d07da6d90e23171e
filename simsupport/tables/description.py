"""A scenario as a planner would describe it."""

from collections.abc import Iterator, Mapping, Sequence

from simsupport import formats, offered_load, units
from simsupport.scenario.models import Channel, Convert, Scenario, Target, Team
from simsupport.scenario.timeline.rates import expected
from simsupport.tables import Row, Table, machines
from simsupport.tables.times import hours, length


def summary(scenario: Scenario) -> Iterator[Table | str]:
    """What comes, who is there, and what is promised."""
    yield f"{scenario.name}\n{scenario.description}".strip()
    yield _calendar(scenario)
    yield _channels(scenario)
    yield _demand(scenario)
    yield from _backlog(scenario)
    yield _teams(scenario)
    yield from _routes(scenario)
    yield from _machines(scenario)
    yield from _targets(scenario)


def _table(title: str, headers: Sequence[str], rows: Sequence[Row]) -> Table:
    """A table of texts, without the columns in which nothing stands."""
    kept = [place for place in range(len(headers)) if any(row.cells[place] for row in rows)]
    bodies = tuple(Row(row.label, tuple(row.cells[place] for place in kept)) for row in rows)
    return Table(title, tuple(headers[place] for place in kept), bodies, left=True)


def _calendar(scenario: Scenario) -> str:
    calendar, clock = scenario.calendar, scenario.wall_clock
    first, last = (clock.local(tick).strftime("%a %Y-%m-%d") for tick in (calendar.warm_up, calendar.horizon - 1))
    duration = length(calendar.duration)
    days = first if first == last else f"{first} to {last}"
    text = f"Time: {duration}, {days} ({calendar.time_zone})"
    if calendar.warm_up:
        text += f", after a warm-up of {length(calendar.warm_up)}"
    there = [day for day in clock.days() if day in calendar.holidays]
    return f"{text}; holidays: {', '.join(map(str, there))}" if there else text


def _channels(scenario: Scenario) -> Table:
    rows = [
        Row(name, (channel.kind, hours(channel.open), _closed(channel), _limits(channel), _first_response(channel)))
        for name, channel in scenario.channels.items()
    ]
    headers = ("kind", "open", "when closed", "limits", "first response")
    return _table("Channels", headers, rows)


def _closed(channel: Channel) -> str:
    if channel.open == "always":
        return ""
    closed = channel.when_closed
    return f"to {closed.convert}" if isinstance(closed, Convert) else closed


def _limits(channel: Channel) -> str:
    parts = [f"{channel.lines} lines"] if channel.lines else []
    parts += [f"{channel.concurrency} at once"] if channel.concurrency > 1 else []
    return ", ".join(parts)


def _first_response(channel: Channel) -> str:
    target = channel.target
    return _promise(target.share, target.within, target.clock) if target else ""


def _promise(share: float, within: int, clock: str) -> str:
    ending = ", business hours" if clock == "business" else ""
    return f"{units.format_share(share)} in {units.format_duration(within)}{ending}"


def _demand(scenario: Scenario) -> Table:
    rows = [
        Row(line.name, (
            formats.count(offered_load.issues_per_week(scenario, line)),
            formats.duration(offered_load.mean_handling(scenario, line) / units.SECOND),
            "; ".join(f"{label}: {_shares(shares)}" for label, shares in line.labels.items()),
        ))
        for path, line in scenario.located_lines
        if path[0] == "demand"
    ]  # fmt: skip
    return _table("Demand", ("issues a week", "handling", "labels"), rows)


def _backlog(scenario: Scenario) -> Iterator[Table]:
    waiting = [line for path, line in scenario.located_lines if path[0] == "backlog"]
    rows = [Row(line.name, (formats.count(expected(scenario, line).total),)) for line in waiting]
    if rows:
        yield _table("At the start", ("issues waiting",), rows)


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{value} {units.format_share(round(share, 4))}" for value, share in shares.items())


def _teams(scenario: Scenario) -> Table:
    rows = [
        Row(name, (
            _people(team), f"{offered_load.hours_per_week(scenario, name):,.0f}",
            _topics(scenario, team), _upward(team), formats.figure(team.cost.hour, "money") if team.cost.hour else "",
        ))
        for name, team in scenario.teams.items()
    ]  # fmt: skip
    return _table("Teams", ("people", "hours a week", "topics", "asks, escalates", "wage"), rows)


def _people(team: Team) -> str:
    """In the form in which the team is given."""
    if isinstance(team.agents, int):
        return f"{team.agents} agents" if team.agents != 1 else "1 agent"
    if team.agents is not None:
        counts = [number for row in team.agents.values() for number in row]
        return f"head count by the hour, at most {max(counts):.0f}"
    parts = [f"{name} {shift.agents}" for name, shift in team.shifts.items()]
    if team.people:
        weeks = len(team.rota or tuple(team.weeks)[:1])
        parts.append(f"{team.people} people" + (f" on a rota of {weeks} weeks" if weeks > 1 else ""))
    parts += [f"{team.part_timers.people} part-timers"] if team.part_timers else []
    return ", ".join(parts)


def _topics(scenario: Scenario, team: Team) -> str:
    whole = len(scenario.topics) > 1 and team.skills.keys() == scenario.topics.keys()
    return "all" if whole else ", ".join(team.skills)


def _upward(team: Team) -> str:
    parts = [f"asks {team.above_authority.ask}"] if not isinstance(team.above_authority, str) else []
    parts += [f"to {team.escalates_to} ({team.hand_over.kind})"] if team.escalates_to else []
    parts += ["approves"] if team.approves else []
    return ", ".join(parts)


def _routes(scenario: Scenario) -> Iterator[Table]:
    rows = []
    for rule in scenario.routing:
        labels = [f"{label} {value}" for label, value in rule.labels.items()]
        about = ", ".join([part for part in (rule.topic, rule.channel) if part] + labels) or "everything"
        ways = [
            entry.team + (f" after {units.format_duration(entry.after)}" if entry.after else "") for entry in rule.to
        ]
        rows.append(Row(about, (", ".join(ways),)))
    if rows:
        yield _table("Routes", ("teams, in order",), rows)


def _machines(scenario: Scenario) -> Iterator[Table]:
    if automation := list(machines.machines(scenario)):
        yield _table("Automation", machines.MACHINE_HEADERS, automation)
    if initiatives := list(machines.initiatives(scenario)):
        yield _table("Initiatives", machines.INITIATIVE_HEADERS, initiatives)


def _targets(scenario: Scenario) -> Iterator[Table]:
    rows = [Row(target.name, (_where(target), _goal(target))) for target in scenario.targets]
    if rows:
        yield _table("Further targets", ("for", "promise"), rows)


def _where(target: Target) -> str:
    return ", ".join(f"{key} {value}" for key, value in target.where.items()) or "everything"


def _goal(target: Target) -> str:
    if target.abandonment is not None:
        return f"abandonment at most {units.format_share(target.abandonment)}"
    times = {"first response": target.first_response, "next response": target.next_response,
             "resolution": target.resolution}  # fmt: skip
    for about, within in times.items():
        if within is not None:
            pauses = f", paused while {' or '.join(target.pauses).replace('_', ' ')}" if target.pauses else ""
            return f"{about}: {_promise(target.share or 0.0, within, target.clock)}{pauses}"
    return ""
