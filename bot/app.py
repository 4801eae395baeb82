"""The composition root: settings come in, a desk with everything behind it goes out.

The only place that names concrete classes, so the only one to change for another embedder.
"""

from collections.abc import Callable

from bot.desk import Desk
from bot.offload import Offload
from bot.settings import Settings
from index.build import Progress as BuildProgress
from index.build import Receipt, build
from index.embed import SentenceTransformerEmbedder, one_thread_each
from index.library import Library


def open_library(settings: Settings) -> Library:
    """Load the model and open the library.

    Raises:
        LibraryError: see `index.errors`; its hint says what to do.
    """
    embedder = _embedder(settings)
    one_thread_each()
    # The first pass through a model is slow; nobody should have to wait for it.
    embedder.embed_question("Is everything ready?")
    return Library(settings.index, embedder)


def open_desk(settings: Settings, library: Library) -> Desk:
    """A desk over an open library, with the workers and the queue that the settings ask for."""
    offload = Offload(workers=settings.workers, queue_size=settings.queue_size)
    return Desk(library, offload, question_max_chars=settings.question_max_chars)


def build_library(
    settings: Settings, *, rebuild: bool, progress: Callable[[BuildProgress], None]
) -> Receipt:
    """Load the model and bring the library up to the corpus; see `index.build.build`."""
    return build(settings.index, _embedder(settings), rebuild=rebuild, progress=progress)


def _embedder(settings: Settings) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(settings.embedding_model, dtype=settings.embedding_dtype)
