"""The figures of a chart come out as rows."""

from lxml import etree

from index.load.chart import chart_lines

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _cells(name: str, form: str, *values: str) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{v}</c:v></c:pt>' for n, v in enumerate(values))
    code = f"<c:formatCode>{form}</c:formatCode>" if form else ""
    return f"<c:{name}><c:cache>{code}{points}</c:cache></c:{name}>"


def _series(*cells: str) -> str:
    return f"<c:ser>{''.join(cells)}</c:ser>"


def _chart(*series: str, title: str = "") -> list[str]:
    named = f"<c:title><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:title>" if title else ""
    text = f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}"><c:chart>{named}'
    return list(chart_lines(etree.fromstring(f"{text}{''.join(series)}</c:chart></c:chartSpace>")))


def test_each_category_is_a_row_that_names_the_series() -> None:
    harbour = _series(
        _cells("tx", "", "Harbour"),
        _cells("cat", "", "Spring", "Summer"),
        _cells("val", "General", "1240", "5310"),
    )
    castle = _series(_cells("tx", "", "Castle"), _cells("val", "General", "860"))
    assert _chart(harbour, castle, title="Visitors") == [
        "Visitors",
        "Spring; Harbour: 1240; Castle: 860",
        "Summer; Harbour: 5310",
    ]


def test_figures_stand_as_they_are_shown() -> None:
    shares = _series(
        _cells("tx", "", "Share"),
        _cells("cat", "yyyy-mm-dd", "45356", "45357"),
        _cells("val", "0.0%", "0.30000000000000004", "1"),
    )
    assert _chart(shares) == ["2024-03-05; Share: 30 %", "2024-03-06; Share: 100 %"]


def test_dots_are_no_table() -> None:
    assert _chart(_series(_cells("xVal", "", "1"), _cells("yVal", "", "2"))) == []
