"""The offline answerer: verbatim sentences, few, none twice, each with its footnote."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.confidence import confidence
from bot.answer.extractive import MOST_CLOSEST, MOST_SENTENCES, answer
from bot.types import Answer
from index.types import Findings, Passage, RankedSentence, Signals
from tests.bot.render.answers import a_passage

SIGNALS = Signals(closeness=0.7, weakest=0.5, coverage=0.8, dense=0.6)
ALWAYS, NEVER = 0.0, 1.1

CATS = a_passage("Cats purr.", "Dogs bark loudly.", "Bees hum in summer.", chunk_id=1, start=50)
FISH = a_passage("Fish swim.", "Owls hoot at night.", "Frogs croak.", chunk_id=2, start=0)


def findings(
    *scored: tuple[Passage, int, float], passages: Sequence[Passage] = (CATS, FISH)
) -> Findings:
    """What a search found: passage, number of its sentence, score; best first."""
    sentences = []
    for passage, place, score in sorted(scored, key=lambda one: -one[2]):
        span = passage.sentences[place]
        text = passage.quote(span)
        sentences.append(
            RankedSentence(chunk_id=passage.chunk_id, span=span, text=text, score=score)
        )
    return Findings(
        passages=tuple(passages),
        sentences=tuple(sentences),
        signals=SIGNALS,
        milliseconds={"dense": 1.5},
    )


def said(found: Answer) -> list[str]:
    return [statement.text for statement in found.statements]


def quotes(found: Answer) -> list[str]:
    return [citation.quote for citation in found.citations]


def test_each_sentence_is_a_quote_with_the_next_number() -> None:
    found = answer("Who hums?", findings((CATS, 2, 9.0), (FISH, 1, 8.5)), threshold=ALWAYS)

    assert found.answered
    assert said(found) == quotes(found) == ["Bees hum in summer.", "Owls hoot at night."]
    assert [statement.citations for statement in found.statements] == [(1,), (2,)]
    assert [citation.number for citation in found.citations] == [1, 2]
    assert [citation.chunk_id for citation in found.citations] == [1, 2]


def test_what_was_found_and_how_sure_it_is_comes_along() -> None:
    one = findings((CATS, 0, 9.0))

    found = answer("Who purrs?", one, threshold=ALWAYS)

    assert found.question == "Who purrs?"
    assert found.passages == one.passages
    assert found.milliseconds == one.milliseconds
    assert found.confidence == confidence(SIGNALS, misfit=False)


def test_there_is_an_answer_from_the_threshold_on() -> None:
    one, sure = findings((CATS, 0, 9.0)), confidence(SIGNALS, misfit=False)

    assert answer("?", one, threshold=sure).answered
    assert not answer("?", one, threshold=sure + 1e-9).answered


def test_a_best_sentence_of_the_wrong_kind_makes_less_sure() -> None:
    one = findings((CATS, 0, 9.0))

    assert answer("How many purr?", one).confidence < answer("Who purrs?", one).confidence


def test_no_more_than_three_sentences_are_said() -> None:
    every = [(passage, place, 9.0) for passage in (CATS, FISH) for place in range(3)]

    assert len(said(answer("?", findings(*every), threshold=ALWAYS))) == MOST_SENTENCES == 3


def test_a_sentence_far_behind_the_best_is_left_out() -> None:
    one = findings((CATS, 0, 9.0), (FISH, 1, 8.9), (FISH, 2, -9.0))

    assert said(answer("?", one, threshold=ALWAYS)) == ["Cats purr.", "Owls hoot at night."]


def test_the_best_comes_first_even_where_it_stands_last() -> None:
    one = findings((CATS, 2, 9.0), (CATS, 0, 8.9), (CATS, 1, 8.8))

    assert said(answer("?", one, threshold=ALWAYS))[0] == "Bees hum in summer."


def test_further_sentences_of_one_passage_come_in_the_order_of_their_passage() -> None:
    one = findings((FISH, 0, 9.0), (CATS, 2, 8.9), (CATS, 0, 8.8))

    assert said(answer("?", one, threshold=ALWAYS)) == [
        "Fish swim.",
        "Cats purr.",
        "Bees hum in summer.",
    ]


def test_further_sentences_of_two_passages_come_best_first() -> None:
    one = findings((CATS, 0, 9.0), (FISH, 2, 8.9), (CATS, 2, 8.8))

    assert said(answer("?", one, threshold=ALWAYS)) == [
        "Cats purr.",
        "Frogs croak.",
        "Bees hum in summer.",
    ]


@pytest.mark.parametrize(
    "again",
    [
        "Qwen passed 10 million downloads.",
        "QWEN PASSED 10 MILLION DOWNLOADS!",
        "Downloads of Qwen passed 10 million.",
        "Qwen passed 10 million downloads in November.",
    ],
)
def test_what_was_said_is_not_said_again(again: str) -> None:
    first = a_passage("Qwen passed 10 million downloads.", chunk_id=1)
    second = a_passage(again, "Owls hoot at night.", chunk_id=2)
    one = findings((first, 0, 9.0), (second, 0, 8.9), (second, 1, 8.8), passages=(first, second))

    assert said(answer("?", one, threshold=ALWAYS)) == [first.text, "Owls hoot at night."]


def test_marks_without_a_word_add_nothing_to_an_answer() -> None:
    odd = a_passage("Owls hoot at night.", "—.", "🦉", "***", chunk_id=1)
    one = findings((odd, 0, 9.0), (odd, 1, 8.9), (odd, 2, 8.8), (odd, 3, 8.7), passages=[odd])

    assert said(answer("?", one, threshold=ALWAYS)) == ["Owls hoot at night."]


def test_without_an_answer_the_closest_sentence_is_offered_and_nothing_said() -> None:
    found = answer("?", findings((CATS, 1, 9.0), (FISH, 0, -9.0)), threshold=NEVER)

    assert not found.answered
    assert found.statements == ()
    assert quotes(found) == ["Dogs bark loudly."]


def test_without_an_answer_a_second_passage_about_as_close_is_offered_too() -> None:
    one = findings((CATS, 1, 9.0), (CATS, 2, 8.99), (FISH, 0, 8.9), (FISH, 1, 8.8))

    found = answer("?", one, threshold=NEVER)

    assert quotes(found) == ["Dogs bark loudly.", "Fish swim."]
    assert [citation.number for citation in found.citations] == [1, 2]


def test_where_nothing_was_found_there_is_neither_an_answer_nor_a_place() -> None:
    found = answer("?", findings(passages=()), threshold=ALWAYS)

    assert not found.answered
    assert found.confidence == 0
    assert not found.citations
    assert not found.passages


words = st.sampled_from(["Cats", "purr", "10", "百度", "naïve", "the", "Owls", "hoot", "—", "🦉"])
sentence = st.lists(words, min_size=1, max_size=8).map(lambda some: " ".join(some) + ".")


@st.composite
def any_findings(draw: st.DrawFn) -> Findings:
    """A few passages with scored sentences."""
    passages, scored = [], []
    for number in range(draw(st.integers(0, 4))):
        texts = draw(st.lists(sentence, min_size=1, max_size=5))
        passage = a_passage(*texts, chunk_id=number, start=draw(st.integers(0, 99)))
        passages.append(passage)
        scored += [(passage, place, draw(st.floats(-5, 20))) for place in range(len(texts))]
    return findings(*scored, passages=passages)


@given(any_findings(), st.sampled_from([ALWAYS, 0.5, NEVER]))
def test_whatever_was_found_every_word_can_be_proved(found: Findings, threshold: float) -> None:
    made = answer("?", found, threshold=threshold)
    passages = {passage.chunk_id: passage for passage in found.passages}

    assert [citation.number for citation in made.citations] == list(
        range(1, len(made.citations) + 1)
    )
    for citation in made.citations:
        passage = passages[citation.chunk_id]
        begin = citation.start - passage.start
        assert passage.text[begin : begin + len(citation.quote)] == citation.quote
        assert (citation.start, citation.end) in passage.sentences
    assert len(set(quotes(made))) == len(quotes(made)) or not made.answered
    if made.answered:
        assert said(made) == quotes(made)
        assert 1 <= len(said(made)) <= MOST_SENTENCES
    else:
        assert made.statements == ()
        assert bool(found.sentences) <= len(made.citations) <= MOST_CLOSEST
