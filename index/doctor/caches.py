"""The caches as they lie on the disk come in, how far they can be used goes out."""

from collections.abc import Iterator
from pathlib import Path

from index.caches import Caches
from index.doctor.base import Case, Examining, Finding

_AREA = "caches"


def look_at_caches(case: Case) -> Iterator[Finding]:
    """Whether vectors and keywords are there, of this library, and as many as its chunks."""
    case.progress(Examining(area=_AREA))
    settings = case.settings
    caches = Caches(case.catalog, settings)
    with case.catalog.transaction(write=False):
        revision, (_, chunks) = case.catalog.revision, case.catalog.counts()
    for name, seen, count, folder in (
        ("vectors", caches.vectors.revision, len(caches.vectors), settings.vectors_path),
        ("keywords", caches.keywords.revision, len(caches.keywords), settings.keywords_path),
    ):
        yield _found(name, folder, seen=seen, count=count, revision=revision, chunks=chunks)


def _found(
    name: str, folder: Path, *, seen: int, count: int, revision: int, chunks: int
) -> Finding:
    anew = f"Delete {folder}: the next start or build makes it anew."
    if not seen and revision:
        why = "are damaged or another library's" if folder.is_dir() else "are missing"
        return Finding(
            area=_AREA,
            verdict="notice",
            says=f"The {name} {why}; the next start or build makes them anew.",
            hint="Start the bot or run `footnote build`: a missing or damaged cache is made anew.",
        )
    if seen > revision:
        return Finding(
            area=_AREA,
            verdict="trouble",
            says=f"The {name} have seen revision {seen:,}, and the catalog is at {revision:,}: it "
            "was put back from a backup.",
            hint=anew,
        )
    if seen < revision:
        says = f"The {name} have seen revision {seen:,} of {revision:,}, and catch up when opened."
        return Finding(area=_AREA, verdict="fine", says=says)
    if count != chunks:
        return Finding(
            area=_AREA,
            verdict="trouble",
            says=f"The {name} hold {count:,} entries for {chunks:,} chunks.",
            hint=anew,
        )
    says = f"The {name} are whole: {count:,} entries, revision {seen:,}."
    return Finding(area=_AREA, verdict="fine", says=says)
