"""`simsupport measures`: the catalogue of figures."""

from collections.abc import Iterator

import click

from simsupport.cli.endings import emit


@click.command("measures")
def command() -> None:
    """List every figure, its unit, its definition and what it may be broken down by."""
    emit("\n".join(_lines()))


def _lines() -> Iterator[str]:
    from simsupport.cli.tables import paragraph
    from simsupport.measures.catalogue import SECTIONS, dimensions_text

    for title, measures in SECTIONS.items():
        yield f"{title}\n"
        for measure in measures:
            yield f"  {measure.name} ({measure.unit})"
            yield paragraph(measure.definition, 4)
            yield paragraph(f"by: {dimensions_text(measure)}", 4)
        yield ""
