"""What a planner guesses and doesn't count, and what it comes to if a guess is off by a share.

The language has no mark for a guess, so these are the numbers of a kind that is rarely known: how many come, how long
it takes, how patient they are, how often something happens, how strong an effect is. People, hours, limits and prices
are decided; the calendar and the backlog are counted. What a scenario leaves out is neutral and nobody's guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simsupport import units
from simsupport.errors import Path, dotted
from simsupport.scenario import distributions
from simsupport.scenario.fields import ANY
from simsupport.scenario.files.not_yet import matches
from simsupport.scenario.files.tree import of_plain
from simsupport.scenario.models import Scenario

# `*` stands for any one part of a path in the resolved form.
GUESSED = (
    "channels.*.balks", "channels.*.slowdown", "channels.*.resume_time", "channels.*.further_chat.resolves",
    "channels.*.callback.accepted", "channels.*.callback.answered",
    "topics.*.talk.*", "topics.*.wrap.*", "topics.*.patience.*", "topics.*.gives_up_silently.*", "topics.*.recognised",
    "topics.*.hard.share", "topics.*.hard.talk", "topics.*.hard.resolves",
    "topics.*.authority.needed", "topics.*.authority.amount",
    "topics.*.asks.*.share", "topics.*.asks.*.reply_after", "topics.*.asks.*.replies",
    "topics.*.on_hold.*.share", "topics.*.on_hold.*.for", "topics.*.follow_up.*.share",
    "topics.*.retries.probability", "topics.*.retries.after", "topics.*.retries.switch.*",
    "topics.*.returns.probability", "topics.*.returns.after", "topics.*.returns.switch.*",
    "topics.*.returns.explains_again",
    "topics.*.chases.probability", "topics.*.chases.after", "topics.*.chases.effort",
    "demand.*.rate", "demand.*.volume", "demand.*.forecast.offered", "demand.*.forecast.talk",
    "demand.*.first_contacts", "demand.*.new", "demand.*.moves.share", "demand.*.moves.*.share",
    "demand.*.day_factor.cv", "demand.*.week_factor.cv", "day_factors.*.cv", "week_factors.*.cv",
    "special_days.*.demand",
    "teams.*.skills.*.speed", "teams.*.skills.*.resolves", "teams.*.spread.speed", "teams.*.spread.resolves",
    "teams.*.absence.share", "teams.*.absence.spell",
    "teams.*.newcomers.share", "teams.*.newcomers.ramp", "teams.*.newcomers.talk",
    "teams.*.hand_over.briefing", "teams.*.approves.takes", "teams.*.approves.grants", "teams.*.manner",
    "automation.self_service.*.deflects", "automation.self_service.*.wrongly",
    "automation.bot.*.takes", "automation.bot.*.engages", "automation.bot.*.contains.*", "automation.bot.*.wrongly",
    "automation.bot.*.hand_over.talk", "automation.triage.accuracy", "automation.triage.finds_out_in",
    "initiatives.*.ramp", "initiatives.*.effects.demand", "initiatives.*.effects.talk", "initiatives.*.effects.wrap",
    "initiatives.*.effects.unsolved", "initiatives.*.effects.uncontained", "initiatives.*.effects.undeflected",
    "initiatives.*.effects.engages", "initiatives.*.effects.misrouted", "initiatives.*.effects.absent",
    "initiatives.*.effects.spread", "initiatives.*.effects.newcomers", "initiatives.*.effects.manner",
    "initiatives.*.effects.mix.*",
)  # fmt: skip
_BOUNDS = {"cv": (0.01, 20.0), "slowdown": (0.0, 5.0), "speed": (0.001, 1000.0)}  # of plain numbers, by their key
_SHAPE = ("cv", "k", "share")  # parts of a distribution that do not move its mean alone
_DIGITS, _SHOWN_DIGITS = 12, 4
_UNITS = {"s": units.SECOND, "min": units.MINUTE, "h": units.HOUR, "d": units.DAY, "weeks": units.WEEK}


@dataclass(frozen=True)
class Assumption:
    """A guessed number: its path in the resolved form, its name (as `--set` takes it), and the value that is stated."""

    path: Path
    name: str
    stated: Any


@dataclass(frozen=True)
class Varied:
    """What an assumption comes to; `clipped` if the share would lead beyond what is legal."""

    value: Any
    clipped: bool


def assumptions(scenario: Scenario) -> list[Assumption]:
    """What a scenario assumes, in the order of `GUESSED`."""
    stated = of_plain(scenario.model_dump(mode="json", exclude_none=True, exclude_defaults=True, by_alias=True))
    paths = dict.fromkeys(path for pattern in GUESSED for path in matches(stated, pattern))
    return [Assumption(path, _name(path, scenario), stated.at(path).plain()) for path in paths]


def _name(path: Path, scenario: Scenario) -> str:
    """The dotted path: a demand line by its name, a single distribution for all channels by its topic."""
    if path[0] == "demand" and isinstance(path[1], int):
        path = ("demand", scenario.demand[path[1]].name, *path[2:])
    return dotted(path[:-1] if path[-1] == ANY else path)


def varied(assumption: Assumption, factor: float) -> Varied:
    """The stated value times a factor, within its legal range; an effect's distance from no effect times the factor.

    A distribution keeps its shape: only its mean changes.
    """
    free = _scaled(assumption.stated, factor, str(assumption.path[-1]), clip=False)
    legal = _scaled(assumption.stated, factor, str(assumption.path[-1]), clip=True)
    return Varied(legal, clipped=free != legal)


def with_value(mapping: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A scenario's mapping with another value at a path."""
    changed: dict[str, Any] = of_plain(mapping).with_descendant(path, of_plain(value)).plain()
    return changed


