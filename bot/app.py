"""The composition root: settings come in, a desk with everything behind it goes out.

The only place that names concrete classes, so the only one to change for another embedder.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from bot.desk import Desk
from bot.limits import Limits
from bot.llm import Budget, Writer
from bot.llm.examine import examine_server
from bot.metrics import Metrics
from bot.offload import Offload
from bot.records.examine import examine_records
from bot.records.records import FILE as RECORDS_FILE
from bot.records.records import Records
from bot.settings import Settings
from index.build import Progress as BuildProgress
from index.build import Receipt, build
from index.cross_encoder import SentenceTransformerReranker
from index.doctor.base import Examining, Finding
from index.doctor.examine import examine
from index.embed import (
    Embedder,
    LateEmbedder,
    SentenceTransformerEmbedder,
    digest_at_hand,
    one_thread_each,
)
from index.errors import LoadError, ModelError
from index.library import Library, read_model
from index.load.address import is_public, read_address
from index.settings import BUNDLED_MODEL
from index.sources.base import RefreshProgress, RefreshReceipt
from index.sources.declared import read_declared, read_refresh
from index.sources.inspect import inspect, recognise
from index.sources.refresh import (
    declare,
    due,
    follow,
    list_sources,
    read_again,
    refresh,
    refresh_one,
    settle,
    unfollow,
)
from index.types import PUBLIC, Model

BUILD_WAIT_SECONDS = 60.0
"""How long a build waits for another: a running bot builds by itself when the folder changes."""


def open_library(settings: Settings) -> Library:
    """Load the model that made the library, and open it.

    Raises:
        LibraryError: see `index.errors`; its hint says what to do.
    """

    def load(name: str) -> SentenceTransformerEmbedder:
        embedder = SentenceTransformerEmbedder(name, dtype=settings.embedding_dtype)
        one_thread_each()
        # The first pass through a model is slow; nobody should have to wait for it.
        embedder.embed_question("Is everything ready?")
        return embedder

    own = read_model(settings.index)
    reranker = settings.reranker_model
    return Library(
        settings.index,
        load(own.name if own is not None else BUNDLED_MODEL),
        load_embedder=load,
        reranker=SentenceTransformerReranker(reranker) if reranker else None,
    )


def open_records(settings: Settings) -> Records:
    """The records beside the library, without what is older than the settings keep.

    Raises:
        RecordsError: see `bot.records.errors`; its hint says what to do.
    """
    records = Records(settings.data_dir / RECORDS_FILE, keep_days=settings.record_days)
    records.privacy.sweep()
    return records


def open_desk(
    settings: Settings, library: Library, records: Records | None = None, *, writes: bool = True
) -> Desk:
    """A desk over an open library, with the workers, queue and limits that the settings ask for.

    `writes`: a language model writes its answers, where the settings name one.
    """
    metrics = Metrics()
    return Desk(
        library,
        Offload(workers=settings.workers, queue_size=settings.queue_size),
        question_max_chars=settings.question_max_chars,
        caution=settings.answer_caution,
        limits=Limits(
            person_per_minute=settings.person_questions_per_minute,
            server_per_minute=settings.server_questions_per_minute,
            overall_per_minute=settings.overall_questions_per_minute,
        ),
        metrics=metrics,
        records=records,
        writer=open_writer(settings, metrics, records) if writes else None,
    )


def open_writer(
    settings: Settings, metrics: Metrics | None = None, records: Records | None = None
) -> Writer | None:
    """The language model that the settings name; `None` when they name none.

    Its budget goes on from what the records say was spent today. To be called outside the event
    loop: it loads `openai`, which takes most of a second.
    """
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    writer = Writer(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key,
        context_tokens=settings.llm_context_tokens,
        thinking=settings.llm_thinking,
        at_once=settings.llm_at_once,
        budget=Budget(
            per_minute=settings.llm_tokens_per_minute,
            per_day=settings.llm_tokens_per_day,
            server_per_day=settings.llm_server_tokens_per_day,
        ),
        meter=metrics,
    )
    kept = records.spending.kept() if records is not None else None
    if kept is not None:
        writer.budget.restore(*kept)
    if metrics is not None:
        metrics.watch(
            "model_breaker",
            "Whether the language model's server is left alone: 0 no, 1 on trial, 2 yes.",
            lambda: writer.breaker.state.value,
        )
    return writer


def build_library(
    settings: Settings,
    *,
    model: str | None = None,
    rebuild: bool,
    progress: Callable[[BuildProgress | RefreshProgress], None],
) -> tuple[Receipt, list[RefreshReceipt]]:
    """Bring the library up to the corpus and to the sources that are due.

    `model` switches to another model. Without it, the library keeps its own; a new library gets,
    as a rebuilt one does, what the settings ask for. See `index.build.build` and
    `index.sources.refresh.refresh`. Without sources, no network is used.
    """
    declared = read_declared(settings.index)
    own = read_model(settings.index)
    embedder = _embedder(settings, model or settings.embedding_model, own)
    switch = model is not None and own is not None and model != own.name
    receipt = build(
        settings.index,
        embedder,
        rebuild=rebuild or switch,
        wait_seconds=BUILD_WAIT_SECONDS,
        progress=progress,
    )
    if not declared and not list_sources(settings.index):
        return receipt, []
    receipt.removed += declare(settings.index, declared)
    if rebuild:
        read_again(settings.index, embedder)
    looks = refresh(
        settings.index,
        embedder,
        [source.key for source in due(settings.index)],
        may_reach=is_public,
        progress=progress,
    )
    if not looks:
        settle(settings.index, embedder)
    return receipt, looks


def _embedder(settings: Settings, wanted: str | None, own: Model | None) -> Embedder:
    """The model that is wanted, else the library's own; that one waits until it is needed."""
    name = wanted or (own.name if own is not None else BUNDLED_MODEL)

    def load() -> Embedder:
        return SentenceTransformerEmbedder(name, dtype=settings.embedding_dtype)

    if own is not None and own.name == name:
        with suppress(ModelError):  # it is not at hand, or no more what it was: loading says so
            if digest_at_hand(name) == own.digest:
                return LateEmbedder(own, load)
    return load()


