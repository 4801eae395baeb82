"""Books of `fresh/` go out, packed as three usual programs pack theirs."""

import io
import zipfile
from textwrap import dedent

from tests.documents.written import Written, lines

_CONTAINER = """\
<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""


def _packed(package: str, files: dict[str, str]) -> bytes:
    """An EPUB of these files, whose package is at `package`."""
    out = io.BytesIO()
    when = (1980, 1, 1, 0, 0, 0)
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(zipfile.ZipInfo("mimetype", when), "application/epub+zip")
        container = _CONTAINER.format(package)
        for name, text in {"META-INF/container.xml": container, **files}.items():
            book.writestr(zipfile.ZipInfo(name, when), dedent(text), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _split_novel() -> bytes:
    """One chapter over two files, classes in the place of headings, a title page that is drawn."""
    page = """\
        <?xml version='1.0' encoding='utf-8'?>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>Salt</title>
        <link rel="stylesheet" type="text/css" href="stylesheet.css"/></head>
        <body class="calibre">{}</body></html>"""
    first = """<h1 class="calibre2" id="id_1">ONE<br class="calibre1"/>The salt boats</h1>
        <p class="calibre3"><span class="dropcap">T</span>he salt boats came on the first of May,
        nine of them, each with a red sail.</p>
        <p class="calibre3">&#8220;Too early,&#8221; said Wanda, and shut the window.</p>
        <div class="mbppagebreak" id="calibre_pb_0"></div>"""
    second = """<p class="calibre4">* * *</p>
        <p class="calibre3">By evening the quay was white. Nobody could say where the ninth boat
        had <i class="calibre5">gone</i>.</p>"""
    third = """<h1 class="calibre2" id="id_2">TWO<br class="calibre1"/>The ninth boat</h1>
        <p class="calibre3">It lay behind the island, with its sail rolled in.</p>"""
    return _packed(
        "content.opf",
        {
            "content.opf": """\
                <?xml version='1.0' encoding='utf-8'?>
                <package xmlns="http://www.idpf.org/2007/opf" version="2.0"
                unique-identifier="uuid_id"><metadata
                xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
                <dc:title>Salt</dc:title><dc:creator opf:role="aut">Ines Okonedo</dc:creator>
                <dc:language>en</dc:language><dc:identifier id="uuid_id">x1</dc:identifier>
                <meta name="cover" content="cover"/></metadata>
                <manifest><item id="titlepage" href="titlepage.xhtml"
                media-type="application/xhtml+xml"/>
                <item id="a" href="text/part0000_split_000.html"
                media-type="application/xhtml+xml"/>
                <item id="b" href="text/part0000_split_001.html"
                media-type="application/xhtml+xml"/>
                <item id="c" href="text/part0001.html" media-type="application/xhtml+xml"/>
                <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>
                <spine toc="ncx"><itemref idref="titlepage"/><itemref idref="a"/>
                <itemref idref="b"/><itemref idref="c"/></spine>
                <guide><reference type="cover" title="Cover" href="titlepage.xhtml"/></guide>
                </package>""",
            "titlepage.xhtml": page.format(
                '<svg xmlns="http://www.w3.org/2000/svg"><text>COVER-WORDS</text></svg>'
            ),
            "text/part0000_split_000.html": page.format(first),
            "text/part0000_split_001.html": page.format(second),
            "text/part0001.html": page.format(third),
            "toc.ncx": """\
                <?xml version='1.0' encoding='utf-8'?>
                <ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>
                <navPoint id="n1" playOrder="1"><navLabel><text>The salt boats</text></navLabel>
                <content src="text/part0000_split_000.html#id_1"/></navPoint>
                <navPoint id="n2" playOrder="2"><navLabel><text>The ninth boat</text></navLabel>
                <content src="text/part0001.html"/></navPoint></navMap></ncx>""",
        },
    )


def _annotated_essay() -> bytes:
    """EPUB 3 with its meaning said in `epub:type`, and all notes in a file at the end."""
    page = """\
        <?xml version="1.0" encoding="utf-8"?>
        <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
        xml:lang="en-GB"><head><title>{}</title></head><body epub:type="{}">{}</body></html>"""
    essay = """<section id="c1" epub:type="chapter"><header><hgroup><h2>On Bridges</h2>
        <p epub:type="subtitle">And those who cross them</p></hgroup>
        <blockquote epub:type="epigraph"><p>Build, then walk.</p><cite>A mason of Tarn</cite>
        </blockquote></header>
        <p>A bridge is a promise.<a href="endnotes.xhtml#note-1" id="noteref-1"
        epub:type="noteref">1</a> It is kept every day by people who think of something else.</p>
        <ol><li><p>Wood lasts forty years.</p></li><li><p>Stone lasts as long as it is
        mended.</p></li></ol><hr/>
        <p>Toll was <abbr>approx.</abbr> three pence <span epub:type="z3998:roman">IV</span>
        times a year.</p></section>"""
    notes = """<section id="endnotes" epub:type="endnotes"><h2 epub:type="title">Endnotes</h2>
        <ol><li id="note-1" epub:type="endnote"><p>The words are those of the town clerk in 1822.
        <a href="essay.xhtml#noteref-1" epub:type="backlink">↩</a></p></li></ol></section>"""
    return _packed(
        "epub/content.opf",
        {
            "epub/content.opf": """\
                <?xml version="1.0" encoding="utf-8"?>
                <package xmlns="http://www.idpf.org/2007/opf" version="3.0" xml:lang="en-GB"
                unique-identifier="uid"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
                <dc:identifier id="uid">urn:x:2</dc:identifier><dc:title>On Bridges</dc:title>
                <dc:language>en-GB</dc:language><dc:creator>Tobias Lund</dc:creator></metadata>
                <manifest><item href="toc.xhtml" id="toc" media-type="application/xhtml+xml"
                properties="nav"/><item href="text/essay.xhtml" id="essay"
                media-type="application/xhtml+xml"/><item href="text/endnotes.xhtml" id="notes"
                media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="essay"/><itemref idref="notes"/></spine></package>""",
            "epub/toc.xhtml": page.format(
                "Contents",
                "frontmatter",
                '<nav epub:type="toc"><h2>TABLE-OF-CONTENTS</h2><ol><li><a href="text/essay.xhtml">'
                'On Bridges</a></li><li><a href="text/endnotes.xhtml">Endnotes</a></li></ol></nav>',
            ),
            "epub/text/essay.xhtml": page.format("On Bridges", "bodymatter", essay),
            "epub/text/endnotes.xhtml": page.format("Endnotes", "backmatter", notes),
        },
    )


def _schoolbook() -> bytes:
    """A textbook with boxes, a table with a caption, a sum and a picture."""
    unit = """\
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="es"><head><title>Unidad 3</title>
        <style>.caja{border:1px solid}</style></head><body>
        <h1>Unidad 3: El agua</h1>
        <p>El agua cubre casi tres cuartas partes de la Tierra.</p>
        <div class="caja"><p><strong>¿Lo sabías?</strong> Una persona gasta unos 130 litros al
        día.</p></div>
        <h2>Los estados del agua</h2>
        <table><caption>Temperaturas</caption><thead><tr><th>Estado</th><th>Desde</th>
        <th>Hasta</th></tr></thead><tbody><tr><td>Hielo</td><td></td><td>0 °C</td></tr>
        <tr><td>Líquida</td><td>0 °C</td><td>100 °C</td></tr></tbody></table>
        <figure><img src="ciclo.png" alt="El ciclo del agua, del mar a la nube"/>
        <figcaption>Así viaja el agua.</figcaption></figure>
        <h2>Ejercicios</h2>
        <ol type="a"><li>Nombra tres ríos.</li><li>¿A qué temperatura hierve el agua?</li></ol>
        </body></html>"""
    return _packed(
        "OEBPS/package.opf",
        {
            "OEBPS/package.opf": """\
                <?xml version="1.0" encoding="UTF-8"?>
                <package xmlns="http://www.idpf.org/2007/opf" version="3.0"
                unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
                <dc:identifier id="id">x3</dc:identifier><dc:title>Ciencias 4</dc:title>
                <dc:language>es</dc:language></metadata><manifest>
                <item id="u3" href="u3.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="u3"/></spine></package>""",
            "OEBPS/u3.xhtml": unit,
        },
    )