def _scaled(value: Any, factor: float, key: str, clip: bool) -> Any:
    if isinstance(value, Mapping):
        return {k: v if k in _SHAPE else _scaled(v, factor, k, clip) for k, v in value.items()}
    if isinstance(value, list):
        return [_scaled(part, factor, key, clip) for part in value]
    if isinstance(value, str):
        return _scaled_text(value, factor, clip)
    return _within(value * factor, *_BOUNDS.get(key, (-units.LARGEST_NUMBER, units.LARGEST_NUMBER)), clip)


def _scaled_text(text: str, factor: float, clip: bool) -> str:
    """A value with its unit, as the resolved form writes it."""
    if text.endswith("%"):
        return units.format_share(_within(units.parse_share(text) * factor, 0, 1, clip))
    if text.endswith("points"):
        return units.format_points(_within(units.parse_points(text) * factor, -1, 1, clip))
    if text.startswith("x"):
        effect = (units.parse_factor(text) - 1) * factor
        return units.format_factor(_within(1 + effect, 0, units.LARGEST_FACTOR, clip))
    if "/" in text:
        rate = units.parse_rate(text)
        return units.format_rate(replace(rate, count=_within(rate.count * factor, 0, units.MOST_PER_PERIOD, clip)))
    return units.format_duration(round(units.parse_duration(text) * factor))


def _within(number: float, least: float, most: float, clip: bool) -> float:
    """The number without the last digits that only floating point wrote, and within its bounds."""
    rounded = float(f"{number:.{_DIGITS}g}")
    return min(max(rounded, least), most) if clip else rounded


def shown(value: Any) -> str:
    """A value in a few letters: a distribution by its mean, a list by how many it has."""
    if isinstance(value, list):
        return f"{len(value)} values"
    if isinstance(value, (int, float)):
        return f"{value:.{_SHOWN_DIGITS}g}"
    try:
        return _duration(distributions.parse_duration_distribution(value).mean)
    except ValueError:
        return value if isinstance(value, str) else shown(distributions.parse_amount_distribution(value).mean)


def _duration(ticks: float) -> str:
    """A duration in the unit that takes the fewest digits."""
    texts = (f"{ticks / size:.{_SHOWN_DIGITS}g} {name}" for name, size in _UNITS.items())
    return min(texts, key=lambda text: sum(sign.isdigit() for sign in text))
