"""PDFs made here: the text that should come out of each, on which page, and what is said of it."""

import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.legible import garbled
from index.load.base import Loaded, clean
from index.load.folder import LOADERS
from index.load.pdf import load_pdf
from tests.index.load.pdfs import HEIGHT, LEFT, Page, assembled, page, pdf, scanned

FOX = "The quick brown fox jumps over the lazy dog and runs on"


def load(content: bytes, name: str = "folder/my_old-file") -> Loaded:
    return load_pdf(content, article_id=name, collection="public")


def text(*pages: Page) -> str:
    return load(pdf(*pages)).article.text


def refusal(content: bytes) -> str:
    with pytest.raises(LoadError) as caught:
        load(content)
    return caught.value.message


def pages_of(loaded: Loaded) -> list[tuple[int, str]]:
    """The number of each page and its first word."""
    article = loaded.article
    return [(one.number, article.text[one.start :].split()[0]) for one in article.marks]


def test_lines_become_paragraphs() -> None:
    made = page(
        "The old mill grinds rye in the valley, as it has\n"
        "done for ages. It stands on the river.\n"
        "\n"
        "The new mill grinds wheat. It stands by the harbour,\n"
        "where the ships are."
    )
    assert text(made) == (
        "The old mill grinds rye in the valley, as it has done for ages. It stands on the river."
        "\n\n"
        "The new mill grinds wheat. It stands by the harbour, where the ships are."
    )


def test_paragraphs_without_a_gap_are_told_by_an_indent_or_a_short_line() -> None:
    made = Page()
    y = made.write("It grinds rye, all day long and in the nights of autumn too.")
    y = made.write("The next one is set in by the width of two letters, as in\nbooks.", x=88, y=y)
    made.lines[-1] = made.lines[-1].__class__("books.", LEFT, made.lines[-1].y)
    made.write("Here the line before was short, and a sentence ended on it.", y=y)
    assert text(made).split("\n\n") == [
        "It grinds rye, all day long and in the nights of autumn too.",
        "The next one is set in by the width of two letters, as in books.",
        "Here the line before was short, and a sentence ended on it.",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It is an inter-\nnational mill.", "It is an international mill."),
        (
            "A well-\nknown mill. Others are well-known.",
            "A well-known mill. Others are well-known.",
        ),
        (
            "The mill-\nstone is old. A mill has a stone.",
            "The mill-stone is old. A mill has a stone.",
        ),
        ("The mill-\nstone and millstone.", "The millstone and millstone."),
        ("Before the Franco-\nPrussian war.", "Before the Franco-Prussian war."),
        ("The COVID-\n19 years.", "The COVID-19 years."),
        ("From pre-\nand post-war times.", "From pre- and post-war times."),
        ("He waited -\nand waited.", "He waited - and waited."),
        ("Pages 10-\n12 are lost.", "Pages 10-12 are lost."),
    ],
)
def test_words_broken_at_the_end_of_a_line(written: str, read: str) -> None:
    assert text(page(written)) == read


def test_pages_are_kept_and_a_sentence_runs_on_to_the_next() -> None:
    loaded = load(
        pdf(
            page("The first page ends in the middle of a sen-"),
            page("tence that goes on here.\n\nAnother."),
            page("The third page begins anew."),
        )
    )
    assert loaded.article.text == (
        "The first page ends in the middle of a sentence that goes on here.\n\nAnother.\n\n"
        "The third page begins anew."
    )
    assert pages_of(loaded) == [(1, "The"), (2, "tence"), (3, "The")]
    assert {one.kind for one in loaded.article.marks} == {"page"}


def book(count: int) -> list[Page]:
    """Pages with a running head on every other, a foot with the page's number, and a text."""
    made = []
    for number in range(1, count + 1):
        one = Page()
        one.write("The Mills of the Valley" if number % 2 else "Ada Byron", y=815)
        one.write(f"Page {number} of {count}", y=30, x=270)
        one.write(f"Text {number * 7} stands alone on page number {number}. {FOX}.", y=700)
        made.append(one)
    return made


def test_running_heads_and_page_numbers_are_left_out_and_said_to_be() -> None:
    loaded = load(pdf(*book(6)))

    assert loaded.article.text.split("\n\n") == [
        f"Text {number * 7} stands alone on page number {number}. {FOX}." for number in range(1, 7)
    ]
    assert loaded.notes == ("running heads, feet and page numbers were left out (12 lines)",)


