"""Each team is staffed in one way, its pauses can be taken, and escalation and approval lead somewhere."""

from collections.abc import Iterator, Mapping
from math import ceil

from simsupport import units
from simsupport.errors import Path, Problem
from simsupport.scenario import intervals, weekly
from simsupport.scenario.checks.names import Names
from simsupport.scenario.models import Scenario
from simsupport.scenario.teams import Ask, Break, Shift, Team
from simsupport.scenario.timeline.presence import stays

FORMS = ("agents", "shifts", "people")
OF_PERSONS = ("breaks", "away", "absence", "joins", "leaves", "grace")
MOST_AGENTS = 1_000_000


def staffing(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """A head count, or shifts, or people on a rota: exactly one of them."""
    for name, team in scenario.teams.items():
        path = ("teams", name)
        given = [form for form in FORMS if getattr(team, form) not in (None, {})]
        if not given:
            yield Problem(path, "nobody works here: give agents, shifts, or people with weeks")
        if len(given) > 1:
            yield Problem(path, f"{' and '.join(given)}: a team has only one of {', '.join(FORMS)}", key=given[1])
        yield from _rota(team, path)


def _rota(team: Team, path: Path) -> Iterator[Problem]:
    if team.people is None:
        for key in ("weeks", "rota", "part_timers"):
            if getattr(team, key):
                yield Problem(path, f"'{key}' belongs to people, and this team has none", key=key)
    elif not team.weeks:
        yield Problem(path, "people need weeks: name at least one and its hours", key="people")
    elif not team.rota and len(team.weeks) > 1:
        yield Problem(path, f"a rota is due: in which order people work the weeks {', '.join(team.weeks)}", key="weeks")


def shifts(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """The hours of a shift do not overlap, on one day or into the next."""
    for name, team in scenario.teams.items():
        for shift_name, shift in team.shifts.items():
            try:
                weekly.parse_week_hours({shift.days: shift.hours})
            except ValueError:
                yield Problem(("teams", name, "shifts", shift_name), _overlap(shift), key="hours")


def _overlap(shift: Shift) -> str:
    table = dict.fromkeys(weekly.parse_days(shift.days), weekly.parse_spans(shift.hours))
    for day, following in weekly.overlaps(table):
        return f"the hours of {day} overlap those of {following}"
    return "there are no hours in this shift" if not weekly.parse_spans(shift.hours) else "a day stands here twice"


def on_call(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Who is called comes before the shift is over."""
    for name, team in scenario.teams.items():
        for shift_name, shift in team.shifts.items():
            spans: list[intervals.Interval] = []
            for span in weekly.parse_spans(shift.hours):
                intervals.join(spans, span)
            longest = max((end - start for start, end in spans), default=0)
            if shift.on_call and shift.on_call.after >= longest > 0:
                text = f"after that nobody comes: the shift lasts {units.format_duration(longest)} at most"
                yield Problem(("teams", name, "shifts", shift_name, "on_call", "after"), text)


def persons(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """What is said of persons is not said of a head count."""
    for name, team in scenario.teams.items():
        for key in OF_PERSONS if team.agents is not None else ():
            if getattr(team, key) != Team.model_fields[key].default:
                text = f"'{key}' needs persons: give shifts or people, not a head count"
                yield Problem(("teams", name), text, key=key)


def breaks(scenario: Scenario, _: Names) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        path = ("teams", name)
        for place, pause in enumerate(team.breaks):
            yield from _break(pause, (*path, "breaks", place))
        for shift_name, shift in team.shifts.items():
            for place, pause in enumerate(shift.breaks):
                yield from _break(pause, (*path, "shifts", shift_name, "breaks", place))


def _break(pause: Break, path: Path) -> Iterator[Problem]:
    flexible = pause.between is not None
    if (pause.at is None) != flexible or (pause.length is None) == flexible:
        yield Problem(path, 'a break is "12:00-12:30", or has a length and a window: {length: ..., between: ...}')
        return
    if pause.length == 0:
        yield Problem((*path, "length"), "a break of no length")
    ((start, end),) = weekly.parse_spans(pause.between or pause.at)
    if pause.length and pause.length > end - start:
        window = units.format_duration(end - start)
        yield Problem((*path, "length"), f"a break of {units.format_duration(pause.length)} in a window of {window}")


def lengths(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Meetings, coaching and the ramp of newcomers take some time."""
    for name, team in scenario.teams.items():
        path, meeting, coaching = ("teams", name), team.away.meeting, team.away.coaching
        if meeting and meeting.length == 0:
            yield Problem((*path, "away", "meeting", "length"), "a meeting of no length")
        if coaching and coaching.ticks == 0:
            yield Problem((*path, "away", "coaching"), "coaching of no length")
        if team.newcomers and team.newcomers.ramp == 0:
            yield Problem((*path, "newcomers", "ramp"), "a ramp of no length: then nobody is a newcomer")


def absence(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """Spells of their length can make up the share of the days: it takes share / (1 − share) days."""
    for name, team in scenario.teams.items():
        if team.absence is None or team.absence.spell is None:
            continue
        path, share, days = ("teams", name, "absence", "spell"), team.absence.share, team.absence.spell / units.DAY
        if share == 1:
            yield Problem(path, "who is always absent has no spells: leave this out")
            continue
        least = max(ceil(round(share / (1 - share) * 100, 6)) / 100, 1.0)
        if days < least:
            text = f"spells that make up {units.format_share(share)} of the days last {least:g} d or more on average"
            yield Problem(path, text)


def dates(scenario: Scenario, _: Names) -> Iterator[Problem]:
    """No more people join or leave than there are, and nobody leaves before joining."""
    for name, team in scenario.teams.items():
        if team.agents is not None:
            continue
        path, people = ("teams", name), size(team)
        moved = {
            key: sum(people if n is None else n for n in getattr(team, key).values()) for key in ("joins", "leaves")
        }
        for key, number in moved.items():
            if number > people:
                yield Problem((*path, key), f"{number:,} people are more than the {people:,} of this team")
        if max(moved.values()) > people:
            continue
        for joined, left in dict.fromkeys(stays(team, people)):
            if left <= joined:
                yield Problem((*path, "leaves"), f"who joins on {joined} would leave on {left}")


def escalation(scenario: Scenario, _: Names) -> Iterator[Problem]:
    following = {name: team.escalates_to for name, team in scenario.teams.items()}
    for circle in circles({name: [to] if to else [] for name, to in following.items()}):
        message = f"the teams escalate to each other in a circle: {' -> '.join(circle)}"
        yield Problem(("teams", circle[0], "escalates_to"), message)
    for name, team in scenario.teams.items():
        if team.hand_over.kind == "consult" and team.escalates_to is None:
            yield Problem(("teams", name, "hand_over", "kind"), "there is nobody to consult: give 'escalates_to'")


def approval(scenario: Scenario, _: Names) -> Iterator[Problem]:
    asked: dict[str, str] = {}
    for name, team in scenario.teams.items():
        path = ("teams", name, "above_authority", "ask")
        if not isinstance(team.above_authority, Ask):
            continue
        asked[name] = team.above_authority.ask
        other = scenario.teams.get(asked[name])
        if team.authority is None:
            message = "this team has no limit above which to ask: give it an authority"
            yield Problem(("teams", name), message, key="above_authority")
        if other is not None and other.approves is None:
            yield Problem(path, f"'{asked[name]}' does not approve anything: give it 'approves'")
    for circle in circles({name: [to] for name, to in asked.items()}):
        message = f"the teams ask each other in a circle: {' -> '.join(circle)}"
        yield Problem(("teams", circle[0], "above_authority", "ask"), message)


def crowd(scenario: Scenario, _: Names) -> Iterator[Problem]:
    total = sum(size(team) for team in scenario.teams.values())
    if total > MOST_AGENTS:
        yield Problem(("teams",), f"{total:,} agents are more than {MOST_AGENTS:,}")


def size(team: Team) -> int:
    """The most agents that a team may have."""
    if isinstance(team.agents, dict):
        return int(max(number for row in team.agents.values() for number in row))
    part_timers = team.part_timers.people if team.part_timers else 0
    return (team.agents or 0) + (team.people or 0) + part_timers + sum(s.agents for s in team.shifts.values())


def circles(following: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Ways along which one comes back to where one was: their names, from the first to itself."""
    done: set[str] = set()
    for first in following:
        ways: list[tuple[str, ...]] = [(first,)]
        while ways:
            *before, at = ways.pop()
            if at in before:
                yield [*before[before.index(at) :], at]
            elif at not in done:
                done.add(at)
                ways += [(*before, at, to) for to in following.get(at, [])]
