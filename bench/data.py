"""Evaluation sets come in as JSON Lines, articles and questions go out.

The sets are not part of the repository: `FOOTNOTE_EVAL` names their folder, or they lie beside the
checkout in `shared/eval`. What needs them says so and stops where they are missing.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es", "de", "zh", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalArticle:
    """An article, and its paragraphs where the set knows them."""

    article_id: str
    title: str
    body: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalQuestion:
    """A question. `answers` are the accepted ones; `evidence` are sentences that hold them.

    `paragraph` is the text that the question was written about, where the set knows it. `report`:
    its article is of the part that figures are reported on, and that nothing was fitted on.
    """

    text: str
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    article_ids: frozenset[str]
    paragraph: str | None
    report: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalSet:
    """A named set of articles and the questions about them."""

    name: str
    articles: tuple[EvalArticle, ...]
    questions: tuple[EvalQuestion, ...]


def eval_folder() -> Path:
    """The folder of the sets; ends the program with a sentence where there is none."""
    named = os.environ.get("FOOTNOTE_EVAL")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "eval"
    if not folder.is_dir():
        sys.exit("No evaluation data: set FOOTNOTE_EVAL to its folder. Nothing was measured.")
    return folder


def load_set(name: str) -> EvalSet:
    """A set by its path under the folder, such as `clapnq` or `xquad/en`."""
    folder = eval_folder() / name
    articles = tuple(
        EvalArticle(
            article_id=row["id"],
            title=row["title"].replace("_", " "),
            body=row["body"],
            paragraphs=tuple(
                row["body"][part["start"] : part["end"]] for part in row.get("paragraphs", ())
            ),
        )
        for row in _rows(folder / "articles.jsonl")
    )
    by_id = {article.article_id: article for article in articles}
    questions = tuple(_question(row, by_id) for row in _rows(folder / "questions.jsonl"))
    return EvalSet(name=name, articles=articles, questions=questions)


def is_report(title: str) -> bool:
    """Whether an article belongs to the half that figures are reported on.

    By its title: SQuAD 2.0 and XQuAD hold many of the same articles, XQuAD each in five languages.
    """
    return hashlib.sha256(title.encode()).digest()[0] % 2 == 1


def same_title(question: EvalQuestion, sets: Iterable[EvalSet]) -> frozenset[str]:
    """The articles that a question is about, and all others of the same title.

    Without them all an answer may still be there: CLAP NQ has two articles on the Berlin Wall.
    """
    articles = [article for one in sets for article in one.articles]
    titles = {one.title for one in articles if one.article_id in question.article_ids}
    return frozenset(one.article_id for one in articles if one.title in titles)


def _question(row: dict[str, Any], articles: dict[str, EvalArticle]) -> EvalQuestion:
    ids = frozenset(row.get("article_ids") or [row["article_id"]])
    paragraph = None
    if "paragraph_index" in row:
        paragraph = articles[row["article_id"]].paragraphs[row["paragraph_index"]]
    return EvalQuestion(
        text=row["question"],
        answerable=row["answerable"],
        answers=tuple(row["answers"]) if paragraph is not None else (),
        evidence=tuple(row.get("evidence_sentences", ())),
        article_ids=ids,
        paragraph=paragraph,
        report=is_report(articles[min(ids)].title),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def plain(text: str) -> str:
    """Lower case without punctuation, one space between words: how answers are compared."""
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


def holds_answer(text: str, question: EvalQuestion) -> bool:
    """Whether a text holds an accepted answer, or one of the sentences that do."""
    words = plain(text)
    if any(plain(answer) and plain(answer) in words for answer in question.answers):
        return True
    # Long answers have no short form; a sentence counts that the set itself names as evidence.
    return any(
        plain(sentence) in words or (len(words) > 20 and words in plain(sentence))
        for sentence in question.evidence
    )


def holds_paragraph(text: str, question: EvalQuestion) -> bool:
    """Whether a passage's text is of the paragraph that the question was written about."""
    if question.paragraph is None:
        return True
    wanted, words = plain(question.paragraph), plain(text)
    middle = words[len(words) // 4 : len(words) // 4 + 60]
    return middle in wanted or wanted[:60] in words
