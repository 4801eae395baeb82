"""An `Answer`, or the passages that it cites, comes in; containers for Discord messages go out.

A message holds 4,000 characters and 40 components. What is written here stays under both: a long
answer is cut at a sentence, and the passages behind its button hold it whole, on several pages.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import discord

from bot.render.markdown import bold, clean, cut, escape, length, link, one_line, quoted, shorten
from bot.render.words import (
    CLOSEST,
    DIFFER,
    LOOKED_FOR,
    MODEL_LOOKED_FOR,
    SEARCHED,
    SEARCHING,
    SHOW_PASSAGES,
    SOURCES,
    UNSAID,
    WRITING,
    files_words,
    footnote,
    footnotes,
    origin_words,
    place_words,
    refusal_words,
    timing_words,
    verdict_words,
    writing_words,
)
from bot.types import Answer, Citation, Place
from bot.words import ENGLISH, say
from index.types import Mark, Passage, Span

MOST_CHARACTERS = 3800
"""Of all text in a message: Discord's 4,000, and a margin."""
MOST_PAGES = 5

_ANSWERED = discord.Colour(0x3B6EA5)
_UNANSWERED = discord.Colour(0x8A8F98)

_HEADING_CHARACTERS = 300
_SEARCHED_CHARACTERS = 200
_STEP_CHARACTERS = 80
_STEPS_CHARACTERS = 300
_LEAST_BODY = 300
_NAME_CHARACTERS = 40
_LABEL_CHARACTERS = 160
_SOURCES_CHARACTERS = 2200
_MOST_CLOSEST = 2
_PIECE_CHARACTERS = 2000

Item = discord.ui.Item[Any]
Piece = tuple[str, bool]
"""Some words of a passage, and whether they are cited."""


def render_answer(
    answer: Answer,
    buttons: Sequence[Item] = (),
    locale: str = ENGLISH,
    *,
    related: Sequence[Item] = (),
    shared_by: str | None = None,
    unfinished: bool = False,
) -> discord.ui.Container[Any]:
    """The answer with its sources, and below them the buttons, those to related questions last.

    A remark on what was no question stands alone. `locale`, as Discord names it, is of the words
    around the quotes. `shared_by` is the name of who showed a private answer to all.
    `unfinished`: a model is still writing it.
    """
    if answer.remark is not None:
        said: Item = discord.ui.TextDisplay(say(answer.remark, locale))
        return discord.ui.Container(said, accent_colour=_UNANSWERED)
    heading = _heading(answer, locale, shared_by)
    room = MOST_CHARACTERS - length(heading)
    unsaid = unsaid_lines(answer, locale)
    sources = _sources(_shown(answer), locale, room - length("\n".join(unsaid)) - _LEAST_BODY)
    room -= length(sources)
    if answer.answered:
        verdict = say(WRITING, locale) if unfinished else verdict_words(answer, locale)
        body = _statements(answer, room, locale, verdict)
    else:
        body = _closest(answer, room, locale)
    items: list[Item] = [discord.ui.TextDisplay(heading), discord.ui.TextDisplay(body)]
    if sources:
        items += [discord.ui.Separator(), discord.ui.TextDisplay(sources)]
    items += [discord.ui.ActionRow(*row) for row in (buttons, related) if row]
    colour = _ANSWERED if answer.answered else _UNANSWERED
    return discord.ui.Container(*items, accent_colour=colour)


def render_searching(
    answer: Answer, steps: Sequence[str], buttons: Sequence[Item], locale: str = ENGLISH
) -> discord.ui.Container[Any]:
    """The question of an answer that is on its way, and what is searched for it now."""
    heading = "\n".join((_question(answer), _small(steps_words(SEARCHING, steps, locale))))
    row: Item = discord.ui.ActionRow(*buttons)
    return discord.ui.Container(discord.ui.TextDisplay(heading), row, accent_colour=_UNANSWERED)


def shown_places(answer: Answer) -> tuple[Place, ...]:
    """Where the footnotes of the message stand, for the button that shows them."""
    return tuple(Place(one.chunk_id, one.start, one.end) for one in _shown(answer))


