"""The evaluation sets come in, where they are at hand; libraries over their articles go out.

Their README says that no test may depend on them: what needs them skips without, and says so.
"""

import json
import os
from pathlib import Path

import pytest

from index.build import build
from index.embed import Embedder
from index.settings import IndexSettings

EVAL = Path(os.environ.get("FOOTNOTE_EVAL") or Path(__file__).parents[2] / "shared" / "eval")

# Of the translations of XQuAD, the articles that tests ask about and some others.
_TRANSLATED = {f"xquad-{one:02}" for one in (1, 3, 6, 12, 20, 25, 31, 34)}


def skip_unless(is_here: bool) -> None:
    """Skip the test that calls this where the set that it needs is not here."""
    if not is_here:
        pytest.skip("the evaluation sets are not here")


def build_xquad(language: str, root: Path, embedder: Embedder) -> IndexSettings | None:
    """A library in `root` over XQuAD's articles, some of a translation's; nothing without the set.

    Articles have their ids of the set.
    """
    rows = EVAL / "xquad" / language / "articles.jsonl"
    if not rows.is_file():
        return None
    settings = IndexSettings(corpus_dir=root / "articles", data_dir=root / "var")
    settings.corpus_dir.mkdir(parents=True)
    for row in rows.read_text(encoding="utf-8").splitlines():
        article = json.loads(row)
        if language == "en" or article["id"] in _TRANSLATED:
            title = article["title"].replace("_", " ")
            text = f"---\ntitle: {title!r}\n---\n\n{article['body']}\n"
            (settings.corpus_dir / f"{article['id']}.md").write_text(text, encoding="utf-8")
    build(settings, embedder)
    return settings
