"""What an admin brings comes in, a file or an address; a receipt goes out, or why there is none."""

from collections.abc import Awaitable, Callable

import discord

from bot.articles import Placed, key_of, key_of_place
from bot.cogs.files import read_file
from bot.cogs.library_buttons import UndoButton, UndoPlaceButton
from bot.cogs.reply import Container
from bot.desk.places import Places
from bot.desk.shelves import Shelves
from bot.errors import DeskError, Trouble
from bot.render.library import render_receipt, render_refusal, render_words
from bot.render.placed import render_placed
from index.errors import LoadError


async def take_in_file(
    shelves: Shelves, server: int, file: discord.Attachment, locale: str
) -> Container:
    """The receipt for a file that was sent."""

    async def added() -> Container:
        found = await shelves.add_file(server, file.filename, await read_file(file))
        button = None if found.key is None else UndoButton(found.key, locale)
        return render_receipt(found, button, locale)

    return await _or_why_not(added, locale)


async def take_in_place(
    places: Places, server: int, address: str, *, site: bool, locale: str
) -> Container:
    """The receipt for what is at an address."""

    async def added() -> Container:
        placed = await places.add(server, address, site=site)
        return render_placed(placed, _undo(placed, locale), locale)

    return await _or_why_not(added, locale)


async def _or_why_not(make: Callable[[], Awaitable[Container]], locale: str) -> Container:
    try:
        return await make()
    except LoadError as error:
        return render_refusal(error.message, error.hint, locale)
    except DeskError as error:
        if error.trouble is Trouble.CLOSING:
            raise
        return render_words(error.said(locale))


def _undo(placed: Placed, locale: str) -> list[UndoButton | UndoPlaceButton]:
    """The button that takes out just what came in: an article, or a place with all of its own."""
    receipt, entry = placed.receipt, placed.entry
    is_own = entry is not None and entry.origin == placed.source.spec.location
    if entry is not None and is_own and receipt is not None:
        has_come = bool(receipt.added or receipt.changed)
        return [UndoButton(key_of(entry), locale)] if has_come else []
    return [] if placed.known else [UndoPlaceButton(key_of_place(placed.source), locale)]
