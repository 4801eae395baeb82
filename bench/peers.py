"""Evaluation sets come in; how txtai, LangChain and LlamaIndex fare beside Footnote is printed.

Run with `python -m bench.peers`. Every one of them gets the chunks that Footnote cuts, title in
front, and the vectors of the same model; for sentences, which none of them ranks by itself, a
second store of the same sentences. Figures are of the reporting part, as in `bench.quality`.
"""

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from sklearn.metrics import roc_auc_score

from bench.data import (
    EvalQuestion,
    EvalSet,
    holds_answer,
    holds_paragraph,
    load_set,
    same_title,
)
from bench.library import public_library
from bench.outcomes import Outcome, ask
from index.catalog import Catalog
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.quantise import Floats
from index.settings import BUNDLED_MODEL

DEEP = 200
"""Results asked for where an article's own are left out: more than any article here has chunks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk or a sentence as it is stored: what is embedded, and the words themselves."""

    article_id: str
    embedded: str
    text: str


Hits = list[tuple[int, float]]
"""Places of pieces with their scores, best first; higher is better."""


class Store(Protocol):
    """One peer's store of pieces."""

    def search(self, question: str, most: int) -> Hits:
        """The best pieces for a question."""


class Vectors:
    """The same vectors for everyone: each text is embedded once, whoever asks."""

    def __init__(self, embedder: Embedder) -> None:
        """Vectors of this model."""
        self._embedder = embedder
        self._questions: dict[str, Floats] = {}

    def of_texts(self, texts: Sequence[str]) -> Floats:
        """Float32 of shape (len(texts), width), each of length 1."""
        found = np.zeros((len(texts), self._embedder.model.width), dtype=np.float32)
        for place, embedding in self._embedder.embed([("", text) for text in texts]):
            found[place] = embedding.vector
        return found

    def of_question(self, question: str) -> Floats:
        """Float32 of shape (width,)."""
        if question not in self._questions:
            self._questions[question] = self._embedder.embed_question(question).vector
        return self._questions[question]


class Txtai:
    """txtai's hybrid index: BM25 and vectors, mixed half and half, as its documentation has it."""

    def __init__(self, pieces: Sequence[Piece], known: Floats, vectors: Vectors) -> None:
        """Index the pieces."""
        from txtai import Embeddings

        texts = [piece.embedded for piece in pieces]
        given = dict(zip(texts, known, strict=True))

        def transform(wanted: list[str]) -> Floats:
            return np.stack(
                [given[text] if text in given else vectors.of_question(text) for text in wanted]
            )

        self._index = Embeddings({"method": "external", "transform": transform, "hybrid": True})
        self._index.index((str(place), text, None) for place, text in enumerate(texts))

    def search(self, question: str, most: int) -> Hits:
        """The best pieces for a question."""
        return [(int(name), float(score)) for name, score in self._index.search(question, most)]


class LangChain:
    """LangChain's FAISS store, which ranks by distance."""

    def __init__(self, pieces: Sequence[Piece], known: Floats, vectors: Vectors) -> None:
        """Index the pieces."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from langchain_community.vectorstores import FAISS
            from langchain_core.embeddings import FakeEmbeddings

        self._vectors = vectors
        self._index = FAISS.from_embeddings(
            [(piece.embedded, row.tolist()) for piece, row in zip(pieces, known, strict=True)],
            FakeEmbeddings(size=known.shape[1]),  # never asked: questions come as vectors
            metadatas=[{"place": place} for place in range(len(pieces))],
        )

    def search(self, question: str, most: int) -> Hits:
        """The best pieces for a question."""
        vector = self._vectors.of_question(question).tolist()
        found = self._index.similarity_search_with_score_by_vector(vector, k=most)
        return [(document.metadata["place"], -float(far)) for document, far in found]


class LlamaIndex:
    """LlamaIndex's vector index over its FAISS store, by inner product."""

    def __init__(self, pieces: Sequence[Piece], known: Floats, vectors: Vectors) -> None:
        """Index the pieces."""
        import faiss
        from llama_index.core import MockEmbedding, StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.vector_stores.faiss import FaissVectorStore

        self._vectors = vectors
        store: Any = FaissVectorStore(faiss_index=faiss.IndexFlatIP(known.shape[1]))
        self._index = VectorStoreIndex(
            [
                TextNode(text=piece.embedded, id_=str(place), embedding=row.tolist())
                for place, (piece, row) in enumerate(zip(pieces, known, strict=True))
            ],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=MockEmbedding(embed_dim=known.shape[1]),  # never asked
        )

    def search(self, question: str, most: int) -> Hits:
        """The best pieces for a question."""
        from llama_index.core.schema import QueryBundle

        vector = self._vectors.of_question(question).tolist()
        retriever = self._index.as_retriever(similarity_top_k=most)
        found = retriever.retrieve(QueryBundle(question, embedding=vector))
        return [(int(one.node.node_id), float(one.score or 0.0)) for one in found]


