"""What feeds, sitemaps and pages list, whoever wrote them and however."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from index.errors import LoadError
from index.sources.entries import Entry, looks_like_feed, read_entries
from index.sources.links import read_links
from index.sources.listing import entries_of, mapped_in
from index.sources.sitemap import Mapped, read_sitemap

URL = "https://example.com/news/feed"
RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title>
<item><title>A &amp;amp; B</title><link>/a</link><author>Ada Example</author>
<pubDate>Tue, 05 Mar 2024 23:30:00 -0500</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>One.</p><script>no()</script><p>Two &lt; three.</p>]]>
</content:encoded>
</item>
<item><title>Again</title><link>/a</link></item>
<item><title>No address</title></item>
<item><title>Bad</title><link>javascript:alert(1)</link></item>
</channel></rss>"""


def test_rss_is_read() -> None:
    assert read_entries(RSS, url=URL, content_type="application/rss+xml") == (
        Entry(
            url="https://example.com/a",
            title="A & B",
            author="Ada Example",
            published="2024-03-06",
            stamp="Tue, 05 Mar 2024 23:30:00 -0500",
            text="One.\n\n \n\nTwo < three.",
        ),
    )


def test_atom_is_read() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
    <entry><title>A</title><link rel="alternate" href="a"/><id>1</id>
    <author><name>Ada</name></author>
    <published>2024-03-05T10:00:00Z</published><updated>2024-04-01T10:00:00Z</updated>
    <summary type="text">Words.</summary></entry></feed>"""
    assert read_entries(atom, url=URL, content_type="") == (
        Entry(
            url="https://example.com/news/a",
            title="A",
            author="Ada",
            published="2024-03-05",
            stamp="2024-04-01T10:00:00Z",
            text="Words.",
        ),
    )


def test_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "items": [
            {
                "id": "1",
                "url": "https://example.com/a",
                "title": "A",
                "content_html": "<p>One.</p><p>Two.</p>",
                "date_published": "2024-03-05T10:00:00-08:00",
                "date_modified": "2024-03-06T10:00:00Z",
                "authors": [{"name": "Ada"}, {"url": "x"}, 3],
            },
            {"id": "https://example.com/b", "content_text": "Text.", "date_published": "soon"},
            {"id": "3"},
            "nothing",
        ],
    }
    found = read_entries(json.dumps(feed).encode(), url=URL, content_type="application/feed+json")
    assert [one.url for one in found][:2] == ["https://example.com/a", "https://example.com/b"]
    first, second = found[:2]
    assert (first.text, first.author, first.published) == (
        "One.\n\n\n\nTwo.",
        "Ada",
        "2024-03-05",
    )
    assert (second.text, second.published, second.stamp) == ("Text.", "", "soon")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>News</body></html>",
        b'{"version": "https://jsonfeed.org/version/1", "items": 3}',
        b'{"version": "https://jsonfeed.org/version/1", ',
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.4",
    ],
)
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(LoadError):
        entries_of(content, url=URL, content_type="application/xml")


def test_a_feed_is_known_by_how_it_opens() -> None:
    assert looks_like_feed(RSS)
    assert looks_like_feed(b"\xef\xbb\xbf <feed xmlns='http://www.w3.org/2005/Atom'>")
    assert not looks_like_feed(b"<p>All about &lt;rss&gt;</p>")


def test_entities_of_a_feed_reach_no_file_and_do_not_grow() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">\n' for n in range(1, 12))
    content = (
        f'<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY l0 "boat">\n{bomb}'
        '<!ENTITY passwd SYSTEM "file:///etc/passwd">\n]>\n<rss version="2.0"><channel><item>'
        "<link>https://example.com/a</link><title>&passwd;&l11;</title></item></channel></rss>"
    ).encode()
    try:
        [entry] = entries_of(content, url=URL, content_type="application/rss+xml")
    except LoadError:
        return
    assert "root:" not in entry.title
    assert len(entry.title) < 1_000


def test_a_sitemap_and_an_index_are_read() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    sitemap = f"""<?xml version="1.0"?><urlset {space}>
    <url><loc> https://example.com/a </loc><lastmod>2024-03-05</lastmod></url>
    <url><loc>/relative</loc></url><url><lastmod>2024-03-06</lastmod></url>
    <url><loc>https://example.com/b</loc></url></urlset>""".encode()
    expected = (
        Mapped(url="https://example.com/a", lastmod="2024-03-05"),
        Mapped(url="https://example.com/b"),
    )
    assert read_sitemap(sitemap) == expected
    assert mapped_in(gzip.compress(sitemap)) == expected
    assert read_sitemap(sitemap[:-12])[:1] == expected[:1]
    assert read_sitemap(b"https://example.com/a\nhttps://example.com/b\nnothing\n") == (
        Mapped(url="https://example.com/a"),
        Mapped(url="https://example.com/b"),
    )
    index = f"<sitemapindex {space}><sitemap><loc>https://example.com/1.xml</loc></sitemap>"
    assert read_sitemap(index.encode()) == (Mapped(url="https://example.com/1.xml", further=True),)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><p>Not found</p></html>", b"not found", b"\x1f\x8bno", b"<urlset></urlset>"],
)
def test_what_is_no_sitemap_is_refused(content: bytes) -> None:
    with pytest.raises(LoadError):
        mapped_in(content)


