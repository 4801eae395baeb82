"""Front matter: an article's bytes come in, its text and its `Source` go out."""

import datetime
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import frontmatter
import yaml

from index.errors import LoadError
from index.load.base import clean
from index.types import Source

MOST_BYTES = 20_000_000
"""A larger file is no article."""

_DATE = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?")
_HINT = "Mend the file, or move it out of the corpus, and build again."


def split(content: bytes) -> tuple[Mapping[str, Any], str]:
    """The fields of the front matter, and the text below it.

    Raises:
        LoadError: not UTF-8, too large, or the front matter is no YAML mapping.
    """
    if len(content) > MOST_BYTES:
        raise LoadError(f"it is larger than {MOST_BYTES // 1_000_000} MB", _HINT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 text (byte {error.start} cannot be read)"
        raise LoadError(reason, _HINT) from None
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        where = f" (line {place.line + 2})" if place is not None else ""
        raise LoadError(f"its front matter is not valid YAML{where}", _HINT) from None
    return post.metadata, post.content


def read_source(
    fields: Mapping[str, Any], *, article_id: str, collection: str, title: str
) -> tuple[Source, tuple[str, ...]]:
    """The source that the front matter describes; `title` serves where it names none.

    What cannot be used is left out, and said so in the notes.
    """
    notes: list[str] = []

    def scalar(name: str) -> str | None:
        value = fields.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str | int | float | datetime.date):
            notes.append(f"{name} is not a single value and was left out")
            return None
        return " ".join(clean(str(value)).split()) or None

    url = scalar("url")
    if url is not None and not _is_web_address(url):
        notes.append("url is not a web address and was left out")
        url = None
    raw_date = fields.get("published")
    if isinstance(raw_date, datetime.datetime):
        raw_date = raw_date.date()
    published = _read_date(str(raw_date)) if scalar("published") else None
    if scalar("published") and published is None:
        notes.append("published is not a date like 2024-03-05 and was left out")
    tags = fields.get("tags") or ()
    if isinstance(tags, str):
        tags = tags.split(",")
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str | int) for tag in tags):
        notes.append("tags is not a list of words and was left out")
        tags = ()
    source = Source(
        article_id=article_id,
        collection=collection,
        title=scalar("title") or title,
        url=url,
        author=scalar("author"),
        publisher=scalar("publisher"),
        published=published,
        tags=tuple(clean(str(tag)) for tag in tags),
    )
    return source, tuple(notes)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url
    except ValueError:
        return False


def _read_date(text: str) -> str | None:
    """An ISO date, as exact as it was given; a time of day is dropped."""
    text = text.strip()
    if match := _DATE.fullmatch(text):
        padded = f"{match[1]}{match[2] or '-01'}{match[3] or '-01'}"
        try:
            datetime.date.fromisoformat(padded)
        except ValueError:
            return None
        return text
    try:
        return datetime.datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return None