PEERS: dict[str, Callable[[Sequence[Piece], Floats, Vectors], Store]] = {
    "txtai, hybrid": Txtai,
    "LangChain, FAISS": LangChain,
    "LlamaIndex, FAISS": LlamaIndex,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Shares of questions, the areas under two curves (None: no such question)."""

    paragraph: float
    sentence1: float
    sentence3: float
    missing: float
    hard: float | None


def main() -> None:
    """Measure both English libraries."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    compare("XQuAD-en and CLAP NQ", [load_set("xquad/en"), load_set("clapnq")], embedder)
    compare("SQuAD 2.0", [load_set("squad2")], embedder)


def compare(name: str, sets: Sequence[EvalSet], embedder: Embedder) -> None:
    """Print one library's table, Footnote's line first."""
    outcomes = [one for one in ask(sets, embedder) if one.question.report]
    questions = [one.question for one in outcomes]
    chunks, sentences = _pieces(sets, embedder)
    print(
        f"\n{name}: {len(questions)} questions, {len(chunks)} chunks, {len(sentences)} sentences; "
        "same chunks, same model, same run"
    )
    print("                      paragraph@1  sentence@1  @3     AUC missing  AUC hard")
    _print("Footnote", _ours(outcomes))
    vectors = Vectors(embedder)
    by_chunk = vectors.of_texts([piece.embedded for piece in chunks])
    by_sentence = vectors.of_texts([piece.embedded for piece in sentences])
    for peer, store in PEERS.items():
        figures = _theirs(
            questions,
            sets,
            (chunks, store(chunks, by_chunk, vectors)),
            (sentences, store(sentences, by_sentence, vectors)),
        )
        _print(peer, figures)


def _pieces(sets: Sequence[EvalSet], embedder: Embedder) -> tuple[list[Piece], list[Piece]]:
    """The chunks and the sentences that the library makes of these articles."""
    chunks, sentences = [], []
    articles = [article for one in sets for article in one.articles]
    with public_library(articles, embedder) as (_, settings, _):
        catalog = Catalog(settings.catalog_path)
        ids = [int(one) for one in catalog.all_ids()]
        for stored in catalog.chunks(ids, ["public"]).values():
            name = stored.source.article_id.removesuffix(".md")
            chunks.append(Piece(name, f"{stored.context}\n{stored.text}", stored.text))
            for span in stored.sentences:
                text = stored.text[span.start - stored.start : span.end - stored.start]
                sentences.append(Piece(name, text, text))
        catalog.close()
    return list(dict.fromkeys(chunks)), list(dict.fromkeys(sentences))


def _ours(outcomes: Sequence[Outcome]) -> Figures:
    yes = [one for one in outcomes if one.question.answerable]
    here = [one.answer.confidence for one in yes]
    missing = [one.missing.confidence for one in yes if one.missing is not None]
    hard = [one.answer.confidence for one in outcomes if not one.question.answerable]
    first = [(one.question, one.answer.passages[:1]) for one in yes]
    return Figures(
        paragraph=_mean(
            any(
                passage.source.article_id in question.article_ids
                and holds_paragraph(passage.text, question)
                for passage in passages
            )
            for question, passages in first
        ),
        sentence1=_mean(any(one.alone[:1]) for one in yes),
        sentence3=_mean(any(one.alone[:3]) for one in yes),
        missing=_auc(here, missing),
        hard=_auc(here, hard) if hard else None,
    )


def _theirs(
    questions: Sequence[EvalQuestion],
    sets: Sequence[EvalSet],
    by_chunk: tuple[Sequence[Piece], Store],
    by_sentence: tuple[Sequence[Piece], Store],
) -> Figures:
    (chunks, passages), (sentences, lines) = by_chunk, by_sentence
    paragraph, first, three = [], [], []
    here, missing, hard = [], [], []
    for question in questions:
        found = passages.search(question.text, DEEP)
        if not question.answerable:
            hard.append(found[0][1])
            continue
        here.append(found[0][1])
        own = same_title(question, sets)
        missing.append(
            next((score for place, score in found if chunks[place].article_id not in own), -1.0)
        )
        best = chunks[found[0][0]]
        paragraph.append(
            best.article_id in question.article_ids and holds_paragraph(best.text, question)
        )
        held = [
            holds_answer(sentences[place].text, question)
            for place, _ in lines.search(question.text, 3)
        ]
        first.append(held[0])
        three.append(any(held))
    return Figures(
        paragraph=_mean(paragraph),
        sentence1=_mean(first),
        sentence3=_mean(three),
        missing=_auc(here, missing),
        hard=_auc(here, hard) if hard else None,
    )


def _mean(right: Iterable[bool]) -> float:
    return float(np.mean(list(right)))


def _auc(yes: Sequence[float], no: Sequence[float]) -> float:
    return float(roc_auc_score([1] * len(yes) + [0] * len(no), [*yes, *no]))


def _print(name: str, figures: Figures) -> None:
    hard = "  –" if figures.hard is None else f"{figures.hard:.3f}"
    print(
        f"  {name:18}  {figures.paragraph:.3f}        {figures.sentence1:.3f}       "
        f"{figures.sentence3:.3f}  {figures.missing:.3f}        {hard}"
    )


if __name__ == "__main__":
    main()
