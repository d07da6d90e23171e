"""`--excel FILE`: a workbook that a spreadsheet reads as it is meant, written in whole or not at all."""

import contextlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from program import HERE

from simsupport import whole_files, workbook
from simsupport.cli import commands

COMPARE = ("compare", "desk", "-n", "3", "--workers", "1")
HOSTILE = "=HYPERLINK(\"http://x\") 'A/B' [*?] 🙂 שלום <b>&amp;</b> " + "x" * 100


@pytest.fixture
def book(tmp_path: Path, invoke: Callable[..., Result]) -> Callable[..., Workbook]:
    def make(*words: str) -> Workbook:
        result = invoke(*words, "--excel", str(tmp_path / "book.xlsx"))
        assert result.exit_code == 0, result.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
        return load_workbook(tmp_path / "book.xlsx")

    return make


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of COMPARE, which most tests look at."""
    path = tmp_path_factory.mktemp("compared") / "book.xlsx"
    with contextlib.chdir(HERE):
        result = CliRunner().invoke(commands, [*COMPARE, "--excel", str(path)], prog_name="simsupport")
    assert result.exit_code == 0, result.stderr
    return path


def rows(sheet: Worksheet, keys: int) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows below two heads by their first columns."""
    _, heads, *lines = sheet.iter_rows(values_only=True)
    return {line[:keys]: dict(zip(heads, line, strict=True)) for line in lines if line[keys - 1] is not None}


def test_sheets_hold_the_figures_that_are_printed(compared: Path, invoke: Callable[..., Result]) -> None:
    found = load_workbook(compared)
    assert found.sheetnames == ["summary", "by channel", "by interval", "differences", "scenario"]
    printed = json.loads(invoke(*COMPARE, "--json", "--by", "channel").stdout)
    summary, differences = rows(found["summary"], 1), rows(found["differences"], 1)
    by_channel = rows(found["by channel"], 2)
    seen = 0
    for row in printed["rows"]:
        line = (
            by_channel.get((row["scenario"], row["channel"]), {})
            if row["channel"]
            else summary.get((row["measure"],), {})
        )
        head = row["measure"] if row["channel"] else row["scenario"]
        if head in line and row["mean"] is not None:
            assert line[head] == pytest.approx(row["mean"], rel=1e-12)
            assert line[f"± {head}"] == pytest.approx((row["high"] - row["low"]) / 2, rel=1e-9, abs=1e-9)
            seen += 1
    assert seen > 60
    for row in printed["differences"]:
        if not row["channel"] and (row["measure"],) in differences and row["difference"] is not None:
            assert differences[row["measure"],]["Together"] == pytest.approx(row["difference"], rel=1e-12, abs=1e-12)
    assert set(differences["fcr",]) == {"measure", "unit", "Together", "± Together"}


def test_intervals_are_those_of_the_week_or_those_asked_for(book: Callable[..., Workbook], compared: Path) -> None:
    week = rows(load_workbook(compared)["by interval"], 3)
    assert list(week)[:2] == [("Alone", "mon", 0), ("Alone", "mon", 1)]
    assert len(week) == 2 * 24  # one day, of two scenarios
    assert week["Alone", "mon", 3]["service_level"] is None  # nobody calls: an empty cell, no 0
    assert week["Alone", "mon", 10]["offered"] > 0
    asked = book(*COMPARE, "--by", "half_hour", "--by", "channel")
    assert asked.sheetnames == ["summary", "by channel", "by interval", "differences", "scenario"]
    assert ("Together", 47, "email") in rows(asked["by interval"], 3)
    named = book(*COMPARE, "--by", "label.tier")
    assert named.sheetnames == ["summary", "by channel", "by interval", "by label.tier", "differences", "scenario"]
    assert list(rows(named["by label.tier"], 2)) == [(n, t) for n in ("Alone", "Together") for t in ("plain", "vip")]


def test_numbers_have_formats_of_their_unit(compared: Path) -> None:
    found = load_workbook(compared)
    forms = {row[0].value: row[2].number_format for row in found["summary"].iter_rows(min_row=3) if row[1].value}
    assert (forms["service_level"], forms["cost"], forms["offered"]) == ("0.0%", "#,##0.00", "#,##0.0")
    changes = {row[0].value: row[2].number_format for row in found["differences"].iter_rows(min_row=3) if row[1].value}
    assert changes["service_level"] == "+0.0%;-0.0%;0.0%"


