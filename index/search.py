"""A question comes in, `Findings` go out: vectors ∥ keywords → fuse → rerank → passages."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.clock import Clock
from index.confidence import Calibration
from index.cross_encoder import Reranker
from index.embed import Embedder, QuestionEmbedding
from index.fuse import fuse
from index.kind import Kind, answering_words, asked_kind, asked_years, misfits, other_years
from index.language import detect
from index.lean import leaning_in, leant_on
from index.prose import is_prose
from index.quantise import unpack
from index.recency import bonuses, is_within
from index.rerank import late_interaction
from index.searchable import Indexes, Texts
from index.stored import StoredChunk
from index.terms import content, grams, terms
from index.types import Findings, Hit, Passage, RankedSentence, Scores, Signals, Span, When
from index.when import without_words

CANDIDATES = 50
"""Hits taken from each of the two searches."""

PASSAGES = 5
"""Passages returned, and their sentences compared with the question, where nobody asks for more."""

# How a sentence's score is made; `docs/decisions/0003-ranking.md` has the figures behind them.
_CLOSENESS_WEIGHT = 12.0
_CONTEXT_WEIGHT = 4.0
_COVERAGE_WEIGHT = 0.5
_COVERAGE_INSTEAD = 0.5  # more of it where the model's closeness is not trusted
READ_AGAIN = 8  # sentences that a cross-encoder reads
_RERANKER_WEIGHT = 1.0
_OTHER_YEAR = 1.0  # what a sentence loses that names other years than the question
_MOST_WITHOUT = 2_000  # chunks left out that are made up for by looking further
_REPEATED = 0.8  # share of the question's words, by rarity, from which a title repeats it
_MOST_NAMED = 5_000  # chunks that a keyword query names one by one
_SPREAD = 2  # how far more is looked for than would do if what is wanted lay evenly among all
_WIDE = 2_000, 20_000  # hits that are then looked through, at least and at most
_MORE = 5  # passages read beyond the best, for what is newer or of that time among them
_FIRST = 3  # sentences, as many as an answer has
_SAME = 0.9  # share of common terms from which two passages say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    """A question as the two searches read it.

    `content` has the question's terms in each of the library's languages, without its function
    words; `rarity` how rare any of its terms is, and `rarest` how rare a term can be.
    """

    text: str
    language: str
    kind: Kind | None
    years: Sequence[Span]
    embedded: QuestionEmbedding
    content: Mapping[str, frozenset[str]]
    rarity: Mapping[str, float]
    rarest: float
    calibration: Calibration

    def matched(self, words: Iterable[str], language: str) -> tuple[float, float]:
        """How much of the question some words hold, by rarity: as a share, and in all."""
        # As an article of that language would have them.
        asked = self.content.get(language, self.content[self.language])
        total = sum(self.rarity[term] for term in asked)
        if not total:
            return 0.0, 0.0
        found = sum(self.rarity[term] for term in asked.intersection(words))
        return found / total, found / self.rarest


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sentence with its score, and the signals that would be reported if it came first."""

    sentence: RankedSentence
    signals: Signals


