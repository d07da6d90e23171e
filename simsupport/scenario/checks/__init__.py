"""Checks across a scenario, which each part alone can't tell. A check finds problems; their places are added later."""

from collections.abc import Callable, Iterator

from simsupport.errors import Problem
from simsupport.scenario.checks import names, parts, teams, whole
from simsupport.scenario.checks.names import Names
from simsupport.scenario.models import Scenario

Check = Callable[[Scenario, Names], Iterator[Problem]]

NAMES: tuple[Check, ...] = (names.unknown_names, names.unknown_labels, names.unknown_weeks)

# Each looks at one part of the scenario: what it finds is true whatever is wrong elsewhere.
PARTS: tuple[Check, ...] = (
    parts.calendar, parts.sections, parts.channels, parts.conversions, parts.topics, parts.lines, parts.targets,
    parts.routing, teams.staffing, teams.shifts, teams.breaks, teams.escalation, teams.approval, teams.crowd,
)  # fmt: skip

# These need a scenario whose parts are all right.
WHOLE: tuple[Check, ...] = (whole.talks, whole.service, whole.ways, whole.routes, whole.next_team)

# And these the user may overrule.
SIZE: tuple[Check, ...] = (whole.size,)
