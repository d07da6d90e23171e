"""The world in plain Python, without compilation (NUMBA_DISABLE_JIT): for looking into the kernel, and for tests."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Row:
    """A row of a table; its numbers are Python's, so that none of them is too narrow, and it must be there."""

    __slots__ = ("_record",)

    def __init__(self, table: NDArray[Any], number: int) -> None:
        if number < 0:
            raise IndexError(f"{number} is no row")
        object.__setattr__(self, "_record", table[number])

    def __getattr__(self, name: str) -> Any:
        return self._record[name].item()

    def __setattr__(self, name: str, value: Any) -> None:
        self._record[name] = value


def rows(array: NDArray[Any]) -> NDArray[Any]:
    """An array as a table; one of numbers has one column."""
    return array.view(np.ndarray) if array.dtype.names else array.reshape(-1).view([("value", array.dtype)])
