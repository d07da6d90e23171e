"""Tables that fit: what stands beside each other, and that nothing is cut off."""

import pytest

from simsupport.cli import tables
from simsupport.cli.tables import fitting, hanging, rendered
from simsupport.tables import Row, Table

FIGURES = Table(
    "Figures",
    ("Base", "A scenario with quite a long name", "B"),
    (Row("Response"), Row("  service level", ("83.1% ± 0.6", "84.0% ± 0.5", "–")), Row("  people", ("16", "17", "18"))),
)


def test_columns_that_do_not_fit_follow_below() -> None:
    # the label takes 15 columns; the others 11, 17 and 2, with a gap of 3
    assert list(fitting(FIGURES, 80)) == [[0, 1, 2]]
    assert list(fitting(FIGURES, 15 + 14 + 20)) == [[0, 1], [2]]
    assert list(fitting(FIGURES, 15 + 14)) == [[0], [1], [2]]
    assert list(fitting(FIGURES, 10)) == [[0], [1], [2]]


def test_a_table_on_a_pipe() -> None:
    assert rendered([FIGURES, "The end."]) == (
        "Figures\n"
        "                                  A scenario with\n"
        "                         Base   quite a long name    B\n"
        "──────────────────────────────────────────────────────\n"
        "Response\n"
        "  service level   83.1% ± 0.6         84.0% ± 0.5    –\n"
        "  people                   16                  17   18\n"
        "\n"
        "The end.\n"
    )


@pytest.mark.parametrize("width", [30, 40, 60, 100])
def test_nothing_is_cut_off(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "screen_width", lambda: width)
    text = rendered([FIGURES])
    for cell in ("83.1% ± 0.6", "84.0% ± 0.5", "16", "17", "18", "service level", "people", "quite", "name"):
        assert cell in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width


def test_lines_are_broken_between_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "screen_width", lambda: 40)
    assert hanging("issue 1\n  09:00  arrives on phone; waits 1 m 05 s; solved") == (
        "issue 1\n  09:00  arrives on phone;\n      waits 1 m 05 s; solved"
    )
