"""Articles and questions come in; what a file in hand answers, beside one in the library, goes out.

Run with `python -m bench.in_hand`. Each article of XQuAD-en is handed over in turn, as a file,
beside a library of the others and of CLAP NQ's; its own questions are asked. The library holds it
too, where the searches beside it don't look; so the rarities of its words count it twice.
"""

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bench.data import EvalArticle, EvalQuestion, holds_answer, load_set
from bench.library import public_library, separate_library
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.in_hand import IN_HAND, InHand, as_handed, take_in_hand
from index.library import Library
from index.load.upload import load_upload
from index.settings import BUNDLED_MODEL
from index.types import PUBLIC, Findings

_PAGE = 2_500  # characters
_PAGES = (1, 20, 200)
_ASKED = 40
_ADDED, _ALONE = "added, alone", "in hand, alone"
_AMONG, _BESIDE = "added, with the others", "in hand, with the others"


class _Fared(NamedTuple):
    """What came of a question: whether its first sentence answers, whether anything is said."""

    right: bool
    answered: bool
    first: str


def main() -> None:
    """Print both tables."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    own, others = load_set("xquad/en"), load_set("clapnq")
    articles = [*own.articles, *others.articles]
    questions = [one for one in own.questions if one.answerable]
    with separate_library(articles, embedder) as library:
        report_quality(library, own.articles, questions, embedder)
    with public_library(articles, embedder) as (library, *_):
        report_speed(library, articles, questions, embedder)


def report_quality(
    library: Library,
    articles: Iterable[EvalArticle],
    questions: Iterable[EvalQuestion],
    embedder: Embedder,
) -> None:
    """How often the first sentence holds the answer, and an answer is given at all."""
    everything = library.collections()
    tally: dict[str, list[_Fared]] = {}
    for article in articles:
        hand = _handed(article.body, article.title, embedder)
        without = everything - {article.article_id}
        for question in (one for one in questions if article.article_id in one.article_ids):
            text = question.text
            for name, found in (
                (_ADDED, library.search(text, collections={article.article_id})),
                (_ALONE, library.search(text, collections=(), beside=hand)),
                (_AMONG, library.search(text, collections=everything)),
                (_BESIDE, library.search(text, collections=without, beside=hand)),
            ):
                tally.setdefault(name, []).append(_fared(question, found))
    print("where the article is      first sentence answers   answered   same first as if added")
    for name, alike in ((_ADDED, _ADDED), (_ALONE, _ADDED), (_AMONG, _AMONG), (_BESIDE, _AMONG)):
        mine = tally[name]
        right, answered = (
            sum(getattr(one, what) for one in mine) / len(mine) for what in ("right", "answered")
        )
        same = sum(
            one.first == its.first for one, its in zip(mine, tally[alike], strict=True)
        ) / len(mine)
        print(f"{name:26}{right:22.3f}{answered:11.3f}{same:25.3f}")


def report_speed(
    library: Library,
    articles: Iterable[EvalArticle],
    questions: Iterable[EvalQuestion],
    embedder: Embedder,
) -> None:
    """What it takes to read a file, to hold it, and to ask about it."""
    text = "\n\n".join(article.body for article in articles)
    asked = [one.text for one in questions][:_ASKED]
    public = frozenset({PUBLIC})
    _milliseconds(library, None, asked, public)  # the first ones are slow
    plain = _milliseconds(library, None, asked, public)
    print(f"a question to the library: {plain:.1f} ms")
    print("pages   chunks   read s   held MB   a question ms, alone and with the library")
    for pages in _PAGES:
        began = time.perf_counter()
        hand = _handed(text[: pages * _PAGE], "file", embedder)
        read = time.perf_counter() - began
        alone, both = (
            _milliseconds(library, hand, asked, found) for found in (frozenset[str](), public)
        )
        chunks, held = len(hand.chunks), hand.bytes / 1e6
        print(f"{pages:5}{chunks:9}{read:9.2f}{held:10.1f}{alone:17.1f}{both:8.1f}")


def _handed(text: str, title: str, embedder: Embedder) -> InHand:
    loaded = load_upload(text.encode(), f"{title}.txt", collection=IN_HAND)
    return take_in_hand([as_handed(loaded, 1)], embedder)


def _fared(question: EvalQuestion, found: Findings) -> "_Fared":
    first = found.sentences[0].text if found.sentences else ""
    return _Fared(
        right=holds_answer(first, question),
        answered=found.confidence >= found.thresholds["normal"],
        first=" ".join(first.split()),
    )


def _milliseconds(
    library: Library, hand: InHand | None, asked: Sequence[str], names: frozenset[str]
) -> float:
    """Of one question, on average."""
    began = time.perf_counter()
    for one in asked:
        library.search(one, collections=names, beside=hand)
    return 1000 * (time.perf_counter() - began) / len(asked)


if __name__ == "__main__":
    main()
