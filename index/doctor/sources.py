"""The sources as they were last looked at come in, which of them need somebody goes out."""

from collections.abc import Iterator

from index.doctor.base import BUILD, Case, Examining, Finding, Tally
from index.errors import SourcesError
from index.provenance import SourceState
from index.sources.declared import read_declared

_AREA = "sources"
_LATE = 3
"""A source is old when its last success is so many of its schedule's times ago."""

_LEAST = 86_400.0
"""And at least so many seconds: a bot may be off for a night."""


def look_at_sources(case: Case) -> Iterator[Finding]:
    """Which cannot be had, are old or were never looked at, and which of their pages are going."""
    case.progress(Examining(area=_AREA))
    found = [*_declared(case)]
    sources = case.catalog.provenance.sources()
    failing, shaky, late, never = Tally(), Tally(), Tally(), Tally()
    for source in sources:
        title = source.spec.title
        if source.trouble and _is_old(source, source.succeeded, case.now):
            failing.add(f"{title}: {source.trouble}")
        elif source.trouble:
            shaky.add(f"{title}: {source.trouble}")
        elif not source.tried:
            never.add(title)
        elif _is_old(source, source.tried, case.now):
            late.add(title)
    found += _told(failing, shaky, late, never)
    found += _documents(case, sources)
    yield from found
    if not found:
        says = f"All {len(sources):,} sources are fresh." if sources else "There are no sources."
        yield Finding(area=_AREA, verdict="fine", says=says)


def _is_old(source: SourceState, since: float, now: float) -> bool:
    """Whether it has been too long; what has never succeeded is old, scheduled or not."""
    if not since:
        return True
    every = source.spec.refresh
    return every is not None and now - since > max(_LATE * every, _LEAST)


def _told(failing: Tally, shaky: Tally, late: Tally, never: Tally) -> Iterator[Finding]:
    if failing.count:
        yield failing.finding(
            _AREA,
            "Sources that have brought nothing for long, so that what is there of them is old",
            "See whether these places are still there; `footnote remove PLACE`, or "
            "corpus/sources.toml, takes one away.",
            "trouble",
        )
    if shaky.count:
        yield shaky.finding(
            _AREA,
            "Sources that could not be had the last time",
            "`footnote sources` shows when they are tried again; nothing needs to be done yet.",
        )
    if late.count:
        yield late.finding(
            _AREA,
            "Sources that nobody has looked at for long",
            "Let the bot run, or `footnote build` from cron: they look at what is due.",
            "trouble",
        )
    if never.count:
        yield never.finding(_AREA, "Sources that were never looked at", BUILD)


def _documents(case: Case, sources: list[SourceState]) -> Iterator[Finding]:
    gone, unread = Tally(), Tally()
    for source in sources:
        for url, row in case.catalog.provenance.documents(source.key).items():
            if row.gone and row.keeps:
                gone.add(url)
            elif row.trouble:
                unread.add(f"{url}: {row.trouble}")
    if gone.count:
        yield gone.finding(
            _AREA,
            "Pages and files of sources that were gone the last time",
            "Pages that are gone once more are withdrawn with the next look at their source.",
        )
    if unread.count:
        yield unread.finding(
            _AREA,
            "Pages and files of sources that could not be read the last time",
            "`footnote add PLACE --dry-run` says of a single page what is the matter with it.",
        )


def _declared(case: Case) -> Iterator[Finding]:
    """What `sources.toml` says, beside what the catalog knows of it."""
    try:
        specs = read_declared(case.settings)
    except SourcesError as error:
        yield Finding(area=_AREA, verdict="trouble", says=error.message, hint=error.hint)
        return
    known = {
        (source.spec.collection, source.spec.kind, source.spec.location)
        for source in case.catalog.provenance.sources()
        if source.declared
    }
    new, dropped = Tally(), Tally()
    places = {(spec.collection, spec.kind, spec.location): spec.title for spec in specs}
    for place, title in places.items():
        if place not in known:
            new.add(title)
    for place in sorted(known - places.keys()):
        dropped.add(place[2])
    if new.count:
        yield new.finding(_AREA, "Sources of sources.toml that are new", BUILD)
    if dropped.count:
        says = "Sources that are no longer in sources.toml, and go with the next build"
        yield dropped.finding(_AREA, says, BUILD)