def search(
    question: str,
    *,
    collections: Iterable[str],
    catalog: Texts,
    caches: Indexes,
    embedder: Embedder,
    reranker: Reranker | None = None,
    without: Collection[int] = (),
    when: When | None = None,
    limit: int = PASSAGES,
) -> Findings:
    """Find the passages and sentences of these collections that are closest to a question.

    Naming no collection finds nothing. Passages come in the order of their fused score, without
    near-duplicates; sentences in the order of how well they answer. A `reranker` reads the best of
    these once more. The chunks in `without` are left out, as if they were not in the library:
    so many more are looked for that they crowd out no others.

    Where `when` filters, articles that were not published then are left out, as undated ones are,
    and the words that name the days are not looked for. Otherwise it prefers articles among those
    that fit as well (see `index.recency`); neither the confidence nor what is undated suffers.
    """
    allowed = frozenset(collections)
    clock = Clock()
    among: list[int] | None = None
    preferred = False
    if when is not None and when.filters:
        question = without_words(question, when) or question
        with clock.stage("published"):
            among = catalog.listing.published_within(when.since, when.until, allowed)
    with clock.stage("embed"):
        query = _read_question(question, caches, embedder)
    dense, keywords, fused = _find(query, caches, allowed, without, among, clock)
    wish = None if when is None or (when.filters and not when.newest) else when
    with clock.stage("read"):
        chosen = _read(fused, catalog, allowed, limit if wish is None else limit + _MORE)
        if wish is not None:
            chosen = [*chosen[:limit], *_helped(chosen[:limit], chosen[limit:], wish)]
    with clock.stage("rerank"):
        passages, scored = _rank(chosen, query, dict(dense), dict(keywords), dict(fused))
    if reranker is not None:
        with clock.stage("cross-encoder"):
            scored = _read_again(question, scored, reranker)
    signals = scored[0].signals if scored else Signals()
    if wish is not None:
        passages, scored, preferred = _in_time(passages, scored, wish, limit)
    return Findings(
        passages=tuple(passages),
        sentences=tuple(_with_bold(query, one.sentence) for one in scored),
        signals=signals,
        language=query.language,
        confidence=query.calibration.confidence(signals) if scored else 0.0,
        thresholds=query.calibration.thresholds,
        on_subject=bool(scored) and query.calibration.on_subject(signals),
        when=when if preferred or among is not None else None,
        milliseconds=clock.milliseconds,
        vector=query.embedded.vector.astype(np.float16),
    )


def _read_question(question: str, caches: Indexes, embedder: Embedder) -> _Query:
    known = [name for name in caches.languages if name]
    language = detect(question, known) if known else ""
    languages = {*caches.languages, language}
    # The languages' terms are looked for side by side: an article has those of its own language.
    asked = {name: content(question, name) for name in languages}
    every = {term for name in languages for term in terms(question, name)}.union(*asked.values())
    return _Query(
        text=question,
        language=language,
        kind=asked_kind(question),
        years=asked_years(question),
        embedded=embedder.embed_question(question),
        content=asked,
        rarity=caches.keywords.rarity(every),
        rarest=caches.keywords.most_rarity,
        calibration=caches.calibration(language),
    )


def _find(
    query: _Query,
    caches: Indexes,
    allowed: frozenset[str],
    without: Collection[int],
    among: list[int] | None,
    clock: Clock,
) -> tuple[list[Hit], list[Hit], list[Hit]]:
    """What the two searches find, each by its own score, and both fused."""
    wanted = CANDIDATES + min(len(without), _MOST_WITHOUT)
    vector = query.embedded.vector
    with clock.stage("dense"):
        near = caches.vectors.search(vector, collections=allowed, limit=wanted, among=among)
        dense = _others(near, without)
    with clock.stage("keywords"):
        keywords = _others(_by_words(query, caches, allowed, wanted, among), without)
    with clock.stage("fuse"):
        found = {hit.chunk_id for hit in dense}
        dense += caches.vectors.cosines(
            vector, [hit.chunk_id for hit in keywords if hit.chunk_id not in found]
        )
        fused = fuse(dense, keywords, dense_share=query.calibration.dense_share)
    return dense, keywords, fused


