"""An open library comes in, what its model can be trusted with in each language goes out.

Nobody has measured most pairs of a model and a language, so a build measures for itself: it makes
questions of the library's own sentences, asks each with its article and without, and looks at how
the two differ. `docs/decisions/0009-calibration.md` says how far such questions can be believed.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.caches import Caches
from index.catalog import Catalog
from index.confidence import FALSE_ANSWERS, Calibration, Found, Weights, default
from index.embed import Embedder
from index.search import search
from index.stored import StoredChunk
from index.terms import grams, terms
from index.types import Caution, Findings, Signals

QUESTIONS = 200
"""Questions made for a language: more change what is found by less than its noise."""

LEAST = 100
"""Sentences that a language needs to be calibrated: fewer say nothing."""

_LONG_WORD = 15  # characters; with longer ones, a text is taken to be without spaces
_STRETCH = 6  # characters of a script without spaces, about what three words are
_SHORT = 3  # characters
_TERMS = 6  # a sentence with fewer makes no question
_KEPT = 0.4
"""The share of a sentence's words that a question made of it keeps."""
_MOST = 5
"""Nor does it keep more of them: people ask in a line, however long the sentence."""
_FOREIGN = 0.5
"""Of a made question's words, the share that comes from elsewhere, as the words of a person do."""

# How a model that knows a language does on such questions, against words alone, and what follows.
_AS_ENGLISH = 0.45
_CLOSENESS_POWER = 3
_LEAST_DENSE = 0.1
_TOO_MANY = 0.4
"""Where more of the answerable questions than this are refused, what was fitted is not used."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A question made of a sentence, the chunk that holds it, and the chunks of its article."""

    text: str
    chunk_id: int
    article: frozenset[int]
    collection: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A made question's two searches: with its article and without."""

    here: Findings
    missing: Findings
    shown: bool
    """Whether the first sentence found is of the chunk that the question was made from."""


