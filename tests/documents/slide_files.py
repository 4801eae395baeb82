"""Nothing comes in, the presentations of the tests go out, with the lines that are wanted."""

from tests.documents.office import drawn, grid, shape, show, slide
from tests.documents.written import Written, lines


def _in_group(*shapes: str) -> str:
    return (
        '<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="Group"/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{''.join(shapes)}</p:grpSp>"
    )


def _merged(text: str, properties: str) -> str:
    return f"<a:tc {properties}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"


SLIDES = {
    "harbour-plans": Written(
        show(
            slide(shape("Plans for the harbour", kind="ctrTitle"), shape("Town council")),
            slide(
                shape("What will be built", kind="title"),
                shape("a longer pier", "a new crane"),
                notes=["The crane comes from Gdańsk."],
            ),
            title="PowerPoint Presentation",
            author="Ada Okafor",
        ),
        wanted=lines("""
            Plans for the harbour
            Town council
            What will be built
            a longer pier
            a new crane
            Speaker notes
            The crane comes from Gdańsk.
        """),
        unwanted=lines("""
            PowerPoint Presentation
        """),
    ),
    "table": Written(
        show(
            slide(
                shape("Prices", kind="title"),
                grid(["Item", "Price"], ["Alpine tent", "349 €"], ["Gas stove", "59 €"]),
            )
        ),
        wanted=lines("""
            Prices
            Item: Alpine tent; Price: 349 €
            Item: Gas stove; Price: 59 €
        """),
    ),
    "merged-table": Written(
        show(
            slide(
                shape("Trips", kind="title"),
                grid(
                    ["Route", "Morning", "Evening"],
                    [_merged("North", 'rowSpan="2"'), "7:10", "18:30"],
                    [_merged("", 'vMerge="1"'), "8:10", "19:30"],
                    ["South", _merged("on request", 'gridSpan="2"'), _merged("", 'hMerge="1"')],
                ),
            )
        ),
        wanted=lines("""
            Trips
            Route: North; Morning: 7:10; Evening: 18:30
            Route: North; Morning: 8:10; Evening: 19:30
            Route: South; Morning, Evening: on request
        """),
    ),
    "order-of-slides": Written(
        show(
            slide(shape("Last", kind="title"), shape("comes third")),
            slide(shape("First", kind="title"), shape("comes first")),
            slide(shape("Middle", kind="title"), shape("comes second")),
            order=[2, 3, 1],
        ),
        wanted=lines("""
            First
            comes first
            Middle
            comes second
            Last
            comes third
        """),
    ),
    "hidden-things": Written(
        show(
            slide(shape("Shown", kind="title"), shape("SECRET-SHAPE", is_hidden=True), shape("a")),
            slide(shape("SECRET-SLIDE", kind="title"), shape("SECRET-TEXT"), is_hidden=True),
        ),
        wanted=lines("""
            Shown
            a
        """),
        unwanted=lines("""
            SECRET-SHAPE
            SECRET-SLIDE
            SECRET-TEXT
        """),
    ),
    "footers-and-numbers": Written(
        show(
            slide(
                shape("The crane", kind="title"),
                shape("lifts 40 tons"),
                shape("COMPANY-FOOTER", kind="ftr"),
                shape("1-OF-20", kind="sldNum"),
                shape("TODAY", kind="dt"),
            )
        ),
        wanted=lines("""
            The crane
            lifts 40 tons
        """),
        unwanted=lines("""
            COMPANY-FOOTER
            1-OF-20
            TODAY
        """),
    ),
    "pictures": Written(
        show(
            slide(
                shape("The map", kind="title"),
                drawn("A map of the harbour with the new pier in red"),
                drawn("Picture 4"),
            )
        ),
        wanted=lines("""
            The map
            A map of the harbour with the new pier in red
        """),
        unwanted=lines("""
            Picture 4
        """),
    ),
    "groups": Written(
        show(
            slide(
                shape("Who does what", kind="title"),
                _in_group(shape("Ada plans", kind=""), _in_group(shape("Bruno digs", kind=""))),
            )
        ),
        wanted=lines("""
            Who does what
            Ada plans
            Bruno digs
        """),
    ),
    "no-titles": Written(
        show(slide(shape("only words", kind="")), slide(shape("more words", kind=""))),
        wanted=lines("""
            Slide 1
            only words
            Slide 2
            more words
        """),
    ),
    "japanese": Written(
        show(
            slide(
                shape("港の計画", kind="title"),
                shape("新しい桟橋は2026年に完成します。"),
                notes=["クレーンはグダニスク製です。"],
            ),
            title="港の計画",
            author="山田花子",
        ),
        wanted=lines("""
            港の計画
            新しい桟橋は2026年に完成します。
            Speaker notes
            クレーンはグダニスク製です。
        """),
    ),
    "notes-only": Written(
        show(slide(shape("Silence", kind="title"), notes=["Say it all.", "Then stop."])),
        wanted=lines("""
            Silence
            Speaker notes
            Say it all.
            Then stop.
        """),
    ),
}
