"""What is fetched for an asker is what the desk itself would have shown them."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.desk.searching import Searcher
from bot.desk.stacks import Stacks
from bot.records.records import Records
from bot.types import Question, Visit, server_collection
from index.in_hand import IN_HAND, InHand, as_handed, take_in_hand
from index.load.upload import load_upload
from index.types import PUBLIC
from tests.bot.changing import FED, PENGUINS, QWEN, ChangingLibrary

pytestmark = pytest.mark.asyncio

SERVER, OTHER = 71, 72
OWN, OTHERS = server_collection(SERVER), server_collection(OTHER)
ASKER = Question(
    text=PENGUINS, collections=frozenset({PUBLIC, OWN}), visit=Visit(person=1, server=SERVER)
)


def stacks(changing: ChangingLibrary, records: Records | None = None) -> Stacks:
    searcher = Searcher(
        changing.library, records, caution="normal", today=lambda: date(2026, 11, 29)
    )
    return Stacks(changing.library, records, searcher)


async def test_another_servers_articles_are_not_there(changing: ChangingLibrary) -> None:
    own = await changing.add(OWN, f"# The zoo\n\n{FED}")
    others = await changing.add(OTHERS, "# The aquarium\n\nThe keeper fed the penguins on Monday.")
    fetched = stacks(changing)
    found = await asyncio.to_thread(fetched.find, PENGUINS, ASKER)
    about = await asyncio.to_thread(fetched.about, PENGUINS, ASKER, 30)
    newest = await asyncio.to_thread(fetched.newest, ASKER, 30)
    assert found.passages[0].source.article_id == own
    assert OTHERS not in {one.source.collection for one in found.passages}
    assert OTHERS not in {one.collection for one in (*about, *newest)}
    assert newest[0].title == "The zoo"
    assert await asyncio.to_thread(fetched.read, (OWN, own), ASKER)
    assert await asyncio.to_thread(fetched.read, (OTHERS, others), ASKER) == []
    assert await asyncio.to_thread(fetched.read, (OWN, "none"), ASKER) == []


async def test_what_a_server_leaves_out_is_left_out(
    changing: ChangingLibrary, records: Records
) -> None:
    own = await changing.add(OWN, f"# The zoo\n\n{FED}")
    await asyncio.to_thread(records.repairs.mark, SERVER, "outdated", OWN, own, 1)
    await asyncio.to_thread(records.repairs.mark, SERVER, "outdated", PUBLIC, QWEN, 1)
    fetched = stacks(changing, records)
    found = await asyncio.to_thread(fetched.find, PENGUINS, ASKER)
    about = await asyncio.to_thread(fetched.about, "the Qwen app", ASKER, 30)
    newest = await asyncio.to_thread(fetched.newest, ASKER, 2)
    assert own not in {one.source.article_id for one in found.passages}
    assert about
    assert not {own, QWEN} & {one.article_id for one in (*about, *newest)}
    assert len(newest) == 2
    assert await asyncio.to_thread(fetched.read, (OWN, own), ASKER) == []
    elsewhere = Question(text=PENGUINS, collections=frozenset({PUBLIC, OWN}))
    assert await asyncio.to_thread(fetched.read, (OWN, own), elsewhere)


async def test_words_of_time_are_heeded_and_given_up_where_nothing_answers(
    changing: ChangingLibrary,
) -> None:
    for year, fed in ((2024, "thirty sprats"), (2025, "forty herrings")):
        head = f"---\ntitle: The zoo in {year}\npublished: {year}-05-01\n---"
        await changing.add(OWN, f"{head}\n\nThe zookeeper fed the penguins {fed}.", f"{year}.md")
    fetched = stacks(changing)
    asked = "What did the zookeeper feed the penguins, in articles published in {}?"
    found = await asyncio.to_thread(fetched.find, asked.format(2024), ASKER)
    in_vain = await asyncio.to_thread(fetched.find, asked.format(2019), ASKER)
    assert {one.source.published for one in found.passages} == {"2024-05-01"}
    assert {"2024-05-01", "2025-05-01"} <= {one.source.published for one in in_vain.passages}
    about = await asyncio.to_thread(fetched.about, asked.format(2024), ASKER, 30)
    assert {one.published for one in about} == {"2024-05-01"}
    about = await asyncio.to_thread(fetched.about, asked.format(2019), ASKER, 30)
    assert {"2024-05-01", "2025-05-01"} <= {one.published for one in about}


async def test_lists_name_no_more_than_is_asked_for(changing: ChangingLibrary) -> None:
    fetched = stacks(changing)
    assert len(await asyncio.to_thread(fetched.newest, ASKER, 3)) == 3
    assert await asyncio.to_thread(fetched.about, "the capital of Mongolia", ASKER, 30) == []


async def test_what_the_asker_has_in_hand_is_there_for_them_alone(
    changing: ChangingLibrary,
) -> None:
    def taken() -> InHand:
        loaded = load_upload(f"# The zoo\n\n{FED}".encode(), "zoo.md", collection=IN_HAND)
        return take_in_hand([as_handed(loaded, 1)], changing.embedder)

    hand = await asyncio.to_thread(taken)
    fetched = stacks(changing)
    alone = replace(ASKER, collections=frozenset(), in_hand=hand)
    place = (IN_HAND, hand.articles[0].source.article_id)
    found = await asyncio.to_thread(fetched.find, PENGUINS, alone)
    assert [one.text for one in found.passages] == [FED]
    assert await asyncio.to_thread(fetched.about, PENGUINS, alone, 30) == [hand.articles[0].source]
    assert await asyncio.to_thread(fetched.newest, alone, 30) == [hand.articles[0].source]
    [read] = await asyncio.to_thread(fetched.read, place, alone)
    assert (read.text, read.source.title) == (FED, "The zoo")
    assert await asyncio.to_thread(fetched.read, place, ASKER) == []
    assert len(await asyncio.to_thread(fetched.newest, replace(ASKER, in_hand=hand), 3)) == 3
