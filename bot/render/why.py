"""An `Explanation` comes in; what those who manage the server read of it on Discord goes out.

Scores are said in words: which passages fit by meaning and by words, how far, and what the
confidence is made of. Numbers without a scale would only look exact.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.render.markdown import cut, escape, length, link, one_line, quoted, shorten
from bot.render.message import MOST_CHARACTERS, Item, steps_words
from bot.render.words import LOOKED_FOR, confidence_words, footnotes, place_words
from bot.types import Explanation, RankedPassage
from bot.words import ENGLISH, say, say_many
from index.shelf import AddReceipt
from index.types import PUBLIC, Signals

_COLOUR = discord.Colour(0x8A8F98)
_QUESTION_CHARACTERS = 300
_TITLE_CHARACTERS = 120
_TEXT_CHARACTERS = 160
_MOST_ALIKE = 3

# Where the words change. With the built-in model, in English: of questions that are answered the
# best sentence has a closeness above 0.5, of others mostly below 0.4, and a passage that is on
# another subject a cosine below 0.25.
_CLOSE, _NEAR = 0.5, 0.25  # a passage's cosine
_MANY_WORDS = 0.66  # of the best passage's score by words
_MEANS_THE_SAME, _ON_THE_SUBJECT = 0.5, 0.35  # closeness
_WITHOUT_COUNTERPART = 0.2  # of the question's worst-matched part
_MOST_WORDS, _SOME_WORDS = 0.6, 0.3  # coverage


def render_why(
    why: Explanation, rows: Sequence[Sequence[Item]], locale: str = ENGLISH
) -> discord.ui.Container[Any]:
    """The explanation, with rows of what mends the answer below it."""
    heading = "### " + say("Why this answer?", locale)
    blocks = ["\n".join((heading, *_asked(why, locale))), "\n".join(_confidence(why, locale))]
    state = "\n".join(f"-# {line}" for line in _state(why, locale))
    room = MOST_CHARACTERS - length(state) - sum(length(block) + 1 for block in blocks)
    passages: list[str] = []
    for one in _passages(why, locale):
        if sum(length(line) + 1 for line in (*passages, one)) > room:
            break
        passages.append(one)
    items: list[Item] = [discord.ui.TextDisplay(block) for block in blocks]
    if passages:
        items += [discord.ui.Separator(), discord.ui.TextDisplay("\n".join(passages))]
    items += [discord.ui.Separator(), discord.ui.TextDisplay(state)]
    items += [discord.ui.ActionRow(*row) for row in rows if row]
    return discord.ui.Container(*items, accent_colour=_COLOUR)


def render_taught(receipt: AddReceipt, locale: str = ENGLISH) -> discord.ui.Container[Any]:
    """That an answer was taught, and which articles say much the same."""
    heading = say("Taught", locale)
    title = escape(shorten(receipt.examined.title, _QUESTION_CHARACTERS))
    said = (
        say("This takes the place of what was taught before.", locale)
        if receipt.replaced
        else say("It is now an article of this server, with you as its author.", locale)
    )
    lines = [
        f"### {heading}",
        f"**{title}**",
        said,
        say("Whoever asks this here gets your answer first.", locale),
    ]
    alike = [
        f"- {escape(shorten(one.title, _TITLE_CHARACTERS))}"
        for one in receipt.examined.alike[:_MOST_ALIKE]
    ]
    if alike:
        lines += [say("These articles say much the same:", locale), *alike]
    return discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)), accent_colour=_COLOUR)


def _asked(why: Explanation, locale: str) -> Iterator[str]:
    typed = escape(shorten(why.typed, _QUESTION_CHARACTERS)) or "…"
    yield say("Asked: {question}", locale, question=typed)
    if why.searched != why.typed:
        searched = escape(shorten(why.searched, _QUESTION_CHARACTERS))
        yield say("Searched for: {searched}", locale, searched=searched)
    if why.steps:
        yield steps_words(LOOKED_FOR, why.steps, locale)


def _confidence(why: Explanation, locale: str) -> Iterator[str]:
    """The verdict, and the parts that it is made of."""
    if why.confidence >= why.threshold:
        yield _bold(confidence_words(why.confidence, locale))
    else:
        yield _bold(say("The search was not sure enough of what it found.", locale))
    yield say(
        "How sure: {sure} of 100; an answer needs {needed}.",
        locale,
        sure=round(100 * why.confidence),
        needed=round(100 * why.threshold),
    )
    if why.steps:
        yield say("That holds for the least sure part of the question.", locale)
    yield from (f"- {line}" for line in _parts(why.signals, locale))


def _parts(signals: Signals, locale: str) -> Iterator[str]:
    yield (
        say("The best sentence means much the same as the question.", locale)
        if signals.closeness >= _MEANS_THE_SAME
        else say("The best sentence is on the question's subject.", locale)
        if signals.closeness >= _ON_THE_SUBJECT
        else say("No sentence is close to the question in meaning.", locale)
    )
    if signals.weakest < _WITHOUT_COUNTERPART:
        yield say("A part of the question has no counterpart in it.", locale)
    yield (
        say("Its passage holds most of the question's words.", locale)
        if signals.coverage >= _MOST_WORDS
        else say("Its passage holds some of the question's words.", locale)
        if signals.coverage >= _SOME_WORDS
        else say("Its passage holds few of the question's words.", locale)
    )
    if signals.misfit:
        yield say("It names no number or time, which the question asks for.", locale)
    if signals.other_year:
        yield say("It names other years than the question.", locale)


def _passages(why: Explanation, locale: str) -> Iterator[str]:
    best = max((one.scores.keywords for one in why.passages), default=0.0)
    cited = [one for one in why.passages if one.cited]
    missed = [one for one in why.passages if not one.cited]
    if cited:
        yield _bold(say("Cited", locale))
        yield from (_passage(one, best, locale) for one in cited)
    if missed:
        heading = _bold(say("Found, but not cited", locale))
        yield f"\n{heading}" if cited else heading
        yield from (_passage(one, best, locale) for one in missed)


def _passage(one: RankedPassage, best: float, locale: str) -> str:
    """A passage in three lines: where it stands, its first words, how it fared."""
    notes = [
        say("public", locale) if one.collection == PUBLIC else say("this server's", locale),
        *([say("pinned", locale)] if one.pinned else []),
        *([say("marked outdated", locale)] if one.outdated else []),
    ]
    marks = f" {footnotes(one.cited)}" if one.cited else ""
    title = link(shorten(one.title, _TITLE_CHARACTERS), one.url)
    words = quoted(cut(one_line(one.text), _TEXT_CHARACTERS))
    fared = f"{_meaning_words(one, locale)} {_shared_words(one, best, locale)}"
    place = f", {place_words(one.marks, locale)}" if one.marks else ""
    return f"{one.rank}. {title}{place}{marks} ({', '.join(notes)})\n{words}\n-# {fared}"


def _meaning_words(one: RankedPassage, locale: str) -> str:
    place = one.by_meaning
    if one.scores.dense >= _CLOSE:
        return say("By meaning number {place}: very close.", locale, place=place)
    if one.scores.dense >= _NEAR:
        return say("By meaning number {place}: close.", locale, place=place)
    return say("By meaning number {place}: distant.", locale, place=place)


def _shared_words(one: RankedPassage, best: float, locale: str) -> str:
    if one.by_words is None:
        return say("By words: none in common.", locale)
    if one.scores.keywords >= _MANY_WORDS * best:
        return say("By words number {place}: many in common.", locale, place=one.by_words)
    return say("By words number {place}: few in common.", locale, place=one.by_words)


def _state(why: Explanation, locale: str) -> Iterator[str]:
    ups = say_many(
        "1 person found it helpful.", "{count} people found it helpful.", why.ups, locale
    )
    downs = say_many("1 person did not.", "{count} people did not.", why.downs, locale)
    yield f"{ups} {downs}"
    if why.gone:
        yield say_many(
            "1 passage was changed or removed since.",
            "{count} passages were changed or removed since.",
            why.gone,
            locale,
        )
    if why.pinned:
        yield say("A passage is pinned for this question.", locale)
    yield say("Model: {model}", locale, model=escape(why.model))


def _bold(words: str) -> str:
    return f"**{words}**"
