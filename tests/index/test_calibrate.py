"""A library measures for itself how far to trust a model in a language that nobody measured."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.build import Progress, build
from index.calibrate import LEAST, fit, rescaled, thresholds
from index.catalog import Catalog
from index.confidence import FALSE_ANSWERS, default
from index.embed import Embedder, QuestionEmbedding, SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from index.types import PUBLIC, Embedding, Signals
from tests.index.articles import write
from tests.index.tiny import TinyEmbedder

NOUNS = (
    "moulin pain barque lettre clef panier pomme montre église marché vallée lac pont rivière "
    "forêt cheval chien chat oiseau poisson farine beurre fromage vin huile sel poivre sucre miel "
    "lait maison porte fenêtre toit cave jardin mur grange puits chemin route place école mairie "
    "gare train bateau charrette roue corde marteau clou planche scie couteau fourchette assiette "
    "verre chapeau manteau chemise soulier bouton aiguille laine coton soie cuir papier encre "
    "plume livre"
)


def write_french(folder: Path, articles: int, seed: int = 1) -> None:
    """Articles of French sentences, hardly two of which name the same things."""
    chance = random.Random(seed)
    for number in range(articles):
        lines = [
            "Dans le village, on disait que {} et {} étaient près de {}, que {} cachait {}, et que "
            "{} ne valait pas {} sans {}.".format(*(_thing(chance) for _ in range(8)))
            for _ in range(10)
        ]
        write(folder, f"histoire-{seed}-{number:03}", "\n\n".join(lines))


def _thing(chance: random.Random) -> str:
    return f"{chance.choice(NOUNS.split())}{chance.choice('abcdefghijklmnopqrstuvwxyz')}"


class Blind(TinyEmbedder):
    """A model that sees no difference between any two texts."""

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        """The same vector for every text."""
        for place, one in super().embed(texts):
            same = np.full_like(one.vector, 0.25)
            yield place, Embedding(vector=same, tokens=one.tokens, token_ends=one.token_ends)

    def embed_question(self, question: str) -> QuestionEmbedding:
        """The same vector for every question."""
        made = super().embed_question(question)
        return QuestionEmbedding(vector=np.full_like(made.vector, 0.25), tokens=made.tokens)


def test_a_build_calibrates_what_nobody_measured_and_says_what_it_found(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    write_french(settings.corpus_dir, 30)
    seen: list[Progress] = []

    receipt = build(settings, tiny, progress=seen.append)

    found = receipt.calibrated["fr"]
    assert found.questions >= LEAST
    assert found.refused_without_article >= 0.9 * found.questions
    assert found.refused_with_article <= 0.3 * found.questions
    asked = [one for one in seen if one.calibrating == "fr"]
    assert [one.questions_done for one in asked] == list(range(1, found.questions + 1))

    library = Library(settings, tiny)
    limits = library.search("le boulanger", collections=[PUBLIC]).thresholds
    assert limits != default(tiny.model.digest, "fr").thresholds
    library.close()


def test_it_is_done_again_only_when_the_library_has_outgrown_it(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    write_french(settings.corpus_dir, 30)
    assert "fr" in build(settings, tiny).calibrated
    write_french(settings.corpus_dir, 3, seed=2)
    assert build(settings, tiny).calibrated == {}

    write_french(settings.corpus_dir, 40, seed=3)

    assert "fr" in build(settings, tiny).calibrated


def test_another_model_is_calibrated_for_itself(settings: IndexSettings) -> None:
    write_french(settings.corpus_dir, 30)
    build(settings, TinyEmbedder(name="one"))
    two = TinyEmbedder(name="two")

    assert "fr" in build(settings, two, rebuild=True).calibrated

    catalog = Catalog(settings.catalog_path)
    assert catalog.calibrations()["model"] == two.model.digest
    catalog.close()


def test_a_model_that_sees_no_difference_is_not_trusted(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    shares = []
    write_french(settings.corpus_dir, 30)
    models: tuple[Embedder, ...] = (embedder, Blind(name="blind"))
    for number, model in enumerate(models):
        place = IndexSettings(corpus_dir=settings.corpus_dir, data_dir=tmp_path / f"var-{number}")
        receipt = build(place, model)
        assert number == 0 or receipt.little_known == ["fr"]
        catalog = Catalog(place.catalog_path)
        shares.append(catalog.calibrations()["languages"]["fr"])
        catalog.close()

    seeing, blind = shares
    assert blind["dense_share"] <= 0.1 < seeing["dense_share"]
    assert blind["closeness_share"] < 0.01 < seeing["closeness_share"]


def test_a_few_sentences_prove_nothing(settings: IndexSettings, tiny: TinyEmbedder) -> None:
    write_french(settings.corpus_dir, 3)

    assert build(settings, tiny).calibrated == {}


def test_a_single_article_proves_nothing_about_missing_ones(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    write_french(settings.corpus_dir, 30)
    texts = []
    for path in settings.corpus_dir.glob("*.md"):
        texts.append(path.read_text(encoding="utf-8"))
        path.unlink()
    write(settings.corpus_dir, "recueil", "\n\n".join(texts))

    assert build(settings, tiny).calibrated == {}

    library = Library(settings, tiny)
    limits = library.search("le moulin", collections=[PUBLIC]).thresholds
    assert limits == default(tiny.model.digest, "fr").thresholds
    library.close()


def test_articles_that_all_say_the_same_prove_nothing(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    for number in range(40):
        lines = ["Dans le village, on disait que le moulin était près du pont."] * 5
        write(settings.corpus_dir, f"copie-{number}", "\n\n".join(lines))

    assert build(settings, tiny).calibrated == {}


LIKELY = [Signals(closeness=0.6 + n / 1000, coverage=0.8) for n in range(50)]
UNLIKELY = [Signals(closeness=0.3 + n / 1000, coverage=0.2) for n in range(50)]


def test_what_was_answered_gets_a_higher_probability() -> None:
    weights = fit([*LIKELY, *UNLIKELY], [True] * 50 + [False] * 50)

    assert min(map(weights.probability, LIKELY)) > 0.5 > max(map(weights.probability, UNLIKELY))
    assert weights.weakest == weights.dense == weights.misfit == 0, (
        "what never changes says nothing"
    )


def test_rescaling_keeps_the_order_and_fits_what_was_shown() -> None:
    signals = [*LIKELY, *UNLIKELY]
    weights = fit(signals, [True] * 50 + [False] * 50)
    shown = [number % 5 != 0 for number in range(50)] + [False] * 50

    scaled = rescaled(weights, signals, shown)

    mixed = sorted(signals, key=weights.probability)
    assert sorted(signals, key=scaled.probability) == mixed
    mean = sum(map(scaled.probability, signals)) / len(signals)
    assert mean == pytest.approx(sum(shown) / len(shown), abs=0.02)


def test_each_caution_lets_through_its_share() -> None:
    limits = thresholds([number / 1000 for number in range(1000)])

    for caution, share in FALSE_ANSWERS.items():
        assert 1 - limits[caution] == pytest.approx(share, abs=0.002)
