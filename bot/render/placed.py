"""What became of places on the web comes in; what the admin who asked reads of them goes out.

Titles, notes and addresses are strangers' words, and are escaped.
"""

from collections.abc import Iterator, Sequence

from bot.articles import Placed, Refreshed
from bot.render.blocks import (
    MOST_ALIKE,
    MOST_NAMED,
    NOTE_CHARACTERS,
    TITLE_CHARACTERS,
    Container,
    Item,
    ago,
    alike_line,
    bullet,
    chunk_words,
    container,
    heading_of,
    language_name,
    named,
    others,
    published_words,
    removed_words,
    small,
    title_of,
)
from bot.render.markdown import escape, shorten
from bot.words import ENGLISH, mark, say, say_many
from index.examined import Examined
from index.provenance import SourceState
from index.sources.base import RefreshReceipt

_FEED = mark("Feed: {address}")
_SITE = mark("Site: {address}")
_PAGE = mark("Page: {address}")
_FOUND = {
    "title": mark("Title: {place}"),
    "author": mark("Author: {name}, {place}"),
    "published": mark("Date: {place}"),
}
_ADDRESS_CHARACTERS = 80
_PLACE_CHARACTERS = 60
_MOST_LISTED = 5
_MOST_REMARKS = 3


def render_placed(placed: Placed, buttons: Sequence[Item], locale: str = ENGLISH) -> Container:
    """The receipt for a place: what came in, what it is like, what was left out and why."""
    receipt = placed.receipt
    if receipt is None:
        return _unfinished(placed, buttons, locale)
    if placed.source.spec.kind == "page":
        return _page(placed, receipt, buttons, locale)
    return _listing(placed, receipt, buttons, locale)


def render_progress(so_far: Refreshed, locale: str = ENGLISH) -> Container:
    """How far a refresh has come."""
    message = say(
        "Looking at the pages again: {done} of {total} places done.",
        locale,
        done=so_far.done,
        total=so_far.total,
    )
    return container([message])


def render_refreshed(found: Refreshed, locale: str = ENGLISH) -> Container:
    """What a refresh found, article by article where something is to be said of them."""
    if not found.total and found.stopped is None:
        return container([say("No article of this server came from a web address.", locale)])
    lines = [say("{count} unchanged", locale, count=found.unchanged)]
    failed = [f"{shorten(title, TITLE_CHARACTERS // 2)}: {why}" for title, why in found.failed]
    for message, names in (
        (say("{count} new", locale, count=len(found.added)), found.added),
        (say("{count} changed", locale, count=len(found.changed)), found.changed),
        (
            say("{count} gone from their site, kept as they were", locale, count=len(found.gone)),
            found.gone,
        ),
        (
            say("{count} still gone from their site, removed", locale, count=len(found.withdrawn)),
            found.withdrawn,
        ),
        (say("{count} failed, kept as they were", locale, count=len(failed)), failed),
    ):
        lines += named(message, names, locale)
    lines += _crowded(found.crowded, locale)
    if found.left:
        lines.append(
            say_many(
                "{count} place not looked at", "{count} places not looked at", found.left, locale
            )
        )
    blocks = [heading_of(say("The pages, fetched again", locale)), "\n".join(lines)]
    if found.gone:
        gone = say(
            "What is gone from its site I still cite, until it is gone the next time, too.", locale
        )
        blocks.append(small(gone))
    if found.stopped is not None:
        blocks.append(found.stopped.said(locale))
    elif found.left:
        blocks.append(small(say("My time for this was up; please go on with another.", locale)))
    return container(blocks)


def render_place_question(
    source: SourceState, buttons: Sequence[Item], locale: str = ENGLISH
) -> Container:
    """Asks whether a feed or site is to be followed no longer."""
    heading = say("Follow this no longer, and remove what came from it?", locale)
    return container(
        [heading_of(heading), f"{place_name(source, locale)}\n{_state(source, locale)}"], buttons
    )


def render_dropped(source: SourceState, removed: int, locale: str = ENGLISH) -> Container:
    """Says that a place is looked at no longer, and what went with it."""
    said = removed_words(removed, locale)
    heading = say("I no longer look there.", locale)
    return container([f"{place_name(source, locale)}\n{heading} {said}"])


