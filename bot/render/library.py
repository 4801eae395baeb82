"""What became of a server's articles comes in; containers for the admin who asked go out.

Titles, notes and questions are strangers' words, and are escaped. Times are Discord's own, which
shows each reader how long ago something was.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.articles import Added, FollowedChannel, InVain, Overview, Page, Refreshed
from bot.render.markdown import escape, length, link, shorten
from bot.render.message import MOST_CHARACTERS
from bot.render.words import date_words, language_words
from bot.words import ENGLISH, mark, say, say_many
from index.alike import Alike
from index.types import Entry

ARTICLES_A_PAGE = 8
GAPS_A_PAGE = 8

UNDO = mark("Undo")
REMOVE = mark("Remove")
KEEP = mark("Keep it")
BACK = mark("Back")
NEXT = mark("Next")

_COLOUR = discord.Colour(0x3B6EA5)
_TITLE_CHARACTERS = 100
_TEXT_CHARACTERS = 200
_ROOM = MOST_CHARACTERS // 10
"""Of each of a page's entries."""
_MOST_NAMED = 5
_MOST_ALIKE = 3
_FACT_CHARACTERS = 40
_NOTE_CHARACTERS = 150

Container = discord.ui.Container[Any]
Item = discord.ui.Item[Any]


def render_receipt(added: Added, button: Item | None, locale: str = ENGLISH) -> Container:
    """What came in, what it is like, and what was left out of it."""
    receipt = added.receipt
    if receipt.unchanged:
        heading = say("That is there already, word for word", locale)
    elif receipt.replaced:
        heading = say("I have put it in the place of the earlier version", locale)
    else:
        heading = say("I have taken that in", locale)
    facts = [
        _published(receipt.published, locale),
        _language(receipt.language, locale),
        _chunks(receipt.chunks, locale),
    ]
    blocks = [_heading(heading), f"{_title(receipt.title, added.link)}\n{' · '.join(facts)}"]
    if receipt.alike:
        lines = [_alike(one, locale) for one in receipt.alike[:_MOST_ALIKE]]
        blocks.append("\n".join((say("Much of it stands here as well:", locale), *lines)))
    if receipt.notes:
        lines = [
            _bullet(escape(shorten(note, _NOTE_CHARACTERS))) for note in receipt.notes[:_MOST_NAMED]
        ]
        lines += _others(len(receipt.notes) - _MOST_NAMED, locale)
        blocks.append("\n".join((say("What I left out or mended:", locale), *lines)))
    if button is not None and receipt.replaced:
        altogether = say(
            "“{button}” takes it out altogether: the earlier version is not kept.",
            locale,
            button=say(UNDO, locale),
        )
        blocks.append(_small(altogether))
    return _container(blocks, [button] if button is not None else [])


def render_refusal(message: str, hint: str, locale: str = ENGLISH) -> Container:
    """Why something could not be taken in; `message` is part of a sentence, `hint` is one."""
    reason = escape(shorten(message, 500))
    sentence = say("I could not take that in: {reason}.", locale, reason=reason)
    return _container([f"{sentence} {escape(shorten(hint, 500))}".strip()])


def render_words(sentence: str) -> Container:
    """A sentence of ours, alone."""
    return _container([sentence])


def render_list(page: Page, buttons: Sequence[Item], locale: str = ENGLISH) -> Container:
    """A page of a server's own articles, the newest first, and how many all may see."""
    public = say_many(
        "Beside them there is {count} article that every server sees.",
        "Beside them there are {count} articles that every server sees.",
        page.public,
        locale,
    )
    if not page.own:
        nothing = say("This server has no articles of its own yet.", locale)
        return _container([f"{nothing}\n{_small(public)}"])
    heading = say_many(
        "{count} article of this server", "{count} articles of this server", page.own, locale
    )
    lines = [
        _entry(number, entry, locale)
        for number, entry in enumerate(page.entries, start=page.first + 1)
    ]
    return _container([_heading(heading), "\n".join(lines), _small(public)], buttons)


