"""PDFs of `fresh/` go out, as a browser prints pages and ReportLab sets a report."""

import io
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)

from tests.documents.written import Written, lines
from tests.pictures.chromium import find_chromium

_BULLETIN = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Weir bulletin</title><style>
@page { size: A5; margin: 22mm 16mm; @top-center { content: "Bulletin of the Upper Weir"; }
@bottom-right { content: "page " counter(page) " of " counter(pages); } }
body { font: 11pt/1.35 serif; text-align: justify; } h1 { font-size: 20pt; } h2 { font-size: 14pt; }
.next { break-before: page; }
</style></head><body><h1>The eel ladder, one year on</h1>
<p>Eleven thousand eels have climbed the ladder at the upper weir since it was opened in May of last
year. That is four times as many as the fishery board had ex&shy;pected, and more than were counted
in the whole of the dec&shy;ade before.</p>
<h2>How it is counted</h2>
<p>A camera above the topmost basin takes a picture whenever something moves. Volun&shy;teers look
through the pictures on Sundays; in June there were so many that a second group had to be
found.</p>
<ul><li>Most eels climb between ten at night and two in the morning.</li>
<li>Hardly any climb when the moon is full.</li></ul>
<h2 class="next">What comes next</h2>
<p>The lower weir is to get a ladder as well. It will cost 86,000 dollars, of which the board pays
half. Work begins when the water is low, in September at the latest.</p>
<p>Who wants to help may come to the weir hut on any Sunday.</p></body></html>"""

_PRICES = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Boat hire</title><style>
body { font: 11pt sans-serif; } table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #999; padding: 6px; text-align: left; } th { background: #eee; }
</style></head><body><h1>Boat hire at Carrow</h1>
<p>Boats are handed out at the blue hut, every day from Easter to the end of October.</p>
<table><tr><th>Boat</th><th>Seats</th><th>One hour</th><th>Whole day</th></tr>
<tr><td>Rowing boat</td><td>4</td><td>12 dollars</td><td>50 dollars</td></tr>
<tr><td>Canoe</td><td>2</td><td>9 dollars</td><td>38 dollars</td></tr>
<tr><td>Electric boat</td><td>6</td><td>30 dollars</td><td>140 dollars</td></tr></table>
<h2>Rules</h2><ol><li>Children wear a vest, and so does everybody in a canoe.</li>
<li>Keep thirty metres away from the reeds.</li>
<li>Whoever comes back late pays for another hour.</li></ol>
<p>A deposit of 40 dollars is kept until the boat is back.</p></body></html>"""

_COLUMNS = """\
<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Hofbrief</title><style>
@page { size: A4; margin: 20mm; } body { font: 10.5pt/1.4 serif; }
.two { column-count: 2; column-gap: 12mm; } h1 { font-size: 22pt; text-align: center; }
h2 { font-size: 13pt; margin: 0 0 4pt; } p { margin: 0 0 8pt; }
</style></head><body><h1>Hofbrief im Herbst</h1><div class="two">
<h2>Äpfel</h2><p>Die Ernte war gut: 14 Tonnen, davon neun für Saft. Wer Äpfel abholen will, kommt
freitags nach 15 Uhr und bringt Kisten mit. Im Keller liegen noch Boskop und Elstar, beide halten
bis in den März.</p>
<h2>Neue Hühner</h2><p>Seit August leben sechzig junge Hennen im mobilen Stall. Sie legen erst ab
Oktober, bis dahin gibt es nur halb so viele Eier wie sonst. Bitte bestellt deshalb rechtzeitig.</p>
<h2>Das Dach</h2><p>Die Scheune hat ein neues Dach bekommen. Es hat 31.000 Euro gekostet; ein
Drittel davon haben die Mitglieder gespendet. Dafür danken wir allen.</p>
<h2>Fest</h2><p>Am 12. Oktober feiern wir. Um elf Uhr beginnt die Führung, danach wird gegessen. Für
Kinder gibt es Ponys und eine Strohburg, und am Abend spielt die Kapelle aus dem Nachbardorf.</p>
</div></body></html>"""


