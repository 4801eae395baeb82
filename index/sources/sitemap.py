"""A sitemap's bytes come in, the addresses in it go out (sitemaps.org), whatever is wrong with it.

It is read as it comes, an element at a time, without entities; what is broken ends it.
`index.sources.listing` reads it in a process of its own.
"""

import io
import zlib
from dataclasses import dataclass

from lxml import etree

from index.errors import LoadError
from index.load.base import one_line

MOST_BYTES = 50_000_000
"""Of a sitemap, unpacked: what the protocol allows."""

MOST_ADDRESSES = 50_000
"""Of one sitemap, as the protocol allows."""

_PACKED = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """An address in a sitemap. `further`: it is that of another sitemap."""

    url: str
    lastmod: str = ""
    further: bool = False


def read_sitemap(content: bytes) -> tuple[Mapped, ...]:
    """The addresses of a sitemap, or of a sitemap index, packed or not, XML or one a line.

    Raises:
        LoadError: it is none.
    """
    content = _unpacked(content)
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = content.decode("utf-8", "replace").split()
        found = [line for line in lines[:MOST_ADDRESSES] if line.startswith(("http:", "https:"))]
        if not found:
            raise _none()
        return tuple(Mapped(url=line) for line in found)
    mapped = _of_xml(content)
    if not mapped:
        raise _none()
    return tuple(mapped)


def _of_xml(content: bytes) -> list[Mapped]:
    mapped: list[Mapped] = []
    url = lastmod = ""
    try:
        for _, element in etree.iterparse(
            io.BytesIO(content),
            events=("end",),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            name = etree.QName(element).localname
            if name == "loc" and not url:
                url = (element.text or "").strip()
            elif name == "lastmod":
                lastmod = one_line(element.text or "")[:40]
            elif name in {"url", "sitemap"}:
                if url.startswith(("http:", "https:")):
                    mapped.append(Mapped(url=url, lastmod=lastmod, further=name == "sitemap"))
                url = lastmod = ""
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
            if len(mapped) >= MOST_ADDRESSES:
                break
    except etree.XMLSyntaxError:
        pass  # what came before the break counts
    return mapped


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_PACKED):
        return content
    unpacking = zlib.decompressobj(wbits=31)
    try:
        text = unpacking.decompress(content, MOST_BYTES)
    except zlib.error:
        raise LoadError("that sitemap is packed wrongly", "Tell whoever runs the site.") from None
    if unpacking.unconsumed_tail:
        raise LoadError(
            f"that sitemap is larger than {MOST_BYTES // 1_000_000} MB", "Name a part of the site."
        )
    return text


def _none() -> LoadError:
    return LoadError("what is at that address is no sitemap", "Name the site's own address.")
