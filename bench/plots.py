"""Measured curves come in, pictures for `docs/quality.md` go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "docs" / "quality"


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line of points."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def draw_coverage(curves: Sequence[Curve]) -> None:
    """The share of questions answered against the share of these answers that are right."""
    figure, axes = _empty("share of questions answered", "share of these answers that are right")
    for curve in curves:
        step = max(len(curve.x) // 200, 1)
        axes.plot(curve.x[::step], curve.y[::step], label=curve.name)
    axes.legend(loc="lower left")
    axes.set_title("Half of the questions have no answer in the library")
    _save(figure, "coverage.svg")


def draw_reliability(confidences: NDArray[np.float64], right: NDArray[np.bool_], bins: int) -> None:
    """How often the answer was shown, by the confidence that was given."""
    figure, axes = _empty("confidence", "share of answers that hold what was asked")
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=1)
    for number in range(bins):
        inside = places == number
        if inside.any():
            x, y = float(confidences[inside].mean()), float(right[inside].mean())
            axes.plot([x], [y], "o", color="C0")
            axes.annotate(str(int(inside.sum())), (x, y), (4, -10), textcoords="offset points")
    axes.set_title("English; the numbers are questions")
    _save(figure, "reliability.svg")


def _empty(x: str, y: str) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "footnote"  # the same curves give the same file
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), facecolor="white", layout="constrained")
    axes.set(xlabel=x, ylabel=y, xlim=(0, 1), ylim=(0, 1.02))
    axes.grid(color="0.9")
    return figure, axes


def _save(figure: Any, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure.savefig(FOLDER / name, metadata={"Date": None})
    print(f"\ndrawn: docs/quality/{name}")
