"""Evaluation sets come in, the quality of passages, sentences and abstention is printed.

Run with `python -m bench.quality`. Every question goes through the shipped library and answerer.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from bench.data import EvalQuestion, EvalSet, holds_answer, holds_paragraph, load_set
from bench.library import separate_library
from bot.answer.extractive import answer
from bot.types import Answer
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL
from index.types import Findings

MOST_QUESTIONS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A question with the answer that it got from all articles, and from all but its own."""

    question: EvalQuestion
    best: tuple[str, ...]
    shown: Answer
    missing: Answer | None


def measure(sets: Sequence[EvalSet], embedder: Embedder, *, missing: bool) -> list[Outcome]:
    """Ask the questions of these sets in one library of all their articles."""
    articles = [article for one in sets for article in one.articles]
    everything = frozenset(article.article_id for article in articles)
    outcomes = []
    with separate_library(articles, embedder) as library:
        for question in _sample(sets):
            found = library.search(question.text, collections=everything)
            missing_too = missing and question.answerable
            others = everything - question.article_ids
            outcomes.append(
                Outcome(
                    question=question,
                    best=_best(question.text, found),
                    shown=answer(question.text, found),
                    missing=answer(question.text, library.search(question.text, collections=others))
                    if missing_too
                    else None,
                )
            )
    return outcomes


def _sample(sets: Sequence[EvalSet]) -> list[EvalQuestion]:
    """Every question, or as many of a large set as its figures need."""
    chance = random.Random(11)
    return [
        question
        for one in sets
        for question in (
            one.questions
            if len(one.questions) <= MOST_QUESTIONS
            else chance.sample(one.questions, MOST_QUESTIONS)
        )
    ]


def _best(text: str, found: Findings) -> tuple[str, ...]:
    """The sentences that would be answered with, were every question answered."""
    return tuple(one.text for one in answer(text, found, threshold=0.0).statements)


def report(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print the figures of one library."""
    answerable = [one for one in outcomes if one.question.answerable]
    print(f"\n{name}: {len(answerable)} answerable questions, {len(outcomes)} in all")
    for most in (1, 5):
        passages = [one.shown.passages[:most] for one in answerable]
        pairs = list(zip(answerable, passages, strict=True))
        right = [
            any(p.source.article_id in one.question.article_ids for p in found)
            for one, found in pairs
        ]
        paragraph = [
            any(
                p.source.article_id in one.question.article_ids
                and holds_paragraph(p.text, one.question)
                for p in found
            )
            for one, found in pairs
        ]
        held = [any(holds_answer(p.text, one.question) for p in found) for one, found in pairs]
        print(f"  article@{most}                              {np.mean(right):.3f}")
        print(f"  right paragraph's text in {most} passage(s)   {np.mean(paragraph):.3f}")
        print(f"  answer in {most} passage(s)                   {np.mean(held):.3f}")
    for most in (1, 3):
        best = [
            any(holds_answer(text, one.question) for text in one.best[:most]) for one in answerable
        ]
        shown = [
            any(holds_answer(s.text, one.question) for s in one.shown.statements[:most])
            for one in answerable
        ]
        print(
            f"  sentence@{most}  {np.mean(best):.3f}"
            f"   (counting refusals as wrong: {np.mean(shown):.3f})"
        )
    cited = [
        passage.text[c.start - passage.start : c.end - passage.start] == c.quote
        for one in outcomes
        for c in one.shown.citations
        for passage in one.shown.passages
        if passage.chunk_id == c.chunk_id
    ]
    print(f"  citations whose span is the words shown  {np.mean(cited):.3f} of {len(cited)}")
    _report_abstention(outcomes)


def _report_abstention(outcomes: Sequence[Outcome]) -> None:
    yes = [one.shown for one in outcomes if one.question.answerable]
    missing = [one.missing for one in outcomes if one.missing is not None]
    hard = [one.shown for one in outcomes if not one.question.answerable]
    refused = np.mean([not one.answered for one in yes])
    for name, no in (("article missing", missing), ("article there, answer not", hard)):
        if not no:
            continue
        scores = [one.confidence for one in (*yes, *no)]
        auc = roc_auc_score([1] * len(yes) + [0] * len(no), scores)
        false = np.mean([one.answered for one in no])
        print(
            f"  abstention, {name}: AUC {auc:.3f}; at the threshold "
            f"{false:.3f} false answers, {refused:.3f} false refusals"
        )


def main() -> None:
    """Measure every set."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    english, clap = load_set("xquad/en"), load_set("clapnq")
    outcomes = measure([english, clap], embedder, missing=True)
    report("XQuAD-en and CLAP NQ in one library", outcomes)
    from_english = {question.text for question in english.questions}
    report(
        "  of these, XQuAD-en's questions",
        [one for one in outcomes if one.question.text in from_english],
    )
    report(
        "  of these, CLAP NQ's questions",
        [one for one in outcomes if one.question.text not in from_english],
    )
    report("SQuAD 2.0, its 17 articles", measure([load_set("squad2")], embedder, missing=True))
    for language in ("es", "de", "zh", "ar"):
        one = load_set(f"xquad/{language}")
        report(f"XQuAD-{language}", measure([one], embedder, missing=True))


if __name__ == "__main__":
    main()
