"""Markdown comes in, an article goes out: headings kept, marks of formatting gone."""

import html
import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.errors import LoadError
from index.load.base import Block, Loaded, assemble, one_line, title_of
from index.load.frontmatter import found_in, read_source, split
from index.load.table import Cell
from index.load.table import lines as table_lines
from index.types import Article

_HIDDEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.S | re.I)
_TAG = re.compile(r"<[^<>]*>")


@cache
def _parser(*, html: bool = True) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": html}).enable("table")


def read_blocks(text: str, *, html: bool = True) -> list[Block]:
    """The blocks of a Markdown text; without `html`, tags are letters like any other."""
    return _blocks(_parser(html=html).parse(text))


def load_markdown(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read Markdown with or without front matter.

    Without a `title` field, the first heading of level 1 is the title, then the file's name.

    Raises:
        LoadError: see `index.load.frontmatter.split`; or there is no text at all.
    """
    fields, body = split(content)
    blocks = _blocks(_parser().parse(body))
    first = next((block.text for block in blocks if block.level == 1), "")
    source, notes = read_source(
        fields,
        article_id=article_id,
        collection=collection,
        title=one_line(first) or title_of(article_id),
    )
    text, headings = assemble(blocks)
    if not any(one_line(block.text) for block in blocks if not block.level):
        raise LoadError("it has no text", "Write some text into it, or delete it.")
    return Loaded(
        article=Article(source=source, text=text, headings=headings),
        notes=notes,
        found=found_in(fields, source, title="the first heading" if first else "its name"),
    )


def _blocks(tokens: list[Token]) -> list[Block]:
    """Flatten the parser's tokens. Lines of one list or table stay together in one block."""
    blocks: list[Block] = []
    lines: list[str] = []  # of the list that is open
    rows: list[list[Cell]] = []  # of the table that is open
    lists = 0
    level = 0
    in_table = False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            lists += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists -= 1
            if not lists:
                blocks.append(Block("\n".join(lines)))
                lines = []
        elif token.type == "table_open":
            in_table = True
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            in_table = False
            lines += table_lines(rows, marked=1)
            rows = []
            if not lists:
                blocks.append(Block("\n".join(lines)))
                lines = []
        else:
            text = _text(token)
            if text is None:
                continue
            if in_table:
                rows[-1].append(Cell(text=one_line(text)))
            elif lists:
                lines.append(text)
            else:
                blocks.append(Block(text, level))
            level = 0
    return blocks


def _text(token: Token) -> str | None:
    """The words of a token that has any."""
    if token.type == "inline":
        return "".join(_inline(child) for child in token.children or ())
    if token.type in {"fence", "code_block"}:
        return re.sub(r"\n{2,}", "\n", token.content)
    if token.type == "html_block":
        return html.unescape(_TAG.sub(" ", _HIDDEN.sub(" ", token.content)))
    return None


def _inline(token: Token) -> str:
    if token.type in {"text", "code_inline"}:
        return token.content
    if token.type == "image":  # its description may hold marks of formatting too
        return "".join(_inline(child) for child in token.children or ())
    if token.type == "softbreak":
        return " "
    return "\n" if token.type == "hardbreak" else ""


def prepare() -> None:
    """Have the parser made that is otherwise made at the first text."""
    load_markdown(b"Text.", article_id="", collection="")
