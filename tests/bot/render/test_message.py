"""Answers and passages become containers: what they say, and that Discord takes them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.markdown import length, web_address
from bot.render.message import MOST_PAGES, render_answer, render_passages, shown_places
from bot.render.words import SHOW_PASSAGES
from bot.types import Answer, Citation, Place, Statement
from bot.words import LOCALES, say
from index.types import Span
from tests.bot.render.answers import a_citation, a_passage, an_answer, no_answer, some_marks
from tests.bot.render.discord_rules import Reading, read
from tests.bot.render.strangers import strangers_text

Container = discord.ui.Container[Any]

SOURCE = "[The Qwen app](https://example.com/qwen#:~:text=It) — Example News, 5 March 2024"
OURS = {"heading", "small", "bold", "quote", "link"}


def a_row() -> list[discord.ui.Item[Any]]:
    return [discord.ui.Button(label="Show passages", custom_id="x")]


def texts(container: Container) -> list[str]:
    return [
        one.content for one in container.walk_children() if isinstance(one, discord.ui.TextDisplay)
    ]


def reading(container: Container) -> Reading:
    """All its texts, read as Discord would."""
    result = Reading()
    for text in texts(container):
        one = read(text)
        result.visible += one.visible + "\n"
        result.alive += one.alive
        result.links += one.links
    return result


def check_limits(container: Container) -> None:
    view: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    assert sum(map(length, texts(container))) <= 4000
    assert all(texts(container))
    assert view._total_children <= 40


def test_an_answer_in_full() -> None:
    answer = an_answer("It passed 10 million.", "It said so on *WeChat*.")
    container = render_answer(answer, a_row())
    assert container.to_component_dict() == {
        "type": 17,
        "accent_color": 0x3B6EA5,
        "spoiler": False,
        "components": [
            {"type": 10, "content": "### How many downloads?"},
            {
                "type": 10,
                "content": "It passed 10 million.¹\n"
                "It said so on \\*WeChat\\*.²\n"
                "-# The articles say so clearly.",
            },
            {"type": 14, "divider": True, "spacing": 1},
            {
                "type": 10,
                "content": f"**Sources**\n¹ {SOURCE}\n² {SOURCE}",
            },
            {
                "type": 1,
                "components": [
                    {
                        "type": 2,
                        "style": 2,
                        "label": "Show passages",
                        "custom_id": "x",
                        "disabled": False,
                    }
                ],
            },
        ],
    }


def test_no_answer_offers_the_closest_and_does_not_call_it_an_answer() -> None:
    closest = [
        a_citation(1, quote="It rose by 5%.", link=None, publisher=None),
        a_citation(2, title="Rivals", quote="Two\nlines.", link=None, published=None),
        a_citation(3),
    ]
    container = render_answer(no_answer(*closest), a_row())
    assert texts(container) == [
        "### What is the weather?",
        "The articles don't say.\nThe closest I found:\n> It rose by 5%.¹\n> Two lines.²",
        "**Sources**\n¹ **The Qwen app** — 5 March 2024\n² **Rivals** — Example News",
    ]
    assert len(shown_places(no_answer(*closest))) == 2


def test_places_of_an_article_without_an_address_stand_in_one_line() -> None:
    citations = [
        a_citation(1, link=None),
        a_citation(2, link=None, title="Rivals"),
        a_citation(3, link=None),
        a_citation(4),
    ]
    container = render_answer(an_answer(*["So."] * 4, citations=citations), a_row())
    assert [line.partition(" ")[0] for line in texts(container)[-1].splitlines()] == [
        "**Sources**",
        "¹\u202f³",
        "²",
        "⁴",
    ]


def test_no_answer_and_nothing_close() -> None:
    container = render_answer(no_answer(), [])
    assert texts(container) == ["### What is the weather?", "The articles don't say."]
    assert not any(isinstance(one, discord.ui.Button) for one in container.walk_children())


def test_several_footnotes_behind_one_sentence() -> None:
    answer = an_answer("Both say so.", citations=[a_citation(1), a_citation(2)])
    said = Statement(text="Both say so.", citations=(1, 2))
    both = Answer(
        question=answer.question,
        answered=True,
        confidence=0.7,
        statements=(said,),
        citations=answer.citations,
        passages=(),
    )
    assert texts(render_answer(both))[1].splitlines() == [
        "Both say so.¹\u202f²",
        "-# This seems to be what the articles say.",
    ]


def test_a_long_question_is_shortened_in_the_heading() -> None:
    container = render_answer(an_answer("Yes.", question="why " * 250))
    heading = texts(container)[0]
    assert heading.startswith("### why why")
    assert heading.endswith("why …")
    assert len(heading) <= 304


def test_a_long_answer_is_cut_at_a_sentence_and_says_so() -> None:
    answer = an_answer("Short one.", *["This is a sentence. " * 300] * 2)
    container = render_answer(answer, a_row())
    check_limits(container)
    lines = texts(container)[1].splitlines()
    assert lines[0] == "Short one.¹"
    assert lines[1].endswith("This is a sentence. …²")
    assert lines[2:] == [
        "-# Shortened here; “Show passages” has it whole.",
        "-# The articles say so clearly.",
    ]


def test_an_answer_says_no_numbers_about_itself() -> None:
    assert "0.9" not in reading(render_answer(an_answer("Yes."))).visible


def test_places_are_those_of_the_citations() -> None:
    answer = an_answer("a", citations=[a_citation(1, quote="Yes.", start=7, chunk_id=9)])
    assert shown_places(answer) == (Place(9, 7, 11),)


def test_a_passage_shows_the_cited_sentence_in_bold_in_its_surroundings() -> None:
    passage = a_passage("Before *it*.", "The cited.", "After it.")
    cited = passage.sentences[1]
    (page,) = render_passages([Place(1, cited.start, cited.end)], [passage])
    assert texts(page) == [
        "¹ [The Qwen app](https://example.com/qwen) — Example News\n"
        "-# Downloads\n"
        "> Before \\*it\\*. **The cited.** After it."
    ]


def test_a_passage_with_lines_is_quoted_and_bold_line_by_line() -> None:
    passage = a_passage("- one", "- two", "Three.", between="\n\n", heading="", url=None)
    both = Place(1, passage.sentences[0].start, passage.sentences[1].end)
    (page,) = render_passages([both], [passage])
    assert texts(page) == [
        "¹ **The Qwen app** — Example News\n> **\\- one**\n> \n> **\\- two**\n> \n> Three."
    ]


def test_two_places_in_one_passage_share_it() -> None:
    passage = a_passage("First.", "Second.", "Third.")
    places = [Place(1, *passage.sentences[0]), Place(1, *passage.sentences[2])]
    (page,) = render_passages(places, [passage, passage])
    (text,) = texts(page)
    assert text.startswith("¹\u202f² [")
    assert text.endswith("> **First.** Second. **Third.**")


def test_neighbouring_citations_are_one_stretch_of_bold() -> None:
    passage = a_passage("第一。", "第二。", "第三。", between="")
    places = [Place(1, *passage.sentences[0]), Place(1, *passage.sentences[1])]
    (page,) = render_passages(places, [passage])
    assert texts(page)[0].endswith("> **第一。第二。**第三。")


def test_a_place_whose_passage_is_gone_is_named() -> None:
    passage = a_passage("Still here.", chunk_id=2)
    (page,) = render_passages([Place(1, 0, 5), Place(2, *passage.sentences[0])], [passage])
    assert texts(page)[0].startswith("² [")
    assert texts(page)[1] == "-# No longer in the library, changed or removed: ¹"


def test_long_passages_are_spread_over_pages_and_nothing_is_lost() -> None:
    sentences = [f"Sentence number {n} of <@{n}> a long passage." for n in range(150)]
    passages = [a_passage(*sentences[:75], chunk_id=1), a_passage(*sentences[75:], chunk_id=2)]
    places = [Place(one.chunk_id, *one.sentences[3]) for one in passages]
    pages = render_passages(places, passages)
    assert 1 < len(pages) <= MOST_PAGES
    for page in pages:
        check_limits(page)
    visible = " ".join(reading(page).visible for page in pages)
    assert all(sentence in visible for sentence in sentences)
    assert all(text.startswith(("¹ [", "² [")) for page in pages for text in texts(page))


def test_what_would_fill_too_many_messages_ends_with_a_word_about_it() -> None:
    passage = a_passage(*["word " * 900] * 30)
    pages = render_passages([Place(1, *passage.sentences[0])], [passage])
    assert len(pages) == MOST_PAGES
    for page in pages:
        check_limits(page)
    assert texts(pages[-1])[-1].startswith("-# There is more")


def hostile_citation(number: int) -> st.SearchStrategy[Citation]:
    return st.builds(
        a_citation,
        st.just(number),
        title=strangers_text,
        quote=strangers_text,
        link=st.one_of(st.none(), strangers_text, strangers_text.map("https://a.example/".__add__)),
        publisher=st.one_of(st.none(), strangers_text),
        published=st.one_of(st.none(), strangers_text),
    )


@settings(max_examples=60)
@given(
    statements=st.lists(strangers_text, min_size=1, max_size=3),
    citations=st.tuples(*map(hostile_citation, (1, 2, 3))),
    question=strangers_text,
    answered=st.booleans(),
)
def test_a_hostile_article_pings_nobody_and_links_nowhere(
    statements: list[str], citations: Sequence[Citation], question: str, answered: bool
) -> None:
    if answered:
        answer = an_answer(*statements, question=question, citations=citations)
    else:
        answer = no_answer(*citations, question=question)
    container = render_answer(answer, a_row())
    check_limits(container)
    seen = reading(container)
    assert set(seen.alive) <= OURS
    assert seen.alive.count("heading") == 1
    assert set(seen.links) <= {web_address(one.link) for one in citations if one.link}


@settings(max_examples=60)
@given(
    sentences=st.lists(strangers_text, min_size=1, max_size=4),
    title=strangers_text,
    heading=strangers_text,
    start=st.integers(0, 400),
    size=st.integers(-10, 400),
)
def test_a_hostile_passage_does_nothing_either(
    sentences: list[str], title: str, heading: str, start: int, size: int
) -> None:
    passage = a_passage(*sentences, title=title, heading=heading)
    for page in render_passages([Place(1, start, start + size)], [passage]):
        check_limits(page)
        seen = reading(page)
        assert set(seen.alive) <= OURS
        assert set(seen.links) <= {"https://example.com/qwen"}


@pytest.mark.parametrize("size", [1000, 4000, 20_000])
def test_any_length_fits(size: int) -> None:
    long = "*" * size
    many = [a_citation(n, title=long, publisher=long, quote=long) for n in range(1, 30)]
    check_limits(render_answer(an_answer(*[long] * 29, question=long, citations=many), a_row()))
    check_limits(render_answer(no_answer(*many, question=long), a_row()))
    passage = a_passage(long, title=long, heading=long)
    for page in render_passages([Place(1, 100, 110)], [passage]):
        check_limits(page)


def bold_answer(text: str, *spans: tuple[int, int]) -> Answer:
    statement = Statement(text=text, citations=(1,), bold=tuple(Span(*span) for span in spans))
    return replace(an_answer(text), statements=(statement,))


def test_the_words_that_answer_stand_in_bold() -> None:
    container = render_answer(bold_answer("It passed 10 million downloads.", (10, 20)))

    assert texts(container)[1].startswith("It passed **10 million** downloads.¹\n")


def test_bold_words_that_mean_harm_stay_words() -> None:
    text = "It was **@everyone** and *Ann* ~~Lee~~."
    shown = reading(render_answer(bold_answer(text, (7, 20), (25, 30), (31, 38))))

    assert text in shown.visible
    assert set(shown.alive) <= OURS


@pytest.mark.parametrize("hostile", ["*", "**", "_", "`", "```", "||", "~~", "@everyone", "<@1>"])
def test_stars_do_not_meet_what_stands_beside_them(hostile: str) -> None:
    text = f"{hostile}one{hostile}two{hostile}"
    inside = (len(hostile), len(text) - len(hostile))
    for span in (inside, (0, len(text)), (0, len(hostile)), (len(text) - len(hostile), len(text))):
        shown = reading(render_answer(bold_answer(text, span)))

        assert f"{text}¹" in shown.visible
        assert shown.alive.count("bold") == 2 + 2  # the title of the sources is bold, too
        assert set(shown.alive) <= OURS


@given(strangers_text, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3))
def test_whatever_is_bold_the_message_says_just_that(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans = sorted({(min(pair), max(pair)) for pair in places if min(pair) < max(pair)})
    inside = [(start, end) for start, end in spans if end <= len(text)]
    container = render_answer(bold_answer(text, *inside))

    check_limits(container)
    assert set(reading(container).alive) <= OURS


def test_what_is_bold_stays_so_where_a_sentence_has_to_be_cut() -> None:
    text = "It passed 10 million. " + "word " * 2000 + "END."
    container = render_answer(bold_answer(text, (10, 20), (len(text) - 4, len(text))))

    check_limits(container)
    assert texts(container)[1].splitlines() == [
        "It passed **10 million**. …¹",
        "-# Shortened here; “Show passages” has it whole.",
        "-# The articles say so clearly.",
    ]


def test_bold_words_end_where_they_are_cut_off() -> None:
    text = "word " * 2000
    container = render_answer(bold_answer(text, (5, len(text))))

    check_limits(container)
    line = texts(container)[1].splitlines()[0]
    assert line.startswith("word **word word")
    assert line.endswith("word** …¹")
    assert line.count("**") == 2


def test_a_remark_stands_alone() -> None:
    answer = replace(no_answer(), remark="Hello! Ask me anything.")
    container = render_answer(answer, a_row())

    assert texts(container) == ["Hello! Ask me anything."]
    assert not any(isinstance(one, discord.ui.Button) for one in container.walk_children())


def test_what_is_only_touched_on_is_said_so_with_the_closest_words() -> None:
    answer = replace(no_answer(a_citation()), partly=True)
    body = texts(render_answer(answer, a_row()))[1]

    assert body.startswith("The articles touch on this, but I did not find the answer in them.\n")
    assert "> It passed 10 million.¹" in body
    assert "don't say" not in body


@pytest.mark.parametrize("locale", LOCALES)
def test_in_every_language_a_message_holds_what_it_must_and_no_more(locale: str) -> None:
    long = ["This is a sentence. " * 300] * 3
    answer = replace(an_answer(*long, question="why " * 250), confidence=0.1)
    refusal = no_answer(*[a_citation(n, quote="long " * 2000) for n in (1, 2)])
    passage = a_passage(*["word " * 900] * 30)
    gone = Place(2, 0, 5)
    pages = render_passages([Place(1, *passage.sentences[0]), gone], [passage], locale)
    button = say(SHOW_PASSAGES, locale)
    shortened, more, lost = (
        say("Shortened here; “{button}” has it whole.", locale, button=button),
        say("There is more; please read on in the article itself.", locale),
        say("No longer in the library, changed or removed: {marks}", locale, marks="²"),
    )

    for container in (
        render_answer(answer, a_row(), locale),
        render_answer(refusal, a_row(), locale),
        *pages,
    ):
        check_limits(container)
        assert set(reading(container).alive) <= OURS
    assert f"\n-# {shortened}\n-# " in texts(render_answer(answer, a_row(), locale))[1]
    assert texts(pages[-1])[-1] == f"-# {more}"
    assert f"-# {lost}" in texts(pages[0])


def test_an_answer_in_german() -> None:
    container = render_answer(an_answer("It passed 10 million."), a_row(), "de")

    assert texts(container) == [
        "### How many downloads?",
        "It passed 10 million.¹\n-# Die Artikel sagen das eindeutig.",
        f"**Quellen**\n¹ {SOURCE.replace('5 March 2024', '5. März 2024')}",
    ]


def test_what_was_searched_and_who_shares_stand_small_below_the_question() -> None:
    answer = replace(an_answer("Yes."), searched="How many downloads has *Qwen*?")
    container = render_answer(answer, shared_by="Ada")
    assert texts(container)[0].splitlines() == [
        "### How many downloads?",
        r"-# Searched for: How many downloads has \*Qwen\*?",
        "-# Shared by Ada",
    ]
    assert "Searched for" not in texts(render_answer(an_answer("Yes.")))[0]


@given(strangers_text, strangers_text, strangers_text)
@settings(max_examples=60, deadline=None)
def test_strangers_words_above_an_answer_do_nothing(typed: str, searched: str, name: str) -> None:
    answer = replace(an_answer("Yes.", question=typed), searched=searched)
    container = render_answer(answer, shared_by=name)
    assert set(reading(container).alive) <= OURS
    assert len(texts(container)[0].split("\n")) == 3


def test_the_longest_words_everywhere_fit_in_a_message() -> None:
    long = "*" * 900
    many = [a_citation(number, title=long, publisher=long) for number in range(1, 30)]
    answer = replace(
        an_answer(*[long] * 29, question=long, citations=many),
        searched=long,
    )
    related: list[discord.ui.Button[Any]] = [
        discord.ui.Button(label="x" * 80, custom_id=f"r{n}") for n in range(3)
    ]
    container = render_answer(answer, a_row(), "de", related=related, shared_by=long)
    check_limits(container)


def test_code_and_lists_are_never_cut_open() -> None:
    code = "Run this. ```py\nprint(1)\n``` " + "- one\n- two\n1. three " * 300
    seen = reading(render_answer(an_answer(code), a_row()))
    assert set(seen.alive) <= OURS
    assert "```py" in seen.visible


def test_a_source_names_its_page_and_one_page_stands_once() -> None:
    four, five = some_marks("page", 4), some_marks("page", 5)
    cited = [
        a_citation(1, link=None, marks=four),
        a_citation(2, link=None, marks=five),
        a_citation(3, link=None, marks=four),
        a_citation(4, link="https://a.example/b.pdf#page=4", marks=four),
        a_citation(5, link="https://a.example/b.pdf#page=4", marks=four),
    ]
    answer = an_answer("A.", "B.", "C.", "D.", "E.", citations=cited)

    assert texts(render_answer(answer))[-1].splitlines() == [
        "**Sources**",
        "¹\u202f³ **The Qwen app**, p. 4 — Example News, 5 March 2024",
        "² **The Qwen app**, p. 5 — Example News, 5 March 2024",
        "⁴\u202f⁵ [The Qwen app](https://a.example/b.pdf#page=4), p. 4"
        " — Example News, 5 March 2024",
    ]
    assert ", S. 4 — " in texts(render_answer(answer, locale="de"))[-1]


def test_the_passages_behind_an_answer_name_their_pages() -> None:
    marks = some_marks("slide", 3, 4, start=100)
    passage = a_passage("It passed 10 million.", url=None, heading="", marks=marks)
    [page] = render_passages([Place(1, 100, 121)], [passage])

    assert texts(page)[0].startswith("¹ **The Qwen app**, slides 3–4 — Example News\n")
