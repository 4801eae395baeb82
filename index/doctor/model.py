"""The model's name comes in, whether questions can be embedded as the articles were goes out."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from index.chunk import RULES
from index.doctor.base import Case, Examining, Finding, trouble
from index.embed import Embedder
from index.errors import LibraryError, ModelError
from index.library import check_identity

_AREA = "model"
_HINT = "Reinstall the model, or switch to another: `footnote build --model NAME`."


def look_at_model(
    case: Case, load: Callable[[str], Embedder], *, wanted: str | None
) -> Iterator[Finding]:
    """Whether the library's own model is there, is that one, and works.

    `load` loads a model by its name without fetching it; `wanted` is the one that the settings ask
    for, which a build would refuse where another made the library.
    """
    case.progress(Examining(area=_AREA))
    identity = case.identity
    embedder = load(identity.model_name)
    try:
        # Of the rules, the catalog's area has spoken.
        check_identity(replace(identity, rules=RULES), embedder.model, case.settings)
    except LibraryError as error:
        yield trouble(_AREA, error)
        return
    vector = embedder.embed_question("Is everything ready?").vector
    length = float(np.linalg.norm(vector))
    if len(vector) != identity.width or not 0.99 < length < 1.01:
        yield Finding(
            area=_AREA,
            verdict="trouble",
            says=f"{identity.model_name} embeds a question as {len(vector)} numbers of length "
            f"{length:.2f}, not as {identity.width} of length 1.",
            hint=_HINT,
        )
        return
    if wanted and wanted != identity.model_name:
        yield from _of_wanted(case, load, wanted)
    yield Finding(
        area=_AREA,
        verdict="fine",
        says=f"{identity.model_name} is there and embeds: SHA-256 {identity.model_digest[:16]}…, "
        f"{identity.width} numbers.",
    )


def _of_wanted(case: Case, load: Callable[[str], Embedder], wanted: str) -> Iterator[Finding]:
    """Another name in the settings may still be the same model's."""
    try:
        check_identity(replace(case.identity, rules=RULES), load(wanted).model, case.settings)
    except ModelError as error:
        yield trouble(_AREA, error)
    except LibraryError as error:
        yield Finding(
            area=_AREA,
            verdict="trouble",
            says=f"EMBEDDING_MODEL is {wanted}, and {case.identity.model_name} made the library: "
            "it is answered from, but no build runs.",
            hint=error.hint,
        )
