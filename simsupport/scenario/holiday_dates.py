"""The public holidays of a country or of a subdivision of it."""

from datetime import date, timedelta

from simsupport.errors import nearest
from simsupport.units import shown

_MARGIN = timedelta(days=7)  # other time zones see a day more; nothing looks further


def of_country(code: str, start: date, length: timedelta) -> tuple[date, ...]:
    """The holidays around a horizon of a country such as ``DE``, or of a part of it such as ``US-CA``.

    Raises ValueError for a code that the `holidays` package does not know.
    """
    import holidays

    country, _, subdivision = code.strip().partition("-")
    known = holidays.list_supported_countries()
    if country not in known:
        close = nearest(country, known)
        raise ValueError(f"{shown(code)} is not the code of a country, such as DE or US-CA{close}")
    if subdivision and subdivision not in known[country]:
        close = nearest(subdivision, known[country])
        raise ValueError(f"{shown(subdivision)} is not a subdivision of {country} with holidays of its own{close}")
    first, last = start - _MARGIN, start + length + _MARGIN
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=range(first.year, last.year + 1))
    return tuple(sorted(day for day in found if first <= day <= last))
