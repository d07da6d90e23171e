"""What a scenario says and nothing comes of: warnings, each with the reason."""

from collections.abc import Iterator

from simsupport.errors import Path, Problem
from simsupport.scenario.automation import Bot, SelfService
from simsupport.scenario.checks.whole import channels_of
from simsupport.scenario.fields import ByLabel
from simsupport.scenario.models import Scenario, Topic
from simsupport.scenario.timeline.in_force import tick_of


def warnings(scenario: Scenario) -> Iterator[Problem]:
    """All that has no effect, but for initiatives."""
    for check in (_channels, _callbacks, _topics, _hand_overs, _on_call, _machines, _bots, _triage, _targets, _value):
        yield from check(scenario)


def _channels(scenario: Scenario) -> Iterator[Problem]:
    channels = scenario.channels
    parks = any(team.grace is not None for team in scenario.teams.values())
    for name, channel in channels.items():
        path = ("channels", name)
        if channel.concurrency == 1 and (channel.slowdown or channel.further_chat.resolves):
            key = "slowdown" if channel.slowdown else "further_chat"
            yield Problem(path, f"'{key}' changes nothing: with a concurrency of 1 there is no second talk", key=key)
        lightest = max(one.concurrency for one in channels.values())
        if channel.drains_after is not None and channel.concurrency == lightest:
            text = f"nothing is lighter than what comes here (concurrency {channel.concurrency}): nobody is held back"
            yield Problem((*path, "drains_after"), text)
        if channel.interruptible and not any(other.live for other in channels.values()):
            yield Problem((*path, "interruptible"), "no channel is live: nobody interrupts this work")
        if channel.resume_time and not channel.interruptible and not parks:
            text = "this work is never put aside: it is not interruptible, and no team has a grace"
            yield Problem((*path, "resume_time"), text)


def _callbacks(scenario: Scenario) -> Iterator[Problem]:
    for name, channel in scenario.channels.items():
        given = channel.callback
        if given and given.answered == 1 and (given.attempts > 1 or given.rings or given.again_after):
            key = "attempts" if given.attempts > 1 else "rings" if given.rings else "again_after"
            text = f"'{key}' changes nothing: 100% answer at the first attempt (answered)"
            yield Problem(("channels", name, "callback"), text, key=key)


def _topics(scenario: Scenario) -> Iterator[Problem]:
    for name, topic in scenario.topics.items():
        path = ("topics", name)
        for channel, asks in topic.asks.items():
            if asks.share and asks.replies < 1 and asks.closes_after is None:
                text = f"{1 - asks.replies:.0%} never reply, and nothing closes their tickets: give closes_after"
                yield Problem((*path, "asks", channel), text, key="replies")
        yield from _silent(topic, path)
        mine = {channel for line in scenario.lines if line.topic == name for channel in channels_of(scenario, line)}
        if topic.chases and mine and all(scenario.channels[channel].live for channel in mine):
            text = f"nobody chases an answer: '{name}' comes to live channels only"
            yield Problem(path, text, key="chases")


def _silent(topic: Topic, path: Path) -> Iterator[Problem]:
    silent = topic.gives_up_silently
    for channel, share in silent.shares.items():
        why = "" if silent.stale else "'stale' is missing: it costs no talk"
        if topic.on_channel("patience", channel) is None:
            why = "there is no patience that could end"
        if share and why:
            text = f"that {share:.0%} give up silently on '{channel}' changes nothing: {why}"
            yield Problem((*path, "gives_up_silently"), text, key=channel)


def _hand_overs(scenario: Scenario) -> Iterator[Problem]:
    for name, team in scenario.teams.items():
        channels = team.channels or tuple(scenario.channels)
        if team.hand_over.kind == "consult" and all(scenario.channels[channel].live for channel in channels):
            text = "this team works on live channels only, where it hands over cold instead of consulting"
            yield Problem(("teams", name, "hand_over", "kind"), text)


