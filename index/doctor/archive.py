"""What sources have brought comes in, whether its bytes are still there and whole goes out."""

from collections.abc import Iterator

from index.archive import Archive
from index.doctor.base import Case, Examining, Finding, Tally

_AREA = "raw archive"
_ANEW = (
    "The next look at their source fetches them anew: `footnote build`, or the running bot, when "
    "it is due."
)


def look_at_archive(case: Case) -> Iterator[Finding]:
    """Every file that the catalog names is read; without one, nothing can be read again."""
    archive = Archive(case.settings.raw_path)
    places = dict(_places(case))
    missing, damaged = Tally(), Tally()
    for done, (digest, place) in enumerate(places.items()):
        case.progress(Examining(area=_AREA, done=done, total=len(places)))
        path = archive.path(digest)
        if not path.is_file():
            missing.add(place)
        elif archive.get(digest) is None:
            damaged.add(f"{path} ({place})")
    if missing.count:
        yield missing.finding(
            _AREA,
            "Pages and files that were fetched and are no longer kept as they came",
            _ANEW,
        )
    if damaged.count:
        yield damaged.finding(
            _AREA,
            "Files kept as they came that are damaged",
            _ANEW,
        )
    if not missing.count and not damaged.count:
        says = f"All {len(places):,} files are whole." if places else "Nothing was fetched yet."
        yield Finding(area=_AREA, verdict="fine", says=says)


def _places(case: Case) -> Iterator[tuple[str, str]]:
    """The digest of each file that is needed, with the address that it came from."""
    provenance = case.catalog.provenance
    for source in provenance.sources():
        for url, listed in provenance.listings(source.key).items():
            yield listed.raw, url
        for url, row in provenance.documents(source.key).items():
            if row.raw:
                yield row.raw, url
