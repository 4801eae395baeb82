"""Good documents come in, an endless row of broken ones goes out: the same for the same seed.

Most parsers give up at the first wrong byte of a packed file. So the parts of a ZIP file (Word,
PowerPoint, EPUB) are broken one by one and packed again rightly, and the streams of a PDF are
reached through its objects.
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence

MOST_BYTES = 50_000
"""A mutant is cut to this, so that its size alone is never what it is refused for."""

_TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r\r\n", b"\x1b[2J", b"%PDF-1.7", b"PK\x03\x04"),
    *(
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
        b"&b;",
        b"&#x110000;",
        b"<![CDATA[",
    ),
    *(b"]]>", b"<a" * 50, b"</w:p>", b'<w:gridSpan w:val="999999999"/>', b"xml:base='//x'"),
    *(
        b"stream\nendstream",
        b"/Length 99999999999",
        b"/Kids [1 0 R]",
        b"1 0 obj",
        b"xref",
        b"trailer",
    ),
    *(
        b"---\n",
        b"title: &a [*a]",
        b"published: 9999-99-99",
        b"```",
        b"| a | b |\n",
        b".. include:: x\n",
    ),
    *(b"Disallow: /*a*a*a*a*a*a*a*a*a*b$\n", b"Crawl-delay: 1e999\n", b"Sitemap: \n"),
    *(b"<loc>javascript:1</loc>", b"<link href='//[::1'/>", b'{"items":[{"url":' * 9, b"[" * 3_000),
    *(b"=====\n", b"#" * 500, b"[x](" * 40, b"-1", b"4294967296", b"1e308", b'"', b",,,,,,"),
)
"""What parsers stumble over, of every kind of document."""

Change = Callable[[bytes, random.Random], bytes]


def mutants(seeds: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Broken documents, without an end."""
    while True:
        one = chance.choice(seeds)
        if one.startswith(b"PK\x03\x04") and chance.random() < 0.8:
            yield _repacked(one, seeds, chance)[:MOST_BYTES]
        else:
            yield _broken(one, seeds, chance)[:MOST_BYTES]


def _broken(one: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if chance.random() < 0.15:
            one = _spliced(one, chance.choice(seeds), chance)
        else:
            one = chance.choice(_CHANGES)(one, chance)
    return one


def _repacked(packed: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """The same ZIP file with one of its parts broken, left out, doubled or renamed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        names = before.namelist()
        # The parts with the text are few among many.
        likely = [name for name in names if name.endswith(("ml", "opf", "ncx", "rels"))] or names
        victim = chance.choice(likely)
        for name in names:
            content = before.read(name)
            if name == victim:
                what = chance.random()
                if what < 0.05:
                    continue
                if what < 0.1:
                    name = chance.choice(("../../x", "/etc/x", "x" * 300, name.upper()))
                else:
                    content = _broken(content, [content], chance)
            after.writestr(name, content)
    return out.getvalue()


def _place(one: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(one))
    return start, min(len(one), start + int(chance.expovariate(1 / 40)))


def _flip(one: bytes, chance: random.Random) -> bytes:
    changed = bytearray(one)
    for _ in range(chance.choice((1, 4, 40))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _drop(one: bytes, chance: random.Random) -> bytes:
    start, end = _place(one, chance)
    return one[:start] + one[end:]


def _end(one: bytes, chance: random.Random) -> bytes:
    return one[: chance.randint(0, len(one))]


def _repeat(one: bytes, chance: random.Random) -> bytes:
    start, end = _place(one, chance)
    return one[:end] + one[start:end] * chance.choice((1, 2, 30, 500)) + one[end:]


def _insert(one: bytes, chance: random.Random) -> bytes:
    start, end = _place(one, chance)
    return one[:start] + chance.choice(_TOKENS) + one[end if chance.random() < 0.5 else start :]


def _number(one: bytes, chance: random.Random) -> bytes:
    """Another number in the place of one that is written out."""
    places = [at for at in range(len(one)) if one[at : at + 1].isdigit()]
    if not places:
        return one
    at = chance.choice(places)
    return one[:at] + str(chance.choice((0, -1, 10**6, 10**12, 2**64))).encode() + one[at + 1 :]


def _spliced(one: bytes, other: bytes, chance: random.Random) -> bytes:
    return one[: chance.randint(0, len(one))] + other[chance.randint(0, len(other)) :]


_CHANGES: tuple[Change, ...] = (_flip, _drop, _end, _repeat, _insert, _insert, _number)
