"""Front matter: every field, and everything that people and attackers write into it."""

import time

import pytest

from index.errors import LoadError
from index.load.base import MOST_BYTES
from index.load.markdown import load_markdown
from index.types import PUBLIC, Source


def load(text: str | bytes) -> tuple[Source, tuple[str, ...], str]:
    content = text if isinstance(text, bytes) else text.encode()
    loaded = load_markdown(content, article_id="folder/an-id", collection=PUBLIC)
    return loaded.article.source, loaded.notes, loaded.article.text


def field(line: str) -> tuple[Source, tuple[str, ...]]:
    source, notes, _ = load(f"---\n{line}\n---\nText.")
    return source, notes


def refusal(content: str | bytes) -> str:
    with pytest.raises(LoadError) as caught:
        load(content)
    assert caught.value.hint
    return caught.value.message


def test_every_field() -> None:
    source, notes, text = load(
        "---\ntitle: Solar farm opens\nurl: https://example.com/solar\nauthor: Jane Doe\n"
        "publisher: Example News\npublished: 2024-05-17\ntags: [energy, solar power]\n---\n\nText."
    )
    assert notes == ()
    assert text == "Text."
    assert source == Source(
        article_id="folder/an-id",
        collection=PUBLIC,
        title="Solar farm opens",
        url="https://example.com/solar",
        author="Jane Doe",
        publisher="Example News",
        published="2024-05-17",
        tags=("energy", "solar power"),
    )


@pytest.mark.parametrize(
    "text",
    ["Text.", "---\n---\nText.", "---\n# nothing\n---\nText.", "---\nfield: x\n---\nText."],
)
def test_unknown_fields_stay_empty(text: str) -> None:
    assert load(text) == (Source(article_id="folder/an-id", title="an id"), (), "Text.")


@pytest.mark.parametrize("empty", ["", "~", "null", "''", "'   '"])
@pytest.mark.parametrize("name", ["title", "url", "author", "publisher", "published", "tags"])
def test_an_empty_field_is_no_field(name: str, empty: str) -> None:
    assert field(f"{name}: {empty}") == (Source(article_id="folder/an-id", title="an id"), ())


@pytest.mark.parametrize(
    "title", ["No", "007", "1_000", "2024-01-01", "0x1F", "1:30", "yes", "1e3", "=", "3.10"]
)
def test_a_title_stays_as_it_was_written(title: str) -> None:
    assert field(f"title: {title}")[0].title == title


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("2024-03-05", "2024-03-05"),
        ("2024-3-5", "2024-03-05"),
        ("'2024-03-05'", "2024-03-05"),
        ("2024-03-05 10:20:30", "2024-03-05"),
        ("2024-03-05T10:20:30Z", "2024-03-05"),
        ("2024-03-05T23:59:59+02:00", "2024-03-05"),
        ("0999", "0999"),
    ],
)
def test_dates_are_as_exact_as_they_were_written(written: str, expected: str) -> None:
    source, notes = field(f"published: {written}")
    assert (source.published, notes) == (expected, ())


@pytest.mark.parametrize(
    "written",
    ["2024-02-30", "2024-13", "yesterday", "0000", "05/03/2024", "２０２４", "2024-00-01", "20240"],
)
def test_what_is_no_date_is_left_out_and_said_so(written: str) -> None:
    source, notes = field(f"published: {written}")
    assert source.published is None
    assert notes == ("published is not a date like 2024-03-05 and was left out",)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "example.com",
        "ftp://example.com",
        "http://",
        "https://exa mple.com",
        "'http://[::1'",
        "//example.com",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_web_address_is_left_out_and_said_so(url: str) -> None:
    source, notes = field(f"url: {url}")
    assert source.url is None
    assert notes == ("url is not a web address and was left out",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[a, b c]", ("a", "b c")),
        ("\n- a\n- 2024", ("a", "2024")),
        ("a, b c,,", ("a", "b c")),
        ("[on, 'no', ' ']", ("on", "no")),
        ("[]", ()),
    ],
)
def test_tags(written: str, expected: tuple[str, ...]) -> None:
    source, notes = field(f"tags: {written}")
    assert (source.tags, notes) == (expected, ())


@pytest.mark.parametrize("written", ["{a: b}", "[[a], b]", "[{a: b}]"])
def test_tags_that_are_no_words_are_left_out(written: str) -> None:
    source, notes = field(f"tags: {written}")
    assert (source.tags, notes) == ((), ("tags is not a list of words and was left out",))


