"""Nothing comes in; feeds, sitemaps, robots.txt and pages go out: what broken ones are made of."""

import gzip
import json
from collections.abc import Mapping

_RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xml:base="https://news.example/">
<channel><title>Harbour news</title><link>https://news.example/</link>
<item><title>A new crane</title><link>/crane</link><dc:creator>Ada Okafor</dc:creator>
<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate><description>It lifts &lt;b&gt;40&lt;/b&gt; tons.
</description><content:encoded><![CDATA[<p>It lifts 40 tons.</p><script>no()</script>]]>
</content:encoded></item>
<item><title>Fog</title><guid isPermaLink="true">https://news.example/fog</guid></item>
</channel></rss>"""
_ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Mühle</title>
<entry><title type="html">Rye &amp;amp; wheat</title><link rel="alternate" href="https://a.example/1"/>
<updated>2024-03-05T10:00:00+01:00</updated><author><name>Bruno</name></author>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ground daily.</p></div></summary>
</entry></feed>""".encode()
_RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://r.example/"><title>R</title></channel>
<item rdf:about="https://r.example/1"><title>One</title><link>https://r.example/1</link></item>
</rdf:RDF>"""
_JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Weir",
        "items": [
            {
                "id": "https://w.example/1",
                "url": "https://w.example/1",
                "title": "Eels",
                "content_html": "<p>Eleven <em>thousand</em> eels.</p>",
                "date_published": "2024-03-05T10:00:00Z",
                "authors": [{"name": "Chen"}],
            },
            {"id": "/2", "content_text": "Low water.", "author": {"name": "Zoë"}},
        ],
    }
).encode()

_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://a.example/one?x=1&amp;y=2</loc><lastmod>2024-03-05</lastmod></url>
<url><loc>https://a.example/two</loc><lastmod>2024-03-05T10:00:00+00:00</lastmod></url></urlset>"""
_MAPS = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://a.example/maps/1.xml.gz</loc></sitemap></sitemapindex>"""

_ROBOTS = b"""# The rules of this site
User-agent: *
Disallow: /private/*/x*.html$
Allow: /private/*/index.html
Crawl-delay: 2.5
Request-rate: 1/10s 0800-1900

User-agent: Footnote
User-agent: other-bot
Disallow: /drafts%20of/%C3%A9t%C3%A9
Visit-time: 0600-0845
Sitemap: https://a.example/sitemap.xml
"""

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Crane - Harbour</title>
<link rel="canonical" href="/crane"><meta property="article:published_time" content="2024-03-05">
<script type="application/ld+json">{"@type":"Article","author":{"name":"Ada"}}</script>
<style>.x{display:none}</style></head><body><nav><a href="/">Home</a></nav><main><article>
<h1>The crane</h1><p>The crane of the harbour was built in 1931 and lifts forty tons, as the plate
on its foot says.</p><ul><li>one hook</li><li>two cabins</li></ul><table><tr><th>Load</th><th>Reach
</th></tr><tr><td>40 t</td><td>12 m</td></tr></table><p class="x">SECRET</p><pre>lift --now</pre>
</article></main><footer>All rights reserved</footer></body></html>"""
_LATIN = _PAGE.replace("utf-8", "iso-8859-1").replace("crane of", "crâne à").encode("latin-1")

SEEDS: Mapping[str, tuple[bytes, ...]] = {
    "feed": (_RSS, _ATOM, _RDF, _JSON),
    "sitemap": (_SITEMAP, _MAPS, gzip.compress(_SITEMAP, mtime=0), b"https://a.example/1\n" * 3),
    "robots.txt": (_ROBOTS, _ROBOTS.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + _ROBOTS),
    "page": (_PAGE.encode(), _LATIN, _PAGE.encode("utf-16"), b"# Crane\n\nIt lifts *40* tons.\n"),
}
"""Good ones of each kind."""