def render_question(entry: Entry, buttons: Sequence[Item], locale: str = ENGLISH) -> Container:
    """Asks whether an article is to be taken away."""
    return _container(
        [_heading(say("Remove this article?", locale)), _facts(entry, locale)], buttons
    )


def render_removed(entry: Entry, locale: str = ENGLISH) -> Container:
    """Says that an article was taken away."""
    said = say("Removed. I no longer answer from it.", locale)
    return _container([f"{_title(entry.title, None)}\n{said}"])


def render_kept(locale: str = ENGLISH) -> Container:
    """Says that nothing was taken away."""
    return _container([say("Nothing was removed.", locale)])


def render_progress(so_far: Refreshed, locale: str = ENGLISH) -> Container:
    """How far a refresh has come."""
    message = say(
        "Fetching the pages again: {done} of {total} done.",
        locale,
        done=so_far.done,
        total=so_far.total,
    )
    return _container([message])


def render_refreshed(found: Refreshed, locale: str = ENGLISH) -> Container:
    """What a refresh found, article by article where something is to be said of them."""
    if not found.total and found.stopped is None:
        return _container([say("No article of this server came from a web address.", locale)])
    lines = [say("{count} unchanged", locale, count=found.unchanged)]
    lines += _named(say("{count} changed", locale, count=len(found.changed)), found.changed, locale)
    lines += _named(
        say("{count} gone from their site, kept as they were", locale, count=len(found.gone)),
        found.gone,
        locale,
    )
    failed = [f"{title}: {reason}" for title, reason in found.failed]
    lines += _named(
        say("{count} failed, kept as they were", locale, count=len(failed)), failed, locale
    )
    if found.left:
        lines.append(say("{count} not looked at", locale, count=found.left))
    blocks = [_heading(say("The pages, fetched again", locale)), "\n".join(lines)]
    if found.gone:
        gone = say("What is gone from its site I still cite, until you remove it.", locale)
        blocks.append(_small(gone))
    if found.stopped is not None:
        blocks.append(found.stopped.said(locale))
    elif found.left:
        blocks.append(_small(say("My time for this was up; please go on with another.", locale)))
    return _container(blocks)


def render_overview(
    overview: Overview,
    followed: Sequence[FollowedChannel],
    trouble: Sequence[str],
    locale: str = ENGLISH,
) -> Container:
    """What a server is answered from; `trouble` are messages of what the bot may not do there."""
    own, public = overview.own, overview.public
    shelves = [
        _shelf(say("This server's own", locale), own.articles, own.chunks, locale),
        _shelf(say("Public", locale), public.articles, public.chunks, locale),
    ]
    if overview.newest is not None:
        shelves.append(say("Newest: {time}", locale, time=_ago(overview.newest)))
    if overview.refreshed is not None:
        shelves.append(say("Pages fetched again: {time}", locale, time=_ago(overview.refreshed)))
    languages = [_known(one.code, one.little_known, locale) for one in overview.languages[:10]]
    model = say("Model: {name}", locale, name=escape(shorten(overview.model, _TITLE_CHARACTERS)))
    title = say("What I may do here", locale)
    permitted = [say(one, locale) for one in trouble] or [say("Everything that I need.", locale)]
    return _container(
        [
            _heading(say("The library", locale)),
            "\n".join(shelves),
            "\n".join((model, *languages)),
            *_followed(followed, locale),
            "\n".join((f"**{title}**", *map(_bullet, permitted))),
        ]
    )


def render_gaps(
    found: InVain, number: int, buttons: Sequence[Item], locale: str = ENGLISH
) -> Container:
    """A page, counted from 0, of what was asked in vain."""
    shown = found.asked[number * GAPS_A_PAGE :][:GAPS_A_PAGE]
    blocks = []
    if shown:
        blocks.append(_heading(say("What the articles did not answer", locale)))
        lines = []
        for one in shown:
            times = say_many("asked once", "asked {count} times", one.times, locale)
            people = say_many("by one person", "by {count} people", one.people, locale)
            text = escape(shorten(one.text, _TEXT_CHARACTERS))
            first = say("first {time}", locale, time=_ago(one.first))
            lines.append(f"- {text}\n-# {times} {people}, {first}")
        blocks.append("\n".join(lines))
    elif not found.hidden:
        blocks.append(say("No question is waiting for an answer.", locale))
    if found.hidden:
        hidden = say_many(
            "{count} more was asked in private, or where you do not read along.",
            "{count} more were asked in private, or where you do not read along.",
            found.hidden,
            locale,
        )
        blocks.append(_small(hidden))
    return _container(blocks, buttons)


