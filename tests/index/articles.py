"""A folder, an id and some words come in; an article's file, or an article, comes out."""

from pathlib import Path

import yaml
from hypothesis import strategies as st

from index.load.base import Block, assemble
from index.types import PUBLIC, Article, Source


def write(corpus: Path, article_id: str, body: str, **fields: object) -> Path:
    """Write a Markdown article, with front matter where there are fields."""
    path = corpus / f"{article_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\n" if fields else ""
    path.write_text(head + body, encoding="utf-8")
    return path


def overwrite(path: Path, content: bytes) -> None:
    """Put another file in a file's place, as a restored or a damaged disk would show it.

    A file that a process has mapped must not be cut short under it: no program survives that.
    """
    path.unlink()
    path.write_bytes(content)


def article(
    *blocks: Block, title: str = "A title", article_id: str = "one", collection: str = PUBLIC
) -> Article:
    """An article of these blocks, its text made as the loaders make it."""
    text, headings = assemble(list(blocks))
    source = Source(article_id=article_id, title=title, collection=collection)
    return Article(source=source, text=text, headings=headings)


def sentences(count: int, *, topic: str = "harbour") -> str:
    """A paragraph of sentences of about the same length."""
    return " ".join(f"The {topic} keeps its record number {n} in a drawer." for n in range(count))


# What real articles hold and what tests tend to forget: emoji with joiners and skin tones, scripts
# with and without spaces, right to left, letters with stacks of marks, forms of one character.
PIECES = (
    *("The ship left. ", "Dr. Smith paid $3.50! ", "Why? ", "e.g. this", "U.S.A. ", "word ", "a"),
    *("👍🏽", "👩\u200d🔬 ", "🇩🇪", "词语。", "东京は雨です。", "한국어 문장이다. ", "ไทยไม่มีวรรค"),
    *("مرحبا بك؟ ", "می\u200cخواهم ", "שלום. ", "é", "e\u0301\u0323\u0308", "ﬁ", "Ⅷ", "½", "İ"),
    *("supercalifragilistic" * 4, "https://example.com/" + "x" * 150, "0123456789" * 12, "_" * 40),
    *(" | ", "- ", "\n", "…", "—", "'", '"', "\u00a0", "\t", "\u202e", "\u0000", "𝔘𝔫𝔦", "𐍈"),
)

prose = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), min_size=1, max_size=40
).map("".join)

blocks = st.one_of(
    st.builds(Block, prose),
    st.builds(Block, prose),
    st.builds(Block, st.lists(prose, min_size=1, max_size=4).map("\n".join)),
    st.builds(Block, prose, st.integers(min_value=1, max_value=6)),
)

articles = st.builds(
    lambda parts, title: article(*parts, title=title),
    st.lists(blocks, min_size=1, max_size=8),
    st.one_of(st.just("A title"), prose.map(lambda text: " ".join(text.split()) or "x")),
)
