"""A piece of text comes in; whether it is a sentence that can answer goes out. Pure.

Captions, bylines, "Read more" and bare headings stand between an article's sentences. Nobody wants
one as an answer, however well its words match.
"""

import re

_FURNITURE = re.compile(
    r"^\W*(?:"
    r"(?:read|see|learn|find out|click|tap|view) (?:more|also|here|all|below|full)\b.{0,60}"
    r"|(?:related|recommended|further reading|see also|share this|sign up|subscribe|newsletter"
    r"|advert|advertisement|sponsored|photo|image|picture|video|caption|credit|source|tags?|topics?)\s*:.*"
    r"|(?:subscribe|sign up|follow us)\b.{0,60}"
    r"|(?:advertisement|sponsored content|paid content)"
    r"|(?:photograph|photo|image|picture|illustration)s?\s+(?:by|credit|courtesy)\b.*"
    r"|(?:©|\(c\)|copyright\b).*"
    r"|(?:published|updated|posted|last modified)\b.{0,40}\d.{0,30}"
    r"|\d+ (?:min(?:ute)?s? read|comments?|shares?|views?)"
    r"|all rights reserved.*"
    r"|weiterlesen|mehr lesen|lesen sie (?:auch|mehr).{0,60}|leer más.{0,60}"
    r"|lire (?:aussi|la suite).{0,60}"
    r"|阅读更多|更多阅读|相关阅读.*"
    r")\W*$",
    re.I,
)
_BYLINE = re.compile(
    r"^\W*(?:By|Von|Por|Par)\s+(?:[A-ZÀ-Ý][\w.’'-]*\s*){1,4}(?:[,|•·–-].{0,60})?\W*$"
)
_LONGEST = 160
"""Characters: page furniture is short."""


def is_prose(text: str) -> bool:
    """Whether a text may be said as an answer: not a caption, byline, advertisement or pointer."""
    if len(text) > _LONGEST:
        return True
    return _FURNITURE.match(text) is None and _BYLINE.match(text) is None
