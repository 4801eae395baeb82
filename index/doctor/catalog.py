"""An open catalog comes in, whether the truth is sound goes out."""

from collections.abc import Iterator

from index.database import Database, Sentences
from index.doctor.base import Case, Examining, Finding, trouble
from index.errors import ModelMismatchError
from index.library import check_identity

_AREA = "catalog"


def look_at_catalog(case: Case) -> Iterator[Finding]:
    """Whether the file is sound to its last page, and cut by today's rules."""
    case.progress(Examining(area=_AREA))
    path = case.settings.catalog_path
    database = Database(path, read_only=True)
    try:
        damage = database.damage()
    finally:
        database.close()
    if damage:
        hint = getattr(Sentences().damaged(path, damage), "hint", "")
        says = f"The library {path} is damaged: {damage}."
        yield Finding(area=_AREA, verdict="trouble", says=says, hint=hint)
    try:
        check_identity(case.identity, case.identity.model, case.settings)
    except ModelMismatchError as error:
        yield trouble(_AREA, error)
    articles, chunks = case.catalog.counts()
    if not damage:
        yield Finding(
            area=_AREA,
            verdict="fine",
            says=f"It is sound: {articles:,} articles in {chunks:,} chunks, revision "
            f"{case.catalog.revision:,}.",
        )
