"""A page's bytes come in, the addresses that it links to go out, without its tree being built.

Somebody may have written the page to keep a parser busy for hours. This looks at nothing but the
openings of its links, each within bounds. `index.sources.listing` runs it in a process of its own.
"""

import html
import re
from urllib.parse import urljoin

from index.errors import LoadError
from index.load.address import read_address

MOST_LINKS = 5_000
"""Links of one page that are looked at."""

_MOST_TAG = 2_000  # characters of a tag
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_NOFOLLOW = re.compile(r"""\srel\s*=\s*["']?[^"'>]*\bnofollow\b""", re.I)
_OPENING = re.compile(r"<(a|base)\s", re.I)
# What such addresses lead to is no article, and need not be asked for.
_NO_ARTICLE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mjs|json|xml|rss|atom|zip|gz|tar|mp[34]|webm|mov|avi"
    r"|woff2?|ttf|exe|dmg|iso)(?:\?|$)",
    re.I,
)


def read_links(content: bytes, *, url: str) -> tuple[str, ...]:
    """The addresses that a page links to, whole, each once, in the order of the page."""
    text = content.decode("utf-8", "replace")
    base, position, seen = url, 0, 0
    found: dict[str, None] = {}
    while seen < MOST_LINKS and (opening := _OPENING.search(text, position)) is not None:
        position = opening.end()
        seen += 1
        end = text.find(">", position, position + _MOST_TAG)
        if end < 0:
            continue
        tag = text[position - 1 : end]
        href = _HREF.search(tag)
        if href is None:
            continue
        target = html.unescape(next(filter(None, href.groups()), "")).strip()
        if opening.group(1).lower() == "base":
            base = _whole(target, url) or base
        elif _NOFOLLOW.search(tag) is None:
            address = _whole(target, base)
            if address and _NO_ARTICLE.search(address) is None:
                found[address] = None
    return tuple(found)


def _whole(target: str, base: str) -> str:
    try:
        return str(read_address(urljoin(base, target)))
    except (ValueError, LoadError):
        return ""