def render_passages(
    places: Sequence[Place], passages: Sequence[Passage], locale: str = ENGLISH
) -> list[discord.ui.Container[Any]]:
    """The passages that hold these places, whole, the cited words in bold; one container a message.

    The first place is footnote 1, and so on. A place without a passage is said to be gone.
    """
    there_is_more = _small(say("There is more; please read on in the article itself.", locale))
    pages: list[list[str]] = [[]]
    for header, pieces in _grouped(places, passages, locale):
        while pieces:
            used = sum(length(block) for block in pages[-1])
            room = MOST_CHARACTERS - length(there_is_more) - used - length(header) - 1
            taken = how_many_fit(pieces, room)
            if taken:
                pages[-1].append(f"{header}\n{quoted(written(pieces[:taken]))}")
                pieces = pieces[taken:]
            else:
                pages.append([])
    shown = {passage.chunk_id for passage in passages}
    gone = [n for n, place in enumerate(places, start=1) if place.chunk_id not in shown]
    if gone:
        marks = footnotes(tuple(gone))
        words = say("No longer in the library, changed or removed: {marks}", locale, marks=marks)
        pages[0].append(_small(words))
    if len(pages) > MOST_PAGES:
        pages[MOST_PAGES - 1].append(there_is_more)
    return [
        discord.ui.Container(*map(discord.ui.TextDisplay, page), accent_colour=_ANSWERED)
        for page in pages[:MOST_PAGES]
    ]


def _shown(answer: Answer) -> tuple[Citation, ...]:
    return answer.citations if answer.answered else answer.citations[:_MOST_CLOSEST]


def _heading(answer: Answer, locale: str, shared_by: str | None) -> str:
    """The question; below it, small, what was searched instead and when, and who shared it."""
    lines = [_question(answer)]
    if answer.steps:
        lines.append(_small(steps_words(LOOKED_FOR, answer.steps, locale)))
    elif answer.searched is not None:
        searched = escape(shorten(answer.searched, _SEARCHED_CHARACTERS))
        lines.append(_small(say(SEARCHED, locale, searched=searched)))
    if answer.writing is not None and answer.writing.searches:
        lines.append(_small(steps_words(MODEL_LOOKED_FOR, answer.writing.searches, locale)))
    if answer.timing is not None:
        lines.append(_small(timing_words(answer.timing, locale)))
    if answer.files is not None:
        lines.extend(map(_small, files_words(answer.files, locale)))
    if shared_by is not None:
        name = escape(shorten(shared_by, _NAME_CHARACTERS)) or "…"
        lines.append(_small(say("Shared by {name}", locale, name=name)))
    return "\n".join(lines)


def _question(answer: Answer) -> str:
    return f"### {escape(shorten(answer.question, _HEADING_CHARACTERS)) or '…'}"


def steps_words(message: str, steps: Sequence[str], locale: str = ENGLISH) -> str:
    """What is or was searched, `message` saying which, escaped and on one line."""
    short = " · ".join(shorten(one, _STEP_CHARACTERS) for one in steps)
    return say(message, locale, steps=escape(shorten(short, _STEPS_CHARACTERS)))


def unsaid_lines(answer: Answer, locale: str = ENGLISH) -> list[str]:
    """A line of small print for each part of the question that the articles don't answer."""
    return [
        _small(say(UNSAID, locale, part=escape(shorten(one, _STEP_CHARACTERS))))
        for one in answer.unsaid
    ]


def _statements(answer: Answer, room: int, locale: str, verdict: str) -> str:
    """The sentences with their marks, one a line, and the verdict on them."""
    small = map(_small, (verdict, *_instead(answer, locale)))
    verdict = "\n".join((*unsaid_lines(answer, locale), *small))
    button = say(SHOW_PASSAGES, locale)
    shortened = _small(say("Shortened here; “{button}” has it whole.", locale, button=button))
    lines = [bold(say(DIFFER, locale))] if answer.differ else []
    room -= length(verdict) + length(shortened) + length("\n".join(lines)) + 3
    for statement in answer.statements:
        marks = footnotes(statement.citations)
        write = partial(_with_bold, spans=statement.bold)
        most = room - length(marks)
        lines.append(cut(statement.text, most, write) + marks)
        room -= length(lines[-1]) + 1
        if length(write(statement.text)) > most:
            lines.append(shortened)
            break
    return "\n".join((*lines, verdict))


def _instead(answer: Answer, locale: str) -> tuple[str, ...]:
    """Why a model was asked and these are the articles' own words."""
    writing = answer.writing
    return () if writing is None or writing.by_model else (writing_words(writing, locale),)


def _small(words: str) -> str:
    """Words of ours as small print."""
    return f"-# {words}"


def _with_bold(text: str, spans: Sequence[Span]) -> str:
    """A text on one line as Markdown; as far as it goes, the spans of it are bold."""
    edges = {0, len(text)}.union(edge for span in spans for edge in span if edge < len(text))
    pieces = []
    for start, end in pairwise(sorted(edges)):
        is_bold = any(span.start <= start and end <= span.end for span in spans)
        pieces.append((re.sub(r"\s+", " ", clean(text[start:end])), is_bold))
    return written(pieces)


