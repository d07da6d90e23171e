"""Stable forms for programs: one JSON object, or a tidy CSV."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.cli.options import Options
    from simsupport.experiment import Results
    from simsupport.targets import Verdict

VERSION = 1


def summaries(results: "Results", options: "Options") -> "pd.DataFrame":
    """All figures, over all and by what was asked for, with a column for each dimension."""
    return _together([results.summary(by, options.level) for by in options.breakdowns], options.by)


def comparisons(results: "Results", base: str, options: "Options") -> "pd.DataFrame":
    """All differences from the base, over all and by what was asked for."""
    from simsupport.compare import compare

    return _together([compare(results, base, by, options.level) for by in options.breakdowns], options.by)


def judged(verdicts: "Sequence[Verdict]") -> "pd.DataFrame":
    """The targets: what was promised, the figure, its outcome, and how sure that is."""
    import pandas as pd

    return pd.DataFrame([{**asdict(verdict), "outcome": verdict.outcome} for verdict in verdicts])


def _together(tables: "Sequence[pd.DataFrame]", by: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    order = ["scenario", "measure", "unit", *by]
    whole = pd.concat([table.astype({name: object for name in by if name in table}) for table in tables])
    rest = [name for name in whole.columns if name not in order]
    return whole.reindex(columns=[*order, *rest])


def as_json(parts: "dict[str, pd.DataFrame]", results: "Results", options: "Options", **more: object) -> str:
    """One object: version, seed, level, and lists of rows; NaN is null. A row stands in one line."""
    head = {"version": VERSION, "seed": results.seed, "level": options.level, **more}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    for name, table in parts.items():
        rows = ",\n".join(json.dumps(row, allow_nan=False) for row in _rows(table))
        lines.append(f"{json.dumps(name)}: [\n{rows}\n]")
    return "{" + ", ".join(lines) + "}"


def _rows(table: "pd.DataFrame") -> list[dict[str, Any]]:
    columns = {name: [_plain(value) for value in table[name].tolist()] for name in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(value: Any) -> Any:
    """A value of JSON: numbers of NumPy become Python's, what is missing becomes None."""
    import pandas as pd

    value = value.item() if hasattr(value, "item") else value
    return None if value is pd.NA or (isinstance(value, float) and isnan(value)) else value


def as_csv(table: "pd.DataFrame") -> str:
    """A header and a line for each figure; what there is not is empty."""
    return table.to_csv(index=False, lineterminator="\n")
