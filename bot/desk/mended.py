"""A question asked in a server comes in, what its admins have mended of the answer goes out.

Articles that they marked as outdated are left out of the search, and a passage that they pinned to
the question is said first. Both hold in that server only, and only where Discord says that the bot
may answer from it.
"""

import logging

from bot.answer.pinned import put_first
from bot.records.errors import RecordsError
from bot.records.records import Records
from bot.types import Answer, Question, server_collection
from index.library import Library
from index.types import ArticleKey, Passage, Span

log = logging.getLogger(__name__)


def left_out(records: Records | None, question: Question) -> frozenset[ArticleKey]:
    """The articles that the server's searches leave out. Blocks."""
    server = _server_of(question)
    if records is None or server is None:
        return frozenset()
    try:
        marks = records.repairs.marks(server, "outdated")
    except RecordsError as error:  # an answer is still worth having
        log.error("%s %s", error.message, error.hint)
        return frozenset()
    return frozenset((one.collection, one.article_id) for one in marks)


def with_pin(
    found: Answer,
    searched: str,
    question: Question,
    *,
    records: Records | None,
    library: Library,
    without: frozenset[ArticleKey],
) -> Answer:
    """The answer with what is pinned to the question as searched, as far as it stands. Blocks."""
    server = _server_of(question)
    if records is None or server is None:
        return found
    try:
        pin = records.repairs.pinned(server, searched, found.language)
    except RecordsError as error:
        log.error("%s %s", error.message, error.hint)
        return found
    if pin is None or pin.collection not in question.collections:
        return found
    if (pin.collection, pin.article_id) in without:
        return found
    place = place_of(library, pin.collection, pin.article_id, pin.quote)
    return found if place is None else put_first(found, *place)


def place_of(
    library: Library, collection: str, article_id: str, quote: str
) -> tuple[Passage, Span] | None:
    """The passage in which an article has these words now, as whole sentences, and where. Blocks.

    `None` where the article or the words are gone.
    """
    if library.quote_stands(collection, article_id, quote) is None:
        return None
    for passage in library.passages_of(collection, article_id):
        start = passage.text.find(quote)
        while start >= 0:
            span = Span(passage.start + start, passage.start + start + len(quote))
            if passage.has_sentences(span):
                return passage, span
            start = passage.text.find(quote, start + 1)
    return None


def _server_of(question: Question) -> int | None:
    """The server whose repairs hold for a question."""
    server = None if question.visit is None else question.visit.server
    if server is None or server_collection(server) not in question.collections:
        return None
    return server
