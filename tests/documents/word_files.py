"""Nothing comes in, the Word documents of the tests go out, with the lines that are wanted."""

from tests.documents.office import (
    cell,
    head,
    item,
    note,
    packed,
    par,
    picture,
    row,
    run,
    table,
    word,
)
from tests.documents.written import Written, lines

_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
    f"{par('A box in the margin says this.')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>"
    f"{par('A box in the margin says this.')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText>HYPERLINK "https://example.com/map"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{run("the map")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)

WORD = {
    "bridge-report": Written(
        word(
            par("The old bridge", style="Title"),
            par("Contents", style="TOC1"),
            par("History ........ 2", style="TOC1"),
            head("History"),
            par("The bridge was opened in 1931", note(2), " and widened in 1958."),
            head("Repairs", 2),
            par("In 2019 the railings were painted."),
            title="The old bridge of Marden",
            author="Ada Okafor; Bruno Keller",
            keywords="bridges; Marden",
            cover_date="2024-03-05T00:00:00",
            footnotes={2: "The town's archive keeps the invitation."},
        ),
        wanted=lines("""
            The old bridge
            History
            The bridge was opened in 1931 and widened in 1958.
            The town's archive keeps the invitation.
            Repairs
            In 2019 the railings were painted.
        """),
        unwanted=lines("""
            History ........ 2
        """),
    ),
    "shopping-list": Written(
        word(
            par("What to bring to the camp:"),
            item("a tent"),
            item("food", 0),
            item("bread", 1),
            item("cheese, either", 1),
            item("hard", 2, 2),
            item("soft", 2, 2),
            item("a lamp"),
            par("How to pitch the tent:"),
            item("Lay out the poles.", 0, 2),
            item("Raise the roof.", 0, 2),
        ),
        wanted=lines("""
            What to bring to the camp:
            a tent
            food
            bread
            cheese, either
            hard
            soft
            a lamp
            How to pitch the tent:
            Lay out the poles.
            Raise the roof.
        """),
    ),
    "price-list": Written(
        word(
            head("Prices of the season"),
            table(
                row("Item", "Price", "Weight", is_head=True),
                row("Alpine tent", "349 €", "2.1 kg"),
                row("Gas stove", "59 €", "310 g"),
                row("Folding chair", "45 €", ""),
            ),
            par("Prices include tax."),
        ),
        wanted=lines("""
            Prices of the season
            Item: Alpine tent; Price: 349 €; Weight: 2.1 kg
            Item: Gas stove; Price: 59 €; Weight: 310 g
            Item: Folding chair; Price: 45 €
            Prices include tax.
        """),
    ),
    "merged-cells": Written(
        word(
            table(
                row("Room", cell("Opening hours", '<w:gridSpan w:val="2"/>'), is_head=True),
                row("", "Winter", "Summer", is_head=True),
                row(cell("Library", '<w:vMerge w:val="restart"/>'), "9 to 5", "9 to 7"),
                row(cell("", "<w:vMerge/>"), "closed on Mondays", "every day"),
                row("Archive", cell("by appointment", '<w:gridSpan w:val="2"/>')),
                row(cell("All rooms are closed in January.", '<w:gridSpan w:val="3"/>')),
            ),
        ),
        wanted=lines("""
            Room: Library; Opening hours Winter: 9 to 5; Opening hours Summer: 9 to 7
            Room: Library; Opening hours Winter: closed on Mondays; Opening hours Summer: every day
            Room: Archive; Opening hours Winter, Opening hours Summer: by appointment
            All rooms are closed in January.
        """),
    ),
    "fact-sheet": Written(
        word(
            table(
                row("Name", "Marden Mill"),
                row("Built", "1764"),
                row("Wheels", par("two, of oak:") + item("one for the stones") + item("one spare")),
                row("Owner", "the parish"),
            ),
            table(row(cell(par("A note in a frame.") + par("It has two paragraphs.")))),
        ),
        wanted=lines("""
            Name: Marden Mill
            Built: 1764
            Wheels: two, of oak: one for the stones, one spare
            Owner: the parish
            A note in a frame.
            It has two paragraphs.
        """),
    ),
    "hidden-and-struck": Written(
        word(
            par("Shown ", run("SECRET-RUN ", "<w:vanish/>"), "words."),
            par("A whole paragraph that is SECRET-STYLE.", style="Secret"),
            par("Quiet ", run("SECRET-CHARACTERS ", '<w:rStyle w:val="Quiet"/>'), "words."),
            par("Tiny ", run("SECRET-DOT ", '<w:sz w:val="2"/>'), "words."),
            par("Not ", run("hidden ", '<w:vanish w:val="false"/>'), "at all."),
            par("It costs ", run("OLD-PRICE ", "<w:strike/>"), "20 dollars."),
        ),
        wanted=lines("""
            Shown words.
            Quiet words.
            Tiny words.
            Not hidden at all.
            It costs 20 dollars.
        """),
        unwanted=lines("""
            SECRET-RUN
            SECRET-STYLE
            SECRET-CHARACTERS
            SECRET-DOT
            OLD-PRICE
        """),
    ),
    "tracked-changes": Written(
        word(
            par(
                "The ferry runs ",
                f'<w:ins w:id="1" w:author="x">{run("every hour")}</w:ins>',
                '<w:del w:id="2"><w:r><w:delText>TWICE-A-DAY</w:delText></w:r></w:del>',
                " in summer.",
            ),
            par(
                "Ask the harbour master.",
                '<w:r><w:commentReference w:id="0"/></w:r>',
            ),
            more={"word/comments.xml": "<w:comments xmlns:w='x'><w:p>A-COMMENT</w:p></w:comments>"},
        ),
        wanted=lines("""
            The ferry runs every hour in summer.
            Ask the harbour master.
        """),
        unwanted=lines("""
            TWICE-A-DAY
            A-COMMENT
        """),
    ),
    "german-chapters": Written(
        word(
            par("Mühlen im Tal", style="berschrift1"),
            par("Die Wassermühle mahlt seit 1764; sie gehört der Gemeinde."),
            par("Getreide", style="Chapter"),
            par("Gemahlen wird „Roggen“ und Dinkel.", note(3, "endnote")),
            par("Zu Fuß", properties='<w:outlineLvl w:val="1"/>'),
            par("Der Weg dauert zwanzig Minuten."),
            author="Jörg Müller",
            endnotes={3: "Laut Mühlenbuch von 1801."},
        ),
        wanted=lines("""
            Mühlen im Tal
            Die Wassermühle mahlt seit 1764; sie gehört der Gemeinde.
            Getreide
            Gemahlen wird „Roggen“ und Dinkel.
            Laut Mühlenbuch von 1801.
            Zu Fuß
            Der Weg dauert zwanzig Minuten.
        """),
    ),
    "chinese-and-arabic": Written(
        word(
            head("水磨坊"),
            par("这座水磨坊建于1764年，现在属于村里。"),
            head("الطاحونة"),
            par("بُنيت الطاحونة عام 1764 وهي ملك للقرية."),
        ),
        wanted=lines("""
            水磨坊
            这座水磨坊建于1764年，现在属于村里。
            الطاحونة
            بُنيت الطاحونة عام 1764 وهي ملك للقرية.
        """),
    ),
    "pictures-boxes-links": Written(
        word(
            par(picture("A map of the river from the mill to the sea")),
            par(picture("image1.png"), "Below the picture."),
            par(_BOX),
            par(
                "See ",
                _FIELD,
                " and ",
                f'<w:hyperlink r:id="link">{run("the guide")}</w:hyperlink>',
            ),
            par(
                "The area is ",
                "<m:oMath><m:r><m:t>a·b</m:t></m:r></m:oMath>",
                " or 12 m",
                run("2", '<w:vertAlign w:val="superscript"/>'),
                ".",
            ),
        ),
        wanted=lines("""
            A map of the river from the mill to the sea
            Below the picture.
            A box in the margin says this.
            See the map and the guide
            The area is a·b or 12 m².
        """),
        unwanted=lines("""
            image1.png
            HYPERLINK
            https://example.com
        """),
    ),
    "macros-and-media": Written(
        word(
            par("A document with macros is read like any other."),
            more={
                "word/vbaProject.bin": b"Sub AutoOpen()\nMACRO-CODE\nEnd Sub",
                "word/media/image1.png": b"\x89PNG PICTURE-BYTES",
                "word/embeddings/inner.docx": packed({"word/document.xml": "INNER-ARCHIVE"}),
            },
        ),
        wanted=lines("""
            A document with macros is read like any other.
        """),
        unwanted=lines("""
            MACRO-CODE
            PICTURE-BYTES
            INNER-ARCHIVE
        """),
    ),
}
