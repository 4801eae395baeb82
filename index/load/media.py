"""A content type and an address come in, the ending of the file that they mean goes out."""

from collections.abc import Set
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from index.load.fetch import PAGES
from index.load.folder import LOADERS

_ENDINGS = {
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/x-rst": ".rst",
    "text/prs.fallenstein.rst": ".rst",
}
_UNCLEAR = frozenset({"application/octet-stream", "binary/octet-stream", "application/zip"})


def taken_kinds() -> Set[str]:
    """The content types of all that can be read, and those that say nothing."""
    return PAGES | _UNCLEAR | _ENDINGS.keys()


def is_page(content_type: str) -> bool:
    """Whether it is a page of text, as a browser shows it."""
    return kind_of(content_type) in PAGES


def ending_of(content_type: str, url: str) -> str:
    """The ending that names a loader, with its dot; empty where nothing says it."""
    said = _ENDINGS.get(kind_of(content_type), "")
    ending = said or PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    return ending if ending in LOADERS else ""


def kind_of(content_type: str) -> str:
    """A content type alone, in lower case: without its charset."""
    return content_type.partition(";")[0].strip().lower()
