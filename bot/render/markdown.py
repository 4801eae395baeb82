"""Anybody's text comes in; Discord Markdown that says just that, and does nothing, goes out.

Articles, titles and questions are strangers' words. Escaped, they can neither mention, link,
embed, format nor hide anything: https://discord.com/developers/docs/reference#message-formatting
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST_LINK = 500
"""Characters; with a longer address a message could not hold its sources."""

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Never seen, but able to reorder, hide or break up what is: control characters, soft hyphen,
# zero-width characters, bidirectional marks, overrides and isolates, interlinear and tag
# characters, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff]"
)
# The joiners spell words in Persian and Indic scripts and put emoji together, so they stay there;
# beside anything else they are only a way to hide.
_STRAY_JOINER = re.compile(
    "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
)
_SPECIAL = re.compile(r"[\\*_~`|\[\]<>@#:]")
# What makes a list, small print or a numbered list where a line starts.
_LINE_START = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)]))", re.MULTILINE)
_SENTENCE_END = re.compile(r"""[.!?…؟۔।]["'”’»)\]]*(?=\s)|[。！？]["'”’」』）]*""")
_BRACKETS = str.maketrans("[]", "()")


def clean(text: str) -> str:
    """The text without control characters and without what cannot be seen; line breaks stay."""
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    return _STRAY_JOINER.sub("", _UNSEEN.sub("", text))


def one_line(text: str) -> str:
    """The text, cleaned, on one line."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Cleaned text that Discord shows letter for letter: no markup, mention or live link in it."""
    escaped = _SPECIAL.sub(r"\\\g<0>", clean(text))
    return _LINE_START.sub(_escape_line_start, escaped)


def _escape_line_start(match: re.Match[str]) -> str:
    indent, bullet, number, mark = match.groups()
    return f"{indent}\\{bullet}" if bullet else f"{indent}{number}\\{mark}"


def link(label: str, url: str | None) -> str:
    """`[label](url)`, or the bold label where there is no address that may be opened."""
    address = web_address(url) if url else None
    # Discord pairs the brackets of a label without minding backslashes, hence round ones.
    text = escape(one_line(label).translate(_BRACKETS)) or "…"
    return f"**{text}**" if address is None else f"[{text}]({address})"


def web_address(url: str) -> str | None:
    """The address in characters that cannot end a Markdown link, or `None`.

    Only http and https, without a user name; one of more than `LONGEST_LINK` characters loses its
    fragment, and is `None` if that is not enough.
    """
    try:
        parts = urlsplit(clean(url).strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:  # UnicodeError, from a host that cannot be one, is a ValueError too
        return None
    named = re.fullmatch(r"[\w.-]+", host) and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not named:
        return None
    address = urlunsplit(
        (
            parts.scheme,
            host if port is None else f"{host}:{port}",
            quote(parts.path, safe="/%:@!$&*+,;=~-._"),
            quote(parts.query, safe="/%:@!$&*+,;=~-._?"),
            quote(parts.fragment, safe="/%:@!$&*+,;=~-._?"),
        )
    )
    if len(address) > LONGEST_LINK:
        address = address.partition("#")[0]
    return address if len(address) <= LONGEST_LINK else None


def bold(escaped: str) -> str:
    """Escaped text in bold, line by line; the blanks around a line stay outside the stars."""
    return re.sub(r"^([ ]*)(\S(?:.*\S)?)", r"\1**\2**", escaped, flags=re.MULTILINE)


def quoted(markdown: str) -> str:
    """Markdown as a block quote, line by line."""
    return "\n".join(f"> {line}" for line in markdown.split("\n"))


def length(text: str) -> int:
    """How much of Discord's allowance a text uses, in UTF-16 units, the larger way to count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, most: int) -> str:
    """The text on one line, not escaped, in at most `most` characters, cut behind a word."""
    line = one_line(text)
    if len(line) <= most:
        return line
    end = line.rfind(" ", 0, most - 1)
    # A script without spaces, or one endless word, is cut between letters.
    return line[: end if end > most // 2 else most - 2].rstrip() + " …"


def cut(text: str, most: int, write: Callable[[str], str] = escape) -> str:
    """The text as `write` has it, in at most `most` characters, cut behind a sentence with a `…`.

    Where the first sentence is too long already, it is cut behind a word. `write` is given the
    text, or as much of it as may fit, and escapes it.
    """
    written = write(text)
    if length(written) <= most:
        return written
    sentences = [match.end() for match in _SENTENCE_END.finditer(text)]
    words = [match.start() for match in re.finditer(r"\s+", text)]
    for ends in (sentences, words, range(len(text))):
        fitting = bisect_left(ends, True, key=lambda end: length(write(text[:end])) + 2 > most)
        if fitting:
            return f"{write(text[: ends[fitting - 1]].rstrip())} …"
    return "…"
