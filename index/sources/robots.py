"""A site's robots.txt comes in, whether a page may be read and how slowly goes out (RFC 9309)."""

from protego import Protego

from index.load.fetch import AGENT

MOST_BYTES = 512_000
"""Rules beyond these are not read; the standard asks for 500 KiB."""

MOST_DELAY = 30.0
"""A site that asks for more seconds between two requests is asked as slowly as this."""


class Robots:
    """The rules of one site."""

    def __init__(self, text: str) -> None:
        """Read them; an empty text allows everything."""
        self._rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        """Whether the bot may read a page."""
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests; 0 where it says nothing."""
        asked = self._rules.crawl_delay(AGENT)
        return min(max(float(asked or 0.0), 0.0), MOST_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of its sitemaps, as it names them."""
        return tuple(self._rules.sitemaps)


def read_robots(content: bytes) -> Robots:
    """The rules in the bytes of a robots.txt; those of a larger one up to the last whole line."""
    if len(content) > MOST_BYTES:
        content = content[:MOST_BYTES].rpartition(b"\n")[0]
    return Robots(content.decode("utf-8", "replace"))
