"""The packed documents of `fresh/` go out to files: `python -m tests.documents.fresh`.

These documents played no part when the loaders were written, and other programs made them
(python-docx, python-pptx, ReportLab, Chromium; the `bench` extra has the packages). Each program
puts its version and the time into what it writes, so the files are kept as they came.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.documents.fresh_books import BOOKS
from tests.documents.fresh_office import SLIDES, WORD
from tests.documents.fresh_pdfs import PDFS

FOLDER = Path(__file__).parent / "fresh"


def files() -> Iterator[tuple[Path, bytes]]:
    """Each file that is made, with its bytes."""
    kinds = (("word", ".docx", WORD), ("slides", ".pptx", SLIDES), ("books", ".epub", BOOKS))
    for kind, ending, documents in kinds:
        for name, one in documents.items():
            yield FOLDER / kind / f"{name}{ending}", one.content
            yield from _said(FOLDER / kind / name, one.wanted, one.unwanted)
    for name, (make, one) in PDFS.items():
        yield FOLDER / "pdf" / f"{name}.pdf", make()
        yield from _said(FOLDER / "pdf" / name, one.wanted, one.unwanted)


def _said(
    path: Path, wanted: tuple[str, ...], unwanted: tuple[str, ...]
) -> Iterator[tuple[Path, bytes]]:
    for kind, said in (("wanted", wanted), ("unwanted", unwanted)):
        if said:
            content = "".join(f"{line}\n" for line in said).encode()
            yield path.with_suffix(f".{kind}.txt"), content


def main() -> None:
    """Write them all."""
    for path, content in files():
        path.write_bytes(content)


if __name__ == "__main__":
    main()
