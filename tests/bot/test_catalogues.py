"""Every word that the bot says stands in every catalogue, and says there what it says here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog

from bot import words
from bot.catalogues import KEYWORDS, extract, read, renew, renewed, unfinished
from bot.words import LOCALES, catalogue_path, gaps
from tests.bot.render.discord_rules import read as read_markdown

BOT = Path(words.__file__).parent
NAMES = sorted(set(LOCALES.values()))
HINT = "run `make words`, then translate in bot/locales/ what it lists"
LABEL = 45
"""Characters of the longest title of a modal or label of an input; a button may have 80."""

language = pytest.mark.parametrize("name", NAMES)

MESSAGES = extract()


def forms(string: Any) -> tuple[str, ...]:
    """The one form of a message, or its singular and plurals."""
    return (string,) if isinstance(string, str) else tuple(string)


def ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    """All messages, without the catalogue's head."""
    return {forms(message.id) for message in catalogue if message.id}


def pairs(name: str) -> list[tuple[str, str]]:
    """What is said in English, and how in this language: each form beside the English plural."""
    return [
        (forms(message.id)[-1], said)
        for message in read(name)
        if message.id
        for said in forms(message.string)
    ]


def is_label(english: str) -> bool:
    """Whether it may stand on a button or above a form: a few words that are no sentence."""
    return len(english) <= 30 and english[-1] not in ".!?:}"


def said_in(path: Path) -> Iterator[str]:
    """The messages that a module says or marks, as Python itself reads it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", None))
        for place in range(2 if name == "say_many" else 1 if name in KEYWORDS else 0):
            message = node.args[place]
            assert not isinstance(message, ast.JoinedStr | ast.BinOp), f"{path}:{node.lineno}"
            if isinstance(message, ast.Constant) and isinstance(message.value, str):
                yield message.value


def test_the_extractor_finds_all_that_is_said() -> None:
    """Which it would not inside an f-string, before Python 3.12."""
    said = {message for path in BOT.rglob("*.py") for message in said_in(path)}

    assert said == {message for forms_ in ids(MESSAGES) for message in forms_}
    assert {"ask", "Sources", "The articles say so clearly."} <= said


def test_every_catalogue_belongs_to_a_locale() -> None:
    assert sorted(path.name for path in (BOT / "locales").iterdir()) == NAMES


@language
def test_a_catalogue_holds_just_what_the_bot_says(name: str) -> None:
    assert ids(read(name)) == ids(MESSAGES), HINT
    assert not read(name).obsolete, HINT


@language
def test_a_catalogue_is_as_its_renewal_leaves_it(name: str) -> None:
    written = catalogue_path(name).read_text(encoding="utf-8")
    assert written == renewed(name, MESSAGES), HINT


@language
def test_nothing_is_left_to_translate(name: str) -> None:
    assert unfinished(read(name)) == [], HINT


@language
def test_a_translation_has_the_gaps_of_its_message(name: str) -> None:
    assert [(one, said) for one, said in pairs(name) if gaps(one) != gaps(said)] == []


@language
def test_a_translation_does_nothing_that_the_english_does_not(name: str) -> None:
    for english, said in pairs(name):
        assert set(read_markdown(said).alive) <= set(read_markdown(english).alive), said
        assert set(re.findall(r"[*_~`|<>@#\\\[\]{}\n]", said)) <= set(english), said
        assert said == said.strip()


@language
def test_what_stands_on_a_button_is_short(name: str) -> None:
    labels = [said for english, said in pairs(name) if is_label(english)]

    assert labels
    assert [said for said in labels if len(said) > LABEL] == []


@language
def test_a_translation_is_in_its_language(name: str) -> None:
    """A message may be the same in two languages, but not most of them."""
    same = [said for english, said in pairs(name) if english == said]

    assert len(same) <= len(pairs(name)) // 10


@language
def test_quotation_marks_are_those_of_the_language(name: str) -> None:
    marks = {"de": "„“", "es": "«»", "fr": "«»", "ja": "「」", "pt_BR": "“”", "zh": "“”"}[name]
    used = {one for _, said in pairs(name) for one in re.findall('["„“”«»「」]', said)}

    assert used == set(marks)


def test_renewing_adds_what_is_new_and_drops_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(words, "_FOLDER", tmp_path)
    path = catalogue_path("de")
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid "Sources"\nmsgstr "Quellen"\n\n'
        'msgid "Something entirely of the past"\nmsgstr "Vergangenes"\n\n'
        'msgid "Show passages."\nmsgstr "Textstellen zeigen."\n',
        encoding="utf-8",
    )

    renew()

    made = read("de")
    assert ids(made) == ids(MESSAGES)
    assert made["Sources"].string == "Quellen"
    assert made["Show passages"].fuzzy
    assert {"ask", "Show passages"} <= set(unfinished(made))
    assert "Sources" not in unfinished(made)
    assert f"de: {len(ids(MESSAGES)) - 1} to translate" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == set(NAMES)
