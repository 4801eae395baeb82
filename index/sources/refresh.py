"""Sources come in, articles that are as fresh as they are go out, with a receipt for each source.

SKELETON: signatures only, so that others can build on them.
"""

from collections.abc import Callable, Iterable, Sequence

from index.embed import Embedder
from index.load.address import IPAddress, is_public
from index.provenance import SourceSpec, SourceState
from index.settings import IndexSettings
from index.shelf import WAIT_SECONDS
from index.sources.base import RefreshProgress, RefreshReceipt


def follow(settings: IndexSettings, spec: SourceSpec) -> SourceState:
    """Put a source into the catalog, due at once; one of that place gets the new schedule."""
    raise NotImplementedError


def unfollow(settings: IndexSettings, key: int) -> list[str]:
    """Take a source away with the articles that only it has; their ids."""
    raise NotImplementedError


def list_sources(
    settings: IndexSettings, *, collections: Iterable[str] | None = None
) -> list[SourceState]:
    """Every source of these collections, or of all."""
    raise NotImplementedError


def due(settings: IndexSettings, now: float | None = None) -> list[SourceState]:
    """The sources whose time has come, the longest overdue first."""
    raise NotImplementedError


def refresh_one(
    settings: IndexSettings,
    embedder: Embedder,
    key: int,
    *,
    may_reach: Callable[[IPAddress], bool] = is_public,
    pause: float = 1.0,
    wait_seconds: float = WAIT_SECONDS,
    progress: Callable[[RefreshProgress], None] = lambda _: None,
) -> RefreshReceipt:
    """Look at one source and bring its articles up to date. `progress` may raise to stop it."""
    raise NotImplementedError


def refresh(
    settings: IndexSettings,
    embedder: Embedder,
    sources: Sequence[SourceState],
    *,
    may_reach: Callable[[IPAddress], bool] = is_public,
    pause: float = 1.0,
    wait_seconds: float = WAIT_SECONDS,
    progress: Callable[[RefreshProgress], None] = lambda _: None,
) -> list[RefreshReceipt]:
    """Look at several sources; caches and suggestions follow once, at the end."""
    raise NotImplementedError
