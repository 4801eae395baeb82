"""`sources.toml` comes in, the sources that it names go out, or a sentence on what is wrong."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from index.errors import LoadError, SourcesError
from index.load.address import read_address
from index.provenance import MOST_DOCUMENTS, SourceKind, SourceSpec
from index.settings import IndexSettings
from index.sources.within import of_one_site

REFRESH = 86_400.0
"""Seconds between two looks at a source that names no others."""

LEAST_REFRESH, MOST_REFRESH = 60.0, 366 * 86_400.0
MOST_OF_ALL = 10_000
"""Documents of one source, however many are asked for."""

_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
_WEB = {"page", "feed", "site"}
_KEYS = {*_KINDS, "refresh", "most", "prefix", "name"}
_UNITS = {"m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
_HINT = "docs/sources.md shows what may stand there."


def read_declared(settings: IndexSettings) -> tuple[SourceSpec, ...]:
    """The sources that the corpus folder's `sources.toml` names; none where there is no such file.

    Raises:
        SourcesError: something in it is wrong; the sentence names the table and the key.
    """
    path = settings.sources_path
    try:
        with path.open("rb") as stream:
            document = tomllib.load(stream)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SourcesError(f"{path} cannot be read: {error.strerror}.", _HINT) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path} is not valid TOML: {error}.", _HINT) from None
    tables = document.pop("source", [])
    if document:
        raise SourcesError(f"{path} has {_listed(document)} beside its [[source]] tables.", _HINT)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SourcesError(f"{path}: write [[source]], with two brackets on each side.", _HINT)
    specs: dict[tuple[str, str], int] = {}
    found = []
    for number, table in enumerate(tables, start=1):
        try:
            spec = _spec(table, settings.corpus_dir)
        except SourcesError as error:
            message = f"{path}, [[source]] number {number}: {error.message}"
            raise SourcesError(message, error.hint) from None
        first = specs.setdefault((spec.kind, spec.location), number)
        if first != number:
            raise SourcesError(
                f"{path}, [[source]] number {number}: {spec.kind} is the same as in number "
                f"{first}.",
                "Take one of them out.",
            )
        found.append(spec)
    return tuple(found)


def read_refresh(text: str) -> float | None:
    """The seconds of `30m`, `6h`, `1d` or `2w`; nothing for `never`.

    Raises:
        SourcesError: it is neither, or too short or too long.
    """
    if text.strip().lower() == "never":
        return None
    match = re.fullmatch(r"\s*(\d{1,6})\s*([mhdw])\s*", text.lower())
    seconds = int(match.group(1)) * _UNITS[match.group(2)] if match else 0.0
    if not LEAST_REFRESH <= seconds <= MOST_REFRESH:
        raise SourcesError(
            f"refresh is {text!r}, and no time between a minute and a year.",
            'Write it like "30m", "6h", "1d" or "2w", or "never".',
        )
    return seconds


def web_source(kind: SourceKind, address: str, **wishes: Any) -> SourceSpec:
    """A page, a feed or a site at an address, written as it is sent.

    Raises:
        SourcesError: it is no web address.
    """
    try:
        return SourceSpec(kind=kind, location=str(read_address(address)), **wishes)
    except LoadError as error:
        raise SourcesError(f"{kind} is {address!r}: {error.message}.", error.hint) from None


def local_source(kind: SourceKind, path: Path, corpus: Path, **wishes: Any) -> SourceSpec:
    """A folder or file of this machine; it need not be there yet.

    Raises:
        SourcesError: it lies in the corpus folder, whose files are read as they are.
    """
    whole = path.resolve()
    home = corpus.resolve()
    if whole == home or home in whole.parents:
        raise SourcesError(
            f"{kind} is {str(path)!r}, which lies in the corpus folder.",
            "What lies there is read anyway: `footnote build`.",
        )
    return SourceSpec(kind=kind, location=str(whole), **wishes)


def _spec(table: Mapping[str, Any], corpus: Path) -> SourceSpec:
    unknown = table.keys() - _KEYS
    if unknown:
        raise SourcesError(f"there is no key {_listed(unknown)}.", f"There are {_listed(_KEYS)}.")
    kinds = [kind for kind in _KINDS if kind in table]
    if len(kinds) != 1:
        named = f"it names {_listed(kinds)}" if kinds else "it names no place"
        raise SourcesError(f"{named}.", f"Name one of {_listed(_KINDS)}.")
    [kind] = kinds
    place = _text(table, kind)
    if "prefix" in table and kind != "site":
        raise SourcesError(f"prefix is of a site only, and this is a {kind}.", _HINT)
    wishes = {
        "name": _text(table, "name") if "name" in table else "",
        "refresh": read_refresh(_text(table, "refresh")) if "refresh" in table else REFRESH,
        "most": _most(table),
    }
    if kind not in _WEB:
        path = Path(place).expanduser()
        return local_source(kind, path if path.is_absolute() else corpus / path, corpus, **wishes)
    spec = web_source(kind, place, **wishes)
    if "prefix" not in table:
        return spec
    prefix = web_source("site", _text(table, "prefix")).location
    if not of_one_site(read_address(prefix), read_address(spec.location)):
        raise SourcesError("prefix is an address of another site.", _HINT)
    return web_source(kind, place, **wishes, prefix=prefix)


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise SourcesError(f"{key} is {value!r}, and no text.", f'Write {key} = "…".')
    return value.strip()


def _most(table: Mapping[str, Any]) -> int:
    most = table.get("most", MOST_DOCUMENTS)
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= MOST_OF_ALL:
        raise SourcesError(
            f"most is {most!r}, and no whole number from 1 to {MOST_OF_ALL:,}.", "Write most = 200."
        )
    return most


def _listed(names: Any) -> str:
    return ", ".join(sorted(str(name) for name in names))
