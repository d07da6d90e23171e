"""A workbook of figures: a sheet of scenarios side by side, others by interval, of differences, of the scenarios.

Written by XlsxWriter, which is imported where it is used. What is text stays text, whatever it begins with; numbers are
numbers with a format of their unit; what there is not is an empty cell. The same figures give the same bytes.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simsupport import whole_files
from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ENDING = ".xlsx"
LONGEST_TEXT = 32_767  # of a cell
MOST_ROWS = 1_048_576  # of a sheet
MOST_CHARTS = 4  # of a sheet
WIDEST = 44  # signs of a column
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # whenever it is made, so that bytes do not tell the time
_AS_IT_IS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False,
    "in_memory": True,
}  # fmt: skip
_FORMS = {"1": "0.0%", "money": "#,##0.00", "s": "#,##0.0", "h": "#,##0.0"}
_UNITS = {"1": "share"}
_FONT = {"font_name": "Calibri", "font_size": 11}


@dataclass(frozen=True)
class Side:
    """Scenarios side by side: a row for each measure, a column for each scenario.

    `table` has the columns scenario, measure, unit, low, high and the one that `value` names; `charted` are measures to
    be drawn if they are there.
    """

    name: str
    table: "pd.DataFrame"
    value: str = "mean"
    charted: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Long:
    """Groups one below the other: a row for each scenario and group, a column for each measure.

    `table` is as that of `Side`, with a column for each dimension of `by`.
    """

    name: str
    table: "pd.DataFrame"
    by: Sequence[str]
    value: str = "mean"
    charted: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Settings:
    """What scenarios say: a row for each path, a column for each scenario; rows in which they differ stand out."""

    name: str
    scenarios: Mapping[str, Mapping[str, Any]]


Page = Side | Long | Settings


def check_writable(path: "str | os.PathLike[str]") -> None:
    """Raise SimsupportError for a file that can't be written, before anything is done for it."""
    file = Path(path)
    if file.suffix.lower() != ENDING:
        raise SimsupportError(f"the workbook '{path}' can't be written: its name is to end in {ENDING}")
    if why := whole_files.obstacle(file):
        raise SimsupportError(f"the workbook '{path}' can't be written: {why}")


def write(path: "str | os.PathLike[str]", pages: Sequence[Page]) -> None:
    """Write a workbook with a sheet for each page; raises OSError, and leaves what was there as it was."""
    whole_files.write(Path(path), as_bytes(pages))


def as_bytes(pages: Sequence[Page]) -> bytes:
    """The workbook as a file's content."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, _AS_IT_IS) as book:
        book.set_properties({"created": _MADE, "comments": "Written by simsupport"})
        names: list[str] = []
        for page in pages:
            names.append(_sheet_name(page.name, names))
            _Sheet(book, names[-1]).draw(page)
    return content.getvalue()


def _sheet_name(name: str, others: Sequence[str]) -> str:
    """A name that Excel takes: at most 31 signs, none of []:*?/\\, and no other sheet's."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:31].strip(" '") or "sheet"
    taken = {other.lower() for other in others}
    numbered = (f"{plain[:27]} {number}" for number in range(2, len(others) + 3))
    return plain if plain.lower() not in taken else next(each for each in numbered if each.lower() not in taken)


