"""A chat message's Markdown comes in, an article goes out; what it is from is known beforehand."""

from dataclasses import replace

from index.errors import LoadError
from index.load.base import Block, Loaded, assemble, one_line
from index.load.markdown import read_blocks
from index.types import Article, Source

_MOST_CHARACTERS = 100  # of a title


def load_message(text: str, source: Source) -> Loaded:
    """Read a message, in which every line break is one and HTML is text.

    Its first heading is the title, else its first line with a word in it. No front matter is read:
    a message's author and address are what its place says, never what its text claims.

    Raises:
        LoadError: it has no words.
    """
    # Two blanks at its end keep a line apart from the next; in code they are nothing.
    blocks = read_blocks(text.replace("\n", "  \n"), html=False)
    title = _title(blocks)
    if not title:
        raise LoadError("it has no words", "Write some words into it.")
    text, headings = assemble(blocks)
    source = replace(source, title=title)
    return Loaded(article=Article(source=source, text=text, headings=headings))


def _title(blocks: list[Block]) -> str:
    headings = [one_line(block.text) for block in blocks if block.level]
    lines = [one_line(line) for block in blocks for line in block.text.split("\n")]
    said = (one for one in (*headings, *lines) if any(map(str.isalnum, one)))
    return _shortened(next(said, ""))


def _shortened(line: str) -> str:
    """A line in at most so many characters, cut behind a word where there is one."""
    if len(line) <= _MOST_CHARACTERS:
        return line
    end = line.rfind(" ", 0, _MOST_CHARACTERS - 1)
    cut = line[: end if end > _MOST_CHARACTERS // 2 else _MOST_CHARACTERS - 2]
    return f"{cut.rstrip()} …"