@pytest.mark.parametrize("name", ["title", "url", "author", "publisher", "published"])
@pytest.mark.parametrize("value", ["[a, b]", "{a: b}"])
def test_a_field_of_several_values_is_left_out_and_said_so_once(name: str, value: str) -> None:
    source, notes = field(f"{name}: {value}")
    assert source == Source(article_id="folder/an-id", title="an id")
    assert notes == (f"{name} is not a single value and was left out",)


def test_fields_are_one_clean_line() -> None:
    source, _ = field(
        'title: "a\\nb\\u202e\\u0000c\\uD800"\nauthor: >-\n  Jane\n\n  Doe\ntags: ["x\\u2066y"]'
    )
    assert (source.title, source.author, source.tags) == ("a bc?", "Jane Doe", ("xy",))


def test_fields_named_like_the_parsers_own_are_harmless() -> None:
    source, notes = field("content: x\nhandler: y\n1: z\ntitle: T")
    assert (source.title, notes) == ("T", ())


@pytest.mark.parametrize("value", ["0x" + "f" * 9_000, "9" * 9_000, "1:" * 4_000 + "1"])
def test_numbers_of_any_size_are_words(value: str) -> None:
    assert field(f"title: {value}")[0].title == value
    assert field(f"title: !!int {value}")[0].title == value


def test_a_ruler_is_no_front_matter() -> None:
    assert load("---\nText without an end.")[2] == "Text without an end."


def test_a_byte_order_mark_and_windows_line_ends() -> None:
    source, notes, text = load(b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\nOne.\r\n\r\nTwo.\r\n")
    assert (source.title, notes, text) == ("T", (), "One.\n\nTwo.")


def test_json_is_no_front_matter() -> None:
    assert load('{\n"title": "T"\n}\nText.')[2].endswith("Text.")


@pytest.mark.parametrize(
    ("block", "line"),
    [("title: x\ntags: [a\nb: c", 4), ("ok: 1\n\t- tab", 3), ("a: 'open", 3), ("a: [b: c", 3)],
)
def test_bad_yaml_is_refused_with_its_line(block: str, line: int) -> None:
    assert refusal(f"---\n{block}\n---\nText.") == (
        f"its front matter is not valid YAML (line {line})"
    )


@pytest.mark.parametrize("title", ["Bad: front: matter", "Why:", "@home", "`x`", "*Stars*", "%d"])
def test_a_title_that_needs_quotes_is_said_to_need_them(title: str) -> None:
    assert refusal(f"---\nurl: https://a.example\ntitle: {title}\n---\nText.") == (
        'its front matter is not valid YAML (line 3); put what stands after "title:" in quotes'
    )
    assert field(f'title: "{title}"')[0].title == title


@pytest.mark.parametrize("block", ["- a\n- b", "just words", "42"])
def test_yaml_that_holds_no_fields_is_refused(block: str) -> None:
    assert "list of fields" in refusal(f"---\n{block}\n---\nText.")


@pytest.mark.parametrize(
    "block",
    ["? [a]\n: b", "a: \x01", "&a [*a]: b", "*nobody", "a: !!python/object:os.system x", "%Y"],
)
def test_odd_yaml_is_refused_or_read_as_words(block: str) -> None:
    try:
        source, _, text = load(f"---\n{block}\n---\nText.")
    except LoadError:
        assert "not valid YAML" in refusal(f"---\n{block}\n---\nText.")
    else:
        assert (source.title, text) == ("an id", "Text.")


def test_a_billion_laughs_cost_nothing() -> None:
    lines = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]")
    began = time.perf_counter()
    source, notes = field("\n".join([*lines, "tags: *i", "title: *h"]))
    assert time.perf_counter() - began < 1
    assert (source.tags, source.title) == ((), "an id")
    assert len(notes) == 2


@pytest.mark.parametrize("depth", [2_000, 40_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert "not valid YAML" in refusal(f"---\na: {'[' * depth}\n---\nText.")


def test_endless_front_matter_is_refused() -> None:
    assert "longer than" in refusal("---\n" + "a: b\n" * 30_000 + "---\nText.")


@pytest.mark.parametrize("content", [b"\xff\xfeT\x00", b"caf\xe9", b"\x80", b"ok \xc3"])
def test_what_is_not_utf8_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("it is not UTF-8 text (byte ")


def test_a_file_of_21_megabytes_is_refused() -> None:
    assert refusal(b"Words. " * 3_000_000) == "it is larger than 20 MB"
    assert MOST_BYTES == 20_000_000
