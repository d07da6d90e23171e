"""Small help with DataFrames."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def categories(codes: Any, names: Iterable[str]) -> "pd.Categorical[Any]":
    """Names given by their places among the categories, −1 is missing; places of the type that is kept are not copied.

    Up to 127 names that type is int8, up to 32,767 int16.
    """
    import pandas as pd

    return pd.Categorical.from_codes(np.asarray(codes), dtype=named(tuple(names)))


@lru_cache(maxsize=256)
def named(names: tuple[str, ...]) -> "pd.CategoricalDtype":
    """The type of columns of these names; made once, as making it takes longer than a column."""
    import pandas as pd

    return pd.CategoricalDtype(pd.Index(list(names)))
