"""Topics, and what they are on each channel (R5, R7, R16, R17)."""

from typing import Any

from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.rows import Row, row
from simsupport.engines.fast.tables import TOPIC, WAY, Table, table
from simsupport.scenario.models import Asks, Chases, FollowUp, Hard, OnHold, Retries, Returns, SelfService


def topics(ground: Ground) -> Table:
    """A row per topic, by name."""
    return table(TOPIC, [_topic(ground, name) for name in ground.topics])


def _topic(ground: Ground, name: str) -> Row:
    topic, self_service = ground.scenario.topics[name], ground.scenario.automation.self_service.get(name)
    return row(
        TOPIC,
        recognised=topic.recognised,
        stale=topic.gives_up_silently.stale,
        **(_hard(topic.hard) if topic.hard else {}),
        **(_retries(ground, topic.retries) if topic.retries else {}),
        **(_returns(ground, topic.returns) if topic.returns else {}),
        **(_chases(ground, topic.chases) if topic.chases else {}),
        **(_self_service(ground, self_service) if self_service else {}),
    )


def _hard(hard: Hard) -> dict[str, Any]:
    return {"hard": True, "hard_share": hard.share, "hard_talk": hard.talk, "hard_resolves": hard.resolves}


def _retries(ground: Ground, retries: Retries) -> dict[str, Any]:
    first, count = ground.switch(retries.switch)
    return {
        "retries": True,
        "retry": retries.probability,
        "retry_after": ground.distribution(retries.after),
        "retry_at_most": retries.at_most,
        "first_retry_switch": first,
        "retry_switch_count": count,
    }


def _returns(ground: Ground, returns: Returns) -> dict[str, Any]:
    first, count = ground.switch(returns.switch)
    return {
        "returns": True,
        "return_": returns.probability,
        "return_after": ground.distribution(returns.after),
        "explains_again": returns.explains_again,
        "first_return_switch": first,
        "return_switch_count": count,
    }


def _chases(ground: Ground, chases: Chases) -> dict[str, Any]:
    return {
        "chases": True,
        "chase": chases.probability,
        "chase_after": ground.distribution(chases.after),
        "chase_effort": chases.effort,
    }


def _self_service(ground: Ground, given: SelfService) -> dict[str, Any]:
    """Its hours go by the scenario's zone."""
    return {
        "self_service": True,
        "deflects": given.deflects,
        "wrongly": given.wrongly,
        "machine": ground.machine(given, ""),
    }


def ways(ground: Ground) -> Table:
    """A row per topic and channel, by names."""
    return table(WAY, [_way(ground, topic, channel) for topic in ground.topics for channel in ground.channels])


def _way(ground: Ground, name: str, channel: str) -> Row:
    topic, bot = ground.scenario.topics[name], ground.scenario.automation.bot.get(channel)
    asks, on_hold, follow_up = topic.asks.get(channel), topic.on_hold.get(channel), topic.follow_up.get(channel)
    contains = bot.contains.get(name) if bot else None
    parts = topic.on_channel("talk", channel), topic.on_channel("wrap", channel)
    everyone = 0.0 if ground.scenario.channels[channel].live else 1.0
    return row(
        WAY,
        silent=topic.gives_up_silently.shares.get(channel, everyone),
        bot_knows=contains is not None,
        bot_contains=contains,
        handling=sum(part.mean for part in parts if part),
        **(_asks(ground, asks) if asks else {}),
        **(_on_hold(ground, on_hold) if on_hold else {}),
        **(_follow_up(ground, follow_up) if follow_up else {}),
    )


def _asks(ground: Ground, asks: Asks) -> dict[str, Any]:
    return {
        "asks": True,
        "ask": asks.share,
        "reply_after": ground.distribution(asks.reply_after),
        "replies": asks.replies,
        "closes_after": asks.closes_after,
    }


def _on_hold(ground: Ground, on_hold: OnHold) -> dict[str, Any]:
    return {"on_hold": True, "hold": on_hold.share, "hold_for": ground.distribution(on_hold.for_)}


def _follow_up(ground: Ground, given: FollowUp) -> dict[str, Any]:
    return {
        "follows_up": True,
        "follow_up": given.share,
        "follow_up_channel": ground.channels.number(given.channel),
    }
