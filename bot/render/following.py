"""What became of a followed channel comes in; containers for whoever had it followed go out."""

from collections.abc import Iterator

from bot.articles import FEWEST_LETTERS, Brought, Reading
from bot.render.blocks import (
    Container,
    Item,
    bullet,
    container,
    heading_of,
    removed_words,
    small,
)
from bot.words import ENGLISH, say, say_many


def render_followed(
    channel: int, brought: Brought, button: Item | None, locale: str = ENGLISH
) -> Container:
    """What came in, what was left out and why, and what happens from now on."""
    heading = say("I follow {channel}", locale, channel=f"<#{channel}>")
    came = [
        say_many("{count} message taken in", "{count} messages taken in", brought.taken, locale)
    ]
    if brought.unchanged:
        came.append(
            say_many("{count} there already", "{count} there already", brought.unchanged, locale)
        )
    blocks = [f"{heading_of(heading)}\n{' · '.join(came)}"]
    left = [bullet(line) for line in _left_out(brought, brought.reading or Reading(), locale)]
    if left:
        blocks.append("\n".join((say("What I left out:", locale), *left)))
    kept = say(
        "What is written, changed, pinned or deleted there from now on, I follow. All members are "
        "answered from it; spoilers are left out.",
        locale,
    )
    blocks.append(small(kept))
    return container(blocks, [button] if button is not None else [])


def render_unfollowed(channel: int, removed: int, locale: str = ENGLISH) -> Container:
    """Says that a channel is followed no longer, and what went with it."""
    heading = say("I no longer follow {channel}", locale, channel=f"<#{channel}>")
    return container([f"{heading}\n{removed_words(removed, locale)}"])


def _left_out(brought: Brought, reading: Reading, locale: str) -> Iterator[str]:
    if brought.full:
        yield say_many(
            "{count} message, since this server has as many articles as I take",
            "{count} messages, since this server has as many articles as I take",
            brought.full,
            locale,
        )
    if brought.short:
        yield say_many(
            "{count} message of fewer than {least} letters",
            "{count} messages of fewer than {least} letters",
            brought.short,
            locale,
            least=FEWEST_LETTERS,
        )
    if reading.others:
        yield say_many(
            "{count} message of a bot or of Discord",
            "{count} messages of bots or of Discord",
            reading.others,
            locale,
        )
    if reading.files:
        yield say_many("{count} attached file", "{count} attached files", reading.files, locale)
    if reading.most:
        yield say_many(
            "Whatever is older than the newest {count} message",
            "Whatever is older than the newest {count} messages",
            reading.most,
            locale,
        )
