"""Figures as a planner reads them: 83.1%, 1 m 45 s, 3.2 h, 12,340. Only forms; nothing is computed here."""

from math import isnan

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
NONE = "–"

_WORDS = {
    "fcr": "first-contact resolution", "fcr_window": "first-contact resolution, seen within 7 days",
    "fcr_no_transfer": "first-contact resolution without transfer", "fcr_net": "first-contact resolution, net",
    "sla_compliance": "SLA compliance",
}  # fmt: skip


def words(measure: str) -> str:
    """A measure's name as a line of a table."""
    return _WORDS.get(measure, measure.replace("_", " "))


def capital(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def figure(number: float, unit: str, measure: str = "") -> str:
    """A figure with its unit; a dash where there is none."""
    if isnan(number):
        return NONE
    if unit == "1":
        return f"{100 * number:.1f}%"
    if unit == "s":
        return duration(number)
    if unit == "h":
        return f"{count(number)} h"
    return f"{number:,.2f}" if unit == "money" and abs(number) < 100 else count(number)


def with_interval(mean: float, low: float, high: float, unit: str, measure: str = "") -> str:
    """A mean and the half width of its interval: 83.1% ± 0.6."""
    if isnan(low) or isnan(high) or isnan(mean):
        return figure(mean, unit, measure)
    half = (high - low) / 2
    text = _about(mean) if unit == "s" and half >= MINUTE else figure(mean, unit, measure)
    return f"{text} ± {_half(half, mean, unit, measure)}"


def difference(mean: float, low: float, high: float, unit: str, measure: str = "", starred: bool | None = None) -> str:
    """A difference with its sign and half width; shares differ by points.

    A star, if nothing else is said, where the interval excludes 0.
    """
    if isnan(mean):
        return NONE
    half = (high - low) / 2
    if unit == "1":
        text = f"{100 * abs(mean):.1f} pt"
    else:
        text = _about(abs(mean)) if unit == "s" and half >= MINUTE else figure(abs(mean), unit, measure)
    sign = "-" if mean < 0 else "+" if mean > 0 else ""
    if isnan(low) or isnan(high):
        return f"{sign}{text}"
    star = " *" if (certain(low, high) if starred is None else starred) else "  "
    return f"{sign}{text} ± {_half(half, mean, unit, measure)}{star}"


def chance(probability: float) -> str:
    """A probability in whole percents, of which only what is certain is 0% or 100%."""
    if isnan(probability):
        return NONE
    if 0 < probability < 0.01:
        return "<1%"
    return ">99%" if 0.99 < probability < 1 else f"{100 * probability:.0f}%"


def certain(low: float, high: float) -> bool:
    """Whether an interval excludes 0."""
    return low > 0 or high < 0


def _half(half: float, mean: float, unit: str, measure: str) -> str:
    """Half the width of an interval, no finer than its mean is shown."""
    if unit == "1":
        return f"{100 * half:.1f}"
    if unit == "s":
        return f"{half:.0f} s" if abs(mean) >= 9.95 and 0.95 <= half < 9.95 else _about(half)
    if unit == "money" and abs(mean) < 100:
        return f"{half:,.2f}"
    return f"{half:,.{decimals(mean)}f}" if half >= 0.5 * 10 ** -decimals(mean) or half == 0 else f"{half:.1g}"


def count(number: float) -> str:
    """12,340 or 8.25: as many decimals as its size is worth."""
    return f"{number:,.{decimals(number)}f}"


def decimals(number: float) -> int:
    """How many decimals a number of this size is shown with; none if it is whole."""
    size = abs(number)
    return 0 if size >= 100 or float(number).is_integer() else 1 if size >= 10 else 2


def duration(seconds: float) -> str:
    """45 s, 1 m 45 s, 3.2 h, 4.1 d."""
    sign, size = ("-" if seconds < 0 else ""), abs(seconds)
    if size < 9.95:
        return f"{sign}{size:.1f} s" if round(size, 1) else "0 s"
    if round(size) < MINUTE:
        return f"{sign}{size:.0f} s"
    if round(size) < HOUR:
        return f"{sign}{round(size) // MINUTE} m {round(size) % MINUTE:02d} s"
    return f"{sign}{size / HOUR:.1f} h" if size < 3 * DAY else f"{sign}{size / DAY:.1f} d"


def _about(seconds: float) -> str:
    """A duration in one unit."""
    if seconds < MINUTE or seconds >= HOUR:
        return duration(seconds)
    minutes = seconds / MINUTE
    return f"{minutes:.1f} m" if minutes < 9.95 else f"{minutes:.0f} m"