def place_choice(source: SourceState, locale: str = ENGLISH) -> str:
    """A place as it is offered in a menu, where nothing is marked up."""
    return say(_kind(source), locale, address=source.spec.title)


def place_name(source: SourceState, locale: str = ENGLISH) -> str:
    """What kind of place, and its address."""
    return say(_kind(source), locale, address=_address(source.spec.title))


def place_lines(places: Sequence[SourceState], locale: str = ENGLISH) -> list[str]:
    """A block of the places of a server, or none."""
    if not places:
        return []
    lines = [
        f"{bullet(place_name(one, locale))}\n{_state(one, locale)}" for one in places[:_MOST_LISTED]
    ]
    lines += others(len(places) - _MOST_LISTED, locale)
    heading = say("What I look at again and again", locale)
    hint = small(say("/library remove ends it.", locale))
    return ["\n".join((f"**{heading}**", *lines, hint))]


def also_line(places: Sequence[str], locale: str = ENGLISH) -> str:
    """Where else it says the same as in an article."""
    shown = ", ".join(map(_address, places[:1]))
    return small(
        say_many(
            "the same at {places}",
            "the same at {places} and elsewhere",
            len(places),
            locale,
            places=shown,
        )
    )


def _page(
    placed: Placed, receipt: RefreshReceipt, buttons: Sequence[Item], locale: str
) -> Container:
    entry = placed.entry
    if receipt.doubles and not (receipt.changed or receipt.added):
        heading = say("Another article says the same; I keep it once", locale)
    else:
        unchanged = not receipt.added
        heading = taken_in(replaced=bool(receipt.changed), unchanged=unchanged, locale=locale)
    blocks = [heading_of(heading)]
    for one in receipt.examined:
        url = entry.url if entry is not None else None
        kept_as = placed.same.get(one.url) if one.same_as is not None else None
        blocks += examined_blocks(one, url, locale, kept_as=kept_as)
    if not receipt.examined and entry is not None:
        facts = _facts(entry.published, entry.language, None, entry.chunks, locale)
        blocks.append(f"{title_of(entry.title, entry.url)}\n{facts}")
    elif not receipt.examined:
        blocks.append(place_name(placed.source, locale))
    notes = [say("I look there again every day.", locale)]
    if buttons and receipt.changed:
        notes.append(altogether(locale))
    blocks.append("\n".join(map(small, notes)))
    return container(blocks, buttons)


def _listing(
    placed: Placed, receipt: RefreshReceipt, buttons: Sequence[Item], locale: str
) -> Container:
    """The receipt for a feed or a site."""
    counts = [
        say_many(
            "{count} article taken in", "{count} articles taken in", len(receipt.added), locale
        )
    ]
    for count, message in (
        (len(receipt.changed), mark("{count} changed")),
        (receipt.unchanged, mark("{count} unchanged")),
        (len(receipt.doubles), mark("{count} that other articles say already, kept once")),
    ):
        if count:
            counts.append(say(message, locale, count=count))
    is_feed = placed.source.spec.kind == "feed"
    following = mark("I follow this feed") if is_feed else mark("I follow this site")
    blocks = [
        heading_of(say(following, locale)),
        f"{place_name(placed.source, locale)}\n{' · '.join(counts)}",
    ]
    shown = [one for one in receipt.examined if one.same_as is None]
    titles = [bullet(title_of(one.title, None)) for one in shown[:MOST_NAMED]]
    if titles:
        blocks.append("\n".join((*titles, *others(len(shown) - MOST_NAMED, locale))))
    left = [
        f"{shorten(one.title, TITLE_CHARACTERS // 2)}: {note}"
        for one in receipt.examined
        for note in (*one.garbled, *one.notes)
    ]
    remarks = named(say("What I left out or mended:", locale), left, locale)
    failed = [
        f"{shorten(one.url, _PLACE_CHARACTERS)}: {one.message}"
        for one in receipt.troubles
        if one.url not in receipt.crowded
    ]
    remarks += named(say("What I could not take in:", locale), failed, locale)
    remarks += _crowded(len(receipt.crowded), locale)
    if remarks:
        blocks.append("\n".join(remarks))
    blocks.append(small(say("I look there again every day.", locale)))
    return container(blocks, buttons)


