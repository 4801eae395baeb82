"""The corpus folder and the catalog come in; what of the folder is not in the library goes out."""

import hashlib
from collections.abc import Iterator

from index.doctor.base import BUILD, Case, Examining, Finding, Tally
from index.errors import LibraryError
from index.load.folder import ArticleFile, clashes, find, why_unread
from index.types import PUBLIC

_AREA = "corpus"


def look_at_corpus(case: Case) -> Iterator[Finding]:
    """Which files cannot be read, and which are new, changed or gone since the last build.

    Only files that are not in the library as they are get read; without a folder nothing is said,
    as that is the disk's trouble.
    """
    if not case.settings.corpus_dir.is_dir():
        return
    files = list(find(case.settings.corpus_dir))
    if not files and not case.settings.sources_path.is_file():
        yield Finding(
            area=_AREA,
            verdict="trouble",
            says=f"There are no articles in {case.settings.corpus_dir}, so no build runs.",
            hint="Name the folder that holds your articles with --corpus or CORPUS_DIR.",
        )
        return
    brought = case.catalog.provenance.kept(PUBLIC)
    held = case.catalog.digests(PUBLIC)
    unread, new, changed, gone = Tally(), Tally(), Tally(), Tally()
    for done, (file, clash) in enumerate(clashes(files, brought)):
        case.progress(Examining(area=_AREA, done=done, total=len(files)))
        known = held.get(file.article_id)
        why, digest = (clash, known) if clash else _read(file, known)
        if why:
            unread.add(f"{file.name}: {why}")
        elif known is None:
            new.add(file.name)
        elif digest != known:
            changed.add(file.name)
    for article_id in sorted(held.keys() - brought - {file.article_id for file in files}):
        gone.add(article_id)
    found = [
        tally.finding(_AREA, says, hint)
        for tally, says, hint in (
            (
                unread,
                "Files that cannot be articles",
                "Mend the files that cannot be articles, or move them out of the corpus folder.",
            ),
            (new, "Files that are not in the library yet", BUILD),
            (changed, "Files that have changed since the last build", BUILD),
            (gone, "Articles that have lost their file, and go with the next build", BUILD),
        )
        if tally.count
    ]
    yield from found
    if not found:
        says = f"All {len(files):,} files are in the library, as they are."
        yield Finding(area=_AREA, verdict="fine", says=says)


def _read(file: ArticleFile, known: bytes | None) -> tuple[str, bytes]:
    """Why a file cannot be read, empty where it can; and its digest."""
    digest = b""
    try:
        content = file.content()
        digest = hashlib.sha256(content).digest()
        if digest != known:
            file.loader(content, article_id=file.article_id, collection=PUBLIC)
    except (LibraryError, OSError) as error:
        return why_unread(error), digest
    return "", digest
