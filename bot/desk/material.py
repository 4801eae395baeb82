"""Passages come in as they are found; verdicts on sentences that cite them go out. Blocks."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answer.check.check import check_written, prepare
from bot.answer.check.meaning import token_vectors
from bot.answer.check.reading import Reading
from bot.answer.check.verdict import Cited, Verdict
from bot.answer.dictated import dictated
from index.embed import Embedder
from index.in_hand import InHand
from index.library import Library
from index.types import Passage


class Material:
    """The passages that sentences may cite, as the check wants them, by number."""

    def __init__(self, library: Library, language: str, in_hand: InHand | None) -> None:
        """`language` is the answer's; of what is `in_hand`, passages may be taken as well."""
        self._library = library
        self._in_hand = in_hand
        self._embedder: Embedder | None = None
        self._language = language
        self._seen = 0
        self._offered: dict[int, Cited] = {}

    def take(self, passages: Sequence[Passage]) -> bool:
        """Take those that came since; whether there is any to check against. Blocks."""
        embedder = self._library.embedder
        self._embedder = self._embedder or embedder
        new, first = passages[self._seen :], self._seen + 1
        self._seen = len(passages)
        # Another one: the library was made anew by another model, whose vectors differ.
        if not new or embedder is not self._embedder:
            return bool(self._offered)
        stored = self._library.stored(
            [one.chunk_id for one in new],
            collections={one.source.collection for one in new},
            beside=self._in_hand,
        )
        for number, passage in enumerate(new, start=first):
            kept = stored.get(passage.chunk_id)
            # After the library was made anew, an id may name another article's passage.
            if kept is not None and kept.text == passage.text:
                vectors = token_vectors(kept.embedding, embedder.model.width)
                self._offered[number] = prepare(number, passage, vectors, kept.language)
        return bool(self._offered)

    def check(self, sentence: str) -> Verdict:
        """The verdict on a written sentence. Blocks."""
        assert self._embedder is not None
        verdict = check_written(sentence, self._offered, self._embedder, self._language)
        cited = [one for support in verdict.support for one in self._sentences(support.number)]
        reason = dictated(verdict.text, cited) if verdict.supported else None
        return verdict if reason is None else replace(verdict, supported=False, reasons=(reason,))

    def _sentences(self, number: int) -> Sequence[Reading]:
        return self._offered[number].sentences
