"""Answers to the parts of a question become one: in which order, how sure, and with what unsaid."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answer.merged import MOST_PASSAGES, MOST_STATEMENTS, Search, SearchedPart, merged
from bot.types import Answer, Timing
from index.types import Passage
from tests.bot.render.answers import a_citation, a_passage, an_answer, no_answer, some_findings


def found(
    text: str,
    *statements: str,
    confidence: float = 0.9,
    first: int = 1,
    thing: str = "",
    passages: Sequence[Passage] = (),
) -> Search:
    """A search whose statements stand in passages of their own, from the number `first` on."""
    own = tuple(
        a_passage(words, chunk_id=first + number) for number, words in enumerate(statements)
    )
    cited = [
        replace(
            a_citation(number + 1, quote=words, chunk_id=first + number), article_id=f"of-{words}"
        )
        for number, words in enumerate(statements)
    ]
    told = an_answer(*statements, question=text, confidence=confidence, citations=cited)
    answer = replace(told, passages=(*own, *passages), threshold=0.5)
    return Search(text=text, answer=answer, findings=some_findings(answer.passages), thing=thing)


def refused(text: str, thing: str = "") -> Search:
    answer = replace(no_answer(question=text), threshold=0.5)
    return Search(text=text, answer=answer, findings=some_findings(()), thing=thing)


def words(answer: Answer) -> list[str]:
    return [one.text for one in answer.statements]


WHOLE = refused("Who makes it, and what does it cost?")


def test_each_parts_best_comes_first_and_footnotes_count_anew() -> None:
    one = found("Who makes it?", "Ants make it.", "They dig tunnels.", confidence=0.8)
    other = found("What does it cost?", "The price is 4 euros.", "Children pay 2.", first=5)
    answer, findings = merged(WHOLE, [SearchedPart(own=one), SearchedPart(own=other)])

    assert words(answer) == [
        "Ants make it.",
        "The price is 4 euros.",
        "They dig tunnels.",
        "Children pay 2.",
    ]
    assert [one.citations for one in answer.statements] == [(1,), (2,), (3,), (4,)]
    assert [one.number for one in answer.citations] == [1, 2, 3, 4]
    assert [one.quote for one in answer.citations] == words(answer)
    assert answer.question == WHOLE.text
    assert answer.answered
    assert (answer.steps, answer.unsaid) == (("Who makes it?", "What does it cost?"), ())
    assert {one.chunk_id for one in answer.citations} <= {one.chunk_id for one in answer.passages}
    assert findings.passages == answer.passages


def test_it_is_as_sure_as_of_the_least_sure_part_that_is_answered() -> None:
    parts = [
        SearchedPart(own=found("Who?", "Ants.", confidence=0.97)),
        SearchedPart(own=found("When?", "In May.", confidence=0.6, first=5)),
        SearchedPart(own=refused("Why?")),
    ]
    answer, findings = merged(WHOLE, parts)
    assert answer.confidence == findings.confidence == 0.6
    assert answer.unsaid == ("Why?",)


def test_where_no_part_is_answered_it_stays_a_refusal_that_says_what_was_looked_for() -> None:
    near = replace(no_answer(a_citation()), partly=True)
    asked = Search(text="Who?", answer=near, findings=some_findings(()))
    answer, _ = merged(WHOLE, [SearchedPart(own=asked), SearchedPart(own=refused("When?"))])
    assert not answer.answered
    assert answer.partly
    assert answer.statements == ()
    assert (answer.steps, answer.unsaid) == (("Who?", "When?"), ())


def test_what_the_whole_question_found_is_said_only_where_no_part_found_anything() -> None:
    whole = found(WHOLE.text, "Ants make it for 4 euros.", first=20)
    one = found("Who makes it?", "Ants do.")
    vain = SearchedPart(own=refused("What does it cost?"))
    answer, _ = merged(whole, [SearchedPart(own=one), vain])
    assert words(answer) == ["Ants do."]
    assert answer.unsaid == ("What does it cost?",)
    answer, findings = merged(whole, [SearchedPart(own=refused("Who makes it?")), vain])
    assert words(answer) == ["Ants make it for 4 euros."]
    assert (answer.steps, answer.unsaid) == ((), ())
    assert answer.confidence == findings.confidence == 0.9


def test_what_the_whole_question_cites_stays_among_the_passages() -> None:
    whole = found(WHOLE.text, *(f"Ants make {number}." for number in range(5)), first=20)
    near = [
        [a_passage("Near.", chunk_id=100 * part + number) for number in range(5)]
        for part in range(1, 4)
    ]
    parts = [
        SearchedPart(own=replace(refused("Who?"), findings=some_findings(some))) for some in near
    ]
    answer, findings = merged(whole, parts)
    assert len(answer.citations) == 5
    assert {one.chunk_id for one in answer.citations} <= {one.chunk_id for one in answer.passages}
    assert len(answer.passages) == MOST_PASSAGES
    assert findings.passages == answer.passages


def test_of_things_that_are_compared_each_is_answered_and_the_missing_one_named() -> None:
    whole = refused("Which is older, Rome, Troy or Bonn?")
    part = SearchedPart(
        own=whole,
        each=(
            found("How old is Rome?", "Rome is older than Bonn.", thing="Rome"),
            refused("How old is Troy?", thing="Troy"),
            refused("How old is Bonn?", thing="Bonn"),
        ),
    )
    answer, _ = merged(whole, [part])
    assert words(answer) == ["Rome is older than Bonn."]
    assert answer.steps == ("How old is Rome?", "How old is Troy?", "How old is Bonn?")
    assert answer.unsaid == ("How old is Troy?",)


def test_what_stands_twice_is_said_once() -> None:
    one = found("Who?", "Ants make it.", "Ants make it in the big hill.", "It rains.")
    same = found("Which animals?", "Ants make it.", "It snows.", first=1)
    answer, _ = merged(WHOLE, [SearchedPart(own=one), SearchedPart(own=same)])
    assert words(answer) == ["Ants make it.", "It snows.", "It rains."]


def test_it_stays_short_but_leaves_no_part_out() -> None:
    parts = [
        SearchedPart(
            own=found(
                f"Part {part}?",
                *(f"Word{part}{number} alone{part}{number}." for number in range(3)),
                first=10 * part,
                passages=[a_passage("Else.", chunk_id=500 + 9 * part + n) for n in range(9)],
            )
        )
        for part in range(1, 5)
    ]
    answer, _ = merged(WHOLE, parts)
    assert len(answer.statements) == MOST_STATEMENTS
    assert [one.split()[0] for one in words(answer)[:4]] == ["Word10", "Word20", "Word30", "Word40"]
    assert len(answer.passages) == MOST_PASSAGES


def test_two_that_differ_come_first_and_stay_together() -> None:
    one = found("Who?", "Ants.")
    differing = found("What does it cost?", "It costs 6 euros.", "It costs 4 euros.", first=5)
    differing = replace(differing, answer=replace(differing.answer, differ=True))
    answer, _ = merged(WHOLE, [SearchedPart(own=one), SearchedPart(own=differing)])
    assert words(answer) == ["It costs 6 euros.", "It costs 4 euros.", "Ants."]
    assert answer.differ


def test_what_is_pinned_to_a_part_comes_first_and_needs_not_be_sure() -> None:
    pinned = found("What does it cost?", "Ask the porter.", confidence=0.01, first=5)
    pinned = replace(pinned, answer=replace(pinned.answer, pinned=True))
    parts = [SearchedPart(own=found("Who?", "Ants.", confidence=0.8)), SearchedPart(own=pinned)]
    answer, _ = merged(WHOLE, parts)
    assert words(answer) == ["Ask the porter.", "Ants."]
    assert answer.pinned
    assert answer.confidence == 0.8


def test_what_time_did_to_a_part_is_told() -> None:
    timed = found("Who won in 2024?", "Ants.")
    timing = Timing(effect="only", since="2024-01-01", until="2024-12-31")
    timed = replace(timed, answer=replace(timed.answer, timing=timing))
    answer, _ = merged(
        WHOLE, [SearchedPart(own=found("Where?", "In Rome.", first=5)), SearchedPart(own=timed)]
    )
    assert answer.timing == timing
