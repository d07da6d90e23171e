"""Experiments: scenarios times replications, measured (R3: equal figures to the bit whoever does the work)."""

from simsupport.experiment.replication import Experiment, ReplicationError, Task, replicate
from simsupport.experiment.results import Breakdown, Results, stacked, units_of
from simsupport.experiment.running import run
from simsupport.experiment.store import StoreError
from simsupport.experiment.workers import WorkersLostError

__all__ = [
    "Breakdown", "Experiment", "ReplicationError", "Results", "StoreError", "Task", "WorkersLostError", "replicate",
    "run", "stacked", "units_of",
]  # fmt: skip