BOOKS = {
    "split-novel": Written(
        _split_novel(),
        lines("""\
            ONE The salt boats
            The salt boats came on the first of May, nine of them, each with a red sail.
            “Too early,” said Wanda, and shut the window.
            By evening the quay was white. Nobody could say where the ninth boat had gone.
            TWO The ninth boat
            It lay behind the island, with its sail rolled in."""),
        ("COVER-WORDS", "calibre"),
    ),
    "annotated-essay": Written(
        _annotated_essay(),
        lines("""\
            On Bridges
            And those who cross them
            Build, then walk.
            A mason of Tarn
            A bridge is a promise. It is kept every day by people who think of something else.
            Wood lasts forty years.
            Stone lasts as long as it is mended.
            Toll was approx. three pence IV times a year.
            The words are those of the town clerk in 1822."""),
        ("TABLE-OF-CONTENTS",),
    ),
    "schoolbook": Written(
        _schoolbook(),
        lines("""\
            Unidad 3: El agua
            El agua cubre casi tres cuartas partes de la Tierra.
            ¿Lo sabías? Una persona gasta unos 130 litros al día.
            Los estados del agua
            Temperaturas
            Estado: Hielo; Hasta: 0 °C
            Estado: Líquida; Desde: 0 °C; Hasta: 100 °C
            El ciclo del agua, del mar a la nube
            Así viaja el agua.
            Ejercicios
            Nombra tres ríos.
            ¿A qué temperatura hierve el agua?"""),
        ("ciclo.png", "1px solid"),
    ),
}
"""Books by name."""
