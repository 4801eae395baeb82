"""Files that were sent without a question come in; what is said of them goes out."""

from collections.abc import Sequence

from bot.render.blocks import Container, container, small
from bot.render.words import READ_BY, file_name
from bot.words import ENGLISH, say


def render_unasked(names: Sequence[str], read_by: str | None, locale: str = ENGLISH) -> Container:
    """That they were read, and what is missing: a question."""
    named = ", ".join(map(file_name, names))
    blocks = [
        say("I have read {names}. What would you like to know about it?", locale, names=named),
        small(say("Files stay in my memory only, for half an hour.", locale)),
    ]
    if read_by is not None:
        blocks.append(small(say(READ_BY, locale, model=file_name(read_by))))
    return container(blocks)
