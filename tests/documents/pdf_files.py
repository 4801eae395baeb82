"""Nothing comes in, the PDFs of the tests go out, with the lines that are wanted."""

from tests.documents.written import Written, lines
from tests.index.load.pdfs import Page, page, pdf


def _leaf(number: int, text: str) -> Page:
    """A page with a running head and its number below, as printed books have them."""
    made = Page()
    made.write("THE MILLS OF THE UPPER VALLEY", y=815, size=8)
    made.write(f"Chapter on water    {number}", y=40, size=8)
    made.write(text)
    return made


def _columns(left: str, right: str, head: str) -> Page:
    """A page of two columns under a heading."""
    made = Page()
    made.write(head, size=20, font="F2")
    made.write(left, x=72, y=720)
    made.write(right, x=330, y=720)
    return made


def _report() -> Page:
    """A page with headings of two sizes."""
    made = Page()
    y = made.write("Water report of the year", size=22, leading=40, font="F2")
    y = made.write("Levels", y=y, size=15, leading=26, font="F2")
    y = made.write("The weir stood at two metres in May, half a metre\nhigher than before.", y=y)
    y = made.write("\nFish", y=y, size=15, leading=26, font="F2")
    made.write("Eels came back after the ladder was built in 2019.", y=y)
    return made


PDFS = {
    "one-page": Written(
        pdf(
            page(
                "The ferry to Ovingholm leaves at seven in the morning\n"
                "and comes back at noon.\n\n"
                "Bicycles travel free of charge."
            ),
            info={"Title": "The ferry to Ovingholm", "Author": "Ada Okafor"},
        ),
        wanted=lines("""
            The ferry to Ovingholm leaves at seven in the morning and comes back at noon.
            Bicycles travel free of charge.
        """),
    ),
    "hyphens": Written(
        pdf(
            page(
                "A stand-\nard for rye exists; one for wheat is a well-\nknown wish of "
                "well-known mill-\ners."
            )
        ),
        wanted=lines("""
            A standard for rye exists; one for wheat is a well-known wish of well-known millers.
        """),
        unwanted=lines("""
            inter-
            stand-
        """),
    ),
    "running-heads": Written(
        pdf(
            _leaf(11, "The first mill was built where the brook leaves the wood."),
            _leaf(12, "The second mill followed when the bridge was finished."),
            _leaf(13, "The third mill burned down in the dry summer of 1911."),
            _leaf(14, "Nobody built a fourth one, as the brook was too weak by then."),
            _leaf(15, "Today the second mill is a museum with a bakery."),
        ),
        wanted=lines("""
            The first mill was built where the brook leaves the wood.
            The second mill followed when the bridge was finished.
            The third mill burned down in the dry summer of 1911.
            Nobody built a fourth one, as the brook was too weak by then.
            Today the second mill is a museum with a bakery.
        """),
        unwanted=lines("""
            THE MILLS OF THE UPPER VALLEY
            Chapter on water
        """),
    ),
    "two-columns": Written(
        pdf(
            _columns(
                "The left column speaks of\nbread, which the village\nbakes on Fridays. It\n"
                "lasts a week.",
                "The right column speaks of\ncheese, which comes from\nthe alp above. It is sold\n"
                "in June.",
                "Bread and cheese",
            )
        ),
        wanted=lines("""
            Bread and cheese
            The left column speaks of bread, which the village bakes on Fridays. It lasts a week.
            The right column speaks of cheese, which comes from the alp above. It is sold in June.
        """),
    ),
    "headings": Written(
        pdf(_report()),
        wanted=lines("""
            Water report of the year
            Levels
            The weir stood at two metres in May, half a metre higher than before.
            Fish
            Eels came back after the ladder was built in 2019.
        """),
    ),
    "across-pages": Written(
        pdf(
            page("The clock was bought from a maker who"),
            page("asked for eight guilders. It still runs."),
        ),
        wanted=lines("""
            The clock was bought from a maker who asked for eight guilders. It still runs.
        """),
    ),
    "list": Written(
        pdf(
            page(
                "Bring to the swimming lesson:\n\n"
                "- a towel that is yours\n\n- a coin for the locker\n\n- the green card"
            )
        ),
        wanted=lines("""
            Bring to the swimming lesson:
            - a towel that is yours
            - a coin for the locker
            - the green card
        """),
    ),
    "german": Written(
        pdf(
            page(
                "Die Bäckerei öffnet um sechs Uhr. Ihre größ-\nten Brote wiegen fünf Kilo-\ngramm."
            ),
            info={"Title": "Die Bäckerei am Markt"},
        ),
        wanted=lines("""
            Die Bäckerei öffnet um sechs Uhr. Ihre größten Brote wiegen fünf Kilogramm.
        """),
    ),
    "packed": Written(
        pdf(
            page("A compressed page says the same as one that is not:\nthe bell rings at noon."),
            page("A second one follows. The bell rings again at six."),
            compress=True,
        ),
        wanted=lines("""
            A compressed page says the same as one that is not: the bell rings at noon.
            A second one follows. The bell rings again at six.
        """),
    ),
    "letter": Written(
        pdf(
            page(
                "To all neighbours:\n\n"
                "The road is closed from 3 to 9 March. Please take the way along the\nrailway.\n\n"
                "Yours, the mayor"
            )
        ),
        wanted=lines("""
            To all neighbours:
            The road is closed from 3 to 9 March. Please take the way along the railway.
            Yours, the mayor
        """),
    ),
    "with-a-picture": Written(
        pdf(
            Page(
                lines=page("Above the door hangs a wheel of oak, as the picture shows.").lines,
                drawn=b"q 200 0 0 200 72 300 cm /Im Do Q",
            )
        ),
        wanted=lines("""
            Above the door hangs a wheel of oak, as the picture shows.
        """),
    ),
}
"""By name; eleven of them."""