class _Sheet:
    """One sheet as it is filled."""

    def __init__(self, book: "Workbook", name: str) -> None:
        self._book, self._name = book, name
        self._sheet: Worksheet = book.add_worksheet(name)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def draw(self, page: Page) -> None:
        if isinstance(page, Side):
            self._side(page)
        elif isinstance(page, Long):
            self._long(page)
        else:
            self._settings(page)

    def _side(self, page: Side) -> None:
        """Measures by row; then a column of figures, and one of half widths, for each scenario."""
        scenarios, units = _in_order(page.table, "scenario"), _units(page.table)
        cells = {(scenario, measure): (value, half) for scenario, measure, value, half in _figures(page)}
        self._heads(["measure", "unit"], scenarios, page.value)
        for row, measure in enumerate(units, start=2):
            self._text(row, 0, measure)
            self._text(row, 1, _UNITS.get(units[measure], units[measure]))
            for place, scenario in enumerate(scenarios):
                form = self._form(units[measure], page.value)
                for part, number in enumerate(cells.get((scenario, measure), ())):
                    self._number(row, 2 + part * len(scenarios) + place, number, form)
        self._widths([list(units), ["contacts"]], 2 * len(scenarios), 15)
        self._sheet.freeze_panes(2, 2)
        below = len(units) + 3
        self._text(below, 0, page.note)
        rows = {measure: row for row, measure in enumerate(units, start=2) if measure in page.charted}
        for number, measure in enumerate(_charted(page, rows)):
            chart = self._bars(rows[measure], len(scenarios), measure, units[measure], page.value)
            self._sheet.insert_chart(below + 2 + 17 * (number // 2), 6 * (number % 2), chart)

    def _long(self, page: Long) -> None:
        """Scenarios and groups by row; then a column of figures, and one of half widths, for each measure."""
        units, keys = _units(page.table), ["scenario", *page.by]
        table = page.table.assign(half=(page.table["high"] - page.table["low"]) / 2)
        wide = table.pivot(index=keys, columns="measure", values=[page.value, "half"])
        groups = table[keys].drop_duplicates()
        wide = wide.reindex(list(groups.itertuples(index=False, name=None)))
        self._heads(keys, list(units), page.value)
        columns = [(part, measure) for part in (page.value, "half") for measure in units]
        forms = [self._form(units[measure], page.value) for _, measure in columns]
        kept = groups.iloc[: MOST_ROWS - 4]
        for row, group in enumerate(kept.itertuples(index=False), start=2):
            for place, name in enumerate(group):
                self._any(row, place, name)
        for place, column in enumerate(columns):
            for row, number in enumerate(wide[column].tolist()[: len(kept)], start=2):
                self._number(row, len(keys) + place, number, forms[place])
        if len(kept) < len(groups):
            self._text(MOST_ROWS - 1, 0, f"{len(groups) - len(kept):,} more rows do not fit on a sheet: see --csv")
        self._widths([groups[key] for key in keys], len(columns), 14)
        self._sheet.freeze_panes(2, len(keys))
        self._sheet.autofilter(1, 0, 1 + len(kept), len(keys) + len(columns) - 1)
        self._lines_beside(page, kept, units)

    def _lines_beside(self, page: Long, groups: "pd.DataFrame", units: Mapping[str, str]) -> None:
        """Charts to the right of the table: a line for each scenario along its groups."""
        keys, measures = 1 + len(page.by), list(units)
        if not len(groups):
            return
        beside = keys + 2 * len(measures) + 1
        self._text(0, beside, page.note)
        for number, measure in enumerate(_charted(page, units)):
            form = _number_form(units[measure], page.value)
            chart = self._book.add_chart({"type": "line"})
            first = 2
            for number_of_rows in groups.groupby("scenario", sort=False).size():
                last = first + number_of_rows - 1
                chart.add_series({
                    "name": [self._name, first, 0],
                    "categories": [self._name, first, 1, last, keys - 1],
                    "values": [self._name, first, keys + measures.index(measure), last, keys + measures.index(measure)],
                    "line": {"width": 1.5},
                })  # fmt: skip
                first = last + 1
            self._label(chart, measure, units[measure], form, (860, 320))
            self._sheet.insert_chart(2 + 17 * number, beside, chart)

    def _settings(self, page: Settings) -> None:
        """Paths by row, scenarios by column."""
        values = {name: flat(scenario) for name, scenario in page.scenarios.items()}
        paths = list(dict.fromkeys(path for each in values.values() for path in each))[: MOST_ROWS - 1]
        self._text(0, 0, "path", bold=True)
        for place, name in enumerate(values, start=1):
            self._text(0, place, name, bold=True, text_wrap=True)
        for row, path in enumerate(paths, start=1):
            there = [each.get(path) for each in values.values()]
            marks = {"bg_color": "#FFF2CC"} if any(value != there[0] for value in there) else {}
            self._text(row, 0, path, **marks)
            for place, value in enumerate(there, start=1):
                self._any(row, place, value, **marks)
        self._widths([paths], len(values), 36)
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, max(len(paths), 1), len(values))

    def _heads(self, keys: Sequence[str], names: Sequence[str], value: str) -> None:
        """Two rows of heads: what the figures are, and of what."""
        for place, key in enumerate(keys):
            self._text(1, place, key, bold=True, bottom=1)
        what = "figure" if value == "mean" else value
        for part, text in enumerate((what, "± half the width of the interval")):
            first = len(keys) + part * len(names)
            self._text(0, first, text, italic=True)
            for place, name in enumerate(names):
                self._text(
                    1,
                    first + place,
                    f"± {name}" if part else name,
                    bold=True,
                    bottom=1,
                    text_wrap=True,
                    valign="bottom",
                    align="right",
                )

    def _bars(self, row: int, number: int, measure: str, unit: str, value: str) -> Any:
        """A chart of one measure: a bar for each scenario, with its interval."""
        chart = self._book.add_chart({"type": "bar"})
        halves = "=" + _reference(self._name, row, 2 + number, row, 1 + 2 * number)
        chart.add_series({
            "name": [self._name, row, 0],
            "categories": [self._name, 1, 2, 1, 1 + number],
            "values": [self._name, row, 2, row, 1 + number],
            "fill": {"color": "#0072B2"}, "gap": 60,
            "y_error_bars": {"type": "custom", "plus_values": halves, "minus_values": halves},
        })  # fmt: skip
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        self._label(chart, measure, unit, _number_form(unit, value), (560, 320), horizontal=True)
        return chart

    @staticmethod
    def _label(chart: Any, measure: str, unit: str, form: str, size: tuple[int, int], horizontal: bool = False) -> None:
        """A title with the unit, a number format, and no legend where there is one series."""
        shown = "" if unit == "1" else f" ({unit})"
        chart.set_title({"name": f"{measure.replace('_', ' ')}{shown}", "name_font": {"size": 12}, "overlay": False})
        axis = {"num_format": form, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
        if horizontal:
            chart.set_x_axis(axis)
            chart.set_legend({"none": True})
        else:
            chart.set_y_axis(axis)
            chart.set_legend({"position": "bottom"})
        chart.set_size({"width": size[0], "height": size[1]})

    def _widths(self, columns: Sequence[Any], others: int, width: int) -> None:
        """As wide as what stands there, within limits; the others alike."""
        for place, values in enumerate(columns):
            longest = max((len(str(value)) for value in values), default=0)
            self._sheet.set_column(place, place, min(max(longest + 2, 10), WIDEST))
        if others:
            self._sheet.set_column(len(columns), len(columns) + others - 1, width)

    def _form(self, unit: str, value: str) -> Any:
        return self._format(num_format=_number_form(unit, value))

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**_FONT, **properties})
        return self._formats[key]

    def _text(self, row: int, column: int, text: str, **properties: Any) -> None:
        if text:
            cut = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
            self._sheet.write_string(row, column, cut, self._format(**properties))

    def _number(self, row: int, column: int, number: float, form: Any) -> None:
        if isfinite(number):
            self._sheet.write_number(row, column, number, form)

    def _any(self, row: int, column: int, value: Any, **properties: Any) -> None:
        """A number, a truth value, or text; nothing for None."""
        value = value.item() if hasattr(value, "item") else value
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value, self._format(**properties))
        elif isinstance(value, (int, float)) and isfinite(value):
            self._sheet.write_number(row, column, value, self._format(**properties))
        elif value is not None:
            self._text(row, column, str(value), **properties)
        elif properties:
            self._sheet.write_blank(row, column, None, self._format(**properties))