def _closest(answer: Answer, room: int, locale: str) -> str:
    """That the articles don't say, or only touch on it, and the closest words that they do say."""
    verdict, closest_words = refusal_words(answer, locale), say(CLOSEST, locale)
    lines = [verdict]
    notes = [_small(words) for words in _instead(answer, locale)]
    closest = _shown(answer)
    if closest:
        lines.append(closest_words)
        taken = length("\n".join((verdict, closest_words, *notes)))
        each = (room - taken) // len(closest) - 10
        for citation in closest:
            words = cut(one_line(citation.quote), each)
            lines.append(quoted(words + footnote(citation.number)))
    return "\n".join((*lines, *notes))


def _sources(citations: Sequence[Citation], locale: str, room: int) -> str:
    """The numbered list of sources, empty where there are none, in `room` characters if it can."""
    most = min(room, _SOURCES_CHARACTERS)
    lines = [
        source_line(
            footnotes(numbers),
            one.title,
            one.link,
            one.publisher,
            one.published,
            locale,
            marks=one.marks,
        )
        for one, numbers in _places_apart(citations)
    ]
    kept: list[str] = [f"**{say(SOURCES, locale)}**"]
    for line in lines:
        if length("\n".join((*kept, line))) > most:
            kept.append("…")
            break
        kept.append(line)
    return "\n".join(kept) if lines else ""


def _places_apart(citations: Sequence[Citation]) -> list[tuple[Citation, tuple[int, ...]]]:
    """The citations with their numbers; those that would read the same, together.

    Without an address, no link tells one place of an article from another, but its page may.
    """
    together: dict[object, list[Citation]] = {}
    for one in citations:
        stands = (one.collection, one.article_id, one.title, one.link, place_words(one.marks))
        key = stands if one.marks or not one.link else one.number
        together.setdefault(key, []).append(one)
    return [(some[0], tuple(one.number for one in some)) for some in together.values()]


def source_line(
    mark: str,
    title: str,
    url: str | None,
    publisher: str | None,
    published: str | None,
    locale: str,
    *,
    marks: Sequence[Mark] = (),
) -> str:
    """A source on one line: footnote marks, title as a link, page, who published it and when."""
    line = f"{mark} {link(shorten(title, _LABEL_CHARACTERS), url)}"
    place = place_words(marks, locale)
    line = f"{line}, {place}" if place else line
    origin = origin_words(publisher, published, locale)
    return f"{line} — {escape(shorten(origin, _LABEL_CHARACTERS))}" if origin else line


def _grouped(
    places: Sequence[Place], passages: Sequence[Passage], locale: str
) -> Iterator[tuple[str, list[Piece]]]:
    """Each passage once: what stands above it, and its words in pieces that fit on a page."""
    once = {passage.chunk_id: passage for passage in passages}
    for passage in once.values():
        cited = {
            number: Span(place.start, place.end)
            for number, place in enumerate(places, start=1)
            if place.chunk_id == passage.chunk_id
        }
        source = passage.source
        header = source_line(
            footnotes(tuple(cited)),
            source.title,
            source.url,
            source.publisher,
            source.published,
            locale,
            marks=passage.marks,
        )
        if passage.heading:
            header += f"\n-# {escape(shorten(passage.heading, _LABEL_CHARACTERS))}"
        yield header, list(pieces_of(passage, tuple(cited.values())))


def pieces_of(passage: Passage, cited: Sequence[Span]) -> Iterator[Piece]:
    """The passage cut at its sentences and around the cited words, and further if it must be."""
    starts = {sentence.start for sentence in passage.sentences}
    edges = starts.union(*cited, (passage.start, passage.end))
    inside = sorted(edge for edge in edges if passage.start <= edge <= passage.end)
    for start, end in pairwise(inside):
        is_cited = any(span.start <= start and end <= span.end for span in cited)
        yield from _small_pieces(passage.quote(Span(start, end)), is_cited)


def _small_pieces(text: str, is_cited: bool) -> Iterator[Piece]:
    if length(quoted(written([(text, is_cited)]))) <= _PIECE_CHARACTERS:
        yield text, is_cited
        return
    middle = len(text) // 2
    space = text.find(" ", middle)
    middle = space if space != -1 else middle
    yield from _small_pieces(text[:middle], is_cited)
    yield from _small_pieces(text[middle:], is_cited)


def written(pieces: Sequence[Piece]) -> str:
    """The pieces as Markdown. Neighbours are joined first: stars must not meet stars."""
    parts = []
    for is_cited, group in groupby(pieces, key=itemgetter(1)):
        escaped = escape("".join(text for text, _ in group))
        parts.append(bold(escaped) if is_cited else escaped)
    return "".join(parts).strip()


def how_many_fit(pieces: Sequence[Piece], room: int) -> int:
    """How many of the pieces, from the first, can be quoted in `room` characters."""
    return bisect_right(
        range(1, len(pieces) + 1), room, key=lambda n: length(quoted(written(pieces[:n])))
    )
