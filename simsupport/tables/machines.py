"""What stands before people, and what is to change: automation and initiatives as a planner would describe them."""

from collections.abc import Iterator

from simsupport import formats, units
from simsupport.scenario.fields import Moment
from simsupport.scenario.initiatives import Effects, Initiative, Scope
from simsupport.scenario.models import Bot, Scenario, SelfService
from simsupport.tables import Row
from simsupport.tables.times import hours, length, moment

MACHINE_HEADERS = ("does", "open", "from", "costs")
INITIATIVE_HEADERS = ("for", "does", "from", "until", "hours away", "costs")


def machines(scenario: Scenario) -> Iterator[Row]:
    """A line for the self-service of each topic, the bot of each channel, and triage."""
    automation = scenario.automation
    for topic, portal in automation.self_service.items():
        does = [f"deflects {_percent(portal.deflects)}", *_wrongly(portal.wrongly)]
        yield Row(f"self-service for {topic}", (", ".join(does), *_when(portal), ""))
    for channel, bot in automation.bot.items():
        contains = [f"{topic} {_percent(share)}" for topic, share in bot.contains.items()]
        does = [f"engages {_percent(bot.engages)}"] + ([f"contains {', '.join(contains)}"] if contains else [])
        does += _wrongly(bot.wrongly) if contains else []
        cost = f"{formats.figure(bot.cost, 'money')} each" if bot.cost else ""
        yield Row(f"bot on {channel}", ("; ".join(does), *_when(bot), cost))
    if automation.triage:
        yield Row("triage", (f"{_percent(automation.triage.accuracy)} right", "", "", ""))


def _wrongly(share: float) -> list[str]:
    return [f"{_percent(share)} of these wrongly"] if share else []


def _when(given: Bot | SelfService) -> tuple[str, str]:
    return hours(given.open), _start(given.starts, given.ramp)


def initiatives(scenario: Scenario) -> Iterator[Row]:
    """A line for each initiative."""
    for name, initiative in scenario.initiatives.items():
        away = initiative.away
        yield Row(name, (
            _scope(initiative.for_),
            ", ".join(_effects(initiative.effects)),
            _start(initiative.starts, initiative.ramp),
            moment(initiative.ends) if initiative.ends else "",
            f"{away.hours:g} of {away.team}" if away else "",
            _cost(initiative),
        ))  # fmt: skip


def _scope(scope: Scope) -> str:
    names = [*scope.topics, *scope.channels, *scope.teams]
    labels = [f"{label} {' or '.join(values)}" for label, values in scope.labels.items()]
    return ", ".join([*names, *labels]) or "everything"


def _effects(effects: Effects) -> Iterator[str]:
    for name in Effects.model_fields:
        given = getattr(effects, name)
        if name == "mix":
            yield from (f"{_percent(share)} to {channel}" for channel, share in given.items())
        elif given != Effects.model_fields[name].default:
            yield f"{formats.words(name)} {_change(name, given)}"


def _change(name: str, given: float) -> str:
    if name == "head_start":
        return length(int(given))
    if name in ("authority", "manner"):
        return f"{given:+g}"
    return units.format_factor(given) if given >= 2 else f"{100 * (given - 1):+g}%"


def _start(starts: Moment | None, ramp: int) -> str:
    """From when it holds, and how long it takes until it does so fully."""
    start = moment(starts) if starts else "the start" if ramp else ""
    return f"{start}, over {length(ramp)}" if ramp else start


def _cost(initiative: Initiative) -> str:
    if isinstance(initiative.cost, str):
        return initiative.cost
    return formats.figure(initiative.cost, "money") if initiative.cost else ""


def _percent(share: float) -> str:
    return units.format_share(round(share, 4))
