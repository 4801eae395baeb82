"""Word files and slides of `fresh/` go out, as python-docx and python-pptx write them."""

import io

from docx import Document
from docx.shared import Pt
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.documents.written import Written, lines


def _minutes() -> bytes:
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Allotment Society Fernhill - internal"
    section.footer.paragraphs[0].text = "Page 1 of 2"
    document.add_heading("Minutes of the spring meeting", 0)
    opening = document.add_paragraph("Held on ")
    opening.add_run("14 April 2025").bold = True
    opening.add_run(" in the tool shed. Nineteen members came, and the chair was Odile Marchetti.")
    document.add_heading("Water", 1)
    document.add_paragraph(
        "The pump by plot 30 is worn out. A new one costs 1,150 dollars, and the members voted for "
        "it with sixteen to three."
    )
    document.add_heading("Plots and fees", 1)
    table = document.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, ("Plot", "Size", "Fee a year"), strict=True):
        cell.text = text
    for row in (("7", "210 m²", "84 dollars"), ("12a", "95 m²", "38 dollars")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Fees are due by the end of May.")
    document.add_heading("Who does what", 2)
    document.add_paragraph("Odile orders the pump.", style="List Number")
    document.add_paragraph("Sven mows the paths.", style="List Number")
    document.add_paragraph("Anyone may mend the fence.", style="List Bullet")
    document.add_page_break()
    document.add_paragraph("The autumn meeting is on 6 October.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _tenancy() -> bytes:
    document = Document()
    document.add_paragraph("Mietvertrag für eine Garage", style="Title")
    document.add_paragraph("§ 1 Mietsache", style="Heading 2")
    document.add_paragraph(
        "Vermietet wird die Garage Nr. 4 im Hof der Lindenstraße 18. Zur Garage gehören zwei "
        "Schlüssel\tund eine Fernbedienung."
    )
    document.add_paragraph("§ 2 Miete", style="Heading 2")
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    cells = (("", "Monatlich", "Fällig"), ("Miete", "75,00 €", "am Dritten"))
    for row, texts in zip(table.rows, (*cells, ("Strom", "nach Verbrauch", "")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(2, 1).merge(table.cell(2, 2))
    quoted = document.add_paragraph(style="Intense Quote")
    quoted.add_run("Die Miete steigt in den ersten drei Jahren nicht.")
    document.add_paragraph("§ 3 Kündigung", style="Heading 2")
    small = document.add_paragraph().add_run("Die Frist beträgt drei Monate zum Quartalsende.")
    small.font.size = Pt(7)
    document.core_properties.author = "python-docx"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _recipe_cards() -> bytes:
    document = Document()
    document.add_heading("Cards from the canteen", 1)
    for name, steps in (
        ("Lentil soup", ("Fry an onion in oil.", "Add 300 g of lentils and two litres of water.")),
        ("Plum cake", ("Stone a kilo of plums.", "Bake for fifty minutes at 180 degrees.")),
    ):
        document.add_heading(name, 2)
        for step in steps:
            document.add_paragraph(step, style="List Bullet")
            document.add_paragraph("Stir.", style="List Bullet 2")
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "Kitchen: 555-0163"
    inner = outer.cell(0, 1).add_table(rows=2, cols=2)
    for place, text in enumerate(("Guest", "Price", "Pupil", "3.20 dollars")):
        inner.cell(place // 2, place % 2).text = text
    broken = document.add_paragraph("Ask for the salt.")
    broken.add_run().add_break()
    broken.add_run("It stands behind the bread.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _deck() -> bytes:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Trams for Carrow"
    first.placeholders[1].text = "Report to the council, June 2025"
    second = deck.slides.add_slide(deck.slide_layouts[1])
    second.shapes.title.text = "What we found"
    frame = second.placeholders[1].text_frame
    frame.text = "Line 4 is full between seven and nine"
    for text, level in (("112 people a car on average", 1), ("Line 6 runs half empty", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    second.notes_slide.notes_text_frame.text = "The count was made in the second week of March."
    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "What it costs"
    place = (Inches(1), Inches(2), Inches(6), Inches(2))
    table = third.shapes.add_table(3, 3, *place).table
    rows = (("Measure", "Once", "Each year"), ("Six more cars", "21 million", "1.4 million"))
    for row, texts in enumerate((*rows, ("Longer platforms", "3 million", "none"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _chart_deck() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Visitors of the year"
    data = CategoryChartData()
    data.categories = ["Spring", "Summer", "Autumn"]
    data.add_series("Harbour", (1240, 5310, 1875))
    data.add_series("Castle", (860, 2425, 990))
    place = (Inches(1), Inches(2), Inches(6), Inches(4))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    last = deck.slides.add_slide(deck.slide_layouts[6])
    below = last.shapes.add_textbox(Inches(1), Inches(5), Inches(6), Inches(1))
    below.text_frame.text = "Second, lower on the slide."
    above = last.shapes.add_textbox(Inches(1), Inches(1), Inches(6), Inches(1))
    above.text_frame.text = "First, at the top of the slide."
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _lesson() -> bytes:
    deck = Presentation()
    for title, left, right in (
        ("Knoten", ("Palstek", "hält und löst sich leicht"), ("Achtknoten", "stoppt ein Seil")),
        ("Wind", ("Luv", "die Seite, von der er kommt"), ("Lee", "die andere Seite")),
    ):
        slide = deck.slides.add_slide(deck.slide_layouts[4])
        slide.shapes.title.text = title
        for place, text in zip((1, 2, 3, 4), (*left, *right), strict=True):
            slide.placeholders[place].text = text
    group = deck.slides[1].shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(6), Inches(4), Inches(1))
    box.text_frame.text = "Ab Stärke 6 bleiben wir im Hafen."
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


WORD = {
    "meeting-minutes": Written(
        _minutes(),
        lines("""\
            Minutes of the spring meeting
            Held on 14 April 2025 in the tool shed. Nineteen members came, and the chair was Odile \
Marchetti.
            Water
            The pump by plot 30 is worn out. A new one costs 1,150 dollars, and the members voted \
for it with sixteen to three.
            Plots and fees
            Plot: 7; Size: 210 m²; Fee a year: 84 dollars
            Plot: 12a; Size: 95 m²; Fee a year: 38 dollars
            Fees are due by the end of May.
            Who does what
            Odile orders the pump.
            Sven mows the paths.
            Anyone may mend the fence.
            The autumn meeting is on 6 October."""),
        ("Fernhill - internal", "Page 1 of 2"),
    ),
    "garage-tenancy": Written(
        _tenancy(),
        lines("""\
            Mietvertrag für eine Garage
            § 1 Mietsache
            Vermietet wird die Garage Nr. 4 im Hof der Lindenstraße 18. Zur Garage gehören zwei \
Schlüssel und eine Fernbedienung.
            § 2 Miete
            Miete; Monatlich: 75,00 €; Fällig: am Dritten
            Strom; Monatlich, Fällig: nach Verbrauch
            Die Miete steigt in den ersten drei Jahren nicht.
            § 3 Kündigung
            Die Frist beträgt drei Monate zum Quartalsende."""),
        ("python-docx",),
    ),
    "canteen-cards": Written(
        _recipe_cards(),
        lines("""\
            Cards from the canteen
            Lentil soup
            Fry an onion in oil.
            Stir.
            Add 300 g of lentils and two litres of water.
            Stir.
            Plum cake
            Stone a kilo of plums.
            Stir.
            Bake for fifty minutes at 180 degrees.
            Stir.
            Kitchen: 555-0163
            Guest: Pupil; Price: 3.20 dollars
            Ask for the salt.
            It stands behind the bread."""),
    ),
}
"""Documents by name."""

SLIDES = {
    "tram-report": Written(
        _deck(),
        lines("""\
            Trams for Carrow
            Report to the council, June 2025
            What we found
            Line 4 is full between seven and nine
            112 people a car on average
            Line 6 runs half empty
            Speaker notes
            The count was made in the second week of March.
            What it costs
            Measure: Six more cars; Once: 21 million; Each year: 1.4 million
            Measure: Longer platforms; Once: 3 million; Each year: none"""),
        ("Click to add", "‹#›"),
    ),
    "chart-and-boxes": Written(
        _chart_deck(),
        lines("""\
            Visitors of the year
            Spring; Harbour: 1240; Castle: 860
            Summer; Harbour: 5310; Castle: 2425
            Autumn; Harbour: 1875; Castle: 990
            First, at the top of the slide.
            Second, lower on the slide."""),
    ),
    "sailing-lesson": Written(
        _lesson(),
        lines("""\
            Knoten
            Palstek
            hält und löst sich leicht
            Achtknoten
            stoppt ein Seil
            Wind
            Luv
            die Seite, von der er kommt
            Lee
            die andere Seite
            Ab Stärke 6 bleiben wir im Hafen."""),
    ),
}
"""Slides by name."""
