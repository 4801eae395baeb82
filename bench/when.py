"""Questions and dated articles come in, what time in questions costs and changes is printed.

Run with `python -m bench.when`. The hand-made set is the tests' own; XQuAD-en and CLAP NQ, whose
articles have no dates, get made-up ones, so that every preference can do harm where it does any.
The pairs of sentences that are said to differ are printed whole.
"""

import json
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import index.recency
from bench.data import EvalArticle, EvalQuestion, holds_answer, load_set
from bench.library import made_articles, public_library
from bench.random_vectors import RandomEmbedder
from bot.answer.differ import differing
from bot.answer.extractive import choose
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.library import Library
from index.settings import BUNDLED_MODEL
from index.types import PUBLIC, Findings, When
from index.when import read_when

TODAY = date(2026, 11, 24)
CHUNKS = 10_000
SAMPLED = 1_700  # questions of SQuAD 2.0
TIMED = 200
WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
_DATED = Path(__file__).parents[1] / "tests" / "data" / "dated.json"


def main() -> None:
    """Measure reading, the hand-made set, and the sets of questions about events."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    sets = [load_set("xquad/en"), load_set("clapnq")]
    questions = [one for part in sets for one in part.questions if one.answerable]
    report_reading([one.text for one in questions])
    report_handmade(embedder)
    chance = random.Random(5)
    articles = [article for part in sets for article in part.articles]
    dates = {one.article_id: f"{chance.randint(1990, 2026)}-06-15" for one in articles}
    with public_library(articles, embedder, dates) as (library, *_):
        report_events(library, questions)
    report_differing(embedder)
    report_speed(questions)


def report_reading(questions: Sequence[str]) -> None:
    """What it costs to read the time in a question."""
    named: list[float] = []
    other: list[float] = []
    for text in questions:
        read_when(text, TODAY)  # a month's language is loaded once
    for text in questions:
        began = time.perf_counter()
        found = read_when(text, TODAY)
        (other if found is None else named).append((time.perf_counter() - began) * 1e6)
    print(f"Reading {len(questions)} questions, microseconds: median, 99th percentile, most")
    for name, costs in (("without a time", other), ("with a time", named)):
        ranked = sorted(costs)
        tail = ranked[int(len(ranked) * 0.99)]
        middle = statistics.median(ranked)
        print(f"  {len(costs):5} {name:15} {middle:9.0f} {tail:9.0f} {ranked[-1]:9.0f}")


def report_handmade(embedder: Embedder) -> None:
    """How many of the hand-made questions have the wanted article first, by weight."""
    held = json.loads(_DATED.read_text(encoding="utf-8"))
    articles = [
        EvalArticle(article_id=one["id"], title=one["title"], body=one["body"], paragraphs=())
        for one in held["articles"]
    ]
    dates = {one["id"]: one.get("published") for one in held["articles"]}
    today = date.fromisoformat(held["today"])
    print(f"\n{len(held['questions'])} questions over {len(articles)} dated articles, right first")
    with public_library(articles, embedder, dates) as (library, *_):
        plain = sum(_is_first(library, one, None) for one in held["questions"])
        print(f"  time unread {plain}")
        for weight in WEIGHTS:
            with _weights(newer=weight):
                right = [
                    _is_first(library, one, read_when(one["text"], today))
                    for one in held["questions"]
                ]
            print(f"  newer by at most {weight:.1f}: {sum(right)}")


def _is_first(library: Library, question: dict[str, str], when: When | None) -> bool:
    found = library.search(question["text"], collections=[PUBLIC], when=when)
    if when is not None and when.filters and found.confidence < found.thresholds["normal"]:
        when = replace(when, published=False)
        found = library.search(question["text"], collections=[PUBLIC], when=when)
    wanted = {question["first"], question.get("or")}
    return bool(found.sentences) and _article(found, 0) in wanted


def _article(found: Findings, place: int) -> str:
    chunk_id = found.sentences[place].chunk_id
    return next(one.source.article_id for one in found.passages if one.chunk_id == chunk_id)


def report_events(library: Library, questions: Sequence[EvalQuestion]) -> None:
    """The first sentence with and without time, where each article has a made-up date."""
    print(f"\n{len(questions)} questions of XQuAD-en and CLAP NQ, articles with made-up dates")
    read = [(one, read_when(one.text, TODAY)) for one in questions]
    timed = [(one, when) for one, when in read if when is not None]
    filters = sum(when.filters for _, when in timed)
    newest = sum(when.newest for _, when in timed)
    print(f"  {len(timed)} name a time: {filters} filter, {newest} wish for newer ones")
    for name, newer, then in (("as shipped", 1.0, 0.5), ("twice", 2.0, 1.0), ("none", 0.0, 0.0)):
        with _weights(newer=newer, then=then):
            plain = [_holds(library, one, None) for one, _ in timed]
            held = [_holds(library, one, when) for one, when in timed]
        better = sum(new and not old for old, new in zip(plain, held, strict=True))
        worse = sum(old and not new for old, new in zip(plain, held, strict=True))
        total = len(questions)
        print(f"  preference {name:10}: {better} better, {worse} worse of {len(timed)} of {total}")


def _holds(library: Library, question: EvalQuestion, when: When | None) -> bool:
    found = library.search(question.text, collections=[PUBLIC], when=when)
    if when is not None and when.filters and found.confidence < found.thresholds["normal"]:
        when = replace(when, published=False)
        found = library.search(question.text, collections=[PUBLIC], when=when)
    return bool(found.sentences) and holds_answer(choose(found)[0].text, question)


def report_differing(embedder: Embedder) -> None:
    """How often articles are said to differ that were never written about the same.

    Each paragraph is an article of its own: those of one subject come near to differing.
    """
    sets = [load_set("xquad/en"), load_set("squad2")]
    paragraphs = {
        paragraph: EvalArticle(
            article_id=f"{number}-{place}", title=one.title, body=paragraph, paragraphs=()
        )
        for number, one in enumerate(article for part in sets for article in part.articles)
        for place, paragraph in enumerate(one.paragraphs)
    }
    questions = list(sets[0].questions)
    questions += random.Random(3).sample(sets[1].questions, SAMPLED)
    answered = said = 0
    dates = dict.fromkeys((one.article_id for one in paragraphs.values()), None)
    with public_library(list(paragraphs.values()), embedder, dates) as (library, *_):
        for one in questions:
            found = library.search(one.text, collections=[PUBLIC])
            if found.confidence < found.thresholds["normal"]:
                continue
            answered += 1
            pair = differing(one.text, found)
            if pair is not None:
                said += 1
                print(f"  {one.text}\n    {pair[0].text}\n    {pair[1].text}")
    print(f"\nArticles said to differ: {said} of {answered} answers to {len(questions)} questions")


def report_speed(questions: Sequence[EvalQuestion]) -> None:
    """What each stage takes at 10,000 chunks, of a question that filters, prefers or neither."""
    articles = made_articles(CHUNKS)
    chance = random.Random(5)
    dates = {one.article_id: f"{chance.randint(2000, 2026)}-06-15" for one in articles}
    asked = [one.text for one in questions[:: len(questions) // TIMED]]
    wishes = {
        "no time": None,
        "newer": When(newest=True),
        "of 2024": When(since=date(2024, 1, 1), until=date(2024, 12, 31)),
        "only 2024": When(since=date(2024, 1, 1), until=date(2024, 12, 31), published=True),
        "only since 2010": When(since=date(2010, 1, 1), published=True),
    }
    with public_library(articles, RandomEmbedder(), dates) as (library, *_):
        print(f"\n{CHUNKS:,} chunks, {len(asked)} questions, milliseconds at the median")
        for name, when in wishes.items():
            found = [library.search(text, collections=[PUBLIC], when=when) for text in asked]
            stages = {stage: 0.0 for one in found for stage in one.milliseconds}
            for stage in stages:
                stages[stage] = statistics.median(one.milliseconds[stage] for one in found)
            said = ", ".join(f"{stage} {took:.1f}" for stage, took in stages.items())
            total = statistics.median(
                sum(took for stage, took in one.milliseconds.items() if stage != "embed")
                for one in found
            )
            print(f"  {name:16} {total:5.1f} without embedding: {said}")


@contextmanager
def _weights(*, newer: float = index.recency.NEWER, then: float = 0.5) -> Iterator[None]:
    shipped = index.recency.NEWER, index.recency.OF_THAT_TIME
    index.recency.NEWER, index.recency.OF_THAT_TIME = newer, then
    try:
        yield
    finally:
        index.recency.NEWER, index.recency.OF_THAT_TIME = shipped


if __name__ == "__main__":
    main()
