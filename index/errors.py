"""What can go wrong with a library: a sentence for what happened, a hint for what to do."""


class LibraryError(Exception):
    """Anything that keeps a library from being built, opened or searched.

    `message` is one finished sentence; `hint` tells the operator the next step, a command where
    there is one.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NoLibraryError(LibraryError):
    """There is no library at this place yet, or it holds no article."""


class NoArticlesError(LibraryError):
    """The corpus folder is missing or holds no article that can be read."""


class DamagedLibraryError(LibraryError):
    """The catalog, which is the truth, cannot be read. Damaged caches are rebuilt silently."""


class ModelMismatchError(LibraryError):
    """The library was made with another embedding model or other chunking rules."""


class ModelError(LibraryError):
    """The embedding model cannot be loaded, or is not the one it claims to be."""


class BusyLibraryError(LibraryError):
    """Another process is building this library."""


class DiskError(LibraryError):
    """The disk is full, or refuses to be written."""


class LoadError(LibraryError):
    """One article cannot be read. The build reports it and goes on."""


class GoneError(LoadError):
    """The page is no longer there, as its site says."""


class UnreachableError(LoadError):
    """The site does not answer, or not to the end."""


class RefusedError(LoadError):
    """The site answers, and shows nothing; `status` is its HTTP status."""

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.status = status


class LaterError(LoadError):
    """The site asks to come back later; `seconds` says when, as far as it does."""

    def __init__(self, message: str, hint: str, seconds: float | None = None) -> None:
        super().__init__(message, hint)
        self.seconds = seconds


class SourcesError(LibraryError):
    """What `sources.toml` or a person says of a source cannot be understood."""


class HandMismatchError(Exception):
    """What somebody has in hand was read by another model than the library has now.

    Nothing is wrong with the library: it has to be handed over again.
    """