def add_place(
    settings: Settings,
    place: str,
    *,
    refresh: str,
    most: int,
    site: bool,
    dry_run: bool,
    progress: Callable[[RefreshProgress], None],
) -> RefreshReceipt:
    """Add what is at a place to the public articles; with `dry_run`, only say what it is like.

    Raises:
        LibraryError: there is no such place, or nothing of it can be had; see `index.errors`.
    """
    recognised = recognise(
        place,
        settings.index,
        site=site,
        may_reach=is_public,
        refresh=read_refresh(refresh),
        most=most,
    )
    spec, had = recognised.spec, recognised.had
    own = read_model(settings.index)
    wanted = settings.embedding_model if own is None else None
    embedder = _embedder(settings, wanted, own)
    if dry_run:
        return inspect(
            settings.index, embedder, spec, may_reach=is_public, had=had, progress=progress
        )
    known = {source.key for source in list_sources(settings.index)}
    source = follow(settings.index, spec)
    receipt = refresh_one(
        settings.index, embedder, source.key, may_reach=is_public, had=had, progress=progress
    )
    assert receipt is not None  # it was put there just now
    if source.key not in known and not receipt.source.documents and spec.refresh is None:
        unfollow(settings.index, source.key)  # there is nothing to come back for
    return receipt


def remove_place(settings: Settings, place: str) -> list[str] | None:
    """Take an added source of the public articles away, named by its place or name.

    The ids of the articles that went with it; nothing where there is no such source.
    """
    names = {place, str(Path(place).expanduser().resolve())}
    with suppress(LoadError):
        names.add(str(read_address(place)))
    for source in list_sources(settings.index, collections=[PUBLIC]):
        spec = source.spec
        if not source.declared and {spec.location, spec.name} & names:
            return unfollow(settings.index, source.key)
    return None


def examine_all(settings: Settings, *, progress: Callable[[Examining], None]) -> Iterator[Finding]:
    """Look at the library, then at what else the bot needs: each area adds its findings here."""

    def load(name: str) -> SentenceTransformerEmbedder:
        return SentenceTransformerEmbedder(name, dtype=settings.embedding_dtype, may_fetch=False)

    yield from examine(
        settings.index, load=load, wanted=settings.embedding_model, progress=progress
    )
    yield from examine_records(settings.data_dir / RECORDS_FILE)
    writer = open_writer(settings)
    if writer is not None:
        yield from examine_server(writer)