def calibrate(
    language: str,
    *,
    catalog: Catalog,
    caches: Caches,
    embedder: Embedder,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Calibration | None:
    """What a library's own sentences say of its model in a language; nothing if they are too few.

    `found` is empty where they tell what to trust the cosine with, but nothing more. `progress` is
    told how many of how many questions were asked.
    """
    made = _questions(language, catalog)
    if len(made) < LEAST:
        return None
    dense, keywords = _found_first(made, caches, embedder)
    known = min(dense / max(keywords, 0.01) / _AS_ENGLISH, 1.0)
    base = replace(
        default(embedder.model.digest, language),
        dense_share=round(max(known, _LEAST_DENSE), 2),
        closeness_share=round(known**_CLOSENESS_POWER, 2),
    )
    caches.trust(language, base)
    asked = []
    for number, one in enumerate(made, start=1):
        asked.append(_ask(one, catalog, caches, embedder))
        progress(number, len(made))
    # Without its article, a library of a single one has nothing to be mistaken for an answer; and
    # from articles that all say the same, no question finds its own.
    mistakable = sum(bool(one.missing.sentences) for one in asked)
    if mistakable < LEAST or sum(one.shown for one in asked) < LEAST // 2:
        return base
    fitted, found = _fitted(base, asked)
    # Where made questions with and without their article look alike, they prove nothing.
    if found.refused_with_article > _TOO_MANY * found.questions:
        return base
    return replace(fitted, found=found)


def _questions(language: str, catalog: Catalog) -> list[_Made]:
    """Questions made of sentences taken at random, the same ones whenever the library is."""
    chance = random.Random(language)  # noqa: S311 - a sample, no secret
    ids = catalog.chunk_ids(language)
    chance.shuffle(ids)
    pool: list[tuple[str, StoredChunk]] = []
    for start in range(0, len(ids), QUESTIONS):
        stored = catalog.chunks(ids[start : start + QUESTIONS], catalog.collections())
        for chunk_id in ids[start : start + QUESTIONS]:
            pool.extend((text, stored[chunk_id]) for text in _sentences(stored[chunk_id]))
        if len(pool) >= QUESTIONS:
            break
    made = []
    everywhere = [text for text, _ in pool]
    for text, chunk in chance.sample(pool, min(QUESTIONS, len(pool))):
        question = _mixed(text, everywhere, chance)
        article = catalog.chunks_of_article(chunk.source.article_id, chunk.source.collection)
        made.append(_Made(question, chunk.chunk_id, article, chunk.source.collection))
    return made


def _sentences(chunk: StoredChunk) -> list[str]:
    texts = [chunk.text[one.start - chunk.start : one.end - chunk.start] for one in chunk.sentences]
    return [text for text in texts if len(set(terms(text, chunk.language))) >= _TERMS]


def _mixed(text: str, everywhere: Sequence[str], chance: random.Random) -> str:
    """Some words of a sentence in their order, and others, each from another place."""
    spaced = text.count(" ") * _LONG_WORD >= len(text)
    own = _pieces(text, spaced)
    # Short words are the same in every sentence; nobody asks with them alone.
    telling = [place for place, piece in enumerate(own) if len(piece) > _SHORT] or [0]
    most = min(max(round(_KEPT * len(own)), 1), _MOST if spaced else _MOST // 2)
    places = chance.sample(telling, min(most, len(telling)))
    kept = [own[place] for place in sorted(places)]
    wanted = round(len(kept) * _FOREIGN / (1 - _FOREIGN))
    others = [chance.choice(_pieces(chance.choice(everywhere), spaced)) for _ in range(wanted)]
    return (" " if spaced else "").join((*kept, *others))


def _pieces(text: str, spaced: bool) -> list[str]:
    """The words of a text; in scripts without spaces, short stretches, which hold whole words."""
    if spaced:
        return text.split()
    return [text[start : start + _STRETCH] for start in range(0, len(text), _STRETCH)]


def _found_first(made: Sequence[_Made], caches: Caches, embedder: Embedder) -> tuple[float, float]:
    """How often the right chunk comes first by meaning alone, and by words alone."""
    dense = keywords = 0
    for one in made:
        names = {one.collection}
        vector = embedder.embed_question(one.text).vector
        by_meaning = caches.vectors.search(vector, collections=names, limit=1)
        dense += bool(by_meaning) and by_meaning[0].chunk_id == one.chunk_id
        words = sorted({term for name in caches.languages for term in terms(one.text, name)})
        by_words = caches.keywords.search(words, grams(one.text), collections=names, limit=1)
        keywords += bool(by_words) and by_words[0].chunk_id == one.chunk_id
    return dense / len(made), keywords / len(made)


def _ask(one: _Made, catalog: Catalog, caches: Caches, embedder: Embedder) -> _Asked:
    def look(without: frozenset[int]) -> Findings:
        return search(
            one.text,
            collections=[one.collection],
            catalog=catalog,
            caches=caches,
            embedder=embedder,
            without=without,
        )

    here = look(frozenset())
    shown = any(found.chunk_id == one.chunk_id for found in here.sentences[:1])
    return _Asked(here=here, missing=look(one.article), shown=shown)


def _fitted(base: Calibration, asked: Sequence[_Asked]) -> tuple[Calibration, Found]:
    """The logistic functions and thresholds, and what they refuse of the very questions asked."""
    signals = [one.here.signals for one in asked] + [one.missing.signals for one in asked]
    weights = fit(signals, [one.shown for one in asked] + [False] * len(asked))
    missing = [weights.probability(one.missing.signals) for one in asked]
    here = [weights.probability(one.here.signals) for one in asked]
    limits = thresholds(missing)
    found = Found(
        questions=len(asked),
        refused_without_article=sum(one < limits["normal"] for one in missing),
        refused_with_article=sum(one < limits["normal"] for one in here),
    )
    return replace(base, weights=weights, subject=weights, thresholds=limits), found


def fit(signals: Sequence[Signals], answered: Sequence[bool]) -> Weights:
    """The logistic function that tells searches that held the answer from those that didn't.

    Source: logistic regression with a light L2 penalty on standardised signals, scikit-learn's.
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.array([_row(one) for one in signals])
    spread = rows.std(axis=0)
    spread[spread < 1e-6] = 1.0  # a signal that never changes gets no weight
    middle = rows.mean(axis=0)
    model = LogisticRegression(C=1.0, max_iter=2000).fit((rows - middle) / spread, answered)
    weights = model.coef_[0] / spread
    named = dict(zip(_NAMES, (round(float(one), 4) for one in weights), strict=True))
    intercept = float(model.intercept_[0] - weights @ middle)
    return Weights(intercept=round(intercept, 4), **named)


def rescaled(weights: Weights, signals: Sequence[Signals], shown: Sequence[bool]) -> Weights:
    """The same order of searches, with probabilities that fit how often the answer was shown.

    Source: J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999: a logistic function
    over the log-odds, which is again one over the signals.
    """
    from sklearn.linear_model import LogisticRegression

    odds = np.array([weights.log_odds(one) for one in signals])
    model = LogisticRegression(C=1e6, max_iter=2000).fit(odds[:, None], shown)
    slope, shift = float(model.coef_[0][0]), float(model.intercept_[0])
    scaled = {name: round(slope * getattr(weights, name), 4) for name in _NAMES}
    return Weights(intercept=round(slope * weights.intercept + shift, 4), **scaled)


def thresholds(missing: Sequence[float]) -> Mapping[Caution, float]:
    """For each caution, the confidence that its share of unanswerable questions reaches."""
    return {
        caution: round(float(np.quantile(missing, 1 - share)), 4)
        for caution, share in FALSE_ANSWERS.items()
    }


_NAMES = ("closeness", "weakest", "coverage", "matched", "dense", "misfit")


def _row(signals: Signals) -> list[float]:
    return [float(getattr(signals, name)) for name in _NAMES]
