"""What is said of sources, of the corpus folder and of the articles themselves."""

import json
import sqlite3
import time
from pathlib import Path

from index.archive import Archive
from index.build import build
from index.catalog import Catalog
from index.confidence import shipped
from index.doctor.base import BUILD, NAMED
from index.load.upload import load_upload
from index.provenance import SourceSpec
from index.settings import IndexSettings
from index.shelf import add
from index.sources.refresh import follow
from tests.index.articles import overwrite, sentences, write
from tests.index.doctor.conftest import Look, only
from tests.index.load.site import Page, serve
from tests.index.sources.places import article, feed, followed, prose
from tests.index.sources.places import look as look_at
from tests.index.tiny import TinyEmbedder

DAY = 86_400.0
SHIP = (
    "A ship of oak was built beside this river long ago. Forty carpenters worked on her hull for "
    "two summers. When she sailed at last, everyone in town stood along both banks and waved."
)


def dated(settings: IndexSettings, name: str, body: str) -> Path:
    return write(settings.corpus_dir, name, body, title=f"About {name}", published="2024-03-05")


def test_files_that_cannot_be_read_are_named_with_the_reason(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    (healthy.corpus_dir / "broken.md").write_bytes(b"\xff\xfe\x00")
    (healthy.corpus_dir / "mill.txt").write_text("The same name.")
    receipt = build(healthy, tiny)

    one = only(look())

    assert (one.area, one.verdict, one.count) == ("corpus", "notice", 2)
    assert list(one.named) == [
        f"broken.md: {receipt.skipped[0].text}",
        f"mill.txt: {receipt.skipped[1].text}",
    ]


def test_what_a_build_would_bring_is_said(healthy: IndexSettings, look: Look) -> None:
    dated(healthy, "new", SHIP)
    dated(healthy, "mill", sentences(5, topic="windmill"))
    (healthy.corpus_dir / "harbour.md").unlink()

    found = look("corpus")

    assert [one.named for one in found] == [("new.md",), ("mill.md",), ("harbour",)]
    assert {one.hint for one in found} == {BUILD}


def test_a_corpus_folder_without_articles_is_trouble(healthy: IndexSettings, look: Look) -> None:
    for path in healthy.corpus_dir.iterdir():
        path.unlink()

    one = only(look())

    assert (one.area, one.verdict) == ("corpus", "trouble")


def test_two_articles_that_say_the_same_are_one_pair(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    dated(healthy, "copy", sentences(9, topic="mill") + " It has a wheel.")
    build(healthy, tiny)

    one = only(look())

    assert one.count == 1
    assert one.named[0].startswith("copy and mill: ")


def test_an_article_that_is_garbled_is_named_with_what_is_wrong(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    dated(healthy, "scan", SHIP.replace("o", "\ufffd"))
    build(healthy, tiny)

    one = only(look())

    assert one.says == "Articles with garbled text: 1."
    assert "cannot be read (replaced or of private use)" in one.named[0]


def test_articles_without_date_title_or_language_are_counted_and_few_are_named(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    for number in range(8):
        write(healthy.corpus_dir, f"no-title-{number}", f"{SHIP} She was number {number}.")
    write(healthy.corpus_dir, "figures", "1 2 3\n\n4 5 6", title="Figures", published="2024")
    build(healthy, tiny)

    found = {one.says: one for one in look("articles")}

    [undated] = [one for says, one in found.items() if "without a date" in says]
    [untitled] = [one for says, one in found.items() if "without a title" in says]
    [languageless] = [one for says, one in found.items() if "language cannot be told" in says]
    assert (undated.count, len(undated.named)) == (8, NAMED)
    assert (untitled.count, untitled.named[0]) == (8, "no-title-0")
    assert languageless.named == ("figures",)


def test_each_kind_of_file_is_advised_what_it_can_state(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    def advised() -> list[tuple[int, str]]:
        build(healthy, tiny)
        return [(one.count, one.hint) for one in look("articles") if one.verdict == "notice"]

    sold = "Thing that is sold here,What it is good for\nA tent,It keeps the rain out at night\n"
    (healthy.corpus_dir / "prices.csv").write_text(sold, encoding="utf-8")
    assert advised() == [(1, "")], "a table has no place for a date, and its name is its title"

    body = "".join(f"<p>{line}</p>" for line in SHIP.split(". "))
    (healthy.corpus_dir / "ship.html").write_text(f"<html><body>{body}</body></html>")
    (untitled, title), (undated, date) = advised()
    assert (untitled, undated) == (1, 2)
    assert title == "Give articles a title: HTML as its only `<h1>`, or in `<title>`."
    assert "published_time" in date
    assert "front matter" not in title + date

    (healthy.corpus_dir / "ship.html").write_text(
        '<html><head><title>The oak</title><meta property="article:published_time" '
        f'content="2024-03-05"></head><body>{body}</body></html>'
    )
    assert advised() == [(1, "")]


def test_a_file_whose_heading_is_its_name_has_a_title(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    write(healthy.corpus_dir, "ship", f"# ship\n\n{SHIP}", published="2024")
    build(healthy, tiny)

    assert [one.verdict for one in look("articles")] == ["fine"]


def test_what_somebody_sent_without_a_title_is_called_by_its_file(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    upload = load_upload(SHIP.encode(), "our_ship.txt", collection="server-1")
    add(healthy, tiny, upload, collection="server-1", origin="our_ship.txt")

    found = [one for one in look("articles") if "without a title" in one.says]

    assert [one.named for one in found] == [("our-ship",)]


def test_a_language_that_the_model_knows_little_of_is_said(
    healthy: IndexSettings, look: Look
) -> None:
    digest, _ = shipped()
    connection = sqlite3.connect(healthy.catalog_path)
    connection.execute("UPDATE articles SET language = 'ar' WHERE article_id = 'mill'")
    [(identity,)] = connection.execute("SELECT value FROM facts WHERE name = 'identity'")
    changed = json.dumps({**json.loads(identity), "model_digest": digest})
    connection.execute("UPDATE facts SET value = ? WHERE name = 'identity'", (changed,))
    connection.commit()
    connection.close()

    [one] = [one for one in look("articles") if "knows little of" in one.says]

    assert one.named == ("mill",)
    assert "(ar)" in one.says


def test_what_was_fetched_and_is_torn_or_gone_is_named(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    with serve() as site:
        site.pages["/feed"] = feed(site, [("/a", "A ship", ""), ("/b", "A dock", "")])
        site.pages["/a"] = article("A ship", prose("ship"))
        site.pages["/b"] = article("A dock", prose("dock"))
        source = followed(healthy, "feed", site.url("/feed"), refresh=3_600.0)
        look_at(healthy, source, tiny)
        names = {path: site.url(path) for path in ("/a", "/b")}
    assert [one.verdict for one in look("raw archive")] == ["fine"]
    with_rows = Catalog(healthy.catalog_path, read_only=True)
    rows = with_rows.provenance.documents(source.key)
    with_rows.close()
    archive = Archive(healthy.raw_path)
    archive.drop(rows[names["/a"]].raw)
    torn = archive.path(rows[names["/b"]].raw)
    overwrite(torn, torn.read_bytes()[:-9])

    missing, damaged = look("raw archive")

    assert missing.named == (names["/a"],)
    assert damaged.named == (f"{torn} ({names['/b']})",)
    assert {missing.verdict, damaged.verdict} == {"notice"}


def test_a_source_is_fresh_then_shaky_then_in_trouble(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    with serve() as site:
        site.pages["/mill"] = article("A ship", prose("ship"))
        source = followed(healthy, "page", site.url("/mill"), name="Ship", refresh=3_600.0)
        assert [one.named for one in look("sources")] == [("Ship",)], "never looked at"
        look_at(healthy, source, tiny)
        assert [one.verdict for one in look("sources")] == ["fine"]
        assert [one.verdict for one in look("sources", now=time.time() + 2 * DAY)] == ["trouble"]
        site.pages["/mill"] = Page(status=500)
        look_at(healthy, source, tiny)

    shaky = [one for one in look("sources") if one.named and one.named[0].startswith("Ship")]
    late = look("sources", now=time.time() + 2 * DAY)

    assert [one.verdict for one in shaky] == ["notice"]
    assert late[0].verdict == "trouble"
    assert "brought nothing for long" in late[0].says


def test_a_page_that_was_gone_once_is_named(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    with serve() as site:
        site.pages["/a"] = article("A ship", prose("ship"))
        source = followed(healthy, "page", site.url("/a"), refresh=3_600.0)
        look_at(healthy, source, tiny)
        site.pages["/a"] = Page(status=404)
        look_at(healthy, source, tiny)
        gone = site.url("/a")

    [one] = [one for one in look("sources") if "gone" in one.says]

    assert one.named == (gone,)


def test_sources_toml_is_held_against_what_is_followed(healthy: IndexSettings, look: Look) -> None:
    healthy.sources_path.write_text('[[source]]\npage = "https://example.com/"\n')
    assert only(look()).named == ("https://example.com/",)
    healthy.sources_path.write_text("[[source]]\npages = 3\n")
    assert only(look()).verdict == "trouble"
    healthy.sources_path.unlink()
    spec = SourceSpec(kind="page", location="https://example.com/")
    follow(healthy, spec, declared=True)
    assert any("no longer in sources.toml" in one.says for one in look("sources"))
