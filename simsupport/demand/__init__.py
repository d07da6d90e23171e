"""Demand (R4, R5): which issues come when, with the traits that they carry. One row per issue.

Each demand line is a nonhomogeneous Poisson process. Its k-th issue draws its gap and traits by the line's name and
k, so neither another volume nor another line changes who that issue is. Recorded issues keep their times, and those
of a backlog are as old as the scenario says; both draw the traits that no file gives.
"""

from simsupport.demand.issues import Demand, label_values
from simsupport.demand.sampling import sample_demand
from simsupport.scenario.timeline.rates import FLAT, line_profile

__all__ = ["FLAT", "Demand", "label_values", "line_profile", "sample_demand"]
