"""Evaluation sets come in, the quality of passages, sentences and abstention is printed and drawn.

Run with `python -m bench.quality`. Every question goes through the shipped library and answerer.
Figures are those of the reporting part; nothing was fitted on its articles. With `--wrong 20` it
prints so many wrong answers instead.
"""

import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from bench.data import EvalQuestion, holds_answer, holds_paragraph, load_set
from bench.outcomes import Outcome, ask
from bench.plots import Curve, draw_coverage, draw_reliability
from index.confidence import FALSE_ANSWERS, default
from index.embed import BUNDLED_DIGEST, SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL
from index.types import Passage

BINS = 10
LANGUAGES = ("es", "de", "zh", "ar")


def main() -> None:
    """Measure every set, print its figures, and draw the curves."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    english, clap = load_set("xquad/en"), load_set("clapnq")
    outcomes = ask([english, clap], embedder)
    report("XQuAD-en and CLAP NQ in one library", outcomes)
    in_english = {question.text for question in english.questions}
    report("of these, XQuAD-en", [one for one in outcomes if one.question.text in in_english])
    report("of these, CLAP NQ", [one for one in outcomes if one.question.text not in in_english])
    squad = ask([load_set("squad2")], embedder)
    report("SQuAD 2.0, its 17 articles", squad)
    curves = [_curve("English", outcomes)]
    for language in LANGUAGES:
        others = ask([load_set(f"xquad/{language}")], embedder)
        report(f"XQuAD-{language}", others, language=language)
        curves.append(_curve(language, others))
    draw_coverage(curves)
    confidences, right = _judged([*outcomes, *squad])
    draw_reliability(confidences, right, BINS)


def report(name: str, everything: Sequence[Outcome], *, language: str = "en") -> None:
    """Print the figures of one library's reporting part."""
    outcomes = [one for one in everything if one.question.report]
    answerable = [one for one in outcomes if one.question.answerable]
    print(f"\n{name}: {len(answerable)} answerable questions, {len(outcomes)} in all")
    for most in (1, 5):
        found = [(one.question, one.answer.passages[:most]) for one in answerable]
        print(
            f"  in {most} passage(s): right article {_share(found, _right_article):.3f}, "
            f"right paragraph's text {_share(found, _right_paragraph):.3f}, "
            f"answer {_share(found, _holds_answer):.3f}"
        )
    for most in (1, 3):
        alone = np.mean([any(one.alone[:most]) for one in answerable])
        shown = np.mean([any(one.shown[:most]) for one in answerable])
        print(f"  sentence@{most}: {alone:.3f} alone, {shown:.3f} with what they lean on")
    cited = [
        passage.text[c.start - passage.start : c.end - passage.start] == c.quote
        for one in outcomes
        for c in one.answer.citations
        for passage in one.answer.passages
        if passage.chunk_id == c.chunk_id
    ]
    print(f"  citations whose span is the words shown: {np.mean(cited):.3f} of {len(cited)}")
    _report_abstention(outcomes, language)
    whole = [one for one in everything if one.question.answerable]
    print(
        f"  both parts, {len(whole)} questions: sentence@1 "
        f"{np.mean([one.alone[:1] == (True,) for one in whole]):.3f} alone, "
        f"article missing AUC {_auc(_missing(whole), whole):.3f}"
    )


def _report_abstention(outcomes: Sequence[Outcome], language: str) -> None:
    yes = [one for one in outcomes if one.question.answerable]
    missing = _missing(yes)
    print(f"  article missing: AUC {_auc(missing, yes):.3f}")
    thresholds = default(BUNDLED_DIGEST, language).thresholds
    for caution in FALSE_ANSWERS:
        least = thresholds[caution]
        refused = np.mean([one.answer.confidence < least for one in yes])
        print(
            f"    caution {caution:6} (from {least:.2f}): "
            f"{np.mean(missing >= least):.3f} false answers, {refused:.3f} false refusals"
        )
    hard = [one.answer for one in outcomes if not one.question.answerable]
    if hard:
        scores = np.array([one.confidence for one in hard])
        print(
            f"  article there, answer not: AUC {_auc(scores, yes):.3f}; "
            f"{np.mean([one.answered for one in hard]):.3f} answered, "
            f"{np.mean([one.partly for one in hard]):.3f} said to be touched on"
        )
    touched = np.mean([one.missing.partly for one in yes if one.missing is not None])
    print(f"  article missing, and said to be touched on: {touched:.3f}")
    print(f"  calibration error, {BINS} bins: {calibration_error(*_judged(outcomes)):.3f}")


def _missing(outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    return np.array([one.missing.confidence for one in outcomes if one.missing is not None])


def _auc(no: NDArray[np.float64], yes: Sequence[Outcome]) -> float:
    scores = [*(one.answer.confidence for one in yes), *no]
    return float(roc_auc_score([1] * len(yes) + [0] * len(no), scores))


def _judged(outcomes: Sequence[Outcome]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Confidences with and without the article, half and half, and whether the answer is shown."""
    here = [one for one in outcomes if one.question.answerable and one.question.report]
    missing = _missing(here)
    confidences = np.array([*(one.answer.confidence for one in here), *missing])
    right = np.array([*(any(one.shown) for one in here), *[False] * len(missing)])
    return confidences, right


def calibration_error(confidences: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The expected calibration error over bins of equal width.

    Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3.
    """
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            gap = abs(float(right[inside].mean()) - float(confidences[inside].mean()))
            error += gap * float(inside.mean())
    return error


def _curve(name: str, outcomes: Sequence[Outcome]) -> Curve:
    """The share of questions answered against the share of these whose answer is right."""
    confidences, right = _judged(outcomes)
    order = np.argsort(-confidences, kind="stable")
    answered = np.arange(1, len(order) + 1)
    return Curve(name, answered / len(order), np.cumsum(right[order]) / answered)


Found = tuple[EvalQuestion, Sequence[Passage]]


def _share(found: Sequence[Found], is_right: Callable[[EvalQuestion, Passage], bool]) -> float:
    return float(np.mean([any(is_right(question, p) for p in some) for question, some in found]))


def _right_article(question: EvalQuestion, passage: Passage) -> bool:
    return passage.source.article_id in question.article_ids


def _right_paragraph(question: EvalQuestion, passage: Passage) -> bool:
    return _right_article(question, passage) and holds_paragraph(passage.text, question)


def _holds_answer(question: EvalQuestion, passage: Passage) -> bool:
    return holds_answer(passage.text, question)


def print_wrong(most: int) -> None:
    """Print questions whose first sentence does not answer, from the reporting part."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    outcomes = ask([load_set("xquad/en"), load_set("clapnq")], embedder)
    wrong = [
        one
        for one in outcomes
        if one.question.report and one.question.answerable and not any(one.shown[:1])
    ]
    for one in wrong[:: max(len(wrong) // most, 1)][:most]:
        wanted = " / ".join((one.question.answers or one.question.evidence)[:1])
        print(f"\n{one.question.text}\n  wanted  {wanted}")
        print(f"  first   {one.sentences[0].text if one.sentences else '–'}")
        place = one.shown.index(True) + 1 if any(one.shown) else "none"
        print(f"  right one shown: {place}; confidence {one.answer.confidence:.2f}")


if __name__ == "__main__":
    if "--wrong" in sys.argv:
        print_wrong(int(sys.argv[sys.argv.index("--wrong") + 1]))
    else:
        main()