def _printed(page: str) -> bytes:
    """A page as Chromium prints it."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        command = [find_chromium(), "--headless", "--disable-gpu", "--no-sandbox"]
        command += [f"--user-data-dir={folder}/profile", "--host-resolver-rules=MAP * ~NOTFOUND"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={out}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return out.read_bytes()


def _report() -> bytes:
    """A report of three pages with heads, feet, a table and justified text."""
    styles = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=styles["BodyText"], alignment=4, hyphenationLang="")
    texts = {
        "Summary": "The well on the common has given clean water since 1902. In the dry year of "
        "2022 it fell by two metres, and for nine days the pump drew air.",
        "What was measured": "A probe was let down to 41 metres on twelve days between May and "
        "August. The water stood lowest on 19 August, at 33.6 metres.",
        "What we advise": "The pump ought to hang five metres lower. The work takes two days and "
        "costs about 3,900 dollars, with a new cable.",
    }
    story: list[Flowable] = [Paragraph("The well on the common", styles["Title"])]
    for place, (head, text) in enumerate(texts.items()):
        story += [PageBreak()] if place else []
        story += [Paragraph(head, styles["Heading1"]), Paragraph(text, body)]
        if place == 1:
            rows = [["Day", "Depth", "Clear"], ["4 May", "29.1 m", "yes"], ["19 August", "33.6 m"]]
            rows[2].append("no")
            table = Table(rows, colWidths=[120, 90, 60], hAlign="LEFT")
            table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, 0), 1, "black")]))
            story.append(table)
    items = ("Order the cable in winter.", "Tell the neighbours a week before.")
    story.append(ListFlowable([Paragraph(one, body) for one in items], bulletType="bullet"))

    def leaf(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, A4[1] - 40, "Commons Office - Report 17")
        canvas.drawRightString(A4[0] - 72, 30, f"{document.page}")

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(
        story, onFirstPage=leaf, onLaterPages=leaf
    )
    return out.getvalue()


PDFS: dict[str, tuple[Callable[[], bytes], Written]] = {
    "printed-bulletin": (
        partial(_printed, _BULLETIN),
        Written(
            b"",
            lines("""\
                The eel ladder, one year on
                Eleven thousand eels have climbed the ladder at the upper weir since it was opened \
in May of last year. That is four times as many as the fishery board had expected, and more than \
were counted in the whole of the decade before.
                How it is counted
                A camera above the topmost basin takes a picture whenever something moves. \
Volunteers look through the pictures on Sundays; in June there were so many that a second group \
had to be found.
                Most eels climb between ten at night and two in the morning.
                Hardly any climb when the moon is full.
                What comes next
                The lower weir is to get a ladder as well. It will cost 86,000 dollars, of which \
the board pays half. Work begins when the water is low, in September at the latest.
                Who wants to help may come to the weir hut on any Sunday."""),
            ("Bulletin of the Upper Weir", "page 1 of", "page 2 of"),
        ),
    ),
    "printed-prices": (
        partial(_printed, _PRICES),
        Written(
            b"",
            lines("""\
                Boat hire at Carrow
                Boats are handed out at the blue hut, every day from Easter to the end of October.
                Boat: Rowing boat; Seats: 4; One hour: 12 dollars; Whole day: 50 dollars
                Boat: Canoe; Seats: 2; One hour: 9 dollars; Whole day: 38 dollars
                Boat: Electric boat; Seats: 6; One hour: 30 dollars; Whole day: 140 dollars
                Rules
                Children wear a vest, and so does everybody in a canoe.
                Keep thirty metres away from the reeds.
                Whoever comes back late pays for another hour.
                A deposit of 40 dollars is kept until the boat is back."""),
        ),
    ),
    "printed-columns": (
        partial(_printed, _COLUMNS),
        Written(
            b"",
            lines("""\
                Hofbrief im Herbst
                Äpfel
                Die Ernte war gut: 14 Tonnen, davon neun für Saft. Wer Äpfel abholen will, kommt \
freitags nach 15 Uhr und bringt Kisten mit. Im Keller liegen noch Boskop und Elstar, beide halten \
bis in den März.
                Neue Hühner
                Seit August leben sechzig junge Hennen im mobilen Stall. Sie legen erst ab \
Oktober, bis dahin gibt es nur halb so viele Eier wie sonst. Bitte bestellt deshalb rechtzeitig.
                Das Dach
                Die Scheune hat ein neues Dach bekommen. Es hat 31.000 Euro gekostet; ein Drittel \
davon haben die Mitglieder gespendet. Dafür danken wir allen.
                Fest
                Am 12. Oktober feiern wir. Um elf Uhr beginnt die Führung, danach wird gegessen. \
Für Kinder gibt es Ponys und eine Strohburg, und am Abend spielt die Kapelle aus dem \
Nachbardorf."""),
        ),
    ),
    "set-report": (
        _report,
        Written(
            b"",
            lines("""\
                The well on the common
                Summary
                The well on the common has given clean water since 1902. In the dry year of 2022 \
it fell by two metres, and for nine days the pump drew air.
                What was measured
                A probe was let down to 41 metres on twelve days between May and August. The \
water stood lowest on 19 August, at 33.6 metres.
                Day: 4 May; Depth: 29.1 m; Clear: yes
                Day: 19 August; Depth: 33.6 m; Clear: no
                What we advise
                The pump ought to hang five metres lower. The work takes two days and costs about \
3,900 dollars, with a new cable.
                Order the cable in winter.
                Tell the neighbours a week before."""),
            ("Commons Office",),
        ),
    ),
}
"""PDFs by name: how each is made, and what should come out."""
