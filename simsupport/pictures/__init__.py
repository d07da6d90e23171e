"""Pictures: each function takes figures and an `ax`, draws one thing into it, and returns it (docs/pictures.md).

Figures are tables of `run(...).summary` and `measure`, or Logs; nothing is computed here but put into another form.
Where there is nothing to draw the picture says why. matplotlib is imported where it is used; its state is left alone.
"""

from simsupport.pictures.agents_day import agents_day
from simsupport.pictures.backlog import backlog
from simsupport.pictures.flow import flow
from simsupport.pictures.issue_path import issue_path
from simsupport.pictures.occupancy import occupancy
from simsupport.pictures.options import options, promises
from simsupport.pictures.queue_day import queue_day
from simsupport.pictures.saving import svg
from simsupport.pictures.tornado import tornado
from simsupport.pictures.waiting import waiting
from simsupport.pictures.week import week

__all__ = [
    "agents_day", "backlog", "flow", "issue_path", "occupancy", "options", "promises", "queue_day", "svg", "tornado",
    "waiting", "week",
]  # fmt: skip
