"""A text comes in, the language that it is written in goes out, as an ISO 639-1 code."""

import re
import tempfile
from collections.abc import Collection
from functools import cache
from typing import Any

from index.errors import DiskError

_READ = 3_000
"""Characters of a text that are looked at: enough to be sure, and always quick."""

_SURE = 0.5
"""A language less likely than this is not named."""

# Scripts that settle it at once, and that short texts are mistaken in. Kana come before Han.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
)
_SCRIPT_SHARE = 0.2


def detect(text: str, among: Collection[str] = ()) -> str:
    """The language of a text, empty where it cannot be told.

    `among` are the languages that come into question, all where none is named. With a single one
    nothing is looked at; with several, the likeliest of them is taken however unsure.

    Raises:
        DiskError: there is no room for a temporary file when the first language is told.
    """
    if len(among) == 1:
        return next(iter(among))
    start = text[:_READ]
    letters = sum(character.isalpha() for character in start)
    if not letters:
        return ""
    for language, script in _SCRIPTS:
        if len(script.findall(start)) >= _SCRIPT_SHARE * letters:
            return language if not among or language in among else ""
    ranked = _identifier().rank(start)
    if among:
        return next((str(name) for name, _ in ranked if name in among), "")
    name, probability = ranked[0]
    return str(name) if probability >= _SURE else ""


@cache
def _identifier() -> Any:
    # Loaded when first needed: it takes a tenth of a second and 60 MB.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:  # it is unpacked into a temporary file
        raise DiskError(
            f"The table of languages cannot be unpacked: {error.strerror or error}.",
            f"Free some space in {tempfile.gettempdir()} and try again.",
        ) from error
