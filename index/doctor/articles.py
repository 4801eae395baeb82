"""Every article comes in, one at a time; what a careful librarian would say of all goes out.

The checks are those of the receipt of `footnote add` (`Examined` in `index.sources.base`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from index.alike import compare
from index.caches import Caches
from index.doctor.base import Case, Examining, Finding, Tally
from index.doctor.stating import ending, how_to_date, how_to_title
from index.legible import garbled
from index.load.base import one_line, title_of, title_of_address
from index.resemblance import shingles, sign
from index.types import PUBLIC, Article

_AREA = "articles"


@dataclass(slots=True)
class _Tallies:
    undated: Tally = field(default_factory=Tally)
    untitled: Tally = field(default_factory=Tally)
    garbled: Tally = field(default_factory=Tally)
    languageless: Tally = field(default_factory=Tally)
    little_known: dict[str, Tally] = field(default_factory=dict)
    alike: Tally = field(default_factory=Tally)
    endings_undated: set[str] = field(default_factory=set)
    endings_untitled: set[str] = field(default_factory=set)


def look_at_articles(case: Case) -> Iterator[Finding]:
    """Which have no date, no title of their own or no clear text, and which say the same.

    One article is in memory at a time, with the few that it is compared with.
    """
    total, _ = case.catalog.counts()
    knows_little = _little_known(case)
    tallies = _Tallies()
    paired: set[frozenset[tuple[str, str]]] = set()
    for done, (collection, article_id) in enumerate(_places(case)):
        case.progress(Examining(area=_AREA, done=done, total=total))
        article = case.catalog.article(article_id, [collection])
        if article is not None:  # a build may just have removed it
            _count(article, case, tallies, knows_little)
            _count_alike(article, case, tallies.alike, paired)
    found = list(_findings(tallies))
    yield from found
    if not found:
        says = f"Nothing is to be said of the {total:,} articles."
        yield Finding(area=_AREA, verdict="fine", says=says)


def _places(case: Case) -> Iterator[tuple[str, str]]:
    for collection in sorted(case.catalog.collections()):
        for article_id in sorted(case.catalog.digests(collection)):
            yield collection, article_id


def _little_known(case: Case) -> Callable[[str], bool]:
    caches = Caches(case.catalog, case.settings)
    caches.read_facts()
    known = {
        language: caches.calibration(language).little_known for language in case.catalog.languages()
    }
    return lambda language: known.get(language, False)


def _count(
    article: Article, case: Case, tallies: _Tallies, knows_little: Callable[[str], bool]
) -> None:
    source = article.source
    origin = case.catalog.listing.origin(source.collection, source.article_id)
    if source.published is None:
        tallies.undated.add(source.article_id)
        tallies.endings_undated.add(ending(origin))
    if _is_untitled(article, origin):
        tallies.untitled.add(source.article_id)
        tallies.endings_untitled.add(ending(origin))
    for note in garbled(article.text):
        tallies.garbled.add(f"{source.article_id}: {note}")
        break
    if not article.language:
        tallies.languageless.add(source.article_id)
    elif knows_little(article.language):
        tallies.little_known.setdefault(article.language, Tally()).add(source.article_id)


def _is_untitled(article: Article, origin: str) -> bool:
    """Whether its title is what loaders take where there is none: the name of its file or page.

    A table has no other title than its file's name, and so never lacks one.
    """
    title = article.source.title
    if ending(origin) in {".csv", ".tsv"}:
        return False
    if any(article.text[slice(*heading.span)] == title for heading in article.headings):
        return False
    names = {title_of(one_line(PurePosixPath(origin or article.source.article_id).stem))}
    for address in (origin, article.source.url or ""):
        if "://" in address:
            names.add(title_of_address(address))
    return title in names


def _count_alike(
    article: Article, case: Case, tally: Tally, paired: set[frozenset[tuple[str, str]]]
) -> None:
    """Count each pair of articles that say much of the same once."""
    source = article.source
    mine = source.key
    signature = case.catalog.signatures.of(*mine) or sign(shingles(article))
    compared = compare(article, signature, case.catalog, {PUBLIC, source.collection})
    for like in compared.alike:
        pair = frozenset({mine, (like.collection, like.article_id)})
        if pair not in paired:
            paired.add(pair)
            tally.add(
                f"{source.article_id} and {like.article_id}: {like.share:.0%} of the first stands "
                "in the second"
            )


def _findings(tallies: _Tallies) -> Iterator[Finding]:
    for tally, says, hint in (
        (
            tallies.garbled,
            "Articles with garbled text",
            "Replace garbled articles by cleaner files, or have their documents read anew "
            "with `footnote build --rebuild`.",
        ),
        (
            tallies.alike,
            "Pairs of articles that say much of the same",
            "Take one article of each pair away, unless both are meant to be there.",
        ),
        *(
            (
                tally,
                f"Articles in a language that the model knows little of ({name})",
                "Switch to a model for more languages: docs/running.md, Other languages.",
            )
            for name, tally in sorted(tallies.little_known.items())
        ),
        (
            tallies.languageless,
            "Articles whose language cannot be told",
            "See whether articles without a language hold text at all.",
        ),
        (
            tallies.untitled,
            "Articles without a title of their own, called by their file or address",
            how_to_title(tallies.endings_untitled),
        ),
        (
            tallies.undated,
            "Articles without a date, which questions about a time pass over",
            how_to_date(tallies.endings_undated),
        ),
    ):
        if tally.count:
            yield tally.finding(_AREA, says, hint)
