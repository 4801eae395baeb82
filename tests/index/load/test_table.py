"""Rows of cells: which of them are heads, and how a row is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.load.table import MOST_CHARACTERS, MOST_COLUMNS, Cell, is_figure, lines


def said(*rows: str, marked: int = 0) -> list[str]:
    """The lines of a table written with bars; `!` before a cell marks it as a head."""
    made = [
        [
            Cell(text=text.strip().removeprefix("!"), is_head=text.strip().startswith("!"))
            for text in row.split("|")
        ]
        for row in rows
    ]
    return list(lines(made, marked=marked))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["!Item|!Price", "Tent|349"], ["Item: Tent; Price: 349"]),
        (["Item|Price|Weight", "Tent|349|2 kg"], ["Item: Tent; Price: 349; Weight: 2 kg"]),
        (
            ["Item|Price", "Tent|349 €", "Stove|59 €"],
            ["Item: Tent; Price: 349 €", "Item: Stove; Price: 59 €"],
        ),
        (["Name|Ada", "Born|1815"], ["Name: Ada", "Born: 1815"]),
        (["!Name|Ada", "!Born|1815"], ["Name: Ada", "Born: 1815"]),
        (["|!Price|!Weight", "!Tent|349|2"], ["Tent; Price: 349; Weight: 2"]),
        (["Tent|349", "Tent|59"], ["Tent; 349", "Tent; 59"]),
        (["1|2|3", "4|5|6"], ["1; 2; 3", "4; 5; 6"]),
        (["Product|2023|2024", "Tents|12|14"], ["Product: Tents; 2023: 12; 2024: 14"]),
        (["a|a|b", "1|2|3"], ["a; a; b", "1; 2; 3"]),
        (["!Item:|!Price :", "Tent|349"], ["Item: Tent; Price: 349"]),
        (["!Item|!Price", "Tent|"], ["Item: Tent"]),
        (["!Item|!Price"], ["Item: Price"]),
        (["", " | "], []),
    ],
)
def test_a_row_names_its_columns_where_they_have_names(
    rows: list[str], expected: list[str]
) -> None:
    assert said(*rows) == expected


def test_what_the_table_says_of_its_heads_is_believed() -> None:
    assert said("1|2", "3|4", marked=1) == ["1: 3; 2: 4"]
    assert said(" | ", "Tent|349", marked=1) == ["Tent: 349"]


def test_merged_cells_are_said_wherever_they_reach() -> None:
    rows = [
        [Cell(text="Route", is_head=True), Cell(text="Departures", is_head=True, across=2)],
        [Cell(text="North", down=2), Cell(text="7:10"), Cell(text="18:30")],
        [Cell(text="8:10"), Cell(text="19:30")],
        [Cell(text="South"), Cell(text="on request", across=2)],
    ]
    assert list(lines(rows)) == [
        "Route: North; Departures: 7:10; Departures: 18:30",
        "Route: North; Departures: 8:10; Departures: 19:30",
        "Route: South; Departures: on request",
    ]


def test_a_title_above_the_heads_stands_alone() -> None:
    rows = [
        [Cell(text="Prices of May", is_head=True, across=2)],
        [Cell(text="Item", is_head=True), Cell(text="Price", is_head=True)],
        [Cell(text="Tent"), Cell(text="349")],
    ]
    expected = ["Prices of May", "Item: Tent; Price: 349"]
    assert list(lines(rows)) == expected
    assert list(lines(rows, marked=2)) == expected


def test_cells_that_reach_without_end_make_no_more_than_is_bearable() -> None:
    wide = [[Cell(text="x" * 150, across=10**6, down=10**6)] for _ in range(1000)]
    made = list(lines(wide))
    assert sum(map(len, made)) <= MOST_CHARACTERS
    narrow = list(lines([[Cell(text="y", across=10**6)], [Cell(text="z")] * 10**3]))
    assert narrow[-1].count("z") == MOST_COLUMNS


def test_a_long_cell_is_said_once_however_far_it_reaches() -> None:
    rows = [[Cell(text="l" * 201, down=3), Cell(text="a")], [Cell(text="b")], [Cell(text="c")]]
    assert sum(line.count("l" * 201) for line in lines(rows)) == 1


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("349 €", True),
        ("12.05.2024", True),
        ("1,200 m", True),
        ("2024", False),
        ("A4", True),
        ("second", False),
        ("", False),
        ("Room 12", False),
    ],
)
def test_what_is_a_figure(text: str, figure: bool) -> None:
    assert is_figure(text) is figure


CELLS = st.builds(
    Cell,
    text=st.text("ab1 :|", max_size=5),
    is_head=st.booleans(),
    across=st.integers(0, 4),
    down=st.integers(0, 4),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6), st.integers(0, 7))
def test_any_table_is_said_and_its_last_row_is_said_whole(
    rows: list[list[Cell]], marked: int
) -> None:
    text = " ".join(lines(rows, marked=marked))
    for cell in rows[-1] if rows else ():
        assert cell.text.strip(": ") in text
