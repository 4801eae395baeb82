"""What a terminal shows: all that there is to say, and nothing from an article that it obeys."""

from dataclasses import fields, replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from bot.render.terminal import (
    answer_lines,
    findings_table,
    passage_lines,
    receipt_lines,
    status_table,
    why_table,
)
from bot.render.words import CLOSEST, NOT_SAID, PARTLY, confidence_words
from bot.types import Statement, Timing
from index.build import Note, Receipt
from index.confidence import Found
from index.library import Status
from index.types import Signals, Span
from tests.bot.render.answers import (
    SCORES,
    a_citation,
    a_passage,
    an_answer,
    no_answer,
    some_findings,
    some_marks,
)

STATUS = Status(
    articles=1234,
    chunks=56789,
    collections={"public": 1234},
    model="all-MiniLM-L6-v2",
    model_digest="53aa5117" * 8,
    rules="2",
    revision=9,
    vectors_revision=9,
    keywords_revision=7,
    catalog_bytes=999,
    vectors_bytes=14_023,
    keywords_bytes=2_500_000_000,
)
ESCAPE = "\x1b[31m"


def plain(renderable: RenderableType, width: int = 200) -> str:
    """As it goes into a file, without the spaces that fill lines up."""
    console = Console(file=StringIO(), width=width, highlight=False)
    console.print(renderable)
    stream = console.file
    assert isinstance(stream, StringIO)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def coloured(renderable: RenderableType) -> str:
    """As it goes to a terminal."""
    stream = StringIO()
    console = Console(file=stream, width=200, highlight=False, force_terminal=True, _environ={})
    console.print(renderable)
    return stream.getvalue()


def test_an_answer_shows_sentences_footnotes_and_where_they_stand() -> None:
    shown = plain(answer_lines(an_answer("It passed 10 million.", "It grew fast.")))

    assert shown.startswith("It passed 10 million. [1] It grew fast. [2]\n")
    assert "  [1] The Qwen app — Example News, 5 March 2024" in shown
    assert "      qwen, characters 10–31" in shown
    assert "https://example.com/qwen#:~:text=It" in shown
    assert shown.endswith(confidence_words(0.9))


def test_without_an_answer_it_says_so_and_quotes_the_closest() -> None:
    shown = plain(answer_lines(no_answer(a_citation(quote="It grew fast."))))

    assert shown.startswith(NOT_SAID)
    assert CLOSEST in shown
    assert "“It grew fast.”" in shown


def test_without_any_place_it_only_says_so() -> None:
    assert plain(answer_lines(no_answer())) == NOT_SAID


def test_an_unknown_origin_and_address_leave_no_gap() -> None:
    citation = a_citation(link=None, publisher=None, published=None)
    shown = plain(answer_lines(an_answer("Yes.", citations=[citation])))

    assert "[1] The Qwen app\n" in shown
    assert "None" not in shown
    assert "http" not in shown


def test_a_link_can_be_clicked_where_a_terminal_knows_links() -> None:
    shown = coloured(answer_lines(an_answer("Yes.")))

    assert ";https://example.com/qwen#:~:text=It\x1b\\" in shown


def test_a_long_link_is_never_cut_short() -> None:
    link = "https://example.com/" + "a" * 300
    shown = plain(answer_lines(an_answer("Yes.", citations=[a_citation(link=link)])), width=60)

    assert link in "".join(shown.split())


def test_a_passage_shows_its_title_its_heading_and_what_was_cited_in_bold() -> None:
    passage = a_passage("Qwen grew fast.", "It passed 10 million.", start=100)

    assert plain(passage_lines(passage, [])).splitlines() == [
        "The Qwen app › Downloads",
        "Qwen grew fast. It passed 10 million.",
    ]
    assert "\x1b[1mIt passed 10 million.\x1b[0m" in coloured(
        passage_lines(passage, [passage.sentences[1]])
    )


def test_a_cited_place_beyond_the_passage_harms_nothing() -> None:
    passage = a_passage("Qwen grew fast.", heading="")

    assert "Qwen grew fast." in plain(passage_lines(passage, [Span(0, 5), Span(900, 999)]))
    assert "›" not in plain(passage_lines(passage, []))


