"""The optional cross-encoder: a real one, tiny, with random weights."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.build import build
from index.cross_encoder import SentenceTransformerReranker
from index.embed import SentenceTransformerEmbedder
from index.errors import ModelError
from index.library import Library
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.articles import write

SENTENCES = ("The mill grinds rye.", "The harbour is deep.", "Rye. " * 400)


def saved(folder: Path, labels: int) -> str:
    """A cross-encoder with random weights, in a folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    letters = [chr(code) for code in range(33, 127)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "rye", "mill", *letters]
    vocabulary = [*words, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("labels", [1, 2, 3])
def test_every_sentence_gets_a_share_in_its_order(tmp_path: Path, labels: int) -> None:
    reranker = SentenceTransformerReranker(saved(tmp_path, labels))

    scores = reranker.scores("What does the mill grind?", SENTENCES)

    assert len(scores) == len(SENTENCES)
    assert all(0 <= score <= 1 for score in scores)
    assert len(set(scores)) == len(SENTENCES), "each is read for itself"
    assert reranker.scores("What does the mill grind?", SENTENCES[:1]) == pytest.approx(
        scores[:1], abs=1e-5
    )


def test_of_no_sentences_there_are_no_scores(tmp_path: Path) -> None:
    assert SentenceTransformerReranker(saved(tmp_path, 1)).scores("What?", []) == []


@pytest.mark.parametrize("content", [{}, {"config.json": "{"}, {"config.json": "{}"}])
def test_what_is_no_cross_encoder_is_a_sentence_and_a_hint(
    tmp_path: Path, content: dict[str, str]
) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(ModelError) as told:
        SentenceTransformerReranker(str(tmp_path))

    assert "RERANKER_MODEL" in told.value.hint


class Fond:
    """A reranker that wants one word; `asked` has what it was given."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[Sequence[str]] = []

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """1 for each sentence with the word."""
        self.asked.append(sentences)
        return [float(self.word in sentence) for sentence in sentences]


def test_it_changes_which_sentence_comes_first(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    write(
        settings.corpus_dir,
        "mill",
        "The mill opened in 1912. The mill was first built of wood. A miller named Ann ran it. "
        "Rye came by boat. Wheat came by rail. Oats came by cart. Barley came later. "
        "Flour was sold in town. Bread was baked next door. The mill closed in 1950.",
    )
    build(settings, embedder)
    plain = Library(settings, embedder)
    before = plain.search("When did the mill open?", collections=[PUBLIC])
    plain.close()
    assert before.sentences[0].text == "The mill opened in 1912."
    wanted = before.sentences[3].text
    fond = Fond(wanted)

    library = Library(settings, embedder, reranker=fond)
    after = library.search("When did the mill open?", collections=[PUBLIC])
    library.close()

    moved = [one.text for one in after.sentences].index(wanted)
    assert moved < 3, "a sentence that the cross-encoder prefers rises"
    assert len(fond.asked[0]) == 8
    assert sorted(one.text for one in after.sentences) == sorted(
        one.text for one in before.sentences
    )
    assert "cross-encoder" in after.milliseconds
