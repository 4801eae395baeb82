"""Files that were sent without a question come in; what is said of them goes out."""

from bot.render.blocks import Container, container, small
from bot.render.words import file_name, reader_words
from bot.types import Files
from bot.words import ENGLISH, say


def render_unasked(files: Files, locale: str = ENGLISH) -> Container:
    """That they were read, and what is missing: a question."""
    named = ", ".join(map(file_name, files.names))
    blocks = [
        say("I have read {names}. What would you like to know about it?", locale, names=named),
        small(say("Files stay in my memory only, for half an hour.", locale)),
    ]
    return container([*blocks, *map(small, reader_words(files, locale))])
