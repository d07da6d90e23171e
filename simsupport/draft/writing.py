"""The file: each key with a comment, and what one could want next beside it, switched off by a `#`.

The parts are below as they are written, a line's comment after `|`. A line that is off may be switched on alone.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import Template

from simsupport import units
from simsupport.draft.answers import Opening
from simsupport.draft.lines import SLOWDOWN, Line
from simsupport.errors import ScenarioError
from simsupport.scenario import weekly
from simsupport.scenario.files import yaml_file

COLUMN = 46  # of comments
_PEAKS = (8, 11, 12, 12, 10, 10, 11, 10, 9, 7)  # of a day: more before noon, less in the evening; assumed


@dataclass(frozen=True)
class Desk:
    """All answers: each line with the agents who are there for it, and what an hour of theirs costs."""

    name: str
    opening: Opening
    lines: Sequence[tuple[Line, int]]
    hour: float


HEAD = """\
# A scenario of simsupport, written by `simsupport new`. Numbers stand with their units; `simsupport check` tells what
# does not fit, `simsupport run` what comes of it. What was not asked, but assumed, says so. A key behind `# ` is off:
# take the `# ` away, and see what it does. `simsupport show --schema` has all keys.

name: $name | above its figures; scenarios that are compared have different names
calendar: | when it plays
  start: 2026-01-05 | a Monday
  duration: 4 weeks | what is simulated and measured, in each replication
  # warm_up: 1 week | before that, not measured: for a desk that is never empty
  # time_zone: Europe/Berlin | else UTC, where no clock is changed
  # holidays: DE | a country: nobody is there then, and nobody comes

channels: | the ways to the desk
"""
LIVE = """\
  $channel:
    kind: live | the customer waits, and may give up
    open: $open | who comes at other times finds it closed
$at_once    target: {share: $share, within: $within} | so many are answered so soon
    # lines: 30 | who finds all of them taken is turned away
    # balks: 5% | of those who would have to wait leave at once
    # callback: {when_wait_exceeds: 2 min} | who would wait longer is called back instead
"""
AT_ONCE = """\
    concurrency: $at_once | so many at once for each agent
    slowdown: $slowdown | assumed: two at once take longer than one; 0: no longer
    # further_chat: {resolves: -2 points} | each further one costs attention
"""
DEFERRED = """\
  $channel:
    kind: deferred | the work waits, and nobody gives up
    open: $open | the hours that count for the target
    when_closed: queue | who comes at other times waits, too
    target: {share: $share, within: $within, clock: $clock} | so many are answered so soon; calendar: nights count
    # interruptible: true | by calls, where a team has both
"""
PROMISE = """\
# targets: [{name: solved, where: {topic: question}, resolution: 2 d, share: 80%}] | a further promise

topics: | what customers come for; add more of them
  question:
    talk: | the agent's time, the work afterwards too: mean, and spread (assumed)
"""
TALK = "      $channel: {lognormal: {mean: $handling, cv: $cv}}\n"
PATIENCE = "    patience: | how long customers wait before they give up: the mean\n"
PATIENT = "      $channel: {exponential: $patience}\n"
COMING_BACK = """\
    # retries: {probability: 50%, after: {exponential: 10 min}} | who gave up tries again
    # returns: {probability: 80%, after: {exponential: 4 h}} | who was not helped comes again
    # hard: {share: 20%, talk: x1.6, resolves: x0.5} | some take longer; the mean stays
    # wrap: 60 s | the work afterwards, to stand apart from the talk

demand: | how many come, where, and when
"""
DEMAND = """\
  - topic: question | one of those above
    channel: $channel | the same
    volume: $volume issues / week | $rate
$profile    # labels: {tier: {vip: 10%, standard: 90%}} | then `--by label.tier` tells them apart
"""
PROFILED = "    profile: opening | see below\n"
DAYS = """\
# day_factors: {any: {cv: 0.1}} | some days are busier: say `day_factor: any` above
# special_days: {2026-01-13: {demand: +50%}} | a day unlike others
"""
PROFILES = """\

profiles: | when they come: a number for each $interval, relative to the others
  opening:
$opening  # peaks: {$peaks} | assumed: say `profile: peaks` above
"""
TEAMS = """\

teams: | who is there, when, and what they can do
"""
TEAM = """\
  $team:
    channels: [$channel] | add others, and they help there; without it: all
    shifts: | places at work; long ones can be cut into an early and a late shift
$shifts    skills: | a topic that is not here they do not take
      question:
        speed: 1 | 1.1: a tenth faster than the topic says
        resolves: 100% | else some customers are lost, or come again (returns)
$breaks    # absence: {share: 7%} | of the days somebody does not come, with pay
    # away: {coaching: 2 h / month} | for each agent
    cost: | nothing, if it is left out
      hour: $hour | of paid work, in any currency
      # weekend: +25% | for hours on Saturdays and Sundays
"""
SHIFT = """\
      $name:
        days: $days | on which
        hours: $hours | from when to when
        agents: $agents | $why
