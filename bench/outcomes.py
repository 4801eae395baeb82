"""Evaluation sets come in, what the library answers to their questions goes out."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.data import EvalQuestion, EvalSet, holds_answer, same_title
from bench.library import separate_library
from bot.answer.extractive import answer, choose, quoted
from bot.types import Answer
from index.embed import Embedder
from index.types import RankedSentence

MOST_QUESTIONS = 2000  # of a set: the figures of a large one change little with more


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A question with its answers: from all articles, and from all but its own.

    `sentences` are those that would be shown were every question answered; `alone` says which of
    them hold the answer by themselves, `shown` which do with what they bring along.
    """

    question: EvalQuestion
    sentences: tuple[RankedSentence, ...]
    alone: tuple[bool, ...]
    shown: tuple[bool, ...]
    answer: Answer
    missing: Answer | None


def ask(sets: Sequence[EvalSet], embedder: Embedder) -> list[Outcome]:
    """Ask the questions of these sets in one library of all their articles."""
    articles = [article for one in sets for article in one.articles]
    everything = frozenset(article.article_id for article in articles)
    outcomes = []
    with separate_library(articles, embedder) as library:
        for question in _sample(sets):
            found = library.search(question.text, collections=everything)
            chosen = choose(found)
            passages = {passage.chunk_id: passage for passage in found.passages}
            missing = None
            if question.answerable:
                others = everything - same_title(question, sets)
                without = library.search(question.text, collections=others)
                missing = answer(question.text, without)
            outcomes.append(
                Outcome(
                    question=question,
                    sentences=tuple(chosen),
                    alone=tuple(holds_answer(one.text, question) for one in chosen),
                    shown=tuple(
                        holds_answer(passages[one.chunk_id].quote(quoted(one)), question)
                        for one in chosen
                    ),
                    answer=answer(question.text, found),
                    missing=missing,
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
