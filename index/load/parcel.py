"""What a reader made comes in, bytes that cross to another process go out, and back again.

Nothing is taken on trust on the way back: whoever took over the process that read a document may
write what it likes there.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from index.load.base import Loaded
from index.types import Article, Heading, Mark, MarkKind, Source, Span

_UNKNOWN_OR_TEXT = ("url", "author", "publisher", "published")  # of a source

_MOST_NUMBER = 100_000_000  # of a page, slide or row


def pack(loaded: Loaded) -> bytes:
    """An article with its notes as JSON, in ASCII."""
    return json.dumps(asdict(loaded)).encode("ascii")


def unpack(answer: Mapping[str, Any], *, article_id: str, collection: str) -> Loaded:
    """The article that `pack` was given, under the id and in the collection that are named here.

    Raises:
        ValueError: it is not what `pack` makes of an article.
    """
    try:
        article = answer["article"]
        text = _text(article["text"])
        said = article["source"]
        source = Source(
            article_id=article_id,
            title=_text(said["title"]),
            collection=collection,
            **{name: _text_or_none(said[name]) for name in _UNKNOWN_OR_TEXT},
            tags=tuple(_text(tag) for tag in said["tags"]),
        )
        headings = tuple(
            Heading(level=_number(one["level"], 9), span=_span(one["span"], len(text)))
            for one in article["headings"]
        )
        return Loaded(
            article=Article(
                source=source,
                text=text,
                headings=headings,
                marks=tuple(_mark(one, len(text)) for one in article["marks"]),
            ),
            notes=tuple(_text(note) for note in answer["notes"]),
            found=tuple((_text(name), _text(place)) for name, place in answer["found"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no article: {error!r}") from None


def _mark(value: Any, size: int) -> Mark:
    if value["kind"] not in get_args(MarkKind):
        raise ValueError("no kind of mark")
    return Mark(
        kind=value["kind"],
        number=_number(value["number"], _MOST_NUMBER),
        start=_number(value["start"], size),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError("no such number")
    return value


def _span(value: Any, size: int) -> Span:
    start, end = value
    return Span(_number(start, size), _number(end, size))
