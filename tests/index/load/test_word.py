"""Word files: what they state of themselves, and what is refused. `test_documents` reads more."""

import io
import zipfile

import pytest

from index.errors import LoadError
from index.load.base import Loaded
from index.load.word import load_word
from tests.documents.office import head, packed, par, picture, row, run, table, word
from tests.documents.word_files import WORD

STRICT = {
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def load(content: bytes) -> Loaded:
    return load_word(content, article_id="folder/old_bridge", collection="public")


def refusal(content: bytes) -> str:
    with pytest.raises(LoadError) as caught:
        load(content)
    return caught.value.message


def test_what_a_document_states_of_itself_is_its_source() -> None:
    source = load(WORD["bridge-report"].content).article.source
    assert source.title == "The old bridge of Marden"
    assert source.author == "Ada Okafor, Bruno Keller"
    assert source.published == "2024-03-05"
    assert source.tags == ("bridges", "Marden")
    assert (source.article_id, source.collection) == ("folder/old_bridge", "public")


def test_when_a_file_was_made_is_no_date_of_publication() -> None:
    assert load(word(par("Text."))).article.source.published is None


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        (head("A heading"), "Stated", "Stated"),
        (head("A heading"), "Document1", "A heading"),
        (par("The title", style="Title") + head("A heading"), "", "The title"),
        ("", "", "old bridge"),
    ],
)
def test_there_is_always_a_title(body: str, title: str, expected: str) -> None:
    assert load(word(body, par("Text."), title=title)).article.source.title == expected


def test_a_programs_words_are_no_author() -> None:
    source = load(word(par("Text."), author="Microsoft Office User")).article.source
    assert source.author is None


def test_headings_have_their_levels() -> None:
    article = load(WORD["german-chapters"].content).article
    headings = [
        (one.level, article.text[one.span.start : one.span.end]) for one in article.headings
    ]
    assert headings == [(1, "Mühlen im Tal"), (1, "Getreide"), (2, "Zu Fuß")]


def test_what_is_hidden_is_left_out_and_said() -> None:
    notes = load(WORD["hidden-and-struck"].content).notes
    assert notes == ("text that the document hides was left out (4 of its parts)",)


def test_a_document_in_the_strict_form_is_read_too() -> None:
    content = word(head("Title"), par("Text.", run("no", "<w:vanish/>")))
    for usual, strict in STRICT.items():
        # A zip archive knows the sizes of its parts, so it is packed anew.
        content = repacked(content, usual, strict)
    assert load(content).article.text == "Title\n\nText."


def repacked(content: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed({name: archive.read(name).replace(old, new) for name in archive.namelist()})


@pytest.mark.parametrize(
    "content",
    [word(), word(par("")), word(head("Only a heading")), word(par(run("x", "<w:vanish/>")))],
)
def test_a_document_without_text_is_refused(content: bytes) -> None:
    assert refusal(content) == "it has no text"


@pytest.mark.parametrize(
    "content",
    [
        packed({"a.txt": "x"}),
        packed({"word/document.xml": "<html/>"}),
        packed({"word/document.xml": "no xml at all"}),
        word()[:200],
    ],
)
def test_what_is_no_document_is_refused(content: bytes) -> None:
    assert refusal(content) == "it is damaged, or no Word document"


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><w:document xmlns:w="w">&x;</w:document>'
    assert "document type" in refusal(word(more={"word/document.xml": bomb}))
    assert "document type" in refusal(word(par("x"), more={"word/styles.xml": bomb}))


def test_too_large_a_file_is_refused() -> None:
    assert refusal(b"PK" + b"\x00" * 20_000_000) == "it is larger than 20 MB"


def test_broken_properties_cost_the_properties_only() -> None:
    loaded = load(word(par("Text."), title="T", more={"docProps/core.xml": "<broken"}))
    assert (loaded.article.text, loaded.article.source.title) == ("Text.", "old bridge")


def test_nested_tables_and_pictures_in_cells_are_read() -> None:
    inner = f"<w:tc><w:tcPr/>{table(row('a', 'b'))}{par('')}</w:tc>"
    article = load(word(table(row("Map", "Table"), row(par(picture("A map")), inner)))).article
    assert "A map" in article.text
    assert "a" in article.text
