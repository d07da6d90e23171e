"""A scenario, its demand and its roster as tables of numbers: all that names, units and dates say, said once."""

from simsupport.engines.fast.lowering.desk import desk
from simsupport.engines.fast.lowering.issues import Kind, issues
from simsupport.engines.fast.lowering.people import people

__all__ = ["Kind", "desk", "issues", "people"]
