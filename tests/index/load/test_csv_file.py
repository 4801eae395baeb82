"""CSV files: how cells are parted, what names them, what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.load import csv_file
from index.load.base import Loaded, clean
from index.load.csv_file import load_csv
from tests.documents.office import packed


def load(content: bytes | str) -> Loaded:
    content = content.encode() if isinstance(content, str) else content
    return load_csv(content, article_id="folder/price_list", collection="public")


def test_the_files_name_is_the_title() -> None:
    article = load("a,b\n1,2\n").article
    assert (article.source.title, article.headings) == ("price list", ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_are_parted_as_the_file_parts_them(delimiter: str) -> None:
    rows = [["item", "note"], ["tent", "red, light"], ["stove", "small; cheap"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert (
        load(text).article.text == "item: tent; note: red, light\nitem: stove; note: small; cheap"
    )


def test_each_row_is_marked_with_its_number_in_the_file() -> None:
    article = load('item,note\n\ntent,"red,\nlight"\nstove,small\n').article
    assert article.text == "item: tent; note: red, light\nitem: stove; note: small"
    assert [(one.kind, one.number, one.start) for one in article.marks] == [
        ("row", 3, 0),
        ("row", 4, article.text.index("item: stove")),
    ]


def test_commas_in_prose_are_no_delimiters() -> None:
    assert load("One, two.\nThree, or four, or five.\nSix.").article.text.startswith("One")


def test_what_is_cut_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_ROWS", 10)
    loaded = load("number,square\n" + "".join(f"{n},{n * n}\n" for n in range(25)))
    assert loaded.article.text.count("\n") == 9
    assert loaded.notes == ("only the first 10 of its 25 rows were read",)
    wide = load(",".join(f"c{n}" for n in range(300)) + "\n" + ",".join(["x"] * 300))
    assert wide.notes == ("only its first 200 columns were read",)


def test_a_guessed_encoding_is_said() -> None:
    loaded = load("Straße;Ort\nMühlgasse;Köln\nAm Fluß;Münster\n".encode("cp1252"))
    assert "Mühlgasse" in loaded.article.text
    assert loaded.notes[0].startswith("the file does not say its encoding")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"\n\n , \n", "it has no text"),
        (packed({"xl/workbook.xml": "<a/>"}), "it is no table in plain text"),
        (b"\x00\x01\x02\x00", "it is no table in plain text"),
        (b'a,b\n"' + b"x" * 200_000, "one of its quotes is never closed"),
        (b"a" * 20_000_001, "it is larger than 20 MB"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(LoadError) as caught:
        load(content)
    assert caught.value.message.startswith(message)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
@settings(max_examples=150, deadline=None)
def test_any_bytes_load_or_are_refused(content: bytes) -> None:
    try:
        article = load(content).article
    except LoadError:
        return
    assert article.text == clean(article.text)
