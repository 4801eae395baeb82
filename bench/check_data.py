"""Evaluation sets come in, true and false sentences with the passages that they cite go out."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.corrupt import Around, corrupted
from bench.data import EvalArticle, EvalSet, is_report, load_set
from bench.paraphrase import paraphrases
from bot.answer.check.check import prepare
from bot.answer.check.meaning import token_vectors
from bot.answer.check.verdict import Cited
from index.chunk import chunk
from index.embed import Embedder
from index.types import Article, Passage, Scores, Source

MOST_CHUNKS = 5
"""Of an article; there are long ones, and all count alike."""

_NO_SCORES = Scores(dense=0, keywords=0, fused=0, reranked=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sentence, the passages that it cites, what kind it is, and whether it is true."""

    text: str
    cited: tuple[Cited, ...]
    kind: str
    true: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An article as the library would hold it."""

    article: EvalArticle
    cited: tuple[Cited, ...]


def read_articles(
    sets: Sequence[EvalSet], embedder: Embedder, *, report: bool, most: int = MOST_CHUNKS
) -> list[Read]:
    """The articles of one part, cut and embedded; an article that several sets have, once."""
    found: dict[str, EvalArticle] = {}
    for one in sets:
        for article in one.articles:
            if is_report(article.title) == report:
                found.setdefault(f"{article.title} {article.body[:80]}", article)
    made = []
    for article in found.values():
        source = Source(article_id=article.article_id, title=article.title)
        chunks = chunk(
            Article(source=source, text=article.body),
            count_tokens=embedder.count_tokens,
            max_tokens=embedder.model.max_tokens,
        )[:most]
        embedded = dict(embedder.embed([(one.context, one.text) for one in chunks]))
        made.append(
            Read(
                article=article,
                cited=tuple(
                    prepare(
                        number + 1,
                        Passage(
                            chunk_id=number, source=source, start=one.start, end=one.end,
                            text=one.text, heading=one.heading, sentences=one.sentences,
                            scores=_NO_SCORES,
                        ),
                        token_vectors(embedded[number], embedder.model.width),
                    )
                    for number, one in enumerate(chunks)
                ),
            )
        )
    return made


def samples(embedder: Embedder, *, report: bool, seed: int = 11) -> list[Sample]:
    """True and false sentences about the articles of one part."""
    clap = load_set("clapnq")
    read = read_articles([load_set("squad2"), load_set("xquad/en"), clap], embedder, report=report)
    chance = random.Random(seed)
    made = [*_made(read, chance), *_reference_answers(clap, read)]
    return made


def _sentences(cited: Cited) -> Iterator[str]:
    for span in cited.spans:
        text = cited.passage.quote(span).strip()
        if 8 <= len(text.split()) <= 40 and text.endswith(".") and "\n" not in text:
            yield text


def _made(read: Sequence[Read], chance: random.Random) -> Iterator[Sample]:
    for place, one in enumerate(read):
        others = [
            cited.passage.text
            for other in chance.sample(read, min(len(read), 30))
            if other.article.title != one.article.title
            for cited in other.cited[:2]
        ]
        for cited in one.cited:
            there = list(_sentences(cited))
            same = [other.passage.text for other in one.cited if other is not cited]
            around = Around(passage=cited.passage.text, others=others)
            for sentence in chance.sample(there, min(len(there), 3)):
                true = paraphrases(sentence, one.article.title, chance)
                for kind, text in true:
                    yield Sample(text=text, cited=(cited,), kind=kind, true=True)
                base = chance.choice(true)[1] if true and chance.random() < 0.5 else sentence
                for kind, text in corrupted(base, around, same, chance):
                    yield Sample(text=text, cited=(cited,), kind=kind, true=False)
                elsewhere = read[(place + 1 + chance.randrange(len(read) - 1)) % len(read)]
                if elsewhere.article.title != one.article.title:
                    wrong = (chance.choice(elsewhere.cited),)
                    yield Sample(text=base, cited=wrong, kind="from another article", true=False)
                if same:
                    wrong = (chance.choice([other for other in one.cited if other is not cited]),)
                    kind = "from another passage of the article"
                    yield Sample(text=base, cited=wrong, kind=kind, true=False)


def _reference_answers(clap: EvalSet, read: Sequence[Read]) -> Iterator[Sample]:
    """What people wrote as answers, sentence by sentence, with the passages they wrote it from."""
    by_id = {one.article.article_id: one for one in read}
    for row, answers in reference_answers():
        one = by_id.get(row)
        if one is None:
            continue
        for sentence in answers:
            yield Sample(text=sentence, cited=one.cited, kind="reference answer", true=True)


def reference_answers() -> Iterator[tuple[str, list[str]]]:
    """The id of each article of CLAP NQ that answers, with the sentences people answered in."""
    import json
    import re

    from bench.data import eval_folder

    with (eval_folder() / "clapnq" / "questions.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if not row["answerable"]:
                continue
            said = [
                part.strip()
                for answer in row["answers"]
                for part in re.split(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])|(?<= \.)\s+", answer)
            ]
            yield row["article_ids"][0], [
                one for one in dict.fromkeys(said) if 5 <= len(one.split()) <= 60
            ]