def test_two_pages_of_a_chapter_are_enough_where_the_head_counts_them() -> None:
    made = []
    for number in range(1, 13):
        one = page(f"Text {number * 7} stands on a page of its own.", y=600)
        one.write(f"Chapter {(number + 1) // 2}: Mills {number + 10}", y=815)
        made.append(one)

    assert "Chapter" not in text(*made)


def test_a_table_of_contents_keeps_its_lines() -> None:
    made = Page()
    for row, name in enumerate(("Rye", "Wheat", "Oats")):
        made.write(f"{row + 1} {name} . . . . . . . . . . . . . . {row * 7 + 2}", y=700 - 16 * row)
    assert text(made) == "1 Rye … 2\n2 Wheat … 9\n3 Oats … 16"


def test_what_only_looks_like_a_head_stays() -> None:
    made = []
    for number, name in enumerate(("Rye", "Wheat", "Oats"), start=1):
        one = Page()
        one.write(f"Of {name} and {number * 5} mills", y=815)  # differs in more than its number
        one.write("It grinds, and it grinds well.", y=500)  # is repeated, but in no margin
        one.write(f"Chapter {number}", y=760, size=18)  # counts, but is a heading
        made.append(one)
    said = text(*made)

    assert [said.count(words) for words in ("Of Rye", "It grinds", "Chapter 2")] == [1, 3, 1]


def test_one_page_has_no_running_head() -> None:
    one = page("2024", y=815)
    one.write("The mill burned down.", y=700)
    assert text(one) == "2024\n\nThe mill burned down."


COLUMNS = ("left", "right")


def two_columns(*, by_line: bool) -> Page:
    """A title across two columns of six lines each, which programs write in one order or other."""
    made = Page()
    made.write("A title that goes across both of the columns below", y=790, size=16, font="F2")
    for side in (0, 1):
        for line in range(6):
            words = f"{COLUMNS[side]} line {line} of the running text and"
            made.write(words, x=60 + 260 * side, y=740 - 14 * line)
    if by_line:
        made.lines[1:] = sorted(made.lines[1:], key=lambda one: (-one.y, one.x))
    return made


@pytest.mark.parametrize("by_line", [False, True])
def test_two_columns_are_read_one_after_the_other(by_line: bool) -> None:
    left, right = (
        " ".join(f"{side} line {line} of the running text and" for line in range(6))
        for side in COLUMNS
    )
    title, *said = text(two_columns(by_line=by_line)).split("\n\n")

    assert title == "A title that goes across both of the columns below"
    assert " ".join(said) == f"{left} {right}"


def test_what_stands_across_the_columns_comes_between_them() -> None:
    made = two_columns(by_line=True)
    made.write("And a line in the middle that goes across both columns, too.", x=60, y=640)
    for side in (0, 1):
        for line in range(5):
            made.write(
                f"low {COLUMNS[side]} line {line} of the text", x=60 + 260 * side, y=610 - 14 * line
            )
    said = text(made)

    places = [
        said.index(words) for words in ("right line 5", "And a line", "low left", "low right")
    ]
    assert places == sorted(places)


def test_a_table_is_read_row_by_row() -> None:
    made = page("Downloads by year, as far as they are known:")
    for row, cells in enumerate(
        (
            ("Year", "App", "Downloads"),
            ("2024", "Qwen", "10 million"),
            ("2025", "Doubao", "20 million"),
            ("2026", "Kimi", "7"),
            ("2027", "Zhipu", "9"),
        )
    ):
        for column, cell in enumerate(cells):
            made.write(cell, x=72 + 140 * column, y=720 - 16 * row)
    assert text(made) == (
        "Downloads by year, as far as they are known:\n\n"
        "Year | App | Downloads\n2024 | Qwen | 10 million\n2025 | Doubao | 20 million\n"
        "2026 | Kimi | 7\n2027 | Zhipu | 9"
    )


def test_lists_keep_their_lines() -> None:
    made = page("Buy this:\n- rye flour of the old mill, which is\n  dark\n- oats")
    made.write("\u2022", y=690)
    made.write("salt, far from its bullet", x=100, y=690)
    assert text(made) == (
        "Buy this:\n\n- rye flour of the old mill, which is dark\n- oats\n\n"
        "\u2022 salt, far from its bullet"
    )


