"""A family of the project's own scenarios, simulated, and its mean figures by scenario and dimension."""

from pathlib import Path

import pandas as pd

from simsupport import load, run
from simsupport.experiment import Results
from simsupport.scenario.models import Scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def scenario(file: str, **changes: object) -> Scenario:
    return load(SCENARIOS / file, changes=changes)


def family(
    folder: str, names: list[str], replications: int, by: list[list[str]], measures: list[str], **changes: object
) -> Results:
    loaded = [scenario(f"{folder}/{name}.yaml", name=name, **changes) for name in names]
    return run(loaded, replications=replications, seed=1, by=by, names=measures, workers=1, progress=False)


class Figures:
    """Means by scenario; a slice names values of dimensions, as {"channel": "phone"}."""

    def __init__(self, results: Results, by: list[list[str]]) -> None:
        self.tables = {(): results.summary(by=[])} | {tuple(names): results.summary(by=names) for names in by}

    def __call__(self, name: str, measured: str, **where: str) -> float:
        table: pd.DataFrame = self.tables[tuple(where)]
        rows = (table["scenario"] == name) & (table["measure"] == measured)
        for dimension, value in where.items():
            rows &= table[dimension].astype(str) == value
        return float(table.loc[rows, "mean"].item())
