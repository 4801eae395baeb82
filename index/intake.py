"""Articles come in; cut, embedded and kept in the catalog they go out: what every writer shares."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.chunk import RULES, chunk
from index.database import disk_error
from index.embed import Embedder
from index.errors import BusyLibraryError
from index.resemblance import Signature, shingles, sign
from index.settings import IndexSettings
from index.types import Article, Chunk

GROUP = 1024
"""Chunks that are cut before they are embedded: enough for batches of like length."""

_KEPT = 256
"""Embeddings that are kept at once: what a kill can cost, some seconds of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An article that is cut and waits for its chunks to be embedded.

    `digest` names its content; `origin` is where it came from, `None` to keep what is known;
    `signature` says what it resembles.
    """

    article: Article
    digest: bytes
    chunks: tuple[tuple[Chunk, bytes], ...]
    is_new: bool
    origin: str | None = None
    signature: Signature


@contextmanager
def alone(settings: IndexSettings, *, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the library's build lock, which the system lets go of when this process dies.

    Raises:
        BusyLibraryError: somebody else still holds it after `wait_seconds`.
        DiskError: the lock cannot be made.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.build_lock_path)
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise BusyLibraryError(
            f"Another build of {settings.data_dir} is running.", "Wait for it to end."
        ) from None
    except OSError as error:
        raise disk_error(settings.data_dir, error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()


def cut(
    article: Article,
    embedder: Embedder,
    *,
    digest: bytes,
    is_new: bool,
    origin: str | None = None,
) -> Pending:
    """An article with its chunks, as this embedder's model can read them."""
    chunks = chunk(article, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
    return Pending(
        article=article,
        digest=digest,
        chunks=tuple((one, _text_digest(one)) for one in chunks),
        is_new=is_new,
        origin=origin,
        signature=sign(shingles(article)),
    )


def embed(
    group: Sequence[Pending],
    catalog: Catalog,
    embedder: Embedder,
    each: Callable[[], None] = lambda: None,
) -> float:
    """Embed the texts that this model has not embedded before, and keep them; the seconds it took.

    `each` is called after every text.
    """
    model = embedder.model.digest
    texts = {digest: one for pending in group for one, digest in pending.chunks}
    known = catalog.known_embeddings(model, list(texts))
    fresh = [(digest, one) for digest, one in texts.items() if digest not in known]
    seconds = 0.0
    for start in range(0, len(fresh), GROUP):
        part = fresh[start : start + GROUP]
        began = time.perf_counter()
        made = {}
        for place, embedding in embedder.embed([(one.context, one.text) for _, one in part]):
            made[part[place][0]] = embedding
            each()
            if len(made) == _KEPT:
                catalog.put_embeddings(model, made)
                made = {}
        catalog.put_embeddings(model, made)
        seconds += time.perf_counter() - began
    return seconds


def claim(catalog: Catalog, embedder: Embedder) -> None:
    """Make an empty library this model's, which its first article is committed with."""
    if catalog.identity() is None:
        identify(catalog, embedder)


def identify(catalog: Catalog, embedder: Embedder) -> None:
    """Make a library this model's, whoever's it was: every article is to be committed anew."""
    model = embedder.model
    catalog.set_identity(
        model_name=model.name, model_digest=model.digest, width=model.width, rules=RULES
    )


def commit(pending: Pending, catalog: Catalog, embedder: Embedder) -> None:
    """Put an article whose chunks are embedded into the catalog, at once."""
    catalog.put_article(
        pending.article,
        digest=pending.digest,
        chunks=pending.chunks,
        model=embedder.model.digest,
        origin=pending.origin,
        signature=pending.signature,
    )


def _text_digest(one: Chunk) -> bytes:
    """Names an embedded text: where the context ends matters too, since its tokens are dropped."""
    return hashlib.sha256(f"{len(one.context)}\n{one.embedded_text}".encode()).digest()
