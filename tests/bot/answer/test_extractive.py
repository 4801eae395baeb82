"""The offline answerer: verbatim sentences, few, none twice, each with its footnote."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.extractive import MOST_CLOSEST, MOST_SENTENCES, answer
from bot.types import Answer
from index.types import Caution, Findings, Passage, RankedSentence, Signals, Span
from tests.bot.render.answers import a_passage

SIGNALS = Signals(closeness=0.7, weakest=0.5, coverage=0.8, dense=0.6)
THRESHOLDS: Mapping[Caution, float] = {"low": 0.25, "normal": 0.5, "high": 0.75}

CATS = a_passage("Cats purr.", "Dogs bark loudly.", "Bees hum in summer.", chunk_id=1, start=50)
FISH = a_passage("Fish swim.", "Owls hoot at night.", "Frogs croak.", chunk_id=2, start=0)


def findings(
    *scored: tuple[Passage, int, float],
    passages: Sequence[Passage] = (CATS, FISH),
    sure: float = 1.0,
    on_subject: bool = False,
    leaning: Sequence[tuple[Passage, int]] = (),
) -> Findings:
    """What a search found: passage, number of its sentence, score; best first.

    `leaning` are the sentences that lean on the one before, and on all that this one leans on.
    """
    sentences = []
    for passage, place, score in sorted(scored, key=lambda one: -one[2]):
        span = passage.sentences[place]
        text = passage.quote(span)
        first = place
        while (passage, first) in leaning:
            first -= 1
        start, end = passage.sentences[first].start, passage.sentences[place - 1].end
        sentences.append(
            RankedSentence(
                chunk_id=passage.chunk_id,
                span=span,
                text=text,
                score=score,
                leans_on=Span(start, end) if first < place else None,
                bold=(Span(span.start, span.start + 4),),
            )
        )
    return Findings(
        passages=tuple(passages),
        sentences=tuple(sentences),
        signals=SIGNALS,
        language="en",
        confidence=sure if sentences else 0.0,
        thresholds=THRESHOLDS,
        on_subject=on_subject,
        milliseconds={"dense": 1.5},
    )


def said(found: Answer) -> list[str]:
    return [statement.text for statement in found.statements]


def quotes(found: Answer) -> list[str]:
    return [citation.quote for citation in found.citations]


def test_each_sentence_is_a_quote_with_the_next_number() -> None:
    found = answer("Who hums?", findings((CATS, 2, 9.0), (FISH, 1, 8.5)))

    assert found.answered
    assert said(found) == quotes(found) == ["Bees hum in summer.", "Owls hoot at night."]
    assert [statement.citations for statement in found.statements] == [(1,), (2,)]
    assert [citation.number for citation in found.citations] == [1, 2]
    assert [citation.chunk_id for citation in found.citations] == [1, 2]


def test_what_was_found_and_how_sure_it_is_comes_along() -> None:
    one = findings((CATS, 0, 9.0))

    found = answer("Who purrs?", one)

    assert found.question == "Who purrs?"
    assert found.passages == one.passages
    assert found.milliseconds == one.milliseconds
    assert found.confidence == one.confidence
    assert found.signals == one.signals
    assert found.language == one.language


@pytest.mark.parametrize("caution", ["low", "normal", "high"])
def test_there_is_an_answer_from_the_threshold_of_the_caution_on(caution: Caution) -> None:
    enough = THRESHOLDS[caution]

    assert answer("?", findings((CATS, 0, 9.0), sure=enough), caution=caution).answered
    assert answer("?", findings((CATS, 0, 9.0), sure=enough), caution=caution).threshold == enough
    assert not answer("?", findings((CATS, 0, 9.0), sure=enough - 1e-9), caution=caution).answered


def test_without_an_answer_a_passage_on_the_subject_is_said_to_be_one() -> None:
    assert answer("?", findings((CATS, 0, 9.0), sure=0.0, on_subject=True)).partly
    assert not answer("?", findings((CATS, 0, 9.0), sure=0.0, on_subject=False)).partly
    assert not answer("?", findings((CATS, 0, 9.0), sure=1.0, on_subject=True)).partly


def test_a_sentence_brings_along_what_it_leans_on() -> None:
    found = answer("?", findings((CATS, 1, 9.0), leaning=[(CATS, 1)]))

    assert said(found) == quotes(found) == ["Cats purr. Dogs bark loudly."]
    assert found.citations[0].start == CATS.sentences[0].start
    assert found.citations[0].end == CATS.sentences[1].end


def test_what_was_brought_along_is_not_said_again() -> None:
    one = findings((CATS, 1, 9.0), (CATS, 0, 8.9), (FISH, 0, 8.8), leaning=[(CATS, 1)])

    assert said(answer("?", one)) == ["Cats purr. Dogs bark loudly.", "Fish swim."]


def test_what_is_said_already_is_not_brought_along() -> None:
    one = findings((CATS, 0, 9.0), (CATS, 1, 8.9), leaning=[(CATS, 1)])

    assert said(answer("?", one)) == ["Cats purr.", "Dogs bark loudly."]


def test_all_that_it_leans_on_is_brought_along_as_far_as_it_is_not_said() -> None:
    leaning = [(CATS, 1), (CATS, 2)]
    alone = findings((CATS, 2, 9.0), leaning=leaning)
    after = findings((CATS, 0, 9.0), (CATS, 2, 8.9), leaning=leaning)

    assert said(answer("?", alone)) == [CATS.text]
    assert said(answer("?", after)) == ["Cats purr.", "Dogs bark loudly. Bees hum in summer."]


def test_bold_words_are_counted_from_the_start_of_what_is_shown() -> None:
    found = answer("?", findings((CATS, 1, 9.0), leaning=[(CATS, 1)]))

    [statement] = found.statements
    assert [statement.text[span.start : span.end] for span in statement.bold] == ["Dogs"]


def test_no_more_than_three_sentences_are_said() -> None:
    every = [(passage, place, 9.0) for passage in (CATS, FISH) for place in range(3)]

    assert len(said(answer("?", findings(*every)))) == MOST_SENTENCES == 3


def test_a_sentence_far_behind_the_best_is_left_out() -> None:
    one = findings((CATS, 0, 9.0), (FISH, 1, 8.9), (FISH, 2, -9.0))

    assert said(answer("?", one)) == ["Cats purr.", "Owls hoot at night."]


def test_articles_of_two_collections_are_two_whatever_their_ids() -> None:
    source = replace(CATS.source, collection="server-7")
    mice = replace(a_passage("Mice squeak.", chunk_id=3, start=CATS.start), source=source)
    one = findings((mice, 0, 9.0), (CATS, 0, 8.9), passages=(mice, CATS))

    assert said(answer("?", one)) == ["Mice squeak.", "Cats purr."]


def test_the_best_comes_first_even_where_it_stands_last() -> None:
    one = findings((CATS, 2, 9.0), (CATS, 0, 8.9), (CATS, 1, 8.8))

    assert said(answer("?", one))[0] == "Bees hum in summer."


def test_further_sentences_of_one_passage_come_in_the_order_of_their_passage() -> None:
    one = findings((FISH, 0, 9.0), (CATS, 2, 8.9), (CATS, 0, 8.8))

    assert said(answer("?", one)) == [
        "Fish swim.",
        "Cats purr.",
        "Bees hum in summer.",
    ]


def test_further_sentences_of_two_passages_come_best_first() -> None:
    one = findings((CATS, 0, 9.0), (FISH, 2, 8.9), (CATS, 2, 8.8))

    assert said(answer("?", one)) == [
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

    assert said(answer("?", one)) == [first.text, "Owls hoot at night."]


def test_marks_without_a_word_add_nothing_to_an_answer() -> None:
    odd = a_passage("Owls hoot at night.", "—.", "🦉", "***", chunk_id=1)
    one = findings((odd, 0, 9.0), (odd, 1, 8.9), (odd, 2, 8.8), (odd, 3, 8.7), passages=[odd])

    assert said(answer("?", one)) == ["Owls hoot at night."]


def test_without_an_answer_the_closest_sentence_is_offered_and_nothing_said() -> None:
    found = answer("?", findings((CATS, 1, 9.0), (FISH, 0, -9.0), sure=0.0))

    assert not found.answered
    assert found.statements == ()
    assert quotes(found) == ["Dogs bark loudly."]


def test_without_an_answer_a_second_passage_about_as_close_is_offered_too() -> None:
    one = findings((CATS, 1, 9.0), (CATS, 2, 8.99), (FISH, 0, 8.9), (FISH, 1, 8.8), sure=0.0)

    found = answer("?", one)

    assert quotes(found) == ["Dogs bark loudly.", "Fish swim."]
    assert [citation.number for citation in found.citations] == [1, 2]


def test_where_nothing_was_found_there_is_neither_an_answer_nor_a_place() -> None:
    found = answer("?", findings(passages=()))

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
    leaning = [(passage, place) for passage, place, _ in scored if place and draw(st.booleans())]
    sure = draw(st.sampled_from([0.0, 0.6, 1.0]))
    return findings(*scored, passages=passages, sure=sure, leaning=leaning)


@given(any_findings(), st.sampled_from(sorted(THRESHOLDS)))
def test_whatever_was_found_every_word_can_be_proved(found: Findings, caution: Caution) -> None:
    made = answer("?", found, caution=caution)
    passages = {passage.chunk_id: passage for passage in found.passages}

    assert [citation.number for citation in made.citations] == list(
        range(1, len(made.citations) + 1)
    )
    for citation in made.citations:
        passage = passages[citation.chunk_id]
        begin = citation.start - passage.start
        assert passage.text[begin : begin + len(citation.quote)] == citation.quote
        assert citation.start in {span.start for span in passage.sentences}
        assert citation.end in {span.end for span in passage.sentences}
    assert len(set(quotes(made))) == len(quotes(made)) or not made.answered
    if made.answered:
        assert said(made) == quotes(made)
        assert 1 <= len(said(made)) <= MOST_SENTENCES
    else:
        assert made.statements == ()
        assert bool(found.sentences) <= len(made.citations) <= MOST_CLOSEST
