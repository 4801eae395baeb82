"""Documents with what should come out of them come in, how much each reader brings is printed.

Run with `python -m bench.extraction`. Footnote's loaders, plain trafilatura, pypdf and markitdown
read the documents in `tests/documents/`. Those there were at hand when the loaders were written,
those in `fresh/` were not, so they stand apart.

The wanted lines are written as Footnote writes them ("Item: Tent; Price: 349 €" for a row), so:

- Words are compared without case, punctuation, marks of Markdown, targets of links and the marks
  that part slides, and letters in their plain form (m² as m2).
- A column's name is wanted once a table, however often a row says it. A value that a row shares
  with the one above is wanted once, because a merged cell stands there once.
- A row stands whole if its values stand side by side, with or without the names of the columns
  and what it shares with the row above.
- What Footnote itself adds ("Speaker notes", "Slide 2") is wanted of nobody.
- A line is whole where its words stand one after the other, on one line of the output or on many;
  in order are as many as stand in the order in which they are wanted.
- Unwanted words count as let through where they stand as they do in the document.
"""

import io
import re
import unicodedata
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdf
import trafilatura
from markitdown import MarkItDown

from index.load.folder import LOADERS

DOCUMENTS = Path(__file__).parents[1] / "tests" / "documents"
KINDS = ("word", "slides", "books", "rst", "html", "csv", "pdf")

_OWN = re.compile(r"Speaker notes|Slide \d+")
_ROW = re.compile(r"[^:;]{1,80}: ")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_MARKED = re.compile(r"(?<=\])\([^()\s]*(?: \"[^\"]*\")?\)|<!--.*?-->|</?su[bp]>", re.S)
_SPACES = re.compile(r"\s+")

Extractor = Callable[[bytes, str], str]
"""A document's bytes and its ending make a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A wanted line, by its words.

    `alone` are those that anyone may be asked for; `forms` the ways in which it stands whole.
    """

    alone: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Score:
    """How much of a kind's documents a reader has brought; `failed` counts documents."""

    wanted: int = 0
    kept: int = 0
    unwanted: int = 0
    let_through: int = 0
    lines: int = 0
    in_order: int = 0
    failed: int = 0

    def row(self) -> str:
        """As it is printed: three shares."""
        unwanted = f"{self.let_through / self.unwanted:9.1%}" if self.unwanted else "        –"
        return (
            f"{self.kept / self.wanted:8.1%} {unwanted} {self.in_order / self.lines:10.1%}"
            f"{f'   {self.failed} not read' if self.failed else ''}"
        )


def main() -> None:
    """A table for the documents that were at hand, and one for those that were not."""
    for title, folder in (("at hand", DOCUMENTS), ("fresh", DOCUMENTS / "fresh")):
        print(f"\nDocuments: {title}")
        print(f"  {'kind':18} {'read by':12} words kept  unwanted  whole and in order")
        for kind in KINDS:
            documents = [
                path for path in sorted((folder / kind).iterdir()) if path.suffix != ".txt"
            ]
            for name, extract in readers(kind).items():
                score = Score()
                for path in documents:
                    measure(path, extract, score)
                print(f"  {f'{kind}, {len(documents)}':18} {name:12} {score.row()}")


def readers(kind: str) -> dict[str, Extractor]:
    """Who reads a kind of document; nobody but Footnote takes reStructuredText."""
    found: dict[str, Extractor] = {"Footnote": _footnote}
    if kind == "html":
        found["trafilatura"] = lambda content, _: trafilatura.extract(content) or ""
    if kind == "pdf":
        found["pypdf"] = _pypdf
    if kind != "rst":
        converter = MarkItDown(enable_plugins=False)
        found["markitdown"] = lambda content, ending: (
            converter.convert_stream(io.BytesIO(content), file_extension=ending).text_content
        )
    return found


def _footnote(content: bytes, ending: str) -> str:
    return LOADERS[ending](content, article_id="document", collection="public").article.text


def _pypdf(content: bytes, _: str) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def measure(path: Path, extract: Extractor, score: Score) -> None:
    """Add what a reader makes of one document to its score."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = extract(path.read_bytes(), path.suffix)
    except Exception:  # the readers of others may raise anything
        text = ""
        score.failed += 1
    plain = unicodedata.normalize("NFKC", _MARKED.sub("", text).replace("\\", ""))
    found = words(plain)
    wanted = list(wanted_lines(_said(path, "wanted")))
    counted = Counter(word for line in wanted for word in line.alone)
    score.wanted += counted.total()
    score.kept += (counted & Counter(found)).total()
    score.lines += len(wanted)
    score.in_order += in_order([list(places(line.forms, found)) for line in wanted])
    shown = _SPACES.sub(" ", plain).casefold()
    for phrase in _said(path, "unwanted"):
        weight = max(1, len(words(phrase)))
        score.unwanted += weight
        score.let_through += weight * (phrase.casefold() in shown)


def _said(path: Path, kind: str) -> list[str]:
    beside = path.with_suffix(f".{kind}.txt")
    lines = beside.read_text(encoding="utf-8").splitlines() if beside.exists() else []
    return [line for line in lines if line and not _OWN.fullmatch(line)]


def words(text: str) -> list[str]:
    """The words of a text, and each Chinese or Japanese character, in plain lower case."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def wanted_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Wanted lines by their words, with what is fair to ask for in rows of tables."""
    above: dict[str, str] = {}
    for line in lines:
        parts = line.split("; ")
        cells = dict(part.split(": ", 1) for part in parts if _ROW.match(part))
        whole = tuple(words(line))
        if len(cells) < min(2, len(parts)) or not cells:
            yield Line(alone=whole, forms=(whole,))
            above = {}
            continue
        values = [part.split(": ", 1)[-1] if _ROW.match(part) else part for part in parts]
        new = {name: value for name, value in cells.items() if above.get(name) != value}
        loose = [part for part in parts if not _ROW.match(part)]
        names = {word for name in cells for word in words(name)}
        names -= {word for name in above for word in words(name)}
        alone = (*sorted(names), *words(" ".join([*new.values(), *loose])))
        forms = (whole, tuple(words(" ".join(values))), tuple(words(" ".join([*new.values()]))))
        yield Line(alone=alone, forms=tuple(dict.fromkeys(form for form in forms if form)))
        above = cells


def places(forms: Sequence[Sequence[str]], found: Sequence[str]) -> Iterator[int]:
    """Where in the words that were found any form of a line stands whole."""
    for start, word in enumerate(found):
        for form in forms:
            if word == form[0] and tuple(found[start : start + len(form)]) == tuple(form):
                yield start
                break


def in_order(candidates: Sequence[Sequence[int]]) -> int:
    """How many lines can be found in rising places, each at one of its candidates."""
    ends: list[int] = []  # the smallest place at which so many lines may end
    for line in candidates:
        for place in sorted(line, reverse=True):
            at = bisect_left(ends, place)
            ends[at : at + 1] = [place]
    return len(ends)


if __name__ == "__main__":
    main()
