"""Evaluation sets come in, what the checker catches and what it withholds is printed, by kind.

Run with `python -m bench.check`; no model writes here. Figures are those of the reporting part,
whose articles nothing was fitted on. With `--missed 5` it prints so many sentences of each kind
that the checker judges wrong.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.check_data import Sample, foreign_samples, samples
from bot.answer.check.check import check
from bot.answer.check.verdict import Verdict
from index.embed import SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL

GOALS: Sequence[tuple[str, tuple[str, ...], float]] = (
    ("number, date or name swapped", ("number swapped", "date swapped", "name swapped"), 0.97),
    ("from another article", ("from another article",), 0.90),
)
MOST_WITHHELD = 0.10
"""Of the true sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sentence, the verdict on it, and how long that took."""

    sample: Sample
    verdict: Verdict
    milliseconds: float


def main() -> None:
    """Check every sentence and print the shares."""
    judged = judge(report=True)
    home = [one for one in judged if one.sample.language == "en"]
    true = sum(one.sample.true for one in home)
    print(f"\nWritten sentences checked: {true} true, {len(home) - true} false, all in English")
    _print_kinds(home)
    for name, kinds, least in GOALS:
        some = [one for one in home if one.sample.kind in kinds]
        print(f"  {name}: {_share(some, _withheld):.3f} caught of {len(some)} (goal {least})")
    some = [one for one in home if one.sample.true]
    withheld = _share(some, _withheld)
    print(f"  true: {withheld:.3f} withheld of {len(some)} (goal at most {MOST_WITHHELD})")
    print("Answers in another language, about English articles")
    _print_kinds([one for one in judged if one.sample.language != "en"])
    times = [one.milliseconds for one in judged]
    middle, worst = np.percentile(times, [50, 99])
    print(
        f"  a sentence takes {middle:.1f} ms in the middle, {worst:.1f} ms at the 99th percentile"
    )


def judge(*, report: bool) -> list[Judged]:
    """The verdict on every sentence of one part."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    everything = [
        *samples(embedder, report=report),
        *foreign_samples(embedder, report=report),
    ]
    judged = []
    for one in everything:
        start = time.perf_counter()
        verdict = check(one.text, one.cited, embedder)
        taken = (time.perf_counter() - start) * 1000
        judged.append(Judged(sample=one, verdict=verdict, milliseconds=taken))
    return judged


def print_missed(most: int) -> None:
    """Print sentences of the fitting part that are judged wrong, by kind."""
    judged = judge(report=False)
    for kind in dict.fromkeys(one.sample.kind for one in judged):
        wrong = [
            one
            for one in judged
            if one.sample.kind == kind and one.verdict.supported != one.sample.true
        ]
        print(f"\n{kind}: {len(wrong)}")
        for one in wrong[:: max(len(wrong) // most, 1)][:most]:
            print(f"  {one.sample.text}")
            print("".join(f"    {reason.sentence}\n" for reason in one.verdict.reasons), end="")


def _print_kinds(judged: Sequence[Judged]) -> None:
    for true in (True, False):
        print(f"  {'true: withheld' if true else 'false: caught'}")
        kinds = dict.fromkeys(one.sample.kind for one in judged if one.sample.true == true)
        for kind in kinds:
            some = [one for one in judged if one.sample.kind == kind]
            share = _share(some, _withheld)
            print(f"    {kind:38} {share:.3f} of {len(some)}")


def _withheld(judged: Judged) -> bool:
    return not judged.verdict.supported


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return float(np.mean([holds(one) for one in judged]))


if __name__ == "__main__":
    if "--missed" in sys.argv:
        print_missed(int(sys.argv[sys.argv.index("--missed") + 1]))
    else:
        main()