def test_a_packed_sitemap_that_grows_without_bound_is_refused() -> None:
    with pytest.raises(LoadError, match="larger than 50 MB"):
        mapped_in(gzip.compress(b"<urlset>" + b" " * 60_000_000))


def test_entities_of_a_sitemap_reach_no_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "file"
    secret.write_text("https://example.com/secret", encoding="utf-8")
    content = (
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "https://x.example/">]>'
        "<urlset><url><loc>&x;</loc></url><url><loc>https://example.com/a</loc></url></urlset>"
    ).encode()
    assert mapped_in(content) == (Mapped(url="https://example.com/a"),)


def test_the_links_of_a_page_are_read_in_order() -> None:
    page = b"""<a href="b">1</a> <A class=x HREF='c?x=1&amp;y=2#part'>2</A> <a name=x>no</a>
    <a href=/d>3</a> <a rel="nofollow ugc" href="e">4</a> <a href="mailto:ada@example.com">5</a>
    <a href="pic.jpg">6</a> <article href="f">7</article> <a href="b">again</a><a href="g"""
    assert read_links(page, url="https://example.com/dir/a") == (
        "https://example.com/dir/b",
        "https://example.com/dir/c?x=1&y=2",
        "https://example.com/d",
    )
    base = b'<base href="https://example.com/other/"><a href="b">1</a>'
    assert read_links(base, url="https://example.com/dir/a") == ("https://example.com/other/b",)


@examples(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["<rss>", "<urlset><url>", "<a href=", "{"]))
def test_any_bytes_are_a_listing_or_refused(content: bytes, before: str) -> None:
    whole = before.encode() + content
    for read in (
        lambda: read_entries(whole, url=URL, content_type=""),
        lambda: read_sitemap(whole),
        lambda: read_links(whole, url=URL),
    ):
        try:
            read()
        except LoadError:
            continue


def test_a_feed_made_to_keep_its_reader_busy_is_left_within_its_time() -> None:
    attributes = " ".join(f'a{number}="x"' for number in range(400_000))
    content = (
        f'<rss version="2.0" {attributes}><channel><item><link>https://example.com/a</link>'
        "</item></channel></rss>"
    ).encode()
    try:
        found = [one.url for one in entries_of(content, url=URL, content_type="text/xml")]
    except LoadError as error:
        found = [error.message]
    assert found in (
        ["https://example.com/a"],
        [],
        ["what is at that address takes too long to read"],
        ["what is at that address needs too much memory"],
        ["what is at that address is no feed"],
    )