"""
BREAKS = "    # breaks: [{length: 30 min, between: $middle}] | one after the other\n"


def text(desk: Desk) -> str:
    """The scenario of a desk as a YAML file."""
    lines = [line for line, _ in desk.lines]
    parts = [
        _filled(HEAD, name=_title(desk.name)), *map(_channel, lines),
        PROMISE, *(_filled(TALK, **_of(line), cv=line.way.cv) for line in lines),
        *_patience(lines), COMING_BACK, *map(_demand, lines), DAYS, *_profiles(desk.opening),
        TEAMS, *(_team(desk, line, agents) for line, agents in desk.lines),
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in _aligned("".join(parts).splitlines()))


def _filled(part: str, **values: object) -> str:
    return Template(part).substitute(values)


def _aligned(lines: Iterable[str]) -> Iterator[str]:
    """Lines with their comments in a column; what was said before is not said, nor offered, a second time."""
    said: set[tuple[str, str]] = set()
    for line in lines:
        text, _, comment = line.partition(" | ")
        this = (text.partition(":")[0], comment)
        if comment and this in said:
            if text.lstrip().startswith("# "):
                continue
            comment = ""
        said.add(this)
        yield f"{text:<{COLUMN}} # {comment}" if comment else text


def _title(name: str) -> str:
    """A name as YAML reads it: in quotes where it would be something else."""
    try:
        safe = " | " not in name and yaml_file.parse(f"name: {name} # why").plain() == {"name": name}
    except ScenarioError:
        safe = False
    return name if safe else json.dumps(name, ensure_ascii=False).replace("|", "\\u007c")


def _of(line: Line) -> dict[str, object]:
    """What most parts say of a line."""
    share, within = line.promise.text
    handling, patience = (units.format_duration(ticks or 0) for ticks in (line.handling, line.patience))
    return {"channel": line.way.name, "share": share, "within": within, "handling": handling, "patience": patience}


def _channel(line: Line) -> str:
    hours = line.opening.hours
    week = f"{{{', '.join(f'{_quoted(days)}: {_spans(spans)}' for days, spans in hours.items())}}}"
    given = {**_of(line), "open": week if hours else "always"}
    if not line.way.live:
        return _filled(DEFERRED, **given, clock="business" if hours else "calendar")
    at_once = _filled(AT_ONCE, at_once=line.at_once, slowdown=SLOWDOWN) if line.at_once > 1 else ""
    return _filled(LIVE, **{**given, "at_once": at_once})


def _quoted(days: str) -> str:
    return json.dumps(days) if "," in days else days


def _spans(spans: Sequence[str]) -> str:
    return json.dumps(spans[0] if len(spans) == 1 else list(spans))


def _patience(lines: Sequence[Line]) -> Iterator[str]:
    waiting = [line for line in lines if line.patience is not None]
    if waiting:
        yield PATIENCE
        yield from (_filled(PATIENT, **_of(line)) for line in waiting)


def _demand(line: Line) -> str:
    hours = line.opening.hours
    rate = f"{line.an_hour:.3g} {line.way.noun} an hour"
    rate += f", {line.a_week / line.opening.days:.4g} a day" if hours else ""
    volume = f"{line.a_week:.8f}".rstrip("0").rstrip(".")
    return _filled(DEMAND, **_of(line), volume=volume, rate=rate, profile=PROFILED if hours else "")


def _profiles(opening: Opening) -> Iterator[str]:
    """When they come, and the same hours with the shape of a day."""
    if not opening.hours:
        return
    shares = opening.open_shares()
    peaks = {day: _peaked(row) for day, row in shares.items()}
    interval = {24: "hour", 48: "half hour", 96: "quarter of an hour"}[units.DAY // opening.grid]
    rows = "".join(f"    {row}\n" for row in _rows(shares))
    yield _filled(PROFILES, interval=interval, opening=rows, peaks=", ".join(_rows(peaks)))


def _peaked(shares: Sequence[float]) -> list[float]:
    there = [place for place, share in enumerate(shares) if share]
    first, length = there[0], there[-1] - there[0] + 1
    return [
        share * _PEAKS[(place - first) * len(_PEAKS) // length] if share else 0.0 for place, share in enumerate(shares)
    ]


def _rows(table: dict[str, list[float]]) -> Iterator[str]:
    """The rows of a weekly table; neighbouring days that are alike stand together."""
    days = [day for day in weekly.WEEKDAYS if day in table]
    for _, found in groupby(enumerate(days), key=lambda one: (weekly.WEEKDAYS.index(one[1]) - one[0], table[one[1]])):
        alike = [day for _, day in found]
        name = alike[0] if len(alike) == 1 else f"{alike[0]}-{alike[-1]}"
        yield f"{name}: [{','.join(f'{number:.4g}' for number in table[alike[0]])}]"


def _team(desk: Desk, line: Line, agents: int) -> str:
    hours = desk.opening.hours or {"mon-sun": ["00:00-24:00"]}
    why = "at the same time"
    why += f"; {line.erlangs:.3g} erlangs of {line.way.noun} take {line.agents_needed}" if line.a_week else ""
    shifts = [
        _filled(SHIFT, name=days.replace(",", "").replace(" ", "-"), days=_quoted(days), hours=_spans(spans),
                agents=agents, why=why)
        for days, spans in hours.items()
    ]  # fmt: skip
    breaks = _filled(BREAKS, middle=_middle(desk.opening)) if desk.opening.hours else ""
    return _filled(TEAM, **_of(line), team=line.way.team, shifts="".join(shifts), breaks=breaks, hour=f"{desk.hour:g}")


def _middle(opening: Opening) -> str:
    """Two hours in the middle of the shortest span, or all of it."""
    start, end = min((span for spans in opening.week.values() for span in spans), key=lambda span: span[1] - span[0])
    middle = (start + end) // 2 // (30 * units.MINUTE) * 30 * units.MINUTE
    edges = max(start, middle - units.HOUR), min(end, middle + units.HOUR)
    return '"' + "-".join(units.format_clock_time(edge % units.DAY) for edge in edges) + '"'