def test_findings_show_each_passage_with_its_score_at_each_stage() -> None:
    shown = plain(findings_table(some_findings([a_passage("Qwen grew fast.")])))

    assert "qwen:100–115" in shown
    for score in ("0.500", "3.00", "1.000", "7.00"):
        assert score in shown


def test_of_a_long_passage_only_the_beginning_is_shown() -> None:
    shown = plain(findings_table(some_findings([a_passage("word " * 100 + "END.")])))

    assert "word…" in shown
    assert "END" not in shown


def test_a_table_of_nothing_still_has_its_head() -> None:
    assert "reranked" in plain(findings_table(some_findings([])))


def test_a_receipt_says_what_was_done_and_what_was_not() -> None:
    receipt = Receipt(
        added=[f"article-{number}" for number in range(12)],
        changed=["news"],
        removed=["old"],
        unchanged=3,
        skipped=[Note("broken", "it is not UTF-8 text (byte 0 cannot be read)")],
        notes=[Note("news", "url is not a web address and was left out")],
        chunks=40,
        chunks_embedded=20,
        seconds=2.04,
        seconds_embedding=1.0,
        revision=15,
    )
    lines = plain(receipt_lines(receipt)).splitlines()

    assert lines[0].startswith("Added 12: article-0, article-1, ")
    assert lines[0].endswith("article-9 and 2 more")
    assert lines[1:] == [
        "Changed 1: news",
        "Removed 1: old",
        "Unchanged: 3",
        "Skipped broken: it is not UTF-8 text (byte 0 cannot be read)",
        "Note on news: url is not a web address and was left out",
        "40 chunks in the library, 20 newly embedded, 20 a second; 2.0 s; revision 15",
    ]


def test_a_receipt_of_nothing_is_one_line() -> None:
    assert plain(receipt_lines(Receipt(unchanged=0, chunks=5, revision=2))) == (
        "5 chunks in the library, 0 newly embedded; 0.0 s; revision 2"
    )


def test_a_status_shows_sizes_and_which_cache_is_behind() -> None:
    shown = plain(status_table(STATUS))

    for words in ("1,234", "56,789", "public: 1,234", "53aa511753aa5117…", "999 bytes"):
        assert words in shown
    assert "14.0 kB, seen 9\n" in shown
    assert "2.5 GB, seen 7 (catches up when opened)" in shown


@pytest.mark.parametrize(
    "words", ["[bold red]Owls[/]", "[/]", "[link=http://evil.example]x[/link]", "[1]", "\\[x]"]
)
def test_markup_in_an_article_is_shown_and_not_obeyed(words: str) -> None:
    citation = a_citation(title=words, quote=words, publisher=words, link=None)
    passage = replace(a_passage(words, title=words, heading=words))
    receipt = Receipt(added=[words], skipped=[Note(words, words)], notes=[Note(words, words)])

    for shown, times in (
        (plain(answer_lines(an_answer(words, citations=[citation]))), 3),
        (plain(answer_lines(no_answer(citation))), 3),
        (plain(passage_lines(passage, [])), 3),
        (plain(findings_table(some_findings([passage]))), 2),
        (plain(receipt_lines(receipt)), 5),
        (plain(status_table(replace(STATUS, collections={words: 1}))), 1),
    ):
        assert shown.count(words) >= times


def test_a_file_name_cannot_command_the_terminal() -> None:
    """Texts are cleaned when they are loaded; the name of a file is whatever the disk allows."""
    evil = f"owls{ESCAPE}\x9b2J\x07\r"
    source = replace(a_passage("x").source, article_id=evil, title=evil)
    passage = replace(a_passage("Owls hoot."), source=source)
    citation = replace(a_citation(link=None), article_id=evil, title=evil)
    receipt = Receipt(
        added=[evil],
        changed=[evil],
        removed=[evil],
        skipped=[Note(evil, "broken")],
        notes=[Note(evil, "odd")],
    )

    for renderable in (
        answer_lines(an_answer("Yes.", citations=[citation])),
        passage_lines(passage, []),
        findings_table(some_findings([passage])),
        receipt_lines(receipt),
    ):
        shown = coloured(renderable)
        assert "owls\ufffd[31m\ufffd2J\ufffd\ufffd" in shown
        assert ESCAPE not in shown
        assert not set("\x9b\x07\r") & set(shown)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30))
