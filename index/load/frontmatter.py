"""Front matter: an article's bytes come in, its text and its `Source` go out."""

import datetime
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml
from frontmatter.default_handlers import YAMLHandler

from index.errors import LoadError
from index.load.base import MOST_BYTES, one_line
from index.types import Source

_MOST_FRONT_MATTER = 100_000  # characters; more is no description of an article
_YAML = YAMLHandler()
_NOTHING = {"", "~", "null", "Null", "NULL"}
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
# A value that means something else than its words to YAML: with a colon, or a mark at its front.
_UNQUOTED = re.compile(r"(\w[\w-]{0,40}):[ \t]+(?=[@`%*&!|>?]|[^\[{\"'].*:(?:\s|$))")
_HINT = "Mend the file, or move it out of the corpus, and build again."


def split(content: bytes) -> tuple[Mapping[str, Any], str]:
    """The fields of the front matter, and the text below it.

    Every value is a string as it was written, a list or a mapping: a title may be `No` or `007`.

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
    if not _YAML.detect(text.lstrip()):
        return {}, text
    try:
        block, body = _YAML.split(text.lstrip())
    except ValueError:
        return {}, text  # opened and never closed: a ruler, and no front matter
    if len(block) > _MOST_FRONT_MATTER:
        raise LoadError(f"its front matter is longer than {_MOST_FRONT_MATTER} characters", _HINT)
    try:
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings only
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        above = text.count("\n", 0, text.index(block))
        where = f" (line {above + place.line + 1})" if place is not None else ""
        mend = _mend(block, place.line) if place is not None else ""
        raise LoadError(f"its front matter is not valid YAML{where}{mend}", _HINT) from None
    if fields is None:
        return {}, body
    if not isinstance(fields, dict):
        raise LoadError("its front matter is not a list of fields like `title: …`", _HINT)
    return fields, body


def _mend(block: str, line: int) -> str:
    """What would mend a line of front matter, for who knows no YAML; empty where that is unclear.

    A parser may find out only behind the last line that something is wrong.
    """
    unquoted = _UNQUOTED.match("".join(block.splitlines()[line : line + 1]))
    return f'; put what stands after "{unquoted[1]}:" in quotes' if unquoted is not None else ""


def read_source(
    fields: Mapping[str, Any], *, article_id: str, collection: str, title: str
) -> tuple[Source, tuple[str, ...]]:
    """The source that the front matter describes; `title` serves where it names none.

    What cannot be used is left out, and said so in the notes.
    """
    notes: list[str] = []

    def scalar(name: str) -> str | None:
        value = fields.get(name, "")
        if not isinstance(value, str):
            notes.append(f"{name} is not a single value and was left out")
            return None
        return None if value in _NOTHING else one_line(value) or None

    url = scalar("url")
    if url is not None and not _is_web_address(url):
        notes.append("url is not a web address and was left out")
        url = None
    written = scalar("published")
    published = _read_date(written) if written else None
    if written and published is None:
        notes.append("published is not a date like 2024-03-05 and was left out")
    tags = fields.get("tags", "")
    if isinstance(tags, str):
        tags = [] if tags in _NOTHING else tags.split(",")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        notes.append("tags is not a list of words and was left out")
        tags = []
    source = Source(
        article_id=article_id,
        collection=collection,
        title=scalar("title") or one_line(title) or article_id,
        url=url,
        author=scalar("author"),
        publisher=scalar("publisher"),
        published=published,
        tags=tuple(word for tag in tags if (word := one_line(tag))),
    )
    return source, tuple(notes)


def found_in(
    fields: Mapping[str, Any], source: Source, *, title: str, stated: str = "its front matter"
) -> tuple[tuple[str, str], ...]:
    """Where title, author and date stand: where the fields are `stated`, or, for the title of a
    text whose fields name none, where `title` says.
    """
    named = fields.get("title", "")
    written = isinstance(named, str) and one_line(named) == source.title
    others = {"author": source.author, "published": source.published}
    return (
        ("title", stated if written else title),
        *((name, stated) for name, value in others.items() if value),
    )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url
    except ValueError:
        return False


def _read_date(text: str) -> str | None:
    """An ISO date, as exact as it was given; a time of day is dropped."""
    if match := _DATE.fullmatch(text):
        year, *rest = (int(part) for part in match.groups() if part is not None)
        try:
            month, day = [*rest, 1, 1][:2]
            datetime.date(year, month, day)
        except ValueError:
            return None
        return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])
    try:
        return datetime.datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return None
