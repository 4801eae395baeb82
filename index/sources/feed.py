"""A feed's address comes in, what became of each of its entries' pages goes out."""

from collections.abc import Iterator

from index.load.base import MOST_BYTES
from index.provenance import SourceSpec
from index.sources.base import Facts, Outcome
from index.sources.listing import entries_of
from index.sources.visit import TRUSTED_SECONDS, Visitor, Wanted

_MOST_LOOKED_AFTER = 20
"""Pages that have rolled off the feed, and are looked at again in one go."""


def look_at_feed(spec: SourceSpec, visitor: Visitor) -> Iterator[Outcome]:
    """The pages of the newest entries, and some of those that came before.

    A feed shows its last entries only. What has rolled off it stays in the library, and is looked
    at once in a while. robots.txt is obeyed for the pages, not for the feed that a person named.
    Many feeds name short addresses that another site leads on from.

    Raises:
        LoadError: the feed itself cannot be had or read.
    """
    found = visitor.listing(spec.location, max_bytes=MOST_BYTES)
    entries = entries_of(found.content, url=found.url, content_type=found.content_type)
    for entry in entries[: spec.most]:
        facts = Facts(
            title=entry.title, author=entry.author, published=entry.published, text=entry.text
        )
        wanted = Wanted(url=entry.url, stamp=entry.stamp, facts=facts)
        yield visitor.look(wanted, obey=True, may_leave=True)
    for known in visitor.unvisited()[:_MOST_LOOKED_AFTER]:
        if known.article is None:
            continue
        if visitor.now - known.seen >= TRUSTED_SECONDS or known.gone:
            yield visitor.look(Wanted(url=known.url), obey=True, may_leave=True)