def _by_words(
    query: _Query, caches: Indexes, allowed: frozenset[str], wanted: int, among: list[int] | None
) -> list[Hit]:
    """What the keyword index finds; `among` too many chunks to name, more is looked for instead."""
    words, letters = sorted(query.rarity), grams(query.text)
    if among is None or len(among) <= _MOST_NAMED:
        return caches.keywords.search(
            words, letters, collections=allowed, limit=wanted, among=among
        )
    inside = frozenset(among)
    wanted = int(np.clip(_SPREAD * wanted * len(caches.keywords) // len(inside), *_WIDE))
    found = caches.keywords.search(words, letters, collections=allowed, limit=wanted)
    return [hit for hit in found if hit.chunk_id in inside]


def _others(hits: Iterable[Hit], without: Collection[int]) -> list[Hit]:
    return [hit for hit in hits if hit.chunk_id not in without][:CANDIDATES]


def _read(
    fused: Sequence[Hit], catalog: Texts, allowed: frozenset[str], most: int
) -> list[StoredChunk]:
    """The best chunks from the catalog, without those that say the same as a better one."""
    chosen: list[tuple[StoredChunk, frozenset[str]]] = []
    # Some of the hits may be gone from the catalog or be doubles, so a few more are read at once.
    step = max(2 * most, 1)
    for start in range(0, len(fused), step):
        ids = [hit.chunk_id for hit in fused[start : start + 2 * most]]
        stored = catalog.chunks(ids, allowed)
        for chunk in (stored[chunk_id] for chunk_id in ids if chunk_id in stored):
            words = frozenset(terms(chunk.text, chunk.language))
            if len(chosen) >= most:
                return [one for one, _ in chosen]
            if not any(_alike(words, others) for _, others in chosen):
                chosen.append((chunk, words))
    return [one for one, _ in chosen]


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether the Jaccard similarity of two sets of terms shows a near-duplicate.

    Another figure in the same words is no duplicate, but what somebody asks for.
    """
    if len(some & others) < _SAME * max(len(some | others), 1):
        return False
    return not any(any(map(str.isdigit, term)) for term in some ^ others)


def _rank(
    chunks: Sequence[StoredChunk],
    query: _Query,
    dense: Mapping[int, float],
    keywords: Mapping[int, float],
    fused: Mapping[int, float],
) -> tuple[list[Passage], list[_Scored]]:
    passages: list[Passage] = []
    scored: list[_Scored] = []
    for chunk in chunks:
        base = Scores(
            dense=dense.get(chunk.chunk_id, 0.0),
            keywords=keywords.get(chunk.chunk_id, 0.0),
            fused=fused[chunk.chunk_id],
            reranked=0.0,
        )
        mine = _sentences(chunk, base, query)
        scored.extend(mine)
        best = max((one.sentence.score for one in mine), default=0.0)
        passages.append(_passage(chunk, replace(base, reranked=best)))
    scored.sort(key=lambda one: (-one.sentence.score, one.sentence.chunk_id, one.sentence.span))
    return passages, scored


def _helped(
    best: Sequence[StoredChunk], rest: Sequence[StoredChunk], when: When
) -> list[StoredChunk]:
    """Those of the rest that the question's time may put before the best: no others are read."""
    newest = max((one.source.published or "" for one in best), default="")
    dated = [(one, one.source.published) for one in rest if one.source.published]
    if when.newest:
        return [one for one, published in dated if published > newest]
    return [one for one, published in dated if is_within(published, when)]


def _in_time(
    passages: list[Passage], scored: list[_Scored], when: When, limit: int
) -> tuple[list[Passage], list[_Scored], bool]:
    """The sentences in the order that the question's time prefers, and whether it changed it.

    Of the passages as many stay as were asked for, those of the first sentences among them.
    """
    published = {one.chunk_id: one.source.published for one in passages}
    added = bonuses(
        [one.sentence.score for one in scored],
        [published[one.sentence.chunk_id] for one in scored],
        when,
    )
    order = sorted(range(len(scored)), key=lambda n: -(scored[n].sentence.score + added[n]))
    preferred = [scored[n] for n in order]
    needed = {one.sentence.chunk_id for one in preferred[:_FIRST]}
    kept = [one for one in passages if one.chunk_id in needed][:limit]
    kept += [one for one in passages if one.chunk_id not in needed][: limit - len(kept)]
    ids = {one.chunk_id for one in kept}
    kept.sort(key=lambda one: -one.scores.fused)
    changed = order[:_FIRST] != list(range(len(order[:_FIRST])))
    return kept, [one for one in preferred if one.sentence.chunk_id in ids], changed


def _sentences(chunk: StoredChunk, scores: Scores, query: _Query) -> list[_Scored]:
    """Score each sentence: how close its tokens are, its passage's rank, the words it shares."""
    texts = [chunk.text[one.start - chunk.start : one.end - chunk.start] for one in chunk.sentences]
    leaning = leaning_in(chunk.text, chunk.start, chunk.sentences, chunk.language)
    close = late_interaction(
        query.embedded.tokens,
        unpack(chunk.embedding.tokens, query.embedded.tokens.shape[1]),
        chunk.embedding.token_ends,
        chunk.sentences,
        chunk.start,
        leaning,
    )
    words = terms(chunk.text, chunk.language)
    covered, matched = query.matched(
        (*terms(chunk.context, chunk.language), *words), chunk.language
    )
    # A title that repeats the question is no reason to believe a text that says nothing of it.
    only_in_title = covered >= _REPEATED and query.matched(words, chunk.language)[0] == 0
    fused = 0.0 if only_in_title else scores.fused
    trust = query.calibration.closeness_share
    scored = []
    for number, (span, text, closeness) in enumerate(
        zip(chunk.sentences, texts, close, strict=True)
    ):
        if not is_prose(text):
            continue
        shared, _ = query.matched(terms(text, chunk.language), chunk.language)
        elsewhen = other_years(query.years, text)
        score = (
            trust * (_CLOSENESS_WEIGHT * closeness.mean + _CONTEXT_WEIGHT * closeness.in_context)
            + fused
            + (_COVERAGE_WEIGHT + _COVERAGE_INSTEAD * (1 - trust)) * shared
            - _OTHER_YEAR * elsewhen
        )
        sentence = RankedSentence(
            chunk_id=chunk.chunk_id,
            span=span,
            text=text,
            score=score,
            leans_on=leant_on(chunk.sentences, leaning, number),
        )
        signals = Signals(
            closeness=closeness.mean,
            weakest=closeness.weakest,
            coverage=covered,
            matched=math.log1p(matched),
            dense=scores.dense,
            misfit=misfits(query.kind, text),
            other_year=elsewhen,
        )
        scored.append(_Scored(sentence, signals))
    return scored


def _with_bold(query: _Query, sentence: RankedSentence) -> RankedSentence:
    """The sentence with the words that answer, as spans of the article."""
    words = answering_words(query.text, query.kind, sentence.text)
    start = sentence.span.start
    return replace(sentence, bold=tuple(Span(start + one.start, start + one.end) for one in words))


def _read_again(question: str, scored: list[_Scored], reranker: Reranker) -> list[_Scored]:
    """The best sentences in the order of their score and the reranker's together."""
    best, rest = scored[:READ_AGAIN], scored[READ_AGAIN:]
    verdicts = reranker.scores(question, [one.sentence.text for one in best])
    mixed = [
        replace(
            one,
            sentence=replace(one.sentence, score=one.sentence.score + _RERANKER_WEIGHT * verdict),
        )
        for one, verdict in zip(best, verdicts, strict=True)
    ]
    return sorted([*mixed, *rest], key=lambda one: -one.sentence.score)


def _passage(chunk: StoredChunk, scores: Scores) -> Passage:
    return Passage(
        chunk_id=chunk.chunk_id,
        source=chunk.source,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        heading=chunk.heading,
        sentences=chunk.sentences,
        scores=scores,
        marks=chunk.marks,
    )


def read_passages(
    ids: Sequence[int], *, collections: Iterable[str], catalog: Texts
) -> list[Passage]:
    """Passages by id, in that order, of these collections; those that are gone are left out."""
    stored = catalog.chunks(ids, collections)
    unscored = Scores(dense=0.0, keywords=0.0, fused=0.0, reranked=0.0)
    return [_passage(stored[chunk_id], unscored) for chunk_id in ids if chunk_id in stored]
