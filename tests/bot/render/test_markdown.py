"""Strangers' text becomes Markdown that says the same and does nothing."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.render.markdown import (
    LONGEST_LINK,
    bold,
    clean,
    cut,
    escape,
    length,
    link,
    one_line,
    quoted,
    shorten,
    web_address,
)
from tests.bot.render.discord_rules import read
from tests.bot.render.strangers import HOSTILE, strangers_text


@given(strangers_text)
@example("\\<@1>")
@example("\\\\[x](http://evil.example)")
@example("1.\u200b x")
@example("-\u2028# x")
def test_escaped_text_reads_as_it_is_and_does_nothing(text: str) -> None:
    reading = read(escape(text))
    assert reading.alive == []
    assert reading.visible == clean(text)


@pytest.mark.parametrize("text", [piece for piece in HOSTILE if piece.strip()])
@pytest.mark.parametrize("around", ["{}", "a {} b", "{} b", "a\n{} b", "a{}b"])
def test_each_way_to_be_hostile_is_silenced(text: str, around: str) -> None:
    assert read(escape(around.format(text))).alive == []


@pytest.mark.parametrize(
    ("text", "alive"),
    [
        ("<@1> <@!1>", ["user", "user"]),
        ("<@&1> <#1> </ask:1>", ["role", "channel", "command"]),
        ("<t:1:R> <:x:1> :x:", ["time", "custom emoji", "emoji"]),
        ("@everyone @here", ["everyone", "everyone"]),
        ("[x](http://a.example)", ["link"]),
        ("see https://a.example", ["bare link"]),
        (
            "# a\n-# b\n- c\n1. d\n> e\n>>> f",
            ["heading", "small", "list", "list", "quote", "quote"],
        ),
        ("||a|| **b** _c_ ~~d~~ `e`", ["spoiler", "spoiler", *"bbiissce"]),
    ],
)
def test_the_reference_sees_what_is_not_escaped(text: str, alive: list[str]) -> None:
    short = {"b": "bold", "i": "italic", "s": "struck", "c": "code", "e": "code"}
    assert read(text).alive == [short.get(kind, kind) for kind in alive]


@given(strangers_text)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "unseen",
    [
        *("\x00", "\x07", "\x1b", "\x7f", "\x9f", "\u00ad", "\u061c", "\u200b", "\u200e", "\u200f"),
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
        *("\u2060", "\ufeff", "\U000e0041", "\u200c", "\u200d", "\ud800"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(unseen: str) -> None:
    assert clean(f"ev{unseen}il") == "evil"


def test_joiners_stay_where_they_spell() -> None:
    assert clean("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"


def test_lines_and_blanks_are_kept_but_not_their_strange_kinds() -> None:
    assert clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"
    assert one_line(" a\n\n b ") == "a b"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("HTTP://Example.com:8080/a?b=c#d", "http://example.com:8080/a?b=c#d"),
        ("https://example.com/a b)c](d", "https://example.com/a%20b%29c%5D%28d"),
        ("https://example.com/%C3%BC#:~:text=a-,b", "https://example.com/%C3%BC#:~:text=a-,b"),
        ("https://example.com/<x>\"'`|\\", "https://example.com/%3Cx%3E%22%27%60%7C%5C"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("https://example.com/\u202ea\nb", "https://example.com/ab"),
    ],
)
def test_an_address_cannot_break_out_of_its_link(url: str, address: str) -> None:
    assert web_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "discord://x", "//a.b"),
        *(
            "example.com",
            "",
            "https://",
            "https://user:pw@example.com/",
            "http://[::1",
            "http://a:x/",
        ),
        *("https://ex ample.com/", "http://" + "a" * 70 + ".com/", "http://a.com/" + "a" * 500),
    ],
)
def test_what_is_no_web_address_is_not_linked(url: str) -> None:
    assert web_address(url) is None
    assert link("Title", url) == "**Title**"


def test_a_long_address_loses_only_its_fragment() -> None:
    page = "https://example.com/page"
    assert web_address(f"{page}#:~:text={'a' * LONGEST_LINK}") == page


@given(
    label=strangers_text, url=st.one_of(strangers_text, strangers_text.map("http://a.b/".__add__))
)
def test_a_link_leads_to_its_address_or_nowhere(label: str, url: str) -> None:
    address = web_address(url)
    reading = read(link(label, url))
    assert reading.links == ([] if address is None else [address])
    assert reading.alive in (["link"], ["bold", "bold"])
    assert address is None or re.fullmatch(r"https?://[!-~]+", address)


def test_a_label_keeps_its_words_with_round_brackets() -> None:
    assert link("[Video] a_b", "http://a.b/") == r"[(Video) a\_b](http://a.b/)"
    assert link("\u200b", "http://a.b/") == "[…](http://a.b/)"


@given(strangers_text)
def test_bold_stays_on_its_line(text: str) -> None:
    reading = read(bold(escape(text)))
    assert reading.visible == clean(text)
    assert set(reading.alive) <= {"bold"}
    assert len(reading.alive) % 2 == 0


def test_bold_and_quoted() -> None:
    assert bold(" a b \n\nc") == " **a b** \n\n**c**"
    assert quoted("a\n\nb") == "> a\n> \n> b"


@given(text=strangers_text.map(one_line), most=st.integers(1, 200))
def test_a_cut_text_fits_and_begins_like_the_whole(text: str, most: int) -> None:
    written = cut(text, most)
    assert length(written) <= most
    visible = read(written).visible
    assert visible == text or text.startswith(visible.removesuffix("…").rstrip())


def test_a_text_is_cut_behind_a_sentence_if_it_can_be() -> None:
    text = "One sentence. Another one! And a third, which is longer."
    assert cut(text, 100) == text
    assert cut(text, 40) == "One sentence. Another one! …"
    assert cut(text, 10) == "One …"
    assert cut("Incomprehensibilities", 10) == "Incompre …"
    assert cut("你好。再见。谢谢你。", 8) == "你好。再见。 …"
    assert cut("a", 0) == "…"
    assert cut("One two three.", 12, str.upper) == "ONE TWO …"


def test_length_counts_as_strictly_as_discord_may() -> None:
    assert length("aé") == 2
    assert length("👩") == 2


@given(text=strangers_text, most=st.integers(10, 100))
def test_a_shortened_text_is_one_short_line(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert "\n" not in short


def test_a_text_is_shortened_behind_a_word() -> None:
    assert shorten("What does it say about that?", 15) == "What does it …"
    assert shorten("谁" * 20, 10) == "谁" * 8 + " …"
