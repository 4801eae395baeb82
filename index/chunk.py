"""An `Article` comes in, `Chunk`s go out, cut along headings, paragraphs and sentences. Pure.

Every chunk is a stretch of the article's text, letter for letter, and so is each sentence in it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import sentencex

from index.types import Article, Chunk, Span

TokenCounter = Callable[[Sequence[str]], list[int]]
"""Texts in, the number of the model's tokens in each out, without its special tokens."""

RULES = "6"
"""Raised when the same article would be cut otherwise, so that old chunks are cut anew."""

MOST_CHARACTERS = 4_000
"""No chunk is longer, whatever its tokens: a line without spaces can be one token to a model."""

_ENOUGH = 0.4
"""A paragraph's end closes a chunk that is filled to this share; shorter ones are joined."""

_SLACK = 1.15
"""A stretch of a long paragraph may be this much longer than its share, to end with a sentence."""

_STRETCH = 20_000  # characters; hardly any real line is longer
_CONTEXT_CHARACTERS = 200
_CONTEXT_SHARE = 0.25
_BREAK = re.compile(r"\n\n+")
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one that is too long: the smallest thing that is kept whole."""

    span: Span
    tokens: int
    paragraph: int
    paragraph_tokens: int
    tokens_left: int
    """Of the paragraph, from here to its end."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The paragraphs between two headings."""

    heading: str
    paragraphs: tuple[Span, ...]


def chunk(article: Article, *, count_tokens: TokenCounter, max_tokens: int) -> list[Chunk]:
    """Cut an article into chunks of at most `max_tokens`, counted with title and headings.

    `max_tokens` leaves out the model's special tokens, as `count_tokens` does.
    """
    chunks: list[Chunk] = []
    for section in _sections(article):
        context = _context(article, section.heading, count_tokens, max_tokens)
        room = max_tokens - count_tokens([context])[0]
        units = _units(article, section.paragraphs, count_tokens, room)
        for group in _pack(units, room):
            chunks.extend(
                _fitted(article.text, group, context, section.heading, count_tokens, max_tokens)
            )
    return chunks


def _sections(article: Article) -> Iterator[_Section]:
    """The article's sections with the path of headings above each."""
    headings = {heading.span.start: heading for heading in article.headings}
    path: dict[int, str] = {}
    paragraphs: list[Span] = []
    for block in _blocks(article.text):
        if block.start not in headings:
            paragraphs.append(block)
            continue
        if paragraphs:
            yield _Section(_join(path, article.source.title), tuple(paragraphs))
            paragraphs = []
        heading = headings[block.start]
        path = {level: words for level, words in path.items() if level < heading.level}
        path[heading.level] = article.text[block.start : block.end]
    if paragraphs:
        yield _Section(_join(path, article.source.title), tuple(paragraphs))


def _join(path: dict[int, str], title: str) -> str:
    """The headings from the outermost in, without the one that only repeats the title."""
    return " › ".join(path[level] for level in sorted(path) if path[level] != title)


def _blocks(text: str) -> Iterator[Span]:
    start = 0
    for gap in _BREAK.finditer(text):
        if gap.start() > start:
            yield Span(start, gap.start())
        start = gap.end()
    if start < len(text):
        yield Span(start, len(text))


