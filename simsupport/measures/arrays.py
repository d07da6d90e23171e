"""What the arrays of the measures are called."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Rows = Any  # places of rows in an array, or a slice
Pair = tuple[Array, Array]  # numerators and denominators, one per group
