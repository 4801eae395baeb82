"""The bytes of a page come in, its text goes out, read in the encoding that it has."""

import codecs
import re

from charset_normalizer import from_bytes

# Encodings of text that pages are written in. Python knows more by name, some of which are no
# encodings of pages at all (`unicode_escape`, `punycode`).
_OF_PAGES = re.compile(
    r"utf-(8|8-sig|16|16-[bl]e|32|32-[bl]e)|ascii|cp(125[0-8]|437|85[0-9]|866|874|932|949|950)"
    r"|iso8859-[0-9]+|koi8-[rut]|gb(k|2312|18030)|big5(hkscs)?|euc_(jp|kr|jis_2004)"
    r"|shift_jis(_2004|x0213)?|iso2022_jp|mac-(roman|cyrillic)|tis-620"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Declared, these win over bytes that happen to be valid UTF-8 too.
_NOT_LIKE_ASCII = re.compile(r"utf-(16|32).*|iso2022_jp")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I)
_XML = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""")
_META = re.compile(r"<meta\b[^>]{0,500}>", re.I)
_HEAD = 4_096  # bytes in which a page has to say what it is written in
_SAMPLE = 20_000  # bytes that a guess is made from


def decode(content: bytes, content_type: str) -> tuple[str, tuple[str, ...]]:
    """Text, and notes on what was not as declared.

    In this order: a byte order mark; UTF-8, where the bytes are valid, as no other encoding's
    are by chance; what the server declares in `content_type`; what the page declares; a guess.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _replacing(content[len(mark) :], name)
    declared = _declared(content, content_type)
    candidates = ["utf-8", *declared]
    if declared and _NOT_LIKE_ASCII.fullmatch(declared[0]):
        candidates = [*declared, "utf-8"]
    for name in candidates:
        try:
            return content.decode(name), ()
        except UnicodeDecodeError:
            continue
    if declared:
        return _replacing(content, declared[0])
    best = from_bytes(content[:_SAMPLE]).best()
    guess = _known(best.encoding) if best is not None else None
    text, notes = _replacing(content, guess or "cp1252")
    return text, (f"the page does not say its encoding; it was read as {guess or 'cp1252'}", *notes)


def _declared(content: bytes, content_type: str) -> list[str]:
    """The encodings that the server and the page declare, as far as they are known."""
    head = content[:_HEAD].decode("latin-1")
    found = [_CHARSET.search(content_type), _XML.match(head.lstrip())]
    found += [_CHARSET.search(meta) for meta in _META.findall(head)]
    names = [_known(match[1]) for match in found if match is not None]
    return list(dict.fromkeys(name for name in names if name is not None))


def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name == "iso8859-1":  # as browsers do: it has nothing that windows-1252 has not
        return "cp1252"
    if name == "gb2312":
        return "gb18030"
    return name if _OF_PAGES.fullmatch(name) else None


def _replacing(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    text = content.decode(name, "replace")
    if "\ufffd" in text:
        return text, (f"some characters could not be read as {name}",)
    return text, ()