def _entry(number: int, entry: Entry, locale: str) -> str:
    written = f"{number}\\. {_facts(entry, locale)}"
    if length(written) > _ROOM:
        written = f"{number}\\. {_facts(entry, locale, linked=False)}"
    return written


def _facts(entry: Entry, locale: str, *, linked: bool = True) -> str:
    facts = [
        _published(entry.published, locale),
        say("added {time}", locale, time=_ago(entry.added_at)),
        _language(entry.language, locale),
        _chunks(entry.chunks, locale),
    ]
    return f"{_title(entry.title, entry.url if linked else None)}\n-# {' · '.join(facts)}"


def _title(title: str, url: str | None) -> str:
    written = link(shorten(title, _TITLE_CHARACTERS), url)
    return (
        written if length(written) <= 2 * _ROOM else link(shorten(title, _TITLE_CHARACTERS), None)
    )


def _published(published: str | None, locale: str) -> str:
    if not published:
        return say("undated", locale)
    return escape(shorten(date_words(published, locale), _FACT_CHARACTERS))


def _language(code: str, locale: str) -> str:
    if not code:
        return say("language unknown", locale)
    return escape(shorten(language_words(code, locale), _FACT_CHARACTERS))


def _chunks(count: int, locale: str) -> str:
    return say_many("{count} passage", "{count} passages", count, locale)


def _alike(one: Alike, locale: str) -> str:
    percent = round(one.share * 100)
    words = say("{percent} % of it", locale, percent=percent)
    return _bullet(f"{_title(one.title, None)}: {words}")


def _shelf(name: str, articles: int, chunks: int, locale: str) -> str:
    counted = say_many("{count} article", "{count} articles", articles, locale)
    return f"**{name}**: {counted}, {_chunks(chunks, locale)}"


def _followed(followed: Sequence[FollowedChannel], locale: str) -> list[str]:
    """The channels that are followed, by mention: Discord names them to those who may see them."""
    if not followed:
        return []
    heading = say("Channels that I follow", locale)
    lines = []
    for one in followed:
        said = say_many("{count} article", "{count} articles", one.articles, locale)
        if not one.open:
            said = say("I can't read it, or not everybody may: none of it is kept", locale)
        lines.append(_bullet(f"<#{one.channel}>: {said}"))
    return ["\n".join((f"**{heading}**", *lines))]


def _known(code: str, little_known: bool, locale: str) -> str:
    name = _language(code, locale)
    if not code:
        return _bullet(name)
    if little_known:
        return _bullet(say("{language}: found mostly by its words", locale, language=name))
    return _bullet(say("{language}: well known", locale, language=name))


def _named(heading: str, names: Sequence[str], locale: str) -> list[str]:
    if not names:
        return []
    lines = [_bullet(escape(shorten(name, _TITLE_CHARACTERS))) for name in names[:_MOST_NAMED]]
    return [heading, *lines, *_others(len(names) - _MOST_NAMED, locale)]


def _others(count: int, locale: str) -> list[str]:
    if count <= 0:
        return []
    return [_bullet(say_many("and {count} other", "and {count} others", count, locale))]


def _heading(words: str) -> str:
    return f"### {words}"


def _bullet(markdown: str) -> str:
    return f"- {markdown}"


def _ago(seconds: float) -> str:
    return f"<t:{int(seconds)}:R>"


def _small(words: str) -> str:
    return f"-# {words}"


def _container(blocks: Iterable[str], buttons: Sequence[Item] = ()) -> Container:
    items: list[Item] = [discord.ui.TextDisplay(block) for block in blocks]
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return discord.ui.Container(*items, accent_colour=_COLOUR)