def _on_call(scenario: Scenario) -> Iterator[Problem]:
    given = [topic.rank for topic in scenario.topics.values()] + [one.rank for one in scenario.channels.values()]
    ranks = {rank for one in given for rank in _ranks(one)}
    for name, team in scenario.teams.items():
        for shift_name, shift in team.shifts.items():
            path = ("teams", name, "shifts", shift_name, "on_call")
            for place, topic in enumerate(shift.on_call.topics if shift.on_call else ()):
                if topic not in team.skills:
                    yield Problem((*path, "topics", place), f"this team has no skill for '{topic}': it is never called")
            for place, rank in enumerate(shift.on_call.ranks if shift.on_call else ()):
                if rank not in ranks:
                    yield Problem((*path, "ranks", place), f"nothing has the rank {rank}")


def _ranks(given: int | ByLabel | None) -> list[int]:
    """The ranks that a topic or a channel gives, whatever the label."""
    if given is None:
        return []
    return [given] if isinstance(given, int) else [rank for values in given.values() for rank in values.values()]


def _machines(scenario: Scenario) -> Iterator[Problem]:
    """Bots and self-service that come too late, or to nobody."""
    for topic, portal in scenario.automation.self_service.items():
        path = ("automation", "self_service", topic)
        yield from _never_open(scenario, portal, path, "")
        if not any(line.topic == topic for line in scenario.lines):
            yield Problem(path[:-1], f"there is no demand of '{topic}' that it could deflect", key=topic)
    for channel, bot in scenario.automation.bot.items():
        path = ("automation", "bot", channel)
        yield from _never_open(scenario, bot, path, scenario.channels[channel].time_zone)
        coming = {line.topic for line in scenario.lines if channel in channels_of(scenario, line)}
        if not coming:
            yield Problem(path[:-1], f"nobody comes to '{channel}'", key=channel)
        for topic in bot.contains if coming else ():
            if topic not in coming:
                yield Problem((*path, "contains"), f"'{topic}' never comes to '{channel}'", key=topic)


def _never_open(scenario: Scenario, given: Bot | SelfService, path: Path, zone: str) -> Iterator[Problem]:
    horizon, clock = scenario.calendar.horizon, scenario.wall_clock
    if tick_of(scenario, given.starts) >= horizon:
        text = f"it starts after the end of the horizon, {clock.local(horizon):%Y-%m-%d %H:%M}"
        yield Problem((*path, "starts"), text)
    elif not clock.opening(given.open, zone):
        yield Problem((*path, "open"), "it is never open within the horizon")


def _bots(scenario: Scenario) -> Iterator[Problem]:
    """Whether the context that a bot hands over fits what it does to the talk (R7)."""
    for channel, bot in scenario.automation.bot.items():
        given = bot.hand_over
        if (given.context and given.talk > 1) or (not given.context and given.talk < 1):
            how, what = ("with", "longer") if given.context else ("without", "shorter")
            text = f"{how} context the talk would be {what} ({given.talk - 1:+.0%})"
            yield Problem(("automation", "bot", channel, "hand_over"), text, key="talk")


def _triage(scenario: Scenario) -> Iterator[Problem]:
    triage = scenario.automation.triage
    if triage and triage.accuracy < 1 and len(scenario.topics) == 1:
        yield Problem(("automation", "triage"), "there is only 1 topic: nothing can be taken for another")


def _targets(scenario: Scenario) -> Iterator[Problem]:
    replies = {channel for topic in scenario.topics.values() for channel in (*topic.asks, *topic.on_hold)}
    if any(team.hand_over.kind == "consult" for team in scenario.teams.values()):
        replies |= {name for name, channel in scenario.channels.items() if not channel.live}
    for place, target in enumerate(scenario.targets):
        wanted = {target.where["channel"]} if "channel" in target.where else set(scenario.channels)
        if target.next_response is not None and not wanted & replies:
            text = "nothing is replied to there: no topic asks or waits, and no team consults"
            yield Problem(("targets", place, "next_response"), text)
        if target.first_response is not None and target.pauses:
            text = "the first response comes before anything could pause the clock"
            yield Problem(("targets", place, "pauses"), text)


def _value(scenario: Scenario) -> Iterator[Problem]:
    if scenario.value.margin_per_customer is not None and scenario.value.customers is None:
        text = "nothing is known of retention and lifetime value: 'customers' is missing"
        yield Problem(("value",), text, key="margin_per_customer")
