"""Evaluation sets come in, true and false sentences with the passages that they cite go out."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.corrupt import Around, corrupted
from bench.data import EvalArticle, EvalQuestion, EvalSet, eval_folder, is_report, load_set
from bench.paraphrase import paraphrases
from bot.answer.check.check import prepare
from bot.answer.check.meaning import token_vectors
from bot.answer.check.verdict import Cited
from index.chunk import chunk
from index.embed import Embedder
from index.types import Article, Passage, Scores, Source

MOST_CHUNKS = 8
"""Of an article; there are long ones, and all count alike."""

_FEWEST = 6
"""Words of a paraphrase: what a rule has left less of says nothing any more."""

_NO_SCORES = Scores(dense=0, keywords=0, fused=0, reranked=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sentence, the passages that it cites, what kind it is, and whether it is true."""

    text: str
    cited: tuple[Cited, ...]
    kind: str
    true: bool
    language: str = "en"


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
            max_tokens=embedder.max_tokens,
        )[:most]
        embedded = dict(embedder.embed([(one.context, one.text) for one in chunks]))
        made.append(
            Read(
                article=article,
                cited=tuple(
                    prepare(
                        number + 1,
                        Passage(
                            chunk_id=number,
                            source=source,
                            start=one.start,
                            end=one.end,
                            text=one.text,
                            heading=one.heading,
                            sentences=one.sentences,
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
    squad = load_set("squad2")
    return [*_made(read, chance), *_reference_answers(read), *_answered(squad, read, chance)]


def _sentences(cited: Cited) -> Iterator[str]:
    for span in cited.spans:
        # A formula's lowered figure has lines of its own in these sets.
        text = cited.passage.quote(span).strip()
        if (
            8 <= len(text.split()) <= 40
            and "\n" not in text
            and text[0].isupper()
            and text.endswith(".")
        ):
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
                true = [(kind, text) for kind, text in true if len(text.split()) >= _FEWEST]
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


FOREIGN = ("de", "es", "zh", "ar")


def foreign_samples(embedder: Embedder, *, report: bool, seed: int = 5) -> Iterator[Sample]:
    """Sentences of translated articles, citing the English passage that they translate.

    False ones cite another passage: of the same article, or of another. The sets hold the same
    paragraphs in the same order in each language; sentences are told apart by their places.
    """
    chance = random.Random(seed)
    english = load_set("xquad/en")
    read = {
        one.article.article_id.rpartition("/")[2]: one
        for one in read_articles([english], embedder, report=report, most=30)
    }
    for language in FOREIGN:
        for article in load_set(f"xquad/{language}").articles:
            here = read.get(article.article_id.rpartition("/")[2])
            if here is None:
                continue
            yield from _translated(article, here, language, list(read.values()), chance)


def _translated(
    article: EvalArticle,
    here: Read,
    language: str,
    everything: Sequence[Read],
    chance: random.Random,
) -> Iterator[Sample]:
    for number, paragraph in enumerate(article.paragraphs):
        original = here.article.paragraphs[number]
        cited = [
            one
            for one in here.cited
            if one.passage.text[:60] in original or original[:60] in one.passage.text
        ]
        parts = [part for part in re.split(r"(?<=[.!?。؟]) ?", paragraph) if 30 <= len(part) <= 250]
        if not cited or not parts:
            continue
        text = chance.choice(parts)
        # The passage that holds the paragraph's start may not hold its end.
        cited += [one for one in here.cited if one.passage.text[-40:] in original][:1]
        whole = tuple({id(one): one for one in cited}.values())
        yield Sample(
            text=text, cited=whole, kind=f"{language}, translated", true=True, language=language
        )
        rest = [one for one in here.cited if one not in whole]
        other = chance.choice([one for one in everything if one is not here])
        for kind, some in (("same article", rest), ("another article", list(other.cited))):
            if some:
                yield Sample(
                    text=text,
                    cited=(chance.choice(some),),
                    kind=f"{language}, from {kind}",
                    true=False,
                    language=language,
                )


_ASKED = re.compile(
    r"^(?:Who|What|Which \w+|What \w+)(?= (?:was|were|is|are|has|had|can|could|led|won|wrote|made"
    r"|became|began|took|gave|held|fought|\w{3,}ed)\b)(.*?) ?\?$"
)
MOST_ASKED = 25
"""Questions taken of one article."""


def _answered(squad: EvalSet, read: Sequence[Read], chance: random.Random) -> Iterator[Sample]:
    """Questions with the answer in the place of "who" or "what": people's own words.

    False ones have another question's answer in that place, of the same paragraph.
    """
    for one in read:
        mine = [
            question
            for question in squad.questions
            if question.answerable and one.article.article_id in question.article_ids
        ]
        taken = 0
        for question in chance.sample(mine, len(mine)):
            asked = _ASKED.match(question.text)
            cited = _holding(question, one) if asked is not None else None
            if asked is None or cited is None or taken == MOST_ASKED:
                continue
            taken += 1
            yield Sample(
                text=_said(question.answers[0], asked),
                cited=(cited,),
                kind="question answered",
                true=True,
            )
            others = [
                other.answers[0]
                for other in mine
                if other.paragraph == question.paragraph
                and not _overlap(other.answers[0], [*question.answers, question.text])
            ]
            if others:
                yield Sample(
                    text=_said(chance.choice(others), asked),
                    cited=(cited,),
                    kind="another question's answer",
                    true=False,
                )


def _said(answer: str, asked: re.Match[str]) -> str:
    return f"{answer[0].upper()}{answer[1:]}{asked[1]}."


def _overlap(answer: str, texts: Sequence[str]) -> bool:
    words = set(answer.lower().split())
    return any(words & set(text.lower().rstrip("?").split()) for text in texts)


def _holding(question: EvalQuestion, read: Read) -> Cited | None:
    """The passage that has the question's paragraph, or the part of it that answers."""
    for cited in read.cited:
        text = cited.passage.text
        paragraph = question.paragraph or ""
        is_of_it = text[:60] in paragraph or paragraph[:60] in text
        if question.answers[0] in text and is_of_it:
            return cited
    return None


def _reference_answers(read: Sequence[Read]) -> Iterator[Sample]:
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
            yield (
                row["article_ids"][0],
                [one for one in dict.fromkeys(said) if 5 <= len(one.split()) <= 60],
            )
