"""The parts of a page: words, pictures that clash with no other, tables in pieces, differences and fields in words."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup
from matplotlib import colormaps
from matplotlib.colors import to_hex

import simsupport as ss
from simsupport.errors import SimsupportError
from simsupport.pictures import grid
from simsupport.report import differences, drawing, heat_maps, side_by_side, turning
from simsupport.report.assumptions import FEW, Wanted, planned
from simsupport.report.blocks import Fold, Grid, Words, listed, name, words
from simsupport.report.rendering import outcome
from simsupport.scenario.models import Scenario
from simsupport.tables import Row, Table

HOSTILE = "<b>&'\"{{ 1 }}"
SAFE = "&lt;b&gt;&amp;&#39;&#34;{{ 1 }}"


def test_what_files_say_is_text() -> None:
    assert words("<em>{what}</em>", what=HOSTILE).texts == (f"<em>{SAFE}</em>",)
    assert name(HOSTILE) == f"<bdi>{SAFE}</bdi>"
    assert listed([HOSTILE, Markup("<i>"), "c"], "or") == f"{SAFE}, <i> or c"
    assert listed(["a"]) == "a"


@pytest.mark.parametrize(
    ("cell", "found"),
    [("82.5% ≥ 80% met", "met"), ("1% > 0% missed", "missed"), ("80% ≥ 80% undecided", "undecided"), ("–", "")],
)
def test_outcomes_are_told_by_their_word(cell: str, found: str) -> None:
    assert outcome(cell) == found


def test_an_svg_becomes_a_part_of_the_page() -> None:
    made = """<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="x" width="9pt" viewBox="0 0 533 100" version="1.1">
     <metadata>when</metadata><g id="unused"><path id="m1" d="M 0.123456 12
    L 3 4" style="fill: #ffffff; stroke: #000000"/><use xlink:href="#m1"/></g>
     <text style="font-size: 8px; font-family: 'DejaVu Sans', serif; fill: #010101" transform="rotate(-0 1 2)">a</text>
     <text style="fill: #ffffff">on dark</text></svg>"""
    assert drawing.inline(made, "week-1", "A <title>", "says & shows") == (
        '<svg viewBox="0 0 533 100" role="img" aria-labelledby="week-1-title week-1-words">'
        '<title id="week-1-title">A &lt;title&gt;</title><desc id="week-1-words">says &amp; shows</desc>'
        '<g><path id="week-1-m1" d="M 0.12 12 L 3 4" style="fill: var(--paper); stroke: currentColor"/>'
        '<use xlink:href="#week-1-m1"/></g>'
        '<text style="font-size: 8px; fill: currentColor">a</text><text style="fill: #ffffff">on dark</text></svg>'
    )


def test_the_pages_colours_are_none_of_a_heat_maps() -> None:
    assert not {to_hex(colour) for colour in colormaps[grid.COLOURS](range(256))} & set(drawing.COLOURS)


def test_a_picture_keeps_every_sign() -> None:
    made = drawing.picture("k", "🙂", Markup("of <bdi>🙂</bdi>"), lambda ax: ax.set_xlabel("🙂 שלום"), 2.0)
    assert "🙂 שלום</text>" in made.svg
    assert '<desc id="k-words">of 🙂</desc>' in made.svg


def test_wide_tables_come_in_pieces() -> None:
    heads = tuple(map(str, range(10)))
    first, second = side_by_side._beside(Table("T", heads, (Row("group"), Row("a", heads, ("why",)))))
    assert first.table == Table("T (1 of 2)", heads[:8], (Row("group"), Row("a", heads[:8], ("why",))))
    assert second.table == Table("T (2 of 2)", heads[8:], (Row("group"), Row("a", heads[8:], ("why",))))


def test_of_many_options_the_first_stand_out_and_all_are_there() -> None:
    names = [f"o{number}" for number in range(100)]
    some: Any = SimpleNamespace(base="o0", ranking=pd.DataFrame({"scenario": names[::-1]}))
    table = Table("T", ("x",), tuple(Row(each, ("1",)) for each in names))
    shown, fold = side_by_side._of_first(table, some)
    assert isinstance(shown, Grid)
    assert [row.label for row in shown.table.rows] == ["o0", *names[-11:]]
    assert isinstance(fold, Fold)
    (everything,) = fold.blocks
    assert isinstance(everything, Grid)
    assert everything.table.rows == table.rows


def test_differences_in_words_and_as_files_would_say_them(desk: tuple[Scenario, Scenario]) -> None:
    said, exact = differences._differing(*desk)
    assert isinstance(said, Grid)
    assert said.table.rows == (
        Row("Teams › desk › people", ("day 1", "day 2")),
        Row("Teams › desk › hours a week", ("40", "80")),
    )
    assert isinstance(exact, Fold)
    assert exact.summary == "As files would say it: 1 value"
    (grid,) = exact.blocks
    assert isinstance(grid, Grid)
    assert grid.table.rows == (Row("teams.desk.shifts.day.agents", ("1", "2")),)


def test_a_scenario_that_only_has_another_name(desk: tuple[Scenario, Scenario]) -> None:
    other = desk[0].model_copy(update={"name": "Twin"})
    assert list(differences._differing(desk[0], other)) == [
        Words((Markup("Nothing but the name and the description differs."),))
    ]


def test_backticks_are_code() -> None:
    assert differences._code("at `a<b`, and c") == "at <code>a&lt;b</code>, and c"
    assert differences._code("an odd ` stays") == "an odd ` stays"


WEEK = heat_maps.Kind("week", "service_level", "day_of_week", "offered", "busy hours", "nobody came")
FIELDS = pd.DataFrame(
    [("mon", 8, "offered", 40.0), ("mon", 8, "service_level", 0.5), ("tue", 9, "offered", 20.0),
     ("tue", 9, "service_level", 0.75), ("sun", 3, "offered", 1.0), ("sun", 3, "service_level", 0.0),
     ("sun", 4, "offered", 0.0), ("sun", 4, "service_level", float("nan"))],
    columns=["day_of_week", "hour", "measure", "mean"],
)  # fmt: skip


def test_extremes_count_hours_with_enough_contacts() -> None:
    fields = heat_maps._fields(FIELDS, WEEK)
    assert {place: field.counts for place, field in fields.items()} == {
        ("mon", 8): True, ("tue", 9): True, ("sun", 3): False, ("sun", 4): False,
    }  # fmt: skip
    assert heat_maps._extremes(fields, "A", WEEK, heat_maps.DAYS).striptags() == (
        "A: service level is lowest for Monday, 8:00 to 9:00 (50.0%) and highest for Tuesday, 9:00 to 10:00 (75.0%), "
        "counting busy hours."
    )
    assert heat_maps._extremes({}, "A", WEEK, heat_maps.DAYS) == "There is no service level at any hour: nobody came."
    table = heat_maps._as_table(fields, "A", WEEK, heat_maps.DAYS)
    assert [(row.label, [cell for cell in row.cells if cell != "–"]) for row in table.rows] == [
        ("Monday", ["50"]), ("Tuesday", ["75"]), ("Sunday", ["0"]),
    ]  # fmt: skip


def stands(best: str, level: float = 0.95) -> Any:
    return SimpleNamespace(several=True, best=best, rival="B", level=level)


TRIED: Any = SimpleNamespace(
    plan=SimpleNamespace(share=0.2, variants=[SimpleNamespace(assumption="topics.*.talk*"),
                                              SimpleNamespace(assumption="x")])
)  # fmt: skip


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (
            {("topics.*.talk*", "less"): ("A", 0.99), ("x", "more"): ("A", 1.0)},
            ["None of the 2 assumptions looked at, 20% less or more, makes B the better option beyond doubt."],
        ),
        (
            {("topics.*.talk*", "less"): ("B", 0.95), ("topics.*.talk*", "more"): ("B", 1.0),
             ("x", "more"): ("A", 0.6)},
            ["B would be the better option if one of these were 20% off: how long talks take (less or more).",
             "The decision is open, with a probability of less than 95% for either, under: x (more)."],
        ),
        ({}, ["A single replication can't tell."]),
    ],
)  # fmt: skip
def test_what_turns_the_decision(then: dict[tuple[str, str], tuple[str, float]], told: list[str]) -> None:
    standings = {key: turning.Standing(*pair) for key, pair in then.items()}
    found = turning._turns(stands("A"), TRIED, standings)
    assert [text.striptags() for block in found for text in block.texts] == told


@pytest.mark.slow
def test_of_many_assumptions_kinds_move_together(desk: tuple[Scenario, Scenario]) -> None:
    large = ss.load("scenarios/empowerment/authority-0.yaml"), ss.load("scenarios/empowerment/authority-100.yaml")
    for pair, kinds in ((large, True), (desk, False)):
        some: Any = SimpleNamespace(rival="r", best="b", of_scenario=dict(zip("rb", pair, strict=True)).__getitem__)
        found = planned(some, Wanted())
        assert found
        plan, left_out = found
        names = {variant.assumption for variant in plan.variants}
        assert any("*" in each for each in names) == kinds
        assert len(names) <= FEW
        assert (left_out > 0) == kinds
    assert planned(some, Wanted(share=0)) is None


def test_a_pattern_that_nothing_matches_is_told_before(desk: tuple[Scenario, Scenario]) -> None:
    Wanted(only=("topics.*",)).check(desk)
    with pytest.raises(SimsupportError, match=r"no assumption matches 'topics.cal.talk.phone'; did you mean"):
        Wanted(together=("topics.cal.talk.phone",)).check(desk)
