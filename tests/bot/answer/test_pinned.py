"""An answer gets a pinned passage in front: what it says then, and what it no longer says."""

from dataclasses import replace

from bot.answer.extractive import MOST_SENTENCES
from bot.answer.pinned import put_first
from bot.types import Answer
from index.types import Span
from tests.bot.render.answers import a_citation, a_passage, an_answer, no_answer

PASSAGE = a_passage("It closes at nine. It opens at eight.", chunk_id=7, start=100)
FIRST = PASSAGE.sentences[0]


def check(answer: Answer) -> None:
    """Every statement has its footnote, in order, and the pinned one is the first."""
    assert answer.answered
    assert answer.pinned
    assert answer.statements[0].text == PASSAGE.quote(FIRST)
    numbers = list(range(1, len(answer.statements) + 1))
    assert [one.citations for one in answer.statements] == [(number,) for number in numbers]
    assert [one.number for one in answer.citations] == numbers
    assert answer.passages[0].chunk_id == PASSAGE.chunk_id


def test_a_refusal_becomes_an_answer_of_the_pinned_words_alone() -> None:
    refused = replace(no_answer(a_citation(1)), confidence=0.1, threshold=0.6, partly=True)
    answer = put_first(refused, PASSAGE, FIRST)
    check(answer)
    assert len(answer.statements) == 1
    assert not answer.partly
    assert (answer.confidence, answer.threshold) == (0.1, 0.6)


def test_what_the_search_says_follows_as_far_as_there_is_room() -> None:
    found = an_answer("One.", "Two.", "Three.")
    answer = put_first(found, PASSAGE, FIRST)
    check(answer)
    assert [one.text for one in answer.statements[1:]] == ["One.", "Two."]
    assert len(answer.statements) == MOST_SENTENCES


def test_what_is_pinned_is_not_said_twice_and_keeps_its_bold_words() -> None:
    cited = replace(
        a_citation(1, quote=PASSAGE.quote(FIRST), start=FIRST.start, chunk_id=7),
        article_id=PASSAGE.source.article_id,
    )
    other = a_citation(2, quote="Two.")
    found = an_answer(PASSAGE.quote(FIRST), "Two.", citations=[cited, other])
    bold = replace(found.statements[0], bold=(Span(3, 9),))
    found = replace(found, statements=(bold, found.statements[1]), passages=(PASSAGE,))
    answer = put_first(found, PASSAGE, FIRST)
    check(answer)
    assert [one.text for one in answer.statements] == [PASSAGE.quote(FIRST), "Two."]
    assert answer.statements[0].bold == (Span(3, 9),)
    assert len(answer.passages) == 1
