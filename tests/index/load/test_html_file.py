"""Saved pages: what they state of themselves. `test_documents` and `test_page` read more."""

import pytest

from index.errors import LoadError
from index.load.html_file import load_html
from index.types import Source
from tests.documents.make import FOLDER

PROSE = b"<p>The night train to Lisbon leaves at ten and arrives on the next morning at eight.</p>"


def source(content: bytes) -> Source:
    return load_html(content, article_id="folder/late_trains", collection="public").article.source


def test_a_page_is_believed_what_it_states_of_itself() -> None:
    assert source((FOLDER / "html" / "news-article.html").read_bytes()) == Source(
        article_id="folder/late_trains",
        title="Ferry to run all winter, council decides",
        collection="public",
        url="https://courier.example.com/2024/03/05/winter-ferry",
        author="Ada Okafor",
        publisher="The Marden Courier",
        published="2024-03-05",
    )


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (b'<link rel="canonical" href="https://example.com/a">', "https://example.com/a"),
        (b'<meta property="og:url" content="https://example.com/b">', "https://example.com/b"),
        (b'<link rel="canonical" href="/a">', None),
        (b'<link rel="canonical" href="javascript:alert(1)">', None),
        (b"", None),
    ],
)
def test_its_address_is_its_own_or_none(head: bytes, url: str | None) -> None:
    assert source(b"<html><head>" + head + b"</head><body>" + PROSE * 3).url == url


def test_without_a_title_the_files_name_serves() -> None:
    assert source(b"<body>" + PROSE * 3).title == "late trains"


def test_a_page_that_looks_like_markdown_is_still_a_page() -> None:
    loaded = load_html(b"# no heading" + PROSE * 3, article_id="x", collection="public")
    assert loaded.article.headings == ()


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"<body><script>x</script></body>"])
def test_a_page_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(LoadError):
        source(content)
