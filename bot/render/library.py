"""What became of a server's articles comes in; containers for the admin who asked go out.

Titles, notes and questions are strangers' words, and are escaped. Times are Discord's own, which
shows each reader how long ago something was.
"""

from collections.abc import Sequence

from bot.articles import Added, FollowedChannel, InVain, Overview, Page
from bot.render.blocks import (
    ROOM,
    TITLE_CHARACTERS,
    Container,
    Item,
    ago,
    bullet,
    chunk_words,
    container,
    heading_of,
    language_name,
    published_words,
    small,
    title_of,
)
from bot.render.markdown import escape, length, shorten
from bot.render.placed import also_line, altogether, examined_blocks, place_lines, taken_in
from bot.words import ENGLISH, mark, say, say_many
from index.provenance import SourceState
from index.types import Entry

ARTICLES_A_PAGE = 8
GAPS_A_PAGE = 8

UNDO = mark("Undo")
REMOVE = mark("Remove")
KEEP = mark("Keep it")
BACK = mark("Back")
NEXT = mark("Next")

_TEXT_CHARACTERS = 200


def render_receipt(added: Added, button: Item | None, locale: str = ENGLISH) -> Container:
    """What came in, what it is like, and what was left out of it."""
    receipt = added.receipt
    heading = taken_in(replaced=receipt.replaced, unchanged=receipt.unchanged, locale=locale)
    blocks = [heading_of(heading), *examined_blocks(receipt.examined, added.link, locale)]
    if button is not None and receipt.replaced:
        blocks.append(small(altogether(locale)))
    return container(blocks, [button] if button is not None else [])


def render_refusal(message: str, hint: str, locale: str = ENGLISH) -> Container:
    """Why something could not be taken in; `message` is part of a sentence, `hint` is one."""
    reason = escape(shorten(message, 500))
    sentence = say("I could not take that in: {reason}.", locale, reason=reason)
    return container([f"{sentence} {escape(shorten(hint, 500))}".strip()])


def render_words(sentence: str) -> Container:
    """A sentence of ours, alone."""
    return container([sentence])


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
        return container([f"{nothing}\n{small(public)}"])
    heading = say_many(
        "{count} article of this server", "{count} articles of this server", page.own, locale
    )
    lines = [
        _entry(number, entry, page.old.get(entry.article_id), locale)
        for number, entry in enumerate(page.entries, start=page.first + 1)
    ]
    return container([heading_of(heading), "\n".join(lines), small(public)], buttons)


def render_question(entry: Entry, buttons: Sequence[Item], locale: str = ENGLISH) -> Container:
    """Asks whether an article is to be taken away."""
    return container(
        [heading_of(say("Remove this article?", locale)), _facts(entry, locale)], buttons
    )


def render_removed(entry: Entry, locale: str = ENGLISH) -> Container:
    """Says that an article was taken away."""
    said = say("Removed. I no longer answer from it.", locale)
    return container([f"{title_of(entry.title, None)}\n{said}"])


def render_kept(locale: str = ENGLISH) -> Container:
    """Says that nothing was taken away."""
    return container([say("Nothing was removed.", locale)])


def render_overview(
    overview: Overview,
    followed: Sequence[FollowedChannel],
    places: Sequence[SourceState],
    trouble: Sequence[str],
    locale: str = ENGLISH,
) -> Container:
    """What a server is answered from; `trouble` are messages of what the bot may not do there.

    `places` are its feeds and sites, and the pages that could not be had again.
    """
    own, public = overview.own, overview.public
    shelves = [
        _shelf(say("This server's own", locale), own.articles, own.chunks, locale),
        _shelf(say("Public", locale), public.articles, public.chunks, locale),
    ]
    if overview.newest is not None:
        shelves.append(say("Newest: {time}", locale, time=ago(overview.newest)))
    if overview.refreshed is not None:
        shelves.append(say("Pages fetched again: {time}", locale, time=ago(overview.refreshed)))
    languages = [_known(one.code, one.little_known, locale) for one in overview.languages[:10]]
    model = say("Model: {name}", locale, name=escape(shorten(overview.model, TITLE_CHARACTERS)))
    title = say("What I may do here", locale)
    permitted = [say(one, locale) for one in trouble] or [say("Everything that I need.", locale)]
    return container(
        [
            heading_of(say("The library", locale)),
            "\n".join(shelves),
            "\n".join((model, *languages)),
            *_followed(followed, locale),
            *place_lines(places, locale),
            "\n".join((f"**{title}**", *map(bullet, permitted))),
        ]
    )


def render_gaps(
    found: InVain, number: int, buttons: Sequence[Item], locale: str = ENGLISH
) -> Container:
    """A page, counted from 0, of what was asked in vain."""
    shown = found.asked[number * GAPS_A_PAGE :][:GAPS_A_PAGE]
    blocks = []
    if shown:
        blocks.append(heading_of(say("What the articles did not answer", locale)))
        lines = []
        for one in shown:
            times = say_many("asked once", "asked {count} times", one.times, locale)
            people = say_many("by one person", "by {count} people", one.people, locale)
            text = escape(shorten(one.text, _TEXT_CHARACTERS))
            first = say("first {time}", locale, time=ago(one.first))
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
        blocks.append(small(hidden))
    return container(blocks, buttons)


def _entry(number: int, entry: Entry, old: float | None, locale: str) -> str:
    more = [also_line(entry.also, locale)] if entry.also else []
    if old is not None:
        words = say("could not be had again; as it was {time}", locale, time=ago(old))
        more.append(small(words))
    written = "\n".join((f"{number}\\. {_facts(entry, locale)}", *more))
    if length(written) > ROOM:
        written = "\n".join((f"{number}\\. {_facts(entry, locale, linked=False)}", *more))
    return written


def _facts(entry: Entry, locale: str, *, linked: bool = True) -> str:
    facts = [
        published_words(entry.published, locale),
        say("added {time}", locale, time=ago(entry.added_at)),
        language_name(entry.language, locale),
        chunk_words(entry.chunks, locale),
    ]
    return f"{title_of(entry.title, entry.url if linked else None)}\n-# {' · '.join(facts)}"


def _shelf(name: str, articles: int, chunks: int, locale: str) -> str:
    counted = say_many("{count} article", "{count} articles", articles, locale)
    return f"**{name}**: {counted}, {chunk_words(chunks, locale)}"


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
        lines.append(bullet(f"<#{one.channel}>: {said}"))
    return ["\n".join((f"**{heading}**", *lines))]


def _known(code: str, little_known: bool, locale: str) -> str:
    name = language_name(code, locale)
    if not code:
        return bullet(name)
    if little_known:
        return bullet(say("{language}: found mostly by its words", locale, language=name))
    return bullet(say("{language}: well known", locale, language=name))
