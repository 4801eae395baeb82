"""Where files come from goes in, how each kind of them can state its title or date comes out."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

_TEXT = {".md", ".markdown", ".txt"}
_WEB = {".html", ".htm"}

_TITLES: Mapping[str, str] = {
    **dict.fromkeys(_TEXT, "Markdown and text in their front matter, or as their first heading"),
    ".rst": "reStructuredText as its first heading",
    **dict.fromkeys(_WEB, "HTML as its only `<h1>`, or in `<title>`"),
    ".docx": "Word in its properties, or as its first heading",
    ".pptx": "PowerPoint in its properties, or on its first slide",
    ".epub": "EPUB in its metadata",
    ".pdf": "PDF in its properties",
}
_DATES: Mapping[str, str] = {
    **dict.fromkeys(_TEXT, "Markdown and text by `published: 2024-03-05` in their front matter"),
    ".rst": "reStructuredText by `:date: 2024-03-05` under its title",
    **dict.fromkeys(
        _WEB, 'HTML by `<meta property="article:published_time" content="2024-03-05">`'
    ),
    ".docx": "Word by the publish date of a cover page",
    ".epub": "EPUB by the date in its metadata",
    ".pdf": "PDF by `prism:publicationDate` in its XMP metadata",
}


def ending(origin: str) -> str:
    """How a file's name ends; nothing for an address, whose page is somebody else's."""
    return "" if "://" in origin else PurePosixPath(origin).suffix.lower()


def how_to_title(endings: Iterable[str]) -> str:
    """What to do about files that have no title; empty where their kinds can state none."""
    return _advice("Give articles a title", _TITLES, endings)


def how_to_date(endings: Iterable[str]) -> str:
    """What to do about files that have no date; empty where their kinds can state none."""
    return _advice("Give articles a date", _DATES, endings)


def _advice(what: str, ways: Mapping[str, str], endings: Iterable[str]) -> str:
    possible = {ways[one] for one in endings if one in ways}
    # In the order of the table, so that the same articles are always told of alike.
    told = [way for way in dict.fromkeys(ways.values()) if way in possible]
    return f"{what}: {'; '.join(told)}." if told else ""