def test_any_words_of_an_article_can_be_shown(words: str) -> None:
    citation = a_citation(title=words, quote=words, publisher=words, published=words)

    for renderable in (
        answer_lines(an_answer(words, citations=[citation])),
        answer_lines(no_answer(citation)),
        passage_lines(a_passage(words, heading=words), [Span(100, 101)]),
        findings_table(some_findings([replace(a_passage(words), scores=SCORES)])),
    ):
        assert coloured(renderable)


def test_the_words_that_answer_are_bold_on_a_terminal() -> None:
    statement = Statement(text="It passed 10 million.", citations=(1,), bold=(Span(10, 20),))
    answer = replace(an_answer("It passed 10 million."), statements=(statement,))

    assert "\x1b[1m10 million\x1b[0m" in coloured(answer_lines(answer))
    assert "It passed 10 million. [1]" in plain(answer_lines(answer))


def test_what_was_searched_for_a_follow_up_stands_dimmed_above_the_answer() -> None:
    searched = "Who made [bold red]LingGuang[/]?"
    for answer in (an_answer("It did."), no_answer()):
        shown = answer_lines(replace(answer, searched=searched))

        assert plain(shown).startswith(f"Searched for: {searched}\n")
        assert f"\x1b[2mSearched for: {searched}" in coloured(shown)
        assert "Searched for" not in plain(answer_lines(answer))


def test_a_remark_is_all_there_is_to_see() -> None:
    answer = replace(no_answer(), remark="Hello! Ask me anything.")

    assert plain(answer_lines(answer)) == "Hello! Ask me anything."


def test_what_is_only_touched_on_is_said_so() -> None:
    shown = plain(answer_lines(replace(no_answer(a_citation()), partly=True)))

    assert shown.startswith(PARTLY)
    assert "“It passed 10 million.”" in shown
    assert NOT_SAID not in shown


def test_why_shows_every_signal_and_what_was_needed() -> None:
    signals = Signals(closeness=0.61, weakest=0.22, coverage=0.83, dense=0.44, misfit=True)
    answer = replace(
        an_answer("It grew."),
        signals=signals,
        threshold=0.53,
        language="en",
        milliseconds={"embed": 9.87},
    )

    shown = plain(why_table(answer))

    assert "confidence     90%" in shown
    assert "53% is enough" in shown
    for value in ("0.61", "0.22", "0.83", "0.44", "yes", "en", "9.9 ms"):
        assert value in shown
    for field in fields(Signals):
        assert field.name in shown


def test_a_receipt_says_what_a_calibration_found_and_which_model_would_do_better() -> None:
    found = Found(questions=200, refused_without_article=192, refused_with_article=8)
    receipt = Receipt(calibrated={"fr": found}, little_known=["fr", "xx"])

    shown = plain(receipt_lines(receipt))

    assert "French with 200 questions made from the articles" in shown
    assert "refuses 96 of 100 questions that this library cannot answer" in shown
    assert "and 4 of 100 that it can" in shown
    assert "knows little of French" in shown
    assert "knows little of xx" in shown
    assert "footnote build --model paraphrase-multilingual-MiniLM-L12-v2" in shown


def test_articles_that_differ_and_what_time_did_are_said_above_the_answer() -> None:
    found = replace(
        an_answer("It costs 6 euros.", "It costs 4 euros."),
        differ=True,
        timing=Timing(effect="newer"),
        searched="How much is it?",
    )
    lines = plain(answer_lines(found)).splitlines()
    assert [line.strip() for line in lines[:2]] == [
        "Searched for: How much is it?",
        "Preferring newer articles",
    ]
    at = next(n for n, line in enumerate(lines) if line.strip() == "The articles differ:")
    assert "6 euros" in lines[at + 1]


def test_a_page_is_named_where_there_is_one() -> None:
    marks = some_marks("row", 12, 13)
    shown = plain(answer_lines(an_answer("A.", citations=[a_citation(marks=marks)])))
    assert "      qwen, rows 12–13, characters 10–31" in shown

    shown = plain(passage_lines(a_passage("It grew.", marks=marks[:1]), []))
    assert shown.startswith("The Qwen app, row 12 › Downloads")