def _context(article: Article, heading: str, count_tokens: TokenCounter, max_tokens: int) -> str:
    """Title and headings, cut to a share of the room so that a long title leaves some for text."""
    words = f"{article.source.title} › {heading}" if heading else article.source.title
    words = words[:_CONTEXT_CHARACTERS]
    while words and count_tokens([words])[0] > max_tokens * _CONTEXT_SHARE:
        words = words[: len(words) * 3 // 4]
    return words.strip()


def _units(
    article: Article, paragraphs: Sequence[Span], count_tokens: TokenCounter, room: int
) -> list[_Unit]:
    """The sentences of some paragraphs, those too long for a chunk cut into pieces."""
    text, language = article.text, article.language or "en"
    spans = [
        (number, span)
        for number, block in enumerate(paragraphs)
        for span in _sentences(text, block, language)
    ]
    counts = count_tokens([text[span.start : span.end] for _, span in spans])
    pieces: list[tuple[int, Span, int]] = []
    for (number, span), tokens in zip(spans, counts, strict=True):
        if tokens <= room and span.end - span.start <= MOST_CHARACTERS:
            pieces.append((number, span, tokens))
        else:
            pieces.extend(
                (number, piece, count) for piece, count in _cut(text, span, count_tokens, room)
            )
    totals = [0] * len(paragraphs)
    for number, _, tokens in pieces:
        totals[number] += tokens
    left = totals.copy()
    units = []
    for number, span, tokens in pieces:
        units.append(_Unit(span, tokens, number, totals[number], left[number]))
        left[number] -= tokens
    return units


def _sentences(text: str, block: Span, language: str) -> Iterator[Span]:
    """The sentences of one block; a line break inside it always ends one."""
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        for span in boundaries(line, language):
            yield from _trimmed(text, start + span.start, start + span.end)
        start += len(line) + 1


def boundaries(line: str, language: str) -> Iterator[Span]:
    """The sentences of a line, read in stretches: sentencex takes the square of the length."""
    start = 0
    while start < len(line):
        stretch = line[start : start + _STRETCH]
        found = sentencex.get_sentence_boundaries(language, stretch)
        if start + len(stretch) < len(line) and len(found) > 1:
            found.pop()  # it may go on in the next stretch
        for one in found:
            yield Span(start + one["start_index"], start + one["end_index"])
        start += found[-1]["end_index"] if found else len(stretch)


def _trimmed(text: str, first: int, last: int) -> Iterator[Span]:
    """A span without the spaces around it; none where it holds no letter and no digit."""
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    if any(character.isalnum() for character in text[first:last]):
        yield Span(first, last)


def _cut(
    text: str, span: Span, count_tokens: TokenCounter, room: int
) -> Iterator[tuple[Span, int]]:
    """Cut a sentence that is too long into pieces between words, or inside a word if it must be."""
    atoms: list[Span] = []
    for word in _WORD.finditer(text, span.start, span.end):
        # A single character is rarely more than four tokens, so such an atom always fits.
        step = max(1, min(MOST_CHARACTERS // 8, room // 4))
        atoms.extend(
            Span(start, min(start + step, word.end()))
            for start in range(word.start(), word.end(), step)
        )
    counts = count_tokens([text[atom.start : atom.end] for atom in atoms])
    first, total = atoms[0].start, 0
    last = first
    for atom, count in zip(atoms, counts, strict=True):
        if last > first and (total + count > room or atom.end - first > MOST_CHARACTERS):
            yield Span(first, last - _trailing(text, first, last)), total
            first, total = atom.start, 0
        total += count
        last = atom.end
    yield Span(first, last - _trailing(text, first, last)), total


def _trailing(text: str, start: int, end: int) -> int:
    return len(text[start:end]) - len(text[start:end].rstrip())


def _pack(units: Sequence[_Unit], room: int) -> Iterator[list[_Unit]]:
    """Fill chunks with neighbouring sentences, and close them at a paragraph's end where it can be.

    A paragraph longer than a chunk is parted into stretches of about the same length.
    """
    group: list[_Unit] = []
    filled = 0
    share = 0.0  # of the group's first paragraph, what belongs into this group
    for unit in units:
        in_first = bool(group) and unit.paragraph == group[0].paragraph
        limit = min(room, share) if in_first else room
        starts_paragraph = bool(group) and unit.paragraph != group[-1].paragraph
        overflows = filled + unit.tokens > limit
        too_long = bool(group) and unit.span.end - group[0].span.start > MOST_CHARACTERS
        whole_would_not_fit = starts_paragraph and filled + unit.paragraph_tokens > room
        closes = starts_paragraph and (filled >= _ENOUGH * room or whole_would_not_fit)
        if group and (overflows or too_long or closes):
            yield group
            group, filled = [], 0
        if not group:
            parts = -(-unit.tokens_left // room)
            share = _SLACK * unit.tokens_left / max(parts, 1)
        group.append(unit)
        filled += unit.tokens
    if group:
        yield group


def _fitted(
    text: str,
    group: Sequence[_Unit],
    context: str,
    heading: str,
    count_tokens: TokenCounter,
    max_tokens: int,
) -> Iterator[Chunk]:
    """The group as one chunk, or as two halves where its tokens, counted together, are too many.

    Tokenizers can make more tokens of a text than of its pieces one by one.
    """
    start, end = group[0].span.start, group[-1].span.end
    made = Chunk(
        start=start,
        end=end,
        text=text[start:end],
        context=context,
        heading=heading,
        sentences=tuple(unit.span for unit in group),
    )
    if end - start == 1 or count_tokens([made.embedded_text])[0] <= max_tokens:
        yield made
        return
    for half in _halves(text, group):
        yield from _fitted(text, half, context, heading, count_tokens, max_tokens)


def _halves(text: str, group: Sequence[_Unit]) -> list[Sequence[_Unit]]:
    """A group parted between two sentences, or its only sentence between words or letters."""
    if len(group) > 1:
        return [group[: len(group) // 2], group[len(group) // 2 :]]
    [unit] = group
    first, last = unit.span
    middle = (first + last) // 2
    space = text.rfind(" ", first, middle)
    middle = space if space > first else middle
    ends = ((first, middle), (middle, last))
    return [[replace(unit, span=span)] for end in ends for span in _trimmed(text, *end)]
