"""Books: metadata, contents, refusals. `test_documents` reads more of them."""

import pytest

from index.errors import LoadError
from index.load.base import Loaded
from index.load.epub import load_epub
from tests.documents.book_files import BOOKS
from tests.documents.office import book, chapter, packed

ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
    '<e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="OEBPS/{}"/>'
    "</e:CipherData></e:EncryptedData></encryption>"
)


def load(content: bytes) -> Loaded:
    return load_epub(content, article_id="mill_book", collection="public")


def test_what_a_book_states_of_itself_is_its_source() -> None:
    article = load(BOOKS["two-chapters"].content).article
    source = article.source
    assert (source.title, source.author) == ("The Mill Book", "Ada Okafor")
    assert (source.publisher, source.published) == ("Marden Press", "2021-06-01")
    assert (source.url, source.tags) == ("https://example.com/mill-book", ("mills",))
    headings = [
        (one.level, article.text[one.span.start : one.span.end]) for one in article.headings
    ]
    assert headings == [(1, "Wheat"), (1, "Rye"), (2, "In winter")]


def test_an_old_book_has_its_date_of_publication_and_its_author() -> None:
    source = load(BOOKS["old-kind"].content).article.source
    assert (source.published, source.author) == ("2004-05", "Ada Okafor")


def test_without_metadata_the_first_heading_or_the_name_is_the_title() -> None:
    assert (
        load(book({"a.xhtml": chapter("<h1>Wheat</h1><p>x</p>")})).article.source.title == "Wheat"
    )
    assert load(book({"a.xhtml": chapter("<p>x</p>")})).article.source.title == "mill book"


def test_what_is_hidden_is_said() -> None:
    assert load(BOOKS["hidden-and-scripts"].content).notes == (
        "text that the book hides was left out (2 of its parts)",
    )


def test_a_book_locked_against_copying_is_refused_and_one_with_scrambled_fonts_is_not() -> None:
    chapters = {"a.xhtml": chapter("<p>Text.</p>")}
    lock = ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "a.xhtml")
    with pytest.raises(LoadError, match="protected against copying"):
        load(book(chapters, more={"META-INF/encryption.xml": lock}))
    fonts = ENCRYPTED.format("http://www.idpf.org/2008/embedding", "font.otf")
    assert load(book(chapters, more={"META-INF/encryption.xml": fonts})).article.text == "Text."


def test_a_chapter_that_cannot_be_read_costs_that_chapter_only() -> None:
    entity = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    loaded = load(
        book(
            {
                "a.xhtml": chapter("<p>Text.</p>"),
                "b.xhtml": chapter("<p>&x;</p>", doctype=entity),
                "c.xhtml": chapter("<p>More.</p>"),
            }
        )
    )
    assert loaded.article.text == "Text.\n\nMore."
    assert loaded.notes == ("1 of its chapters could not be read and were left out",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (book({}), "it has no text"),
        (book({"a.xhtml": chapter("<h1>Only a heading</h1>")}), "it has no text"),
        (packed({"a": ""}), "it is damaged, or no EPUB"),
        (book({}, more={"OEBPS/content.opf": "<other/>"}), "it is damaged, or no EPUB"),
        (book({}, more={"META-INF/container.xml": "<container/>"}), "it is damaged, or no EPUB"),
        (b"a text", "it is no EPUB, whatever its name says"),
    ],
)
def test_what_is_no_book_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(LoadError) as caught:
        load(content)
    assert caught.value.message == message
