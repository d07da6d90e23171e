"""`simsupport show`: a scenario in words and tables, resolved, or as offered load; or the language's schema."""

from typing import TYPE_CHECKING

import click

from simsupport.cli import options
from simsupport.cli.endings import emit

if TYPE_CHECKING:
    from simsupport.scenario.models import Scenario


@click.command("show")
@click.argument("path", metavar="SCENARIO", required=False)
@options.initiatives
@options.settings
@options.force
@options.form("resolved", "The whole scenario as YAML, defaults included.")
@options.form("load", "Work offered and agents present, by hour of the week.")
@options.form("schema", "The JSON Schema of the language; needs no scenario.")
def command(
    path: str | None, initiatives: tuple[str, ...], settings: tuple[str, ...], force: bool, form: str | None
) -> None:
    """Describe a scenario without running it."""
    if form == "schema":
        emit(_schema())
        return
    if path is None:
        raise click.UsageError("Missing argument 'SCENARIO'.", click.get_current_context())
    from simsupport.cli import inputs

    for number, scenario in enumerate(inputs.scenarios(inputs.wanted([path], initiatives), settings, force)):
        emit(("\n" if number else "") + _shown(scenario, form))


def _shown(scenario: "Scenario", form: str | None) -> str:
    if form == "resolved":
        from simsupport.scenario import resolved_text

        return resolved_text(scenario)
    from simsupport.cli import load_table
    from simsupport.cli.tables import rendered
    from simsupport.tables import description

    return rendered(list(load_table.parts(scenario) if form == "load" else description.summary(scenario)))


def _schema() -> str:
    import json

    from simsupport.scenario import schema

    return json.dumps(schema(), indent=2, ensure_ascii=False)
