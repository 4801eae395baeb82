"""Messages of followed channels come in as articles of their server, and are found again there."""

from bot.articles import FEWEST_LETTERS, Notice, message_id, message_of
from bot.types import SERVER_COLLECTION, server_collection
from index.errors import LoadError
from index.library import Library
from index.load.base import Loaded
from index.load.message import load_message
from index.types import Source


def article_of(server: int, notice: Notice, *, signed: bool) -> Loaded | None:
    """A message as an article of its server; `None` where it has too few words for one."""
    source = Source(
        article_id=message_id(notice.message),
        title="",
        collection=server_collection(server),
        url=notice.url,
        author=notice.author if signed else None,
        publisher=notice.publisher,
        published=notice.published,
    )
    try:
        loaded = load_message(notice.text, source)
    except LoadError:
        return None
    letters = sum(map(str.isalnum, loaded.article.text))
    return loaded if letters >= FEWEST_LETTERS else None


def channels_in(library: Library) -> frozenset[tuple[int, int]]:
    """The servers with their channels that any article of the library came from."""
    found = set()
    for name in library.collections():
        server = SERVER_COLLECTION.fullmatch(name)
        if server is not None:
            entries = library.list_articles([name], limit=library.count_articles([name]))
            written = (message_of(entry.origin) for entry in entries)
            found |= {(int(server[1]), one[0]) for one in written if one is not None}
    return frozenset(found)