def _in_order(table: "pd.DataFrame", column: str) -> list[str]:
    return [str(name) for name in table[column].drop_duplicates()]


def _units(table: "pd.DataFrame") -> dict[str, str]:
    """Each measure of a table with its unit, in the table's order."""
    return dict(zip(table["measure"], table["unit"], strict=True))


def _figures(page: Side) -> "Sequence[tuple[str, str, float, float]]":
    """Scenario, measure, figure and half the width of its interval."""
    table = page.table
    half = (table["high"] - table["low"]) / 2
    return list(zip(table["scenario"], table["measure"], table[page.value].astype(float), half, strict=True))


def _charted(page: "Side | Long", there: Mapping[str, Any]) -> list[str]:
    """The measures to be drawn: those that are there, and have a figure."""
    figures = page.table[page.table[page.value].notna()]
    known = set(figures["measure"])
    return [measure for measure in page.charted if measure in there and measure in known][:MOST_CHARTS]


def _number_form(unit: str, value: str) -> str:
    """The number format of a figure; differences have a sign."""
    form = _FORMS.get(unit, "#,##0.0")
    return form if value == "mean" else f"+{form};-{form};{form}"


def _reference(sheet: str, *place: int) -> str:
    """A range of cells as a formula names it; chart's error bars take no other form."""
    from xlsxwriter.utility import xl_range_abs

    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{xl_range_abs(*place)}"


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Each plain value of nested mappings and lists by its path; a list of plain values is one text."""
    if isinstance(value, Mapping):
        items = [(f"{path}.{key}" if path else str(key), child) for key, child in value.items()]
    elif isinstance(value, (list, tuple)) and any(isinstance(child, (Mapping, list, tuple)) for child in value):
        items = [(f"{path}[{place}]", child) for place, child in enumerate(value)]
    elif isinstance(value, (list, tuple)):
        return {path: ", ".join(map(str, value))}
    else:
        return {path: value}
    return {name: leaf for key, child in items for name, leaf in flat(child, key).items()}