def test_large_words_are_headings_and_the_largest_are_the_title() -> None:
    made = Page()
    y = made.write("The mills of the\nlong valley", y=770, size=24, leading=28)
    y = made.write("Rye", y=y - 10, size=16)
    y = made.write(f"{FOX}.\n{FOX}.", y=y - 6)
    y = made.write("Wheat", y=y - 10, size=16)
    made.write(f"{FOX}.\n{FOX}.\n{FOX}.", y=y - 6)
    article = load(pdf(made)).article

    headings = [(one.level, article.text[slice(*one.span)]) for one in article.headings]
    assert headings == [(1, "The mills of the long valley"), (2, "Rye"), (2, "Wheat")]
    assert article.source.title == "The mills of the long valley"


def test_letters_may_be_scaled_instead_of_large() -> None:
    drawn = "BT /F1 1 Tf {0} 0 0 {0} 72 {1} Tm ({2}) Tj ET"
    lines = [
        drawn.format(20, 700, "A heading"),
        *(drawn.format(11, 660 - 14 * n, FOX) for n in range(5)),
    ]
    article = load(pdf(Page(drawn="\n".join(lines).encode()))).article

    assert [article.text[slice(*one.span)] for one in article.headings] == ["A heading"]


def test_a_page_on_its_side_is_read_and_words_across_are_left_out() -> None:
    drawn = b"".join(
        b"BT /F1 11 Tf 0 1 -1 0 %d 72 Tm (line %d of the table on its side,) Tj ET\n"
        % (100 + 14 * line, line)
        for line in range(3)
    )
    loaded = load(pdf(Page(drawn=drawn + b"BT /F1 11 Tf 72 20 Td (across) Tj ET")))

    assert loaded.article.text == " ".join(
        f"line {line} of the table on its side," for line in range(3)
    )
    assert loaded.notes == ("words that run in another direction were left out (1)",)


XMP = "<x:xmpmeta><prism:publicationDate>{}</prism:publicationDate></x:xmpmeta>"


@pytest.mark.parametrize(
    ("info", "title", "author"),
    [
        ({"Title": "Mills of 東京", "Author": "Ada Byron"}, "Mills of 東京", "Ada Byron"),
        ({"Title": "Microsoft Word - Mills and rye", "Author": "李明"}, "Mills and rye", "李明"),
        ({"Title": "mills_final.docx", "Author": "abyron"}, "my old file", None),
        ({"Title": "Untitled 2", "Author": "Administrator"}, "my old file", None),
        ({"Title": "  ", "Author": "ada@example.com"}, "my old file", None),
        ({}, "my old file", None),
    ],
)
def test_title_and_author_are_those_of_the_metadata_where_they_are_some(
    info: dict[str, str], title: str, author: str | None
) -> None:
    loaded = load(pdf(page(f"{FOX}."), info=info))

    assert (loaded.article.source.title, loaded.article.source.author) == (title, author)
    left_out = sum(bool(info.get(name, "").strip()) for name in ("Title", "Author"))
    assert len(loaded.notes) == left_out - (title != "my old file") - (author is not None)


def test_the_date_is_the_one_that_is_stated_and_never_the_files() -> None:
    made = {"CreationDate": "D:20240305120000Z", "ModDate": "D:20250305120000Z"}
    guessed = load(pdf(page(FOX), info=made))
    assert guessed.article.source.published is None
    assert guessed.notes == (
        "it does not say when it was published; the file was made on 2024-03-05, which need not be"
        " the same",
    )

    stated = load(pdf(page(FOX), info=made, xmp=XMP.format("1998-07-01")))
    assert (stated.article.source.published, stated.notes) == ("1998-07-01", ())
    assert load(pdf(page(FOX), info={"CreationDate": "D:20249999"})).notes == ()


def test_a_scan_is_said_to_be_one() -> None:
    assert "it is a scan" in refusal(pdf(scanned(), scanned()))
    assert "text recognition (OCR)" in refusal(pdf(scanned()))


def test_scanned_pages_among_others_are_left_out_and_named() -> None:
    loaded = load(pdf(scanned(), page("It grinds rye."), scanned(), scanned()))

    assert (loaded.article.text, pages_of(loaded)) == ("It grinds rye.", [(2, "It")])
    assert loaded.notes == ("pages that are only pictures, without text, were left out: p. 1, 3–4",)


