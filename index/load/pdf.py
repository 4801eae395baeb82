"""A PDF comes in, an article goes out, with the page on which each part of it stands.

PDFium takes the file apart. It is written in C++, so `index.load.folder` has this run elsewhere
(see `index.load.contained`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pypdfium2
import pypdfium2.raw as pdfium

from index.errors import LoadError
from index.legible import garbled
from index.load.base import Loaded, assemble_with_marks, one_line, title_of
from index.load.document import check_bytes
from index.load.frontmatter import found_in, read_source
from index.load.pdf_page import PageWords, read_words
from index.load.pdf_text import PdfText, page_list, read_text
from index.types import Article

_BEGINNING = 1024  # bytes in which a PDF has to say that it is one
_LEAST_TEXT = 5  # letters and digits of a page that is more than a picture
_LONG = 30  # letters; a longer word is most likely several that have run together
_RUN_TOGETHER = 0.05  # of all letters

_NO_TITLE = re.compile(
    r"(?:microsoft \w+|powerpoint presentation|untitled|unbenannt|sans titre|sin t[ií]tulo|"
    r"document|dokument|presentation|print|layout|slide)\W*\d*"
    r"|.*\.(?:docx?|pptx?|xlsx?|odt|indd|qxd|tex|dvi|ps|eps|pdf|rtf|txt|html?|pages|pub|cdr|ai)",
    re.I,
)
_OF_A_PROGRAM = re.compile(r"microsoft \w+ - |powerpoint presentation - ", re.I)
_NO_AUTHOR = re.compile(
    r"(?i:admin\w*|user|owner|author|unknown|anonymous|root|default|guest|pc|windows user|"
    r"microsoft office user|benutzer|utilisateur|usuario)\W*\d*"
    r"|\S+@\S+|[a-z0-9._\\-]+",
)
_PUBLISHED = re.compile(
    rb"prism:(?:publicationDate|coverDate)\s*(?:>|=\s*[\"'])\s*(\d{4}(?:-\d{2}(?:-\d{2})?)?)"
)
_MADE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")


def load_pdf(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read the text of a PDF, page by page.

    Its title is the one that its metadata has, else its largest words, else the file's name.

    Raises:
        LoadError: no PDF, a broken or a protected one, a scan, or there is no text at all.
    """
    document = _opened(content)
    try:
        pages, unread = _pages(document)
        metadata = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    pictures = [page.number for page in pages if page.has_picture and _size(page) < _LEAST_TEXT]
    text = read_text([page for page in pages if page.number not in set(pictures)])
    if not any(one_line(block.text) for block in text.blocks):
        raise _nothing_to_read(pages, unread)
    notes = [*_notes(pages, pictures, unread, text)]
    fields = dict(_fields(metadata, content, notes))
    source, unusable = read_source(
        fields,
        article_id=article_id,
        collection=collection,
        title=one_line(text.title) or title_of(article_id),
    )
    body, headings, marks = assemble_with_marks(text.blocks, "page")
    return Loaded(
        article=Article(source=source, text=body, headings=headings, marks=marks),
        notes=(*notes, *unusable),
        found=found_in(
            fields,
            source,
            title="its largest words" if one_line(text.title) else "its name",
            stated="what the document states of itself",
        ),
    )


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    check_bytes(content)
    if b"%PDF-" not in content[:_BEGINNING]:
        raise LoadError("it is no PDF, though its name says so", "Save it as a PDF again.")
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise LoadError(
                "it is locked with a password", "Save it without the password and take that."
            ) from None
        raise LoadError("it is a broken PDF", "Save or download it again.") from None


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[PageWords], list[int]]:
    """The pages that can be read, and the numbers of those that can't."""
    pages, unread = [], []
    for number in range(1, len(document) + 1):
        try:
            pages.append(read_words(document, number))
        except pypdfium2.PdfiumError:
            unread.append(number)
    return pages, unread


def _size(page: PageWords) -> int:
    return sum(character.isalnum() for word in page.words for character in word.text)


def _nothing_to_read(pages: Sequence[PageWords], unread: Sequence[int]) -> LoadError:
    if any(page.has_picture for page in pages):
        return LoadError(
            "it is a scan: pictures of its pages, without text that could be read; it needs text "
            "recognition (OCR) first",
            "Run text recognition over it, for example with OCRmyPDF, and take the result.",
        )
    if unread:
        return LoadError("it is a broken PDF", "Save or download it again.")
    return LoadError("it has no text", "Leave it out, or save it as a PDF with text.")


def _notes(
    pages: Sequence[PageWords], pictures: Sequence[int], unread: Sequence[int], text: PdfText
) -> Iterator[str]:
    """What was left out, and what may be wrong with what was read."""
    if unread:
        yield f"what is broken could not be read: p. {page_list(unread)}"
    if pictures:
        yield f"pages that are only pictures, without text, were left out: p. {page_list(pictures)}"
    if text.repeated:
        yield (
            "running heads, feet and page numbers were left out "
            f"({text.repeated} {'line' if text.repeated == 1 else 'lines'})"
        )
    turned = sum(page.turned for page in pages)
    if turned:
        yield f"words that run in another direction were left out ({turned})"
    yield from _run_together("".join(block.text for block in text.blocks))


def _run_together(text: str) -> Iterator[str]:
    """What `garbled` does not say of texts of so few words, since so many have become one."""
    if garbled(text):
        return
    letters = sum(not character.isspace() for character in text)
    # Scripts with spaces only: a run of Chinese is no long word.
    long = sum(len(word) for word in re.findall(rf"[a-zA-ZÀ-ɏͰ-ӿ]{{{_LONG},}}", text))
    if long > _RUN_TOGETHER * letters:
        yield "many words have run together: the file does not say where they end"


def _fields(
    metadata: Mapping[str, str], content: bytes, notes: list[str]
) -> Iterator[tuple[str, str]]:
    """What the metadata says of title, author and date, as far as it can be believed."""
    title = _OF_A_PROGRAM.sub("", one_line(metadata.get("Title", "")))
    if title and (_NO_TITLE.fullmatch(title) or len(title) < 3 or len(title) > 300):
        notes.append("the title in its metadata is that of a file or a program and was left out")
    elif title:
        yield "title", title
    author = one_line(metadata.get("Author", ""))
    if author and (_NO_AUTHOR.fullmatch(author) or len(author) > 300):
        notes.append("the author in its metadata is no person's name and was left out")
    elif author:
        yield "author", author
    stated = _PUBLISHED.search(content)
    if stated is not None:
        yield "published", stated[1].decode("ascii")
    elif (made := _MADE.match(metadata.get("CreationDate", ""))) is not None:
        day = _date("-".join(part for part in made.groups() if part))
        if day:
            notes.append(
                f"it does not say when it was published; the file was made on {day}, which need not"
                " be the same"
            )


def _date(written: str) -> str | None:
    try:
        return datetime.fromisoformat(written).date().isoformat()
    except ValueError:
        return None
