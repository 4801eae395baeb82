"""Nothing comes in, the EPUB books of the tests go out, with the lines that are wanted."""

from tests.documents.office import book, chapter
from tests.documents.written import Written, lines

_ABOUT = (
    '<dc:title>The Mill Book</dc:title><dc:creator id="c1">Ada Okafor</dc:creator>'
    '<dc:creator id="c2">Bruno Keller</dc:creator>'
    '<meta refines="#c2" property="role">ill</meta>'
    "<dc:publisher>Marden Press</dc:publisher><dc:date>2021-06-01</dc:date>"
    "<dc:language>en-GB</dc:language><dc:identifier>urn:isbn:9780000000001</dc:identifier>"
    "<dc:identifier>https://example.com/mill-book</dc:identifier><dc:subject>mills</dc:subject>"
    '<meta property="dcterms:modified">2023-01-01T00:00:00Z</meta>'
)
_OLD_XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
    '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
)

BOOKS = {
    "two-chapters": Written(
        book(
            {
                "one.xhtml": chapter("<h1>Wheat</h1><p>Wheat came by boat.</p>"),
                "two.xhtml": chapter("<h1>Rye</h1><h2>In winter</h2><p>Rye came by sledge.</p>"),
            },
            _ABOUT,
            contents={"one.xhtml": "Wheat", "two.xhtml": "Rye"},
        ),
        wanted=lines("""
            Wheat
            Wheat came by boat.
            Rye
            In winter
            Rye came by sledge.
        """),
        unwanted=lines("""
            Contents
        """),
    ),
    "names-from-contents": Written(
        book(
            {
                "one.xhtml": chapter("<p>It begins without a heading.</p>"),
                "two.xhtml": chapter("<p class='title'>The end</p><p>It ends the same way.</p>"),
            },
            "<dc:title>Nameless</dc:title>",
            contents={"one.xhtml#start": "The beginning", "two.xhtml": "The end"},
        ),
        wanted=lines("""
            The beginning
            It begins without a heading.
            The end
            It ends the same way.
        """),
    ),
    "old-kind": Written(
        book(
            {
                "text/one.html": chapter(
                    "<p>Caf&eacute;s open at&nbsp;nine &mdash; or ten.</p>", doctype=_OLD_XHTML
                )
            },
            '<dc:title>Old</dc:title><dc:date opf:event="creation">1999-01-01</dc:date>'
            '<dc:date opf:event="publication">2004-05</dc:date>'
            '<dc:creator opf:role="aut">Ada Okafor</dc:creator>'
            '<dc:creator opf:role="trl">Bruno Keller</dc:creator>',
            ncx={"text/one.html": "Opening hours"},
        ),
        wanted=lines("""
            Opening hours
            Cafés open at nine — or ten.
        """),
    ),
    "footnotes": Written(
        book(
            {
                "one.xhtml": chapter(
                    "<h1>Stones</h1><p>The stones weigh a ton"
                    '<a epub:type="noteref" href="#n1">1</a> each.</p><p>They turn'
                    '<sup><a href="#n2">2</a></sup> slowly.</p>'
                    '<aside epub:type="footnote" id="n1"><p>1. Weighed in 1801.</p></aside>'
                    '<ol><li id="n2"><p>Six times a minute. <a href="#r2">↩</a></p></li></ol>'
                )
            },
            "<dc:title>Stones</dc:title>",
        ),
        wanted=lines("""
            Stones
            The stones weigh a ton each.
            Weighed in 1801.
            They turn slowly.
            Six times a minute.
        """),
    ),
    "lists-and-tables": Written(
        book(
            {
                "one.xhtml": chapter(
                    "<h1>Tolls</h1><ul><li>by cart<ol><li>empty</li><li>loaded</li></ol></li>"
                    "<li>on foot</li></ul><table><caption>Tolls of 1801</caption>"
                    "<thead><tr><th>Who</th><th>Pence</th></tr></thead><tbody>"
                    "<tr><th>Carts</th><td>6</td></tr><tr><th>Riders</th><td>2</td></tr></tbody>"
                    "</table><dl><dt>Toll</dt><dd>money for passing</dd><dt>Pence</dt>"
                    "<dd>small coins</dd></dl>"
                )
            },
            "<dc:title>Tolls</dc:title>",
        ),
        wanted=lines("""
            Tolls
            by cart
            empty
            loaded
            on foot
            Tolls of 1801
            Who: Carts; Pence: 6
            Who: Riders; Pence: 2
            Toll: money for passing
            Pence: small coins
        """),
    ),
    "hidden-and-scripts": Written(
        book(
            {
                "one.xhtml": chapter(
                    '<p>Seen.</p><p hidden="hidden">SECRET-ATTRIBUTE</p>'
                    '<p style="display: none">SECRET-STYLE</p><script>SECRET-SCRIPT</script>'
                    "<p>It costs <del>OLD-PRICE</del> 20 pence.</p><!-- SECRET-COMMENT -->"
                )
            },
            "<dc:title>Hidden</dc:title>",
        ),
        wanted=lines("""
            Seen.
            It costs 20 pence.
        """),
        unwanted=lines("""
            SECRET-ATTRIBUTE
            SECRET-STYLE
            SECRET-SCRIPT
            SECRET-COMMENT
            OLD-PRICE
        """),
    ),
    "cover-and-contents-page": Written(
        book(
            {
                "cover.xhtml": chapter('<img src="c.jpg" alt="COVER-PICTURE"/>'),
                "toc.xhtml": chapter("<p>CONTENTS-PAGE</p>"),
                "one.xhtml": chapter(
                    '<section epub:type="landmarks"><p>LANDMARKS</p></section>'
                    "<h1>Wheels</h1><p>There are two wheels.</p>"
                ),
            },
            "<dc:title>Wheels</dc:title>",
            guide='<reference type="cover" href="cover.xhtml"/>'
            '<reference type="toc" href="toc.xhtml#top"/>',
        ),
        wanted=lines("""
            Wheels
            There are two wheels.
        """),
        unwanted=lines("""
            COVER-PICTURE
            CONTENTS-PAGE
            LANDMARKS
        """),
    ),
    "reading-order": Written(
        book(
            {
                "b.xhtml": chapter("<p>Second.</p>"),
                "a.xhtml": chapter("<p>First.</p>"),
                "unlisted.xhtml": chapter("<p>NOT-IN-THE-ORDER</p>"),
            },
            "<dc:title>Order</dc:title>",
            spine=["a.xhtml", "b.xhtml"],
        ),
        wanted=lines("""
            First.
            Second.
        """),
        unwanted=lines("""
            NOT-IN-THE-ORDER
        """),
    ),
    "japanese-with-readings": Written(
        book(
            {
                "one.xhtml": chapter(
                    "<h1>水車</h1><p><ruby>水車<rt>READING</rt></ruby>は1764年に建てられた。</p>"
                )
            },
            "<dc:title>水車の本</dc:title><dc:creator>山田花子</dc:creator>"
            "<dc:language>ja</dc:language>",
        ),
        wanted=lines("""
            水車
            水車は1764年に建てられた。
        """),
        unwanted=lines("""
            READING
        """),
    ),
    "broken-markup": Written(
        book(
            {"one.xhtml": chapter("<h1>Flood</h1><p>In 1799 the <b>river<p>rose & fell.</p>")},
            "<dc:title>Flood</dc:title>",
        ),
        wanted=lines("""
            Flood
            In 1799 the river
            rose & fell.
        """),
    ),
    "formulas-and-pictures": Written(
        book(
            {
                "one.xhtml": chapter(
                    "<h1>Power</h1><p>A wheel gives 10<sup>4</sup> watts from H<sub>2</sub>O."
                    '</p><figure><img src="w.jpg" alt="A wheel under water"/>'
                    '<figcaption>The wheel in May.</figcaption></figure><img src="x.png" '
                    'alt="x.png"/><pre>P = m\n  * g</pre><blockquote><p>Well said.</p></blockquote>'
                )
            },
            "<dc:title>Power</dc:title>",
        ),
        wanted=lines("""
            Power
            A wheel gives 10⁴ watts from H2O.
            A wheel under water
            The wheel in May.
            P = m
            * g
            Well said.
        """),
        unwanted=lines("""
            x.png
        """),
    ),
}