def test_a_locked_document_is_said_to_be_so() -> None:
    assert refusal(pdf(page(FOX), password="a")) == "it is locked with a password"
    assert load(pdf(page(FOX), password="")).article.text == FOX  # locked against changes only


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"<html>404</html>", "it is no PDF, though its name says so"),
        (b"%PDF-1.5\n", "it is a broken PDF"),
        (pdf(page(FOX))[:200], "it is a broken PDF"),
        (pdf(), "it is a broken PDF"),
        (pdf(Page()), "it has no text"),
        (b"%PDF-" + b"0" * 20_000_000, "it is larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, message: str) -> None:
    assert refusal(content) == message


def test_a_document_whose_end_is_lost_is_read_as_far_as_it_goes() -> None:
    whole = pdf(page(FOX), page("The second page."))
    assert text(page(FOX)) in load(whole[: whole.index(b"startxref")]).article.text


def test_characters_without_a_meaning_are_said_to_be_some() -> None:
    made = page("Some of this can be read.")
    made.write("and this can not", y=700, font="F3")
    loaded = load(pdf(made, unmapped=True))
    assert loaded.notes == ()  # every kind of file is looked at for that, and told once
    [note] = garbled(loaded.article.text)
    assert "of its characters cannot be read" in note


def test_words_that_have_run_together_are_said_to_have() -> None:
    run_together = FOX.replace(" ", "")
    [note] = load(pdf(page(f"{run_together}\n{run_together}"))).notes
    assert note == "many words have run together: the file does not say where they end"
    twice = load(pdf(page(f"{FOX} {FOX} " * 6 + f"\n{run_together}\n" * 9)))
    assert len((*twice.notes, *garbled(twice.article.text))) == 1


def test_compressed_pages_are_the_same() -> None:
    assert load(pdf(*book(3), compress=True)) == load(pdf(*book(3)))


def bomb(content: bytes, head: bytes) -> bytes:
    """A page of which the content is unpacked by one or more filters."""
    stream = b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            stream,
        ]
    )


def packed(size: int) -> bytes:
    """Operators that write one word again and again, packed twice."""
    word = b"BT /F1 9 Tf 9 9 Td (word) Tj ET\n"
    return zlib.compress(zlib.compress(word * (size // len(word)), 9), 9)


BOMBS = {
    "unpacks to gigabytes": bomb(
        zlib.compress(zlib.compress(bytes(1_000_000_000), 9), 9),
        b"/Filter [/FlateDecode /FlateDecode]",
    ),
    "writes for ever": bomb(packed(150_000_000), b"/Filter [/FlateDecode /FlateDecode]"),
    "nests without end": bomb(b"[" * 5_000_000, b""),
    "names pages that are not there": pdf(page(FOX)).replace(b"/Count 1 ", b"/Count 999999999 "),
    "holds itself": pdf(page(FOX)).replace(b"/Kids [", b"/Kids [2 0 R "),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_harms_nobody_and_the_next_document_is_read(name: str) -> None:
    loader = LOADERS[".pdf"]
    with suppress(LoadError):
        assert len(loader(BOMBS[name], article_id="a", collection="c").article.text) < 1000

    assert loader(pdf(page(FOX)), article_id="a", collection="c").article.text == FOX


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unpacks to gigabytes", "it needs too much memory"),
        ("writes for ever", "it (needs too much memory|takes too long to read)"),
    ],
)
def test_a_bomb_is_refused_with_a_sentence(name: str, words: str) -> None:
    with pytest.raises(LoadError, match=words):
        LOADERS[".pdf"](BOMBS[name], article_id="a", collection="c")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_change_to_a_document_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(MUTATED)
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        article = LOADERS[".pdf"](bytes(content), article_id="a", collection="public").article
    except LoadError:
        return
    assert article.text == clean(article.text)
    assert all(0 <= one.start < len(article.text) for one in article.marks)


MUTATED = pdf(two_columns(by_line=True), scanned(), *book(2), info={"Title": "A title of it"})


def test_a_page_of_one_word_at_its_very_edge() -> None:
    made = page("edge", y=HEIGHT - 2)
    assert text(made) == "edge"