def _unfinished(placed: Placed, buttons: Sequence[Item], locale: str) -> Container:
    said = say_many(
        "This takes long: {count} article so far. The rest comes in by itself; /library status "
        "says how far it is.",
        "This takes long: {count} articles so far. The rest comes in by itself; /library status "
        "says how far it is.",
        placed.source.articles,
        locale,
    )
    return container([f"{place_name(placed.source, locale)}\n{said}"], buttons)


def examined_blocks(
    one: Examined, url: str | None, locale: str, *, kept_as: str | None = None
) -> list[str]:
    """What an article is, where its facts were found, and what is odd about it.

    `kept_as` is the title of the one that says the same, and is kept in its place.
    """
    lines = [
        title_of(one.title, url),
        _facts(one.published, one.language, one.words, one.chunks, locale),
    ]
    if kept_as is not None:
        lines.append(say("Kept as: {title}", locale, title=title_of(kept_as, None)))
    found = dict(one.found)
    if one.author and "author" not in found:
        found["author"] = ""
    for name, message in _FOUND.items():
        if name in found:
            place = escape(shorten(found[name], _PLACE_CHARACTERS)) or "–"
            author = escape(shorten(one.author or "", _PLACE_CHARACTERS))
            lines.append(small(say(message, locale, place=place, name=author)))
    return ["\n".join(lines), *_remarks(one, locale)]


def taken_in(*, replaced: bool, unchanged: bool, locale: str) -> str:
    """The heading over what became of one article."""
    if replaced:
        return say("I have put it in the place of the earlier version", locale)
    if unchanged:
        return say("That is there already, word for word", locale)
    return say("I have taken that in", locale)


def altogether(locale: str) -> str:
    """What Undo does to an article that took an earlier one's place."""
    return say(
        "“{button}” takes it out altogether: the earlier version is not kept.",
        locale,
        button=say("Undo", locale),
    )


def _remarks(one: Examined, locale: str) -> Iterator[str]:
    """What is odd about an article, a block each."""
    if one.alike and one.same_as is None:
        lines = [alike_line(like, locale) for like in one.alike[:MOST_ALIKE]]
        yield "\n".join((say("Much of it stands here as well:", locale), *lines))
    for heading, notes in (
        (say("Its text is garbled:", locale), one.garbled),
        (say("What I left out or mended:", locale), one.notes),
    ):
        lines = [bullet(escape(shorten(note, NOTE_CHARACTERS))) for note in notes[:_MOST_REMARKS]]
        lines += others(len(notes) - _MOST_REMARKS, locale)
        if lines:
            yield "\n".join((heading, *lines))


def _facts(
    published: str | None, language: str, words: int | None, chunks: int, locale: str
) -> str:
    counted = [] if words is None else [say_many("{count} word", "{count} words", words, locale)]
    return " · ".join(
        (
            published_words(published, locale),
            language_name(language, locale),
            *counted,
            chunk_words(chunks, locale),
        )
    )


def _crowded(count: int, locale: str) -> list[str]:
    """That so many found no room, as a list of one line or none."""
    if not count:
        return []
    return [
        say_many(
            "{count} left out: this server has as many articles as I take. It comes in once there "
            "is room.",
            "{count} left out: this server has as many articles as I take. They come in once there "
            "is room.",
            count,
            locale,
        )
    ]


def _state(source: SourceState, locale: str) -> str:
    """How a place is doing, in small print."""
    facts = [say_many("{count} article", "{count} articles", source.articles, locale)]
    if source.tried:
        facts.append(say("looked at {time}", locale, time=ago(source.tried)))
    if source.trouble and source.succeeded:
        facts.append(say("last had {time}", locale, time=ago(source.succeeded)))
    if source.trouble:
        facts.append(escape(shorten(source.trouble, _PLACE_CHARACTERS)))
    elif source.troubled:
        facts.append(say("{count} could not be read", locale, count=source.troubled))
    return small(" · ".join(facts))


def _kind(source: SourceState) -> str:
    return {"feed": _FEED, "site": _SITE}.get(source.spec.kind, _PAGE)


def _address(address: str) -> str:
    return escape(shorten(address, _ADDRESS_CHARACTERS))
