"""Pages read in a process of their own: the same article, and an end to what has none."""

from pathlib import Path
from typing import TypedDict

import pytest

from index.errors import LoadError
from index.load.base import MOST_BYTES
from index.load.page import read_page
from index.load.web import load_page

PAGE = """<!doctype html><html><head><title>Late trains</title><meta name=author content="李明">
<link rel=canonical href="https://other.example/"></head><body><article><h2>Times</h2>
<p>The night train to Lisbon leaves at ten and arrives on the next morning at eight.</p>
<p hidden>No.</p></article></body></html>""".encode()


class Where(TypedDict):
    """What the tests share of a page's facts."""

    url: str
    article_id: str
    collection: str


WHERE = Where(url="https://example.com/a", article_id="web-1", collection="server-1")


def test_the_article_is_the_one_that_is_read_here() -> None:
    loaded = load_page(PAGE, content_type="text/html", **WHERE)
    assert loaded == read_page(PAGE, content_type="text/html", **WHERE)
    assert loaded.article.headings
    assert len(loaded.notes) == 2


def test_tags_of_a_text_come_along() -> None:
    text = b"---\ntags: [a, b]\n---\nText.\nMore."
    loaded = load_page(text, content_type="text/plain", **WHERE)
    assert loaded == read_page(text, content_type="text/plain", **WHERE)
    assert loaded.article.source.tags == ("a", "b")


def test_a_refusal_comes_with_what_to_do() -> None:
    with pytest.raises(LoadError) as here:
        read_page(b"", content_type="text/html", **WHERE)
    with pytest.raises(LoadError) as there:
        load_page(b"", content_type="text/html", **WHERE)
    assert (there.value.message, there.value.hint) == (here.value.message, here.value.hint)


def test_a_page_that_would_take_hours_is_given_up() -> None:
    flood = b"<p " + b" ".join(b"a%d" % number for number in range(1_000_000)) + b">Text."
    with pytest.raises(LoadError, match="that page takes too long to read"):
        load_page(flood, content_type="text/html", max_seconds=3, **WHERE)


def test_a_page_that_is_too_large_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "no such program")
    with pytest.raises(LoadError, match="larger than 20 MB"):
        load_page(b"a" * (MOST_BYTES + 1), content_type="text/html", **WHERE)


def test_a_process_that_dies_is_a_page_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "index"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise SystemExit(1)\n", encoding="utf-8")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    with pytest.raises(LoadError, match="that page cannot be read"):
        load_page(PAGE, content_type="text/html", **WHERE)
