"""Channels (R6, R7, R8, R11, R20, R21)."""

from typing import Any

from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.rows import Row, row
from simsupport.engines.fast.tables import CHANNEL, AtClosing, Table, WhenClosed, table
from simsupport.scenario.models import Bot, Callback, Convert


def channels(ground: Ground) -> Table:
    """A row per channel, by name."""
    return table(CHANNEL, [_channel(ground, name) for name in ground.channels])


def _channel(ground: Ground, name: str) -> Row:
    channel = ground.scenario.channels[name]
    first_opening, opening_count = ground.opening(channel.open, channel.time_zone)
    when_closed, converts_to = _way(ground, WhenClosed, channel.when_closed)
    at_closing, closing_converts_to = _way(ground, AtClosing, channel.at_closing)
    bot = ground.scenario.automation.bot.get(name)
    return row(
        CHANNEL,
        live=channel.live,
        first_opening=first_opening,
        opening_count=opening_count,
        when_closed=when_closed,
        converts_to=converts_to,
        at_closing=at_closing,
        closing_converts_to=closing_converts_to,
        lines=channel.lines,
        balks=channel.balks,
        drains_after=channel.drains_after,
        weight=ground.weight(channel),
        slowdown=channel.slowdown,
        further_chat=channel.further_chat.resolves,
        interruptible=channel.interruptible,
        resume_time=channel.resume_time,
        **(_callback(channel.callback) if channel.callback else {}),
        **(_bot(ground, bot, channel.time_zone) if bot else {}),
    )


def _way(ground: Ground, ways: type[WhenClosed] | type[AtClosing], given: str | Convert) -> tuple[int, int]:
    """What becomes of a customer, and on which channel it goes on if it is converted (R6)."""
    if isinstance(given, Convert):
        return ways.CONVERT, ground.channels.number(given.convert)
    return ways[given.upper()], ground.channels.number(None)


def _callback(callback: Callback) -> dict[str, Any]:
    return {
        "calls_back": True,
        "callback_above": callback.when_wait_exceeds,
        "callback_accepted": callback.accepted,
        "callback_answered": callback.answered,
        "callback_again_after": callback.again_after,
        "callback_attempts": callback.attempts,
        "callback_rings": callback.rings,
    }


def _bot(ground: Ground, bot: Bot, zone: str) -> dict[str, Any]:
    return {
        "bot": True,
        "bot_machine": ground.machine(bot, zone),
        "bot_takes": ground.distribution(bot.takes),
        "bot_engages": bot.engages,
        "bot_wrongly": bot.wrongly,
        "bot_context": bot.hand_over.talk,
    }
