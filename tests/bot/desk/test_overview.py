"""What a server's admin hears of its library, and of what was asked in vain."""

import asyncio
from dataclasses import replace

import pytest

from bot.articles import AskedInVain, Shelf
from bot.desk import Desk
from bot.desk.overview import Enquiries
from bot.desk.shelves import Shelves
from bot.records.records import Records
from bot.types import Visit
from index.settings import IndexSettings
from tests.bot.render.answers import no_answer

pytestmark = pytest.mark.asyncio

SERVER, OPEN, STAFF = 71, 5, 6


async def ask(
    records: Records, text: str, person: int, *, channel: int = OPEN, private: bool = False
) -> None:
    visit = Visit(person=person, server=SERVER, channel=channel, private=private)
    await asyncio.to_thread(
        records.answers.put, visit, replace(no_answer(), question=text, language="en")
    )


async def in_vain(desk: Desk) -> tuple[list[tuple[str, int, int]], int]:
    found = await Enquiries(desk).in_vain(SERVER, {OPEN})
    assert all(one.first <= one.last for one in found.asked)
    return [(one.text, one.times, one.people) for one in found.asked], found.hidden


async def test_what_was_asked_in_vain_is_counted_and_most_asked_comes_first(
    own_desk: Desk, records: Records
) -> None:
    await ask(records, "What does the zoo cost?", 1)
    await ask(records, "Where is the key of the shed?", 2)
    await ask(records, "Where is the key of the shed?", 3)
    assert await in_vain(own_desk) == (
        [("Where is the key of the shed?", 2, 2), ("What does the zoo cost?", 1, 1)],
        0,
    )


async def test_what_one_person_asks_in_confidence_is_counted_and_not_told(
    own_desk: Desk, records: Records
) -> None:
    await ask(records, "How do I report my boss?", 1, private=True)
    await ask(records, "How do I report my boss?", 1, private=True)
    await ask(records, "Whose salary is the highest?", 2, channel=STAFF)
    assert await in_vain(own_desk) == ([], 3)

    await ask(records, "How do I report my boss??", 2, private=True)
    assert await in_vain(own_desk) == ([("How do I report my boss?", 3, 2)], 1)


async def test_of_a_group_the_words_said_in_public_are_shown(
    own_desk: Desk, records: Records
) -> None:
    await ask(records, "where is the key of the shed", 1, private=True)
    await ask(records, "Where is the key of the shed?", 2)
    assert (await in_vain(own_desk))[0] == [("Where is the key of the shed?", 2, 2)]
    assert "shed" not in repr(
        AskedInVain(text="the key of the shed", times=1, people=1, first=0, last=0)
    )


async def test_the_library_is_told_in_numbers(own_desk: Desk, own_settings: IndexSettings) -> None:
    shelves, enquiries = Shelves(own_desk, own_settings, most_articles=5), Enquiries(own_desk)
    before = await enquiries.overview(SERVER)
    assert (before.own, before.public.articles) == (Shelf(), 4)
    assert [(one.code, one.little_known) for one in before.languages] == [("en", False)]
    assert (before.refreshed, before.model) == (None, "all-MiniLM-L6-v2")

    german = "Die alte Mühle mahlt jede Woche elf Tonnen Roggen und steht seit 1874 im Tal."
    await shelves.add_file(SERVER, "mühle.txt", german.encode())

    after = await enquiries.overview(SERVER)
    assert after.own == Shelf(articles=1, chunks=1)
    assert after.public == before.public
    assert [(one.code, one.little_known) for one in after.languages][1] == ("de", True)
    assert before.newest is not None
    assert (after.newest or 0.0) > before.newest
    assert (await enquiries.overview(SERVER + 1)).own == Shelf()
    assert await shelves.close(seconds=30)
