"""A message of a followed channel comes in, an article of its server goes out, or none."""

from bot.articles import FEWEST_LETTERS, Notice, message_id
from bot.types import server_collection
from index.errors import LoadError
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
