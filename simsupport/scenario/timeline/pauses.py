"""What takes people off the queue as planned (R19): breaks, meetings and coaching."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from simsupport.kept import once
from simsupport.scenario import weekly
from simsupport.scenario.fields import PerPeriod
from simsupport.scenario.intervals import Interval
from simsupport.scenario.models import Scenario
from simsupport.scenario.teams import Break, Meeting
from simsupport.scenario.timeline import presence
from simsupport.scenario.timeline.presence import A_DAY, Member, Pause, Presence
from simsupport.scenario.wall_clock import WallClock
from simsupport.units import parse_clock_time

Slot = tuple[int, int]  # a member's place in the team, and a presence's among the member's
Schedule = Mapping[Slot, Presence]
Planned = Iterator[tuple[Slot, Pause]]


@once
def members(scenario: Scenario, name: str) -> tuple[Member, ...]:
    """The people of a team with when they are scheduled within the horizon, and the pauses in it."""
    people = presence.members(scenario, name)
    pauses: defaultdict[Slot, list[Pause]] = defaultdict(list)
    for slot, pause in _planned(scenario, name, people):
        pauses[slot].append(pause)
    found: list[Member] = []
    for place, member in enumerate(people):
        whole = [in_turn(each, pauses[place, number]) for number, each in enumerate(member.presences)]
        found.append(replace(member, presences=_within(scenario.wall_clock.horizon, whole)))
    return tuple(found)


def in_turn(scheduled: Presence, pauses: Sequence[Pause]) -> Presence:
    """The presence with these pauses, which follow each other: one that overlaps is put back, at most to the end."""
    found: list[Pause] = []
    free = scheduled.start
    for pause in sorted(pauses, key=lambda one: one.start):
        start = max(pause.start, free)
        free = min(start + pause.end - pause.start, scheduled.end)
        if start < free:
            found.append(replace(pause, start=start, end=free))
    return replace(scheduled, breaks=tuple(found))


def _within(horizon: int, presences: Sequence[Presence]) -> tuple[Presence, ...]:
    """What of the presences and their pauses lies within the horizon."""
    found: list[Presence] = []
    for each in presences:
        breaks = (replace(pause, start=max(pause.start, 0), end=min(pause.end, horizon)) for pause in each.breaks)
        kept = tuple(pause for pause in breaks if pause.start < pause.end)
        found.append(replace(each, start=max(each.start, 0), end=min(each.end, horizon), breaks=kept))
    return tuple(each for each in found if each.start < each.end)


def _planned(scenario: Scenario, name: str, people: Sequence[Member]) -> Planned:
    """All pauses of a team as its rules give them, whether or not they overlap."""
    clock, team = scenario.wall_clock, scenario.teams[name]
    for group, shift in sorted(team.shifts.items()):
        for rule in shift.breaks:
            yield from _breaks(clock, rule, _schedule(people, {group}), team.time_zone)
    groups = {member.group for member in people}
    for rule in team.breaks:
        yield from _breaks(clock, rule, _schedule(people, groups), team.time_zone)
    at_work = _schedule(people, {group for group in groups if not presence.stands_by(team, group)})
    if team.away.meeting:
        yield from _meetings(clock, team.away.meeting, at_work, team.time_zone)
    if team.away.coaching:
        yield from _coaching(team.away.coaching, at_work, len(people))


def _schedule(people: Sequence[Member], groups: set[str]) -> Schedule:
    """The presences of these groups, by place in the team and number."""
    return {
        (place, number): each
        for place, member in enumerate(people)
        if member.group in groups
        for number, each in enumerate(member.presences)
    }


def _breaks(clock: WallClock, rule: Break, schedule: Schedule, zone: str) -> Planned:
    """The breaks of a rule: at its time, or spread evenly over those who are scheduled throughout its window."""
    ((opens, closes),) = weekly.parse_spans(rule.at or rule.between)
    held = {slot: _window(clock, each, (opens, closes), zone) for slot, each in schedule.items()}
    windows = {slot: window for slot, window in held.items() if window}
    crowd = Counter(day for day, _ in windows.values())
    turn: Counter[date] = Counter()
    for slot, (day, (start, end)) in windows.items():
        length = min(rule.length or end - start, end - start)  # the clock may skip a part of the window
        start += (end - start - length) * turn[day] // max(crowd[day] - 1, 1)
        yield slot, Pause(start, start + length, rule.keeps_length)
        turn[day] += 1


def _window(clock: WallClock, scheduled: Presence, window: weekly.Span, zone: str) -> tuple[date, Interval] | None:
    """The day and the interval of a break's window that lies within a presence, on its day or the next."""
    for day in (scheduled.day, scheduled.day + A_DAY):
        for start, end in clock.intervals_of_day(day, (window,), zone):
            if scheduled.start <= start and end <= scheduled.end:
                return day, (start, end)
    return None


def _meetings(clock: WallClock, meeting: Meeting, schedule: Schedule, zone: str) -> Planned:
    """The meetings of those who are scheduled throughout the first: at once, or one after the other by ids."""
    at, days = parse_clock_time(meeting.at), weekly.parse_days(meeting.days)
    turn: Counter[date] = Counter()
    for slot, each in schedule.items():
        for day in (each.day, each.day + A_DAY):
            start = clock.tick(day, at, zone)
            if clock.day_name(day) in days and each.start <= start and start + meeting.length <= each.end:
                start += 0 if meeting.together else turn[day] * meeting.length
                turn[day] += 1
                if start + meeting.length <= each.end:
                    yield slot, Pause(start, start + meeting.length, kind="meeting")


def _coaching(coaching: PerPeriod, schedule: Schedule, people: int) -> Planned:
    """Once a month (or week) for each, in the middle of a presence: the first's early in it, the last's late."""
    turns: defaultdict[tuple[int, date], list[Slot]] = defaultdict(list)
    for (place, number), each in schedule.items():
        turns[place, presence.period(each.day, coaching.period)].append((place, number))
    for (place, _), slots in turns.items():
        slot = slots[place * len(slots) // people]
        start, end = schedule[slot].start, schedule[slot].end
        length = min(coaching.ticks, end - start)
        start += (end - start - length) // 2
        yield slot, Pause(start, start + length, kind="training")
