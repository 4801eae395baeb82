"""Discord's Markdown comes in, friendly and hostile; the HTML shows it, and can do nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.markdown import escape, link
from tests.pictures.markdown import inline, to_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a **b** c", "a <strong>b</strong> c"),
        ("*a* _b_ __c__ ~~d~~", "<em>a</em> <em>b</em> <u>c</u> <s>d</s>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("snake_case_name", "snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"\*not\* \<@1\>", "*not* &lt;@1&gt;"),
        (r"snake\_case\_name \_not\_", "snake_case_name _not_"),
        (r"**1 \* 2**", "<strong>1 * 2</strong>"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("[a **b**](https://example.org/x)", "<a>a <strong>b</strong></a>"),
        ("see https://example.org.", "see <a>https://example.org.</a>"),
        ("<https://example.org>", "<a>https://example.org</a>"),
        ("hi <@1>, <@2>", 'hi <span class="mention">@ada</span>, '
         '<span class="mention">@unknown-user</span>'),
        ("in <#1>", 'in <span class="mention">#ada</span>'),
        ("<t:1772185260:R>", '<span class="moment">3 days ago</span>'),
        ("<t:1772448060:R>", '<span class="moment">in 1 hour</span>'),
        ("<t:1772444460:R>", '<span class="moment">0 minutes ago</span>'),
        ("<t:1772444460>", '<span class="moment">2 March 2026 09:41</span>'),
        ("<t:1772444460:D>", '<span class="moment">2 March 2026</span>'),
        ("<t:x:R>", "&lt;t:x:R&gt;"),
        ("||quiet||", '<span class="spoiler">quiet</span>'),
        ("Relaunch.¹ ²", "Relaunch.¹ ²"),
    ],
)  # fmt: skip
def test_what_stands_in_a_line(markdown: str, html: str) -> None:
    assert inline(markdown, {1: "ada"}) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("### A", "<h3>A</h3>"),
        ("-# small", '<p class="small">small</p>'),
        ("> a\n> b\nc", "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>"),
        ("> -# small", '<blockquote><p class="small">small</p></blockquote>'),
        ("- a\n  - b", '<p class="item deep0"><span>•</span>a</p>'
         '<p class="item deep1"><span>•</span>b</p>'),
        ("1. a", '<p class="item deep0"><span>1.</span>a</p>'),
        (r"1\. a", "<p>1. a</p>"),
        ("a\n\nb", '<p>a</p><p class="blank"></p><p>b</p>'),
        ("```py\n**x**\n```", "<pre>**x**</pre>"),
        ("#no heading", "<p>#no heading</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_makes_a_line(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@given(st.text())
def test_nothing_that_is_written_becomes_markup_of_its_own(text: str) -> None:
    html = to_html(text)
    tags = set(re.findall(r"<\s*/?\s*([^\s>]*)", html))
    known = {"p", "span", "a", "strong", "em", "u", "s", "code", "pre", "blockquote"}
    assert tags <= known | {"h1", "h2", "h3"}


@given(st.text(alphabet="ab*_~`|[]()<>@#:\\-+1. >https/\n"))
def test_what_the_bot_escapes_is_shown_letter_for_letter(text: str) -> None:
    html = to_html("x" + escape(text))
    # A line that was escaped is a paragraph, or small as it was; nothing in it is marked.
    assert not re.search(r"<(?!/?p\b)", html.replace('<p class="blank">', "<p>"))
    assert "<a>" in to_html(link(text, "https://example.org"))
