"""Small help with DataFrames."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def categories(codes: Any, names: Iterable[str]) -> "pd.Categorical[Any]":
    """Names given by their places among the categories; −1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(np.asarray(codes, np.int16), categories=pd.Index(list(names)))
