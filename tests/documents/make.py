"""The documents of this folder that are no plain text go out to files: `python -m` this module.

Beside each `name.ext` stand `name.wanted.txt`, the lines that should come out of it, and
`name.unwanted.txt`, words that must not, where there is something of the kind. The text kinds
(`rst`, `html`, `csv`) are written by hand.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.documents.book_files import BOOKS
from tests.documents.pdf_files import PDFS
from tests.documents.slide_files import SLIDES
from tests.documents.word_files import WORD

FOLDER = Path(__file__).parent
MADE = {
    ("word", ".docx"): WORD,
    ("slides", ".pptx"): SLIDES,
    ("books", ".epub"): BOOKS,
    ("pdf", ".pdf"): PDFS,
}


def files() -> Iterator[tuple[Path, bytes]]:
    """Each file that is made, with its bytes."""
    for (kind, ending), documents in MADE.items():
        for name, one in documents.items():
            path = FOLDER / kind / name
            yield path.with_suffix(ending), one.content
            yield path.with_suffix(".wanted.txt"), "".join(f"{x}\n" for x in one.wanted).encode()
            if one.unwanted:
                said = "".join(f"{x}\n" for x in one.unwanted).encode()
                yield path.with_suffix(".unwanted.txt"), said


def main() -> None:
    """Write them all."""
    for path, content in files():
        path.write_bytes(content)


if __name__ == "__main__":
    main()
