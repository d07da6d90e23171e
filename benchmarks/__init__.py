"""Benchmarks: simsupport beside what one would otherwise write, in one command: `python -m benchmarks`.

Peers and engines run in turns, ratios are medians over the rounds, and before anything is timed the
peers have to agree with each other and with theory. docs/performance.md holds the table.
"""
