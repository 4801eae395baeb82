"""Benchmarks: each prints what it measured and on what. Timings stand side by side, as ratios."""
