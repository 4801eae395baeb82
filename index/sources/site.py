"""A site's address comes in, what became of each of its pages goes out: by sitemap, else by links.

robots.txt is obeyed throughout; pages of other sites are never asked for.
"""

from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from index.errors import LoadError
from index.load.address import read_address
from index.load.base import MOST_BYTES
from index.load.media import is_page
from index.provenance import SourceSpec
from index.sources.base import Outcome
from index.sources.listing import links_of, mapped_in
from index.sources.sitemap import Mapped
from index.sources.visit import Visitor, Wanted
from index.sources.within import is_below, of_one_site, place_of

MOST_SITEMAPS = 50
"""Sitemaps of one site that are read."""

_REQUESTS = 3  # for each page that is wanted: many links lead to no article


def look_at_site(
    spec: SourceSpec, visitor: Visitor, raw: Callable[[str], bytes | None]
) -> Iterator[Outcome]:
    """The pages that the sitemap names, those first that changed last; or those that links lead to.

    `raw` has the bytes of a page that has not changed. What is known and no longer named is looked
    at as well: it is gone, as a rule.

    Raises:
        LoadError: the site's robots.txt cannot be had, so nothing may be read.
    """
    visitor.robots(spec.location)
    prefix = spec.prefix or _folder(spec.location)
    mapped = _mapped(spec.location, prefix, visitor)
    if mapped:
        newest = sorted(mapped.values(), key=lambda one: one.lastmod, reverse=True)
        for one in newest[: spec.most]:
            yield visitor.look(Wanted(url=one.url, stamp=one.lastmod), obey=True)
    else:
        yield from _by_links(spec, prefix, visitor, raw)
    for known in visitor.unvisited():
        yield visitor.look(Wanted(url=known.url), obey=True)


def _mapped(location: str, prefix: str, visitor: Visitor) -> dict[str, Mapped]:
    """The addresses below the prefix that the site's sitemaps name; empty where it has none."""
    is_sitemap = urlsplit(location).path.lower().endswith((".xml", ".xml.gz"))
    named = [location] if is_sitemap else list(visitor.robots(location).sitemaps)
    waiting = deque(named or [urljoin(location, "/sitemap.xml")])
    read: set[str] = set()
    found: dict[str, Mapped] = {}
    while waiting and len(read) < MOST_SITEMAPS:
        url = waiting.popleft()
        if url in read or not _is_of_site(url, location):
            continue
        read.add(url)
        try:
            listed = mapped_in(visitor.listing(url, max_bytes=MOST_BYTES).content)
        except LoadError:
            continue  # what it would have named is looked at all the same, where it is known
        waiting.extend(one.url for one in listed if one.further)
        for one in listed:
            address = _address(one.url)
            if not one.further and is_below(address, prefix):
                found.setdefault(address, Mapped(url=address, lastmod=one.lastmod))
    return found


def _by_links(
    spec: SourceSpec, prefix: str, visitor: Visitor, raw: Callable[[str], bytes | None]
) -> Iterator[Outcome]:
    """The pages that links lead to from the site's first, all below the prefix."""
    waiting, named = deque([spec.location]), {place_of(read_address(spec.location))}
    brought = 0
    for _ in range(spec.most * _REQUESTS):
        if not waiting or brought >= spec.most:
            return
        url = waiting.popleft()
        outcome = visitor.look(Wanted(url=url), obey=True)
        yield outcome
        brought += outcome.verdict in {"new", "same"}
        document = outcome.document
        content, base = (document.content, document.url) if document else (None, outcome.reached)
        if document is None and outcome.verdict == "same" and url in visitor.known:
            known = visitor.known[url]
            content = raw(known.raw) if is_page(known.content_type) else None
        elif document is not None and not is_page(document.content_type):
            content = None
        for link in links_of(content, url=base or url) if content else ():
            place = place_of(read_address(link))
            if is_below(link, prefix) and place not in named:
                named.add(place)
                waiting.append(link)


def _folder(location: str) -> str:
    """The address up to its last slash: what stands beside and below a page."""
    address = read_address(location)
    if urlsplit(location).path.lower().endswith((".xml", ".xml.gz")):
        return f"{address.scheme}://{address.authority}/"
    path = address.target.partition("?")[0].rpartition("/")[0]
    return f"{address.scheme}://{address.authority}{path}/"


def _is_of_site(url: str, location: str) -> bool:
    try:
        return of_one_site(read_address(url), read_address(location))
    except LoadError:
        return False


def _address(url: str) -> str:
    try:
        return str(read_address(url))
    except LoadError:
        return ""
