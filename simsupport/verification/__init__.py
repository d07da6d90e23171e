"""Verification: the fast engine beside systems whose answers are known exactly.

`verify` simulates them until each figure is known to 2% (or 0.002) at the level 99.9%; `simsupport verify` prints what
it finds, and docs/verification.md tells where the exact values come from.
"""

from simsupport.verification.checking import ABSOLUTE, FULL, LEVEL, QUICK, Checked, Precision, verify
from simsupport.verification.oracles import Family, Figure, System, UnknownSystemError, families, systems

__all__ = [
    "ABSOLUTE", "FULL", "LEVEL", "QUICK", "Checked", "Family", "Figure", "Precision", "System", "UnknownSystemError",
    "families", "systems", "verify",
]  # fmt: skip
