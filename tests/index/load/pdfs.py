"""Lines and where they stand come in, the bytes of a PDF go out: a small writer for the tests."""

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842  # A4, in points
LEFT, TOP, LEADING = 72, 770, 14

_PADDING = bytes.fromhex(
    "28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A"
)  # of passwords, as the standard gives it


@dataclass(frozen=True, slots=True)
class Line:
    """Some words that begin at a place, counted in points from the lower left."""

    text: str
    x: float = LEFT
    y: float = TOP
    size: float = 11
    font: str = "F1"


@dataclass(slots=True)
class Page:
    """The lines of a page, and what else it shows, as PDF operators."""

    lines: list[Line] = field(default_factory=list)
    drawn: bytes = b""

    def write(
        self,
        text: str,
        *,
        x: float = LEFT,
        y: float = TOP,
        size: float = 11,
        leading: float = LEADING,
        font: str = "F1",
    ) -> float:
        """Write lines below each other; an empty one leaves a gap. The place below them."""
        for line in text.splitlines():
            if line.strip():
                self.lines.append(Line(line, x, y, size, font))
            y -= leading
        return y

    def content(self) -> bytes:
        """The operators that show the page."""
        shown = [
            b"BT /%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET"
            % (one.font.encode(), one.size, one.x, one.y, _escaped(one.text))
            for one in self.lines
        ]
        return b"\n".join([*shown, self.drawn])


def page(text: str, **where: float) -> Page:
    """A page with lines from its top."""
    made = Page()
    made.write(text, **where)  # type: ignore[arg-type]
    return made


def scanned() -> Page:
    """A page that is one picture."""
    return Page(drawn=b"q 500 0 0 700 40 60 cm /Im Do Q")


def pdf(
    *pages: Page,
    info: Mapping[str, str] | None = None,
    password: str | None = None,
    xmp: str = "",
    compress: bool = False,
    unmapped: bool = False,
) -> bytes:
    """A PDF of these pages.

    `info` are the fields of its Info dictionary. With a `password` it is encrypted, and cannot be
    opened without. `xmp` is its metadata stream. `unmapped`: what is written in font F3 stands for
    characters of private use.
    """
    fonts = [_font("Helvetica"), _font("Helvetica-Bold"), _font("Courier"), *([_CMAP] * unmapped)]
    if unmapped:
        fonts[2] = fonts[2].replace(b"/Encoding", b"/ToUnicode 6 0 R /Encoding")
    objects = [b"", b"", *fonts]
    image = len(objects) + 1
    objects.append(
        _stream(
            b"/Type /XObject /Subtype /Image /Width 8 /Height 1 "
            b"/ColorSpace /DeviceGray /BitsPerComponent 1",
            b"\xaa",
        )
    )
    kids = []
    for one in pages:
        content = one.content()
        head, body = (
            (b"/Filter /FlateDecode", zlib.compress(content)) if compress else (b"", content)
        )
        objects.append(_stream(head, body))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> /XObject << /Im %d 0 R >> >> >>"
            % (WIDTH, HEIGHT, len(objects), image)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    trailer = b""
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    if xmp:
        objects.append(_stream(b"/Type /Metadata /Subtype /XML", xmp.encode()))
        objects[0] = b"<< /Type /Catalog /Pages 2 0 R /Metadata %d 0 R >>" % len(objects)
    if info:
        fields = b" ".join(
            b"/%s %s" % (name.encode(), _text(value)) for name, value in info.items()
        )
        objects.append(b"<< %s >>" % fields)
        trailer += b" /Info %d 0 R" % len(objects)
    if password is not None:
        objects, locked = _encrypted(objects, password)
        objects.append(locked)
        trailer += b" /Encrypt %d 0 R /ID [<%s> <%s>]" % (
            len(objects),
            _ID.hex().encode(),
            _ID.hex().encode(),
        )
    return assembled(objects, trailer)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of numbered objects, of which the first is the catalogue."""
    made, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, trailer, len(made))
    )


def _font(name: str) -> bytes:
    return (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
        % name.encode()
    )


def _stream(head: bytes, body: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)


_CMAP = _stream(
    b"",
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"1 begincodespacerange <00> <ff> endcodespacerange\n"
    b"1 beginbfrange <21> <7e> <E021> endbfrange\nendcmap end end",
)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _text(value: str) -> bytes:
    return b"<" + (b"\xfe\xff" + value.encode("utf-16-be")).hex().encode() + b">"


_ID = bytes(range(16))


def _encrypted(objects: Sequence[bytes], password: str) -> tuple[list[bytes], bytes]:
    """Objects with their streams locked: the standard security handler, revision 2, 40 bits."""
    padded = (password.encode("latin-1") + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    allowed = struct.pack("<i", -4)
    key = hashlib.md5(padded + owner + allowed + _ID, usedforsecurity=False).digest()[:5]
    locked = []
    for number, body in enumerate(objects, start=1):
        head, mark, rest = body.partition(b"\nstream\n")
        if mark:
            own = hashlib.md5(
                key + struct.pack("<I", number)[:3] + b"\0\0", usedforsecurity=False
            ).digest()[:10]
            rest = _rc4(own, rest.removesuffix(b"\nendstream")) + b"\nendstream"
        locked.append(head + mark + rest)
    user = _rc4(key, _PADDING)
    return locked, (
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), user.hex().encode())
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
