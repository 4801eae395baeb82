"""Evaluation articles come in, a real library of them goes out, one collection for each article.

With a collection of its own, an article is taken out of a search by leaving its collection out: the
very restriction that keeps one server's articles from another's.
"""

import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from bench.data import EvalArticle, load_set
from index.build import Receipt, build
from index.embed import Embedder
from index.library import Library
from index.settings import IndexSettings


def write_corpus(
    articles: Iterable[EvalArticle], folder: Path, published: Mapping[str, str | None] | None = None
) -> None:
    """Write articles as Markdown with front matter, as a person would keep them.

    `published` has the dates of those that have one, by article id.
    """
    dates = published or {}
    for article in articles:
        fields = {"title": article.title, "published": dates.get(article.article_id)}
        known = {name: value for name, value in fields.items() if value is not None}
        front = yaml.safe_dump(known, allow_unicode=True)
        path = folder / f"{article.article_id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}---\n\n{article.body}\n", encoding="utf-8")


@contextmanager
def separate_library(articles: Iterable[EvalArticle], embedder: Embedder) -> Iterator[Library]:
    """A library in a temporary folder, each article in the collection named by its id."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for article in articles:
            folder = root / "corpus"
            shutil.rmtree(folder, ignore_errors=True)
            write_corpus([article], folder)
            settings = IndexSettings(corpus_dir=folder, data_dir=root / "data")
            build(settings, embedder, collection=article.article_id)
        library = Library(settings, embedder)
        try:
            yield library
        finally:
            library.close()


@contextmanager
def public_library(
    articles: Iterable[EvalArticle],
    embedder: Embedder,
    published: Mapping[str, str | None] | None = None,
) -> Iterator[tuple[Library, IndexSettings, Receipt]]:
    """A library in a temporary folder, all articles in `public`, with the receipt of its build."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_corpus(articles, root / "corpus", published)
        settings = IndexSettings(corpus_dir=root / "corpus", data_dir=root / "data")
        receipt = build(settings, embedder)
        library = Library(settings, embedder)
        try:
            yield library, settings, receipt
        finally:
            library.close()


def made_articles(chunks: int) -> list[EvalArticle]:
    """Articles that make about so many chunks: real paragraphs, their sentences dealt anew."""
    chance = random.Random(7)
    sets = [load_set("squad2"), load_set("xquad/en"), load_set("clapnq")]
    articles = [article for one in sets for article in one.articles]
    paragraphs = [
        paragraph for article in articles for paragraph in (article.paragraphs or (article.body,))
    ]
    sentences = [part for paragraph in paragraphs for part in paragraph.split(". ")]
    made = []
    for number in range(chunks // 20):
        body = []
        for _ in range(20):
            real = chance.choice(paragraphs).split(". ")
            mixed = [chance.choice(sentences) for _ in real]
            body.append(". ".join(sentence.rstrip(". ") for sentence in mixed) + ".")
        made.append(
            EvalArticle(
                article_id=f"made-{number:05}",
                title=f"{chance.choice(articles).title} {number}",
                body="\n\n".join(body),
                paragraphs=(),
            )
        )
    return [*articles, *made]