def test_charts_show_ranges_of_the_sheet(compared: Path) -> None:
    with zipfile.ZipFile(compared) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4 + 4 + 4
    bars = next(chart for chart in charts if "barDir" in chart and "SLA" not in chart and "service level" in chart)
    assert "<c:f>summary!$C$" in bars
    assert "<c:errBars>" in bars
    assert sum("<c:lineChart>" in chart for chart in charts) == 4


def test_what_differs_between_scenarios_stands_out(compared: Path) -> None:
    sheet = load_workbook(compared)["scenario"]
    lines = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    agents = lines["teams.desk.shifts.day.agents"]
    assert [cell.value for cell in agents[1:]] == [1, 2]
    assert agents[1].fill.fgColor.rgb == "FFFFF2CC"
    assert lines["teams.desk.skills.call.resolves"][1].fill.fgColor.rgb != "FFFFF2CC"


def test_text_never_becomes_a_formula(book: Callable[..., Workbook]) -> None:
    settings = [
        "--set",
        f"name={json.dumps(HOSTILE, ensure_ascii=False)}",
        "--set",
        "description=\"=cmd|'/c calc'!A1\"",
    ]
    found = book(
        "run", "desk/alone.yaml", "-n", "1", "--workers", "1", *settings, "--by", "label.tier", "--by", "topic"
    )
    assert found.sheetnames == ["summary", "by channel", "by interval", "by label.tier, topic", "scenario"]
    cells = [cell for sheet in found for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert found["summary"]["C2"].value == HOSTILE
    assert all(cell.hyperlink is None for cell in cells)


def test_the_same_figures_give_the_same_bytes(book: Callable[..., Workbook], compared: Path, tmp_path: Path) -> None:
    book(*COMPARE)
    assert (tmp_path / "book.xlsx").read_bytes() == compared.read_bytes()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nowhere/book.xlsx", "there is no folder '{here}/nowhere'"),
        ("folder.xlsx", "it is a folder"),
        ("book.csv", "its name is to end in .xlsx"),
        ("full/book.xlsx", "No space left on device"),
    ],
)
def test_an_unwritable_path_is_refused_before_anything_is_simulated(
    path: str, why: str, tmp_path: Path, invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("folder.xlsx", "full"):
        (tmp_path / folder).mkdir()

    def full(folder: Path) -> None:
        if folder.name == "full":
            raise OSError(28, "No space left on device")

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("simulated")

    monkeypatch.setattr(whole_files, "try_to_write", full)
    monkeypatch.setattr("simsupport.engines.simulate", fail)
    result = invoke(*COMPARE, "--excel", str(tmp_path / path))
    assert (result.exit_code, result.stdout) == (2, "")
    expected = f"Error: the workbook '{tmp_path / path}' can't be written: {why.format(here=tmp_path)}\n"
    assert result.stderr == expected


def test_a_failure_at_the_end_leaves_what_was_there(
    tmp_path: Path, invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simsupport.whole_files.os.fsync", fail)
    monkeypatch.setattr(whole_files, "try_to_write", lambda folder: None)
    result = invoke(*COMPARE, "--excel", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith(f"Error: the workbook '{path}' can't be written: No space left on device\n")
    assert path.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["by label.a/b*c?"], ["by label.a b c"]),
        (["by " + "x" * 40], ["by " + "x" * 28]),
        (["By channel", "by channel"], ["By channel", "by channel 2"]),
        (["'", ""], ["sheet", "sheet 2"]),
    ],
)
def test_sheets_have_names_that_excel_takes(names: list[str], expected: list[str]) -> None:
    content = workbook.as_bytes([workbook.Settings(name, {}) for name in names])
    assert list(load_workbook(BytesIO(content)).sheetnames) == expected


def test_nested_settings_lie_flat() -> None:
    given = {"a": {"b": [1, 2, 3], "c": [{"d": None}, {"d": "=x"}]}, "e": [], "f": True}
    assert workbook.flat(given) == {"a.b": "1, 2, 3", "a.c[0].d": None, "a.c[1].d": "=x", "e": "", "f": True}
