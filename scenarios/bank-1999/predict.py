"""Predicted beside recorded: the bank's waiting, abandonment and service level, by hour of the day.

    python scenarios/bank-1999/predict.py [--replications 40] [--picture docs/bank-1999.png]

Prints the table of docs/bank-1999.md in Markdown and, if asked to, draws its picture. The record is of two weeks, as
each replication is: beside the interval of the mean stands the range in which 95 of 100 single replications lie.
"""

import argparse
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd

import simsupport as ss

HERE = Path(__file__).parent
MEASURES = {
    "mean_wait": ("mean wait, s", "mean_wait", 1),
    "abandonment_rate": ("abandoned, %", "abandonment_rate", 100),
    "service_level_offered": ("served within 20 s, %", "served_within_20s", 100),
}
LEVEL = 0.95
BANDS = (("least", "most", 0.12, "95% of single fortnights"), ("low", "high", 0.3, "95% interval of the mean"))


def figures(replications: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predicted figures by hour (`all` over all) and the recorded ones.

    Columns of the predicted ones: hour, measure, mean, low, high (of the mean's interval), least, most (of the range
    for a single replication more: the half-width times √(n + 1), as of Student's prediction interval).
    """
    results = ss.run(ss.load(HERE.parent / "bank-1999.yaml"), replications, by=["hour"], names=list(MEASURES))
    over_all = results.summary(level=LEVEL).assign(hour="all")
    by_hour = results.summary(by=["hour"], level=LEVEL)
    predicted = pd.concat([by_hour.assign(hour=by_hour["hour"].astype(str)), over_all])
    reach = (predicted["high"] - predicted["low"]) / 2 * np.sqrt(replications + 1)
    predicted = predicted.assign(least=predicted["mean"] - reach, most=predicted["mean"] + reach)
    recorded = pd.read_csv(HERE / "recorded.csv", dtype={"hour": str}).set_index("hour")
    return predicted[predicted["hour"].isin(recorded.index)], recorded


def markdown(predicted: pd.DataFrame, recorded: pd.DataFrame) -> str:
    """For each hour and figure the recorded value, then the predicted with its interval.

    A star marks what was recorded and lies outside the range of single replications.
    """
    titles = [f"{title}: recorded | predicted" for title, _, _ in MEASURES.values()]
    lines = ["| hour | offered | " + " | ".join(titles) + " |", "|" + "---:|" * (2 + 2 * len(MEASURES))]
    indexed = predicted.set_index(["hour", "measure"])
    for hour, row in recorded.iterrows():
        cells = [str(hour), f"{row['offered']:,.0f}"]
        for name, (_, column, scale) in MEASURES.items():
            found = indexed.loc[(hour, name)]
            mean, half = found["mean"] * scale, (found["high"] - found["low"]) / 2 * scale
            star = "" if found["least"] <= row[column] <= found["most"] else " *"
            cells += [f"{row[column] * scale:.1f}{star}", f"{mean:.1f} ± {half:.1f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def picture(predicted: pd.DataFrame, recorded: pd.DataFrame, path: Path) -> None:
    """One panel for each figure: recorded as points, predicted as a line in its interval."""
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    recorded = recorded.drop(index="all")
    hours = recorded.index.astype(int)
    figure, panels = plt.subplots(1, len(MEASURES), figsize=(11, 3.6), layout="constrained")
    for panel, (name, (title, column, scale)) in zip(panels, MEASURES.items(), strict=True):
        found = predicted[predicted["measure"] == name].set_index("hour").loc[recorded.index]
        for low, high, alpha, label in BANDS:
            panel.fill_between(
                hours, found[low] * scale, found[high] * scale, alpha=alpha, color="#0072B2", lw=0, label=label
            )
        panel.plot(hours, found["mean"] * scale, color="#0072B2", label="predicted")
        panel.plot(hours, recorded[column] * scale, "o", color="#D55E00", ms=4, label="recorded")
        panel.set(title=title, xlabel="hour of the day", xticks=np.arange(8, 24, 4))
        panel.set_ylim(bottom=0)
        panel.spines[["top", "right"]].set_visible(False)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    predicted, recorded = figures(options.replications)
    print(markdown(predicted, recorded))
    if options.picture:
        picture(predicted, recorded, options.picture)


if __name__ == "__main__":
    main()
