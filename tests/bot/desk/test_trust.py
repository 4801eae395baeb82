"""Trust and repairs at the desk: who sees what of an answer, and where a repair holds."""

import asyncio
from dataclasses import replace

import pytest

from bot.desk import Desk
from bot.desk.kept import as_answer
from bot.desk.trust import Trust, article_key
from bot.errors import DeskError, Trouble
from bot.records.errors import BusyRecordsError
from bot.records.records import Records
from bot.types import Answer, Question, Visit, server_collection
from index.library import Library
from index.types import PUBLIC, Span
from tests.bot.desk.test_questions import raising

pytestmark = pytest.mark.asyncio

ASKED = "How many people downloaded the Qwen app in its first week?"
SERVER, OTHER = 77, 78
HERE = frozenset({PUBLIC, server_collection(SERVER)})


def asked(*, server: int | None = SERVER, collections: frozenset[str] = HERE) -> Question:
    visit = Visit(person=1, server=server, channel=2)
    return Question(text=ASKED, collections=collections, visit=visit)


async def shown(desk: Desk, question: Question) -> Answer:
    """An answer that others see."""
    answer = await desk.answer(question)
    assert answer.record is not None
    await desk.sent(answer.record, 2, 100 + answer.record)
    return answer


async def trouble(trust: Trust, record: int, server: int) -> Trouble:
    with pytest.raises(DeskError) as caught:
        await trust.explain(record, server, HERE)
    return caught.value.trouble


async def pin_last(
    records: Records, answer: Answer, server: int = SERVER, *, text: str = ASKED
) -> str:
    """Tie a sentence of the last passage to a question; the sentence."""
    passage = answer.passages[-1]
    span = passage.sentences[0]
    await asyncio.to_thread(
        records.repairs.pin,
        server,
        text,
        answer.language,
        record=answer.record or 0,
        collection=PUBLIC,
        article_id=passage.source.article_id,
        span=span,
        quote=passage.quote(span),
        person=5,
    )
    return passage.quote(span)


async def test_an_answer_is_explained_in_its_own_server_once_others_see_it(desk: Desk) -> None:
    trust = Trust(desk)
    answer = await desk.answer(asked())
    assert answer.record is not None
    assert await trouble(trust, answer.record, SERVER) is Trouble.ANSWER_GONE
    await desk.sent(answer.record, 2, 100)
    assert (await trust.explain(answer.record, SERVER, HERE)).typed == ASKED
    assert await trouble(trust, answer.record, OTHER) is Trouble.ANSWER_GONE
    assert await trouble(trust, 10**9, SERVER) is Trouble.ANSWER_GONE


async def test_passages_that_may_not_be_seen_are_not_even_counted(desk: Desk) -> None:
    trust = Trust(desk)
    record = (await shown(desk, asked())).record or 0
    everything = await trust.found(record, HERE)
    assert len(everything.passages) == 5
    assert everything.gone == 0
    with pytest.raises(DeskError) as caught:
        await trust.found(record, frozenset({server_collection(SERVER)}))
    assert caught.value.trouble is Trouble.PASSAGE_GONE
    why = await trust.explain(record, SERVER, frozenset({server_collection(SERVER)}))
    assert (why.passages, why.gone) == ((), 0)


async def test_another_passage_of_the_same_number_is_not_taken_for_the_one_that_was(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = Trust(desk)
    answer = await shown(desk, asked())
    first, read = answer.citations[0].chunk_id, library.passages
    edited = [lambda one: replace(one, start=one.start + 1), lambda one: replace(one, text="!" * 9)]
    for edit in edited:
        monkeypatch.setattr(
            library,
            "passages",
            lambda *args, edit=edit, **named: [
                edit(one) if one.chunk_id == first else one for one in read(*args, **named)
            ],
        )
        found = await trust.found(answer.record or 0, HERE)
        assert first not in {one.chunk_id for one in found.passages}
        assert found.gone == 1


async def test_a_pin_holds_in_its_server_only_and_only_where_that_is_searched(
    desk: Desk, records: Records
) -> None:
    before = await shown(desk, asked())
    quote = await pin_last(records, before)
    after = await desk.answer(asked())
    assert after.pinned
    assert after.statements[0].text == quote
    assert as_answer(await desk.kept(after.record or 0)).pinned
    assert not as_answer(await desk.kept(before.record or 0)).pinned
    assert after.confidence == pytest.approx(before.confidence, abs=1e-4)
    elsewhere = [
        asked(server=OTHER, collections=frozenset({PUBLIC, server_collection(OTHER)})),
        asked(server=None),
        asked(collections=frozenset({PUBLIC})),  # the server has not let the bot in
        Question(text=ASKED, collections=HERE),  # nobody visits
    ]
    for question in elsewhere:
        answer = await desk.answer(question)
        assert not answer.pinned
        assert answer.citations == before.citations


async def test_a_pin_of_what_may_not_be_searched_or_is_gone_does_nothing(
    desk: Desk, records: Records
) -> None:
    before = await shown(desk, asked())
    for collection, quote in ((server_collection(OTHER), "x"), (PUBLIC, "These words are gone.")):
        await asyncio.to_thread(
            records.repairs.pin,
            SERVER,
            ASKED,
            before.language,
            record=before.record or 0,
            collection=collection,
            article_id=before.citations[0].article_id,
            span=Span(0, 1),
            quote=quote,
            person=5,
        )
        assert (await desk.answer(asked())).citations == before.citations


async def test_half_a_sentence_is_never_pinned(desk: Desk, records: Records) -> None:
    before = await shown(desk, asked())
    cited = before.citations[0]
    await asyncio.to_thread(
        records.repairs.pin,
        SERVER,
        ASKED,
        before.language,
        record=before.record or 0,
        collection=PUBLIC,
        article_id=cited.article_id,
        span=Span(cited.start, cited.end - 3),
        quote=cited.quote[:-3],
        person=5,
    )
    assert not (await desk.answer(asked())).pinned


async def test_where_the_records_fail_an_answer_is_given_all_the_same(
    desk: Desk, records: Records, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = await shown(desk, asked())
    await pin_last(records, before)
    failing = raising(BusyRecordsError("Somebody else has them.", "Wait."))
    monkeypatch.setattr(records.repairs, "pinned", failing)
    monkeypatch.setattr(records.repairs, "marks", failing)
    assert (await desk.answer(asked())).citations == before.citations
    assert "Somebody else has them. Wait." in caplog.text
    assert ASKED not in caplog.text


async def test_a_vote_on_nothing_says_that_it_is_gone(desk: Desk) -> None:
    trust = Trust(desk)
    for voting in (trust.vote(9, 1, up=True), trust.vote_down(9, 1, "wrong", "")):
        with pytest.raises(DeskError) as caught:
            await voting
        assert caught.value.trouble is Trouble.ANSWER_GONE


async def test_articles_have_different_keys() -> None:
    places = [("public", "a"), ("public", "b"), ("server-1", "a"), ("publica", "")]
    assert len({article_key(*place) for place in places}) == len(places)
