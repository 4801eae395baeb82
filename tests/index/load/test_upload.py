"""Files that somebody sends: the ending says who reads them."""

import pytest

from index.errors import LoadError
from index.load.upload import load_upload
from index.types import Source
from tests.index.load.pdfs import page, pdf, scanned


def source(filename: str, text: str = "Text.") -> Source:
    one = load_upload(text.encode(), filename, article_id="file-1", collection="server-1")
    return one.article.source


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        ("late_trains.txt", "late trains"),
        ("Late-Trains.MD", "Late Trains"),
        ("../../etc/notes.markdown", "notes"),
        ("C:\\Users\\notes.txt", "notes"),
        ("a" * 300 + ".txt", "a" * 100),
        ("@everyone\n.txt", "@everyone"),
    ],
)
def test_a_file_without_a_title_has_its_name(filename: str, title: str) -> None:
    assert source(filename) == Source(article_id="file-1", title=title, collection="server-1")


def test_markdown_and_text_are_read_as_what_they_are() -> None:
    text = "# A *title*\n\nText."
    assert source("a.md", text).title == "A title"
    assert source("a.txt", text).title == "a"
    assert source("a.txt", "---\ntitle: T\nurl: https://a.example\n---\nText.").title == "T"


@pytest.mark.parametrize("filename", ["a.exe", "a", "", ".md", "a.md.exe", "a/b.txt/"])
def test_other_files_are_refused_with_what_is_taken(filename: str) -> None:
    if filename == "a/b.txt/":
        assert source(filename).title == "b"
        return
    with pytest.raises(LoadError) as caught:
        source(filename)
    endings = ".csv, .docx, .epub, .htm, .html, .markdown, .md, .pdf, .pptx, .rst, .tsv and .txt"
    assert caught.value.message == f"only files that end in {endings} are taken"


@pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"", b"---\na: [\n---\nText"])
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes) -> None:
    with pytest.raises(LoadError) as caught:
        load_upload(content, "a.md", article_id="file-1", collection="server-1")
    assert caught.value.hint == "Mend the file and send it again."


def test_a_pdf_is_read_with_its_pages() -> None:
    content = pdf(page("The first page."), page("The second page."))
    one = load_upload(content, "Late_trains.PDF", article_id="file-1", collection="server-1")

    assert one.article.text == "The first page.\n\nThe second page."
    assert [mark.number for mark in one.article.marks] == [1, 2]
    assert one.article.source == Source(
        article_id="file-1", title="Late trains", collection="server-1"
    )
    with pytest.raises(LoadError, match="it is a scan"):
        load_upload(pdf(scanned()), "scan.pdf", article_id="file-1", collection="server-1")
