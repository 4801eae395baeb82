"""Commands that are asked something: help, usage, `ask` and `search`."""

import json
import re
from pathlib import Path

import pytest

from bot.console import Exit
from bot.render.words import NOT_SAID
from tests.bot.documents import ANSWER, FINDINGS, REFUSAL, check
from tests.bot.shell import ASKED, COMMANDS, UNSAID, Shell, documents, one_line

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(footnote: Shell, command: str) -> None:
    result = footnote(command, "--help")

    assert result.exit_code == Exit.DONE
    assert "Usage: " in result.stdout
    assert len(one_line(result.stdout)) > 100
    assert footnote.models_loaded == 0


def test_the_help_names_every_command_and_every_exit_code(footnote: Shell) -> None:
    help_text = one_line(footnote("--help").stdout)

    for command in COMMANDS:
        assert f" {command} " in help_text
    for code in Exit:
        assert re.search(rf"\b{code:d} [a-zD]", help_text.partition("Exit codes: ")[2])


def test_the_manual_lists_the_same_exit_codes() -> None:
    rows = re.findall(r"^\| (\d+) \|", (DOCS / "running.md").read_text(encoding="utf-8"), re.M)

    assert [int(row) for row in rows] == [code.value for code in Exit]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("ask",),
        ("aks", "What is Qwen?"),
        ("ask", "What", "is", "Qwen?"),
        ("ask", "-5 degrees?"),
        ("search", "Qwen", "--top", "0"),
        ("search", "Qwen", "--top", "many"),
        ("status", "--colour"),
    ],
)
def test_wrong_usage(footnote: Shell, arguments: tuple[str, ...]) -> None:
    assert footnote(*arguments).exit_code == Exit.USAGE


# ask


def test_an_answer_in_text_has_sentences_footnotes_titles_and_places(footnote: Shell) -> None:
    result = footnote("ask", ASKED)

    shown = one_line(result.stdout)
    assert result.exit_code == Exit.DONE
    assert "10 million" in shown
    assert "[1]" in shown
    assert "Alibaba's Qwen app passes 10 million downloads in a week" in shown
    assert re.search(r"qwen-app-relaunch, characters \d+–\d+", shown)
    assert result.stderr == ""


def test_that_the_articles_do_not_say_is_a_success(footnote: Shell) -> None:
    result = footnote("ask", UNSAID)

    assert result.exit_code == Exit.DONE
    assert NOT_SAID in result.stdout


@pytest.mark.parametrize("question", [ASKED, UNSAID, "通义千问?", "What \udcff is Qwen?"])
def test_an_answer_in_json_is_one_document(footnote: Shell, question: str) -> None:
    result = footnote("ask", question, "--json")

    document = json.loads(result.stdout)
    check(document, ANSWER)
    assert result.exit_code == Exit.DONE
    assert document["question"] == question.replace("\udcff", "?")
    assert result.stderr == ""


def test_a_question_that_starts_with_a_dash_stands_behind_two(footnote: Shell) -> None:
    result = footnote("ask", "--json", "--", "-what is LingGuang?")

    assert json.loads(result.stdout)["question"] == "-what is LingGuang?"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("", "Ask me a question"), ("?!", "Ask me a question"), ("x" * 5000, "5,000 characters")],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_question_that_cannot_be_looked_up_is_wrong_usage(
    footnote: Shell, question: str, sentence: str, options: tuple[str, ...]
) -> None:
    result = footnote("ask", question, *options)

    assert result.exit_code == Exit.USAGE
    assert sentence in result.stderr
    assert result.stdout == ""


LINES = (
    b"What is LingGuang?\n",
    b"\n",
    b"  Who is   Kenny Ng?\r\n",
    b"What \xff\xfe is Qwen?\n",
    b"x" * 5000 + b"\n",
    "通义千问是什么?\n".encode(),
    b"-- [bold red]what[/]\n",
    b"Which company makes Doubao?",
)


def test_many_questions_get_a_line_each_in_their_order(footnote: Shell) -> None:
    result = footnote("ask", "-", stdin=b"".join(LINES))

    found = documents(result)
    assert result.exit_code == Exit.DONE
    assert footnote.models_loaded == 1
    assert [document["question"] for document in found] == [
        "What is LingGuang?",
        "",
        "Who is Kenny Ng?",
        "What \ufffd\ufffd is Qwen?",
        "x" * 5000,
        "通义千问是什么?",
        "-- [bold red]what[/]",
        "Which company makes Doubao?",
    ]
    for place, document in enumerate(found):
        check(document, REFUSAL if place in {1, 4} else ANSWER)
    assert "Ask me a question" in found[1]["error"]
    assert "5,000 characters" in found[4]["error"]
    assert result.stderr == ""


def test_no_questions_get_no_lines(footnote: Shell) -> None:
    result = footnote("ask", "-", stdin=b"")

    assert (result.exit_code, result.stdout) == (Exit.DONE, "")


# search


def test_findings_in_text_have_titles_places_and_scores(footnote: Shell) -> None:
    result = footnote("search", ASKED)

    assert result.exit_code == Exit.DONE
    for words in ("dense", "keywords", "fused", "reranked", "Qwen"):
        assert words in result.stdout


@pytest.mark.parametrize("top", [1, 3, 50])
def test_findings_in_json_are_one_document_of_as_many_passages(footnote: Shell, top: int) -> None:
    result = footnote("search", ASKED, "--json", "--top", str(top))

    document = json.loads(result.stdout)
    check(document, FINDINGS)
    assert 1 <= len(document["passages"]) <= top
    assert document["question"] == ASKED


def test_many_searches_get_a_line_each_in_their_order(footnote: Shell) -> None:
    result = footnote("search", "-", stdin=b"".join(LINES))

    found = documents(result)
    assert result.exit_code == Exit.DONE
    assert footnote.models_loaded == 1
    assert [document["question"] for document in found] == [
        line.decode("utf-8", "replace").rstrip("\r\n") for line in LINES
    ]
    for document in found:
        check(document, FINDINGS)


def test_why_an_answer_was_given(footnote: Shell) -> None:
    result = footnote("ask", "--why", "How many people downloaded the Qwen app?")

    assert result.exit_code == Exit.DONE
    assert "10 million" in result.stdout
    for name in ("confidence", "closeness", "coverage", "misfit", "language", "total"):
        assert name in result.stdout


def test_a_greeting_is_answered_without_a_search(footnote: Shell) -> None:
    result = footnote("ask", "--why", "hello")

    assert result.exit_code == Exit.DONE
    assert result.stdout.startswith("Hello!")
    assert "closeness" not in result.stdout
