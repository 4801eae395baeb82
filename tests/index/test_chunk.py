"""Cutting: every promise of `index.chunk`, with the real model's tokenizer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.chunk import MOST_CHARACTERS, chunk
from index.embed import SentenceTransformerEmbedder
from index.load.base import Block
from index.load.markdown import load_markdown
from index.types import PUBLIC, Article, Chunk
from tests.index.articles import article, articles, sentences


def cut(one: Article, embedder: SentenceTransformerEmbedder, most: int = 254) -> list[Chunk]:
    """The chunks of an article, after every promise about them was checked."""
    chunks = chunk(one, count_tokens=embedder.count_tokens, max_tokens=most)
    position = 0
    for made in chunks:
        assert position <= made.start < made.end, "chunks stand in order and apart"
        position = made.end
        assert made.text == one.text[made.start : made.end]
        assert len(made.text) <= MOST_CHARACTERS
        assert embedder.count_tokens([made.embedded_text])[0] <= most
        check_sentences(made)
        for heading in one.headings:
            assert made.end <= heading.span.start or made.start >= heading.span.end
        assert made.heading == headings_above(one, made.start)
    check_nothing_is_lost(one, chunks)
    return chunks


def check_sentences(made: Chunk) -> None:
    """Sentences part a chunk from its first letter to its last, without a gap but for spaces."""
    assert (made.sentences[0].start, made.sentences[-1].end) == (made.start, made.end)
    position = made.start
    for span in made.sentences:
        assert position <= span.start < span.end <= made.end
        position = span.end
        words = made.text[span.start - made.start : span.end - made.start]
        assert words == words.strip()
        assert "\n" not in words


def check_nothing_is_lost(one: Article, chunks: list[Chunk]) -> None:
    """Every letter and digit outside of headings stands in one of the sentences."""
    covered = [False] * len(one.text)
    for span in (span for made in chunks for span in made.sentences):
        covered[span.start : span.end] = [True] * (span.end - span.start)
    for heading in one.headings:
        start, end = heading.span
        covered[start:end] = [True] * (end - start)
    lost = [n for n, seen in enumerate(covered) if not seen and one.text[n].isalnum()]
    assert not lost, one.text[lost[0] - 20 : lost[0] + 20]


def headings_above(one: Article, start: int) -> str:
    """The headings that a place stands under, outermost first, told in another way than chunk's."""
    path: list[tuple[int, str]] = []
    for heading in one.headings:
        if heading.span.start < start:
            path = [(level, words) for level, words in path if level < heading.level]
            path.append((heading.level, one.text[heading.span.start : heading.span.end]))
    return " › ".join(words for _, words in path if words != one.source.title)


@given(one=articles, most=st.sampled_from([24, 60, 254]))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_promise_holds_for_any_article(
    embedder: SentenceTransformerEmbedder, one: Article, most: int
) -> None:
    cut(one, embedder, most)


@pytest.mark.parametrize(
    "line",
    [
        "a" * 100_000,
        "word " * 20_000,
        "词" * 100_000,
        "词语。" * 33_000,
        "x\u0323\u0301" * 33_000,
        "שלום " * 20_000,
        "👍🏽x" * 30_000,
        "각" * 50_000,
        "A sentence of some words. " * 4_000,
    ],
    ids=lambda line: line[:6],
)
def test_a_line_of_a_hundred_thousand_characters(
    embedder: SentenceTransformerEmbedder, line: str
) -> None:
    assert len(cut(article(Block(line)), embedder)) > 1


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüßéñ", min_size=60, max_size=99), st.integers(1, 30))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_words_that_are_cut_inside_fit_although_their_pieces_were_counted_alone(
    embedder: SentenceTransformerEmbedder, word: str, times: int
) -> None:
    cut(article(Block(" ".join([word] * times))), embedder, 40)


def test_symbols_without_a_letter_make_no_chunk(embedder: SentenceTransformerEmbedder) -> None:
    assert cut(article(Block("👍 — … !!!"), Block("* * *")), embedder) == []


def test_short_paragraphs_are_joined(embedder: SentenceTransformerEmbedder) -> None:
    chunks = cut(article(*[Block(sentences(2, topic=f"shed {n}")) for n in range(12)]), embedder)
    counts = embedder.count_tokens([made.text for made in chunks])
    assert 2 <= len(chunks) <= 5
    assert all(count > 0.4 * 200 for count in counts[:-1])
    assert all(made.text.count("\n\n") for made in chunks), "each holds several whole paragraphs"


def test_a_chunk_ends_with_its_paragraph_where_it_can(
    embedder: SentenceTransformerEmbedder,
) -> None:
    chunks = cut(article(*[Block(sentences(9, topic=f"shed {n}")) for n in range(3)]), embedder)
    assert [made.text.count("\n\n") for made in chunks] == [0, 0, 0]
    assert [len(made.sentences) for made in chunks] == [9, 9, 9]


@pytest.mark.parametrize("count", [24, 30, 45, 60, 77, 90, 101, 118, 140, 200])
def test_a_long_paragraph_is_parted_evenly(
    embedder: SentenceTransformerEmbedder, count: int
) -> None:
    chunks = cut(article(Block(sentences(count))), embedder)
    lengths = [len(made.sentences) for made in chunks]
    assert len(chunks) > 1
    assert min(lengths) >= 0.4 * max(lengths), lengths


def test_the_context_is_the_title_and_the_headings_above(
    embedder: SentenceTransformerEmbedder,
) -> None:
    one = article(
        *(Block("Boats", 1), Block("One of many.")),
        *(Block("Sails", 2), Block("Cloth", 3), Block("Two of many.")),
        *(Block("Oars", 2), Block("Three of many.")),
        title="Boats",
    )
    assert [(made.context, made.heading, made.text) for made in cut(one, embedder)] == [
        ("Boats", "", "One of many."),
        ("Boats › Sails › Cloth", "Sails › Cloth", "Two of many."),
        ("Boats › Oars", "Oars", "Three of many."),
    ]


@pytest.mark.parametrize("title", ["long " * 2_000, "词" * 5_000, "x" * 10_000, "👍" * 3_000])
def test_a_long_title_leaves_most_of_the_room_to_the_text(
    embedder: SentenceTransformerEmbedder, title: str
) -> None:
    chunks = cut(article(Block(sentences(60)), title=title), embedder, 120)
    for made in chunks:
        assert embedder.count_tokens([made.context])[0] <= 30
        assert made.context == title[: len(made.context)].strip()
    assert max(embedder.count_tokens([made.text for made in chunks])) > 45


def test_lists_and_tables_are_cut_between_their_lines(
    embedder: SentenceTransformerEmbedder,
) -> None:
    rows = "\n".join(f"| {n} | the shed is full and {n} years old |" for n in range(80))
    items = "\n".join(f"- item {n} is kept" for n in range(120))
    loaded = load_markdown(
        f"# Stock\n\n| no | state |\n|---|---|\n{rows}\n\n{items}\n".encode(),
        article_id="stock",
        collection=PUBLIC,
    )
    lines = set(loaded.article.text.split("\n"))
    chunks = cut(loaded.article, embedder)
    assert len(chunks) > 4
    for made in chunks:
        assert set(made.text.split("\n")) <= lines | {""}


def test_the_same_article_is_always_cut_alike(embedder: SentenceTransformerEmbedder) -> None:
    one = article(Block("Head", 1), *[Block(sentences(n)) for n in range(1, 30)])
    assert cut(one, embedder) == cut(one, embedder)
