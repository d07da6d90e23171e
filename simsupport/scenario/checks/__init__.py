"""Checks across a scenario, which each part alone can't tell. A check finds problems; their places are added later."""

from collections.abc import Callable, Iterator

from simsupport.errors import Problem
from simsupport.scenario.checks import automation, demand, initiatives, names, parts, teams, topics, whole
from simsupport.scenario.checks.names import Names
from simsupport.scenario.models import Scenario

Check = Callable[[Scenario, Names], Iterator[Problem]]

NAMES: tuple[Check, ...] = (names.unknown_names, names.unknown_labels, names.unknown_weeks)

# Each looks at one part of the scenario: what it finds is true whatever is wrong elsewhere.
PARTS: tuple[Check, ...] = (
    parts.calendar, parts.sections, parts.channels, parts.conversions, topics.topics, topics.turns, demand.lines,
    demand.line_names, demand.files, demand.backlog, parts.targets, parts.routing, teams.staffing, teams.shifts,
    teams.on_call, teams.persons, teams.breaks, teams.lengths, teams.absence, teams.dates, teams.escalation,
    teams.approval, teams.crowd, initiatives.scopes, initiatives.mixes,
)  # fmt: skip

# These need a scenario whose parts are all right.
WHOLE: tuple[Check, ...] = (
    whole.talks, whole.service, whole.ways, whole.routes, whole.next_team, demand.before_the_start, demand.forecasts,
    automation.wrongly, initiatives.times,
)  # fmt: skip

# And these the user may overrule.
SIZE: tuple[Check, ...] = (whole.size,)
