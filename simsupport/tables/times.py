"""Hours, days and moments as a planner writes them."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from simsupport import units
from simsupport.scenario import weekly
from simsupport.scenario.fields import Moment

DAYS = dict(
    zip(weekly.WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)


def length(ticks: int) -> str:
    """4 weeks, 90 min."""
    text = units.format_duration(ticks)
    return "1 week" if text == "1 weeks" else text


def moment(given: Moment) -> str:
    """Mon 2026-03-16 10:00, or 1 week in (R22: after the warm-up)."""
    if given.day is None:
        return f"{length(given.ticks)} in"
    time = f" {units.format_clock_time(given.ticks)}" if given.ticks else ""
    return f"{given.day:%a %Y-%m-%d}{time}"


def hours(table: weekly.WeekHours | str) -> str:
    """Weekly hours: mon-fri 08:00-18:00, sat 09:00-13:00."""
    if isinstance(table, str):
        return table
    spans = {day: " ".join(texts) for day, texts in weekly.dump_week_hours(table).items() if texts}
    return ", ".join(f"{days} {text}" for days, text in by_days(spans))


def by_days(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Texts by day name, days in a row with the same text together: mon-fri, sat."""
    days = [day for day in weekly.DAY_NAMES if day in texts]
    numbered = [(weekly.DAY_NAMES.index(day) - place, day == "holiday", texts[day]) for place, day in enumerate(days)]
    for (_, _, text), run in groupby(zip(numbered, days, strict=True), key=lambda pair: pair[0]):
        names = [day for _, day in run]
        yield names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}", text
