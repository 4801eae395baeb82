"""Commands that stay: `chat` in the terminal, `run` on Discord."""

import json
from pathlib import Path

import pytest

from bot.console import Exit
from bot.desk import Desk
from bot.health import PortError
from bot.serving import IntentError, InvalidTokenError, StartError
from bot.types import Answer, Question
from tests.bot.shell import ASKED, Shell, one_line, raising


def test_a_conversation_answers_questions_and_shows_passages(footnote: Shell) -> None:
    result = footnote("chat", stdin=f"\n{ASKED}\n1\nWhat is LingGuang?\n?\n{'9' * 5000}\n7\n")

    shown = one_line(result.stdout)
    assert result.exit_code == Exit.DONE
    assert footnote.models_loaded == 1
    assert "10 million" in shown
    assert "Ant Group" in shown
    assert "Ask me a question" in shown
    assert "That question has 5,000 characters" in shown
    assert result.stderr == ""


def test_a_footnote_shows_the_passage_that_holds_the_quote(footnote: Shell) -> None:
    answer = json.loads(footnote("ask", ASKED, "--json").stdout)
    before = one_line(footnote("chat", stdin=f"{ASKED}\n").stdout)

    for citation in answer["citations"]:
        shown = one_line(footnote("chat", stdin=f"{ASKED}\n{citation['number']}\n").stdout)
        (passage,) = (
            one
            for one in answer["passages"]
            if one["article_id"] == citation["article_id"]
            and one["start"] <= citation["start"] < one["end"]
        )
        words = one_line(passage["text"])
        assert shown.count(words) > before.count(words)


def test_a_number_that_is_no_footnotes_is_said_to_be_none(footnote: Shell) -> None:
    count = len(json.loads(footnote("ask", ASKED, "--json").stdout)["citations"])
    shown = one_line(footnote("chat", stdin=f"{ASKED}\n9\nthanks\n[0]\n[1]\n").stdout)

    assert f"There is no footnote 9; the last answer has {count}." in shown
    assert f"There is no footnote 0; the last answer has {count}." in shown
    assert shown.count("There is no footnote") == 2
    assert "can't make a question out of that" not in shown
    assert shown.endswith(one_line(footnote("chat", stdin=f"{ASKED}\n1\n").stdout)[-100:])


@pytest.mark.parametrize("word", ["exit", "Quit", ":q", " exit "])
def test_a_word_ends_a_conversation(footnote: Shell, word: str) -> None:
    result = footnote("chat", stdin=f"{word}\nWhat is LingGuang?\n")

    assert result.exit_code == Exit.DONE
    assert "exit leaves" in result.stdout
    assert result.stdout.count("?") == 1, "nothing is asked after it"


def test_a_conversation_survives_bytes_that_are_no_text(footnote: Shell) -> None:
    result = footnote("chat", stdin=b"What \xff is LingGuang?\nWhat is LingGuang?\n")

    assert result.exit_code == Exit.DONE
    assert result.stdout.count("Ant Group") >= 2


def test_a_number_before_any_answer_shows_no_passage(footnote: Shell) -> None:
    result = footnote("chat", stdin="1\n")

    assert result.exit_code == Exit.DONE
    assert "can't make a question out of that" in result.stdout


def test_leaving_a_conversation_by_ctrl_c_is_an_interruption(
    footnote: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.out.input", raising(KeyboardInterrupt()))

    assert footnote("chat").exit_code == Exit.INTERRUPTED


@pytest.mark.parametrize("token", [None, "", "   "])
def test_without_a_token_the_bot_says_what_to_do(
    footnote: Shell, token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if token is not None:
        monkeypatch.setenv("DISCORD_TOKEN", token)

    result = footnote("run")

    assert result.exit_code == Exit.DISCORD
    sentence, hint = result.stderr.splitlines()
    assert "DISCORD_TOKEN" in sentence
    assert "make ask" in hint
    assert result.stdout == ""
    assert footnote.models_loaded == 0


@pytest.mark.parametrize(
    ("error", "sentence", "code"),
    [
        (
            InvalidTokenError("Discord does not know this token."),
            "Discord refuses this token.",
            Exit.DISCORD,
        ),
        (
            IntentError("Discord refuses the message content intent."),
            "Discord refuses the message content intent.",
            Exit.DISCORD,
        ),
        (
            StartError("ClientConnectorError: no\nroute"),
            "Discord could not be reached, or refused the start: ClientConnectorError: no route",
            Exit.UNREACHABLE,
        ),
        (
            PortError("HEALTH_PORT: 127.0.0.1:9464 is in use by another program."),
            "HEALTH_PORT: 127.0.0.1:9464 is in use by another program.",
            Exit.SETTINGS,
        ),
    ],
)
def test_a_start_that_fails_is_a_sentence_and_a_hint(
    footnote: Shell, error: Exception, sentence: str, code: Exit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "not-a-real-token")
    monkeypatch.setattr("bot.serving.serve", raising(error))

    result = footnote("run")

    assert result.exit_code == code
    said, hint = result.stderr.splitlines()
    assert said == sentence
    assert hint.endswith(".")
    assert "not-a-real-token" not in result.stderr


def test_a_bot_without_a_library_does_not_go_to_discord(
    footnote: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "not-a-real-token")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr("bot.serving.serve", raising(AssertionError("went to Discord")))

    result = footnote("run")

    assert result.exit_code == Exit.LIBRARY
    assert "footnote build" in result.stderr


def test_a_follow_up_is_answered_and_says_what_was_searched(footnote: Shell) -> None:
    result = footnote("chat", stdin="What is LingGuang?\nthanks\nwho made it?\nWho is Kenny Ng?\n")

    shown = one_line(result.stdout)
    assert result.exit_code == Exit.DONE
    assert shown.count("Searched for:") == 1
    assert "Searched for: Who made LingGuang?" in shown
    assert "Ant Group" in shown.partition("Searched for:")[2]


def test_a_conversation_remembers_ten_turns(
    footnote: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    async def answer(self: Desk, question: Question) -> Answer:
        seen.append(len(question.earlier))
        return await answered(self, question)

    answered = Desk.answer
    monkeypatch.setattr(Desk, "answer", answer)

    assert footnote("chat", stdin="What is LingGuang?\n" * 13).exit_code == Exit.DONE
    assert seen == [*range(11), 10, 10]
