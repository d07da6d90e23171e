"""How long the shell waits for `simsupport --help`, beside `python -c "import click"`.

    python benchmarks/startup.py [--rounds 15] [--most 1.5]

Both run in turns; the ratio is the median over the rounds. Ends with exit code 1 if it is above --most.
"""

import argparse
import subprocess
import sys
from statistics import median
from time import perf_counter

HELP = [sys.executable, "-c", "from simsupport.cli import main; main()", "--help"]  # what the console script does
CLICK = [sys.executable, "-c", "import click"]


def seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def measured(rounds: int) -> list[tuple[float, float]]:
    """Seconds for the help and for click, in turns, after one round to warm up."""
    return [(seconds(HELP), seconds(CLICK)) for _ in range(rounds + 1)][1:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--most", type=float, default=1.5)
    options = parser.parse_args()
    pairs = measured(options.rounds)
    ratio = median(ours / click for ours, click in pairs)
    ours, click = (1000 * median(pair[side] for pair in pairs) for side in (0, 1))
    print(f"simsupport --help: {ours:.0f} ms, import click: {click:.0f} ms; ratio, median of {len(pairs)}: {ratio:.2f}")
    return 0 if ratio <= options.most else 1


if __name__ == "__main__":
    sys.exit(main())
