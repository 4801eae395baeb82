"""People and places come in as small numbers; visits, and answers that are kept, come out."""

from dataclasses import replace

from bot.records.base import KeptAnswer
from bot.records.records import Records
from bot.types import Answer, Citation, Visit
from index.types import PUBLIC
from tests.bot.render.answers import a_citation, an_answer, no_answer

ADA, BOB, EVE = 101, 102, 103
SERVER, CHANNEL = 900_000_000_000_000_001, 900_000_000_000_000_002


def a_visit(person: int = ADA, *, server: int | None = SERVER, private: bool = False) -> Visit:
    """Somebody asks in a channel of a server."""
    return Visit(person=person, server=server, channel=CHANNEL, locale="de", private=private)


def put(records: Records, answer: Answer, person: int = ADA, follows: int | None = None) -> int:
    """Keep an answer, and be sure that it was."""
    record = records.answers.put(a_visit(person), answer, follows=follows)
    assert record is not None
    return record


def kept(records: Records, record: int) -> KeptAnswer:
    """An answer that must be there."""
    found = records.answers.get(record)
    assert found is not None
    return found


def citing(*quotes: str, article_id: str = "qwen", collection: str = PUBLIC) -> Answer:
    """An answer that cites these words of an article."""
    cited: list[Citation] = [
        replace(a_citation(number, quote=quote), article_id=article_id, collection=collection)
        for number, quote in enumerate(quotes, start=1)
    ]
    return an_answer(*quotes, citations=cited)


def refused(question: str, searched: str | None = None) -> Answer:
    """A question that the articles don't answer."""
    return replace(no_answer(a_citation(), question=question), searched=searched)
