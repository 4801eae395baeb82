"""People use Discord in their own language; the bot's own words are in it, the quotes are not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import words
from bot.catalogues import extract
from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.settings import Settings
from bot.words import LOCALES
from index.build import build
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.bot.discord.conftest import excuse
from tests.loopback import Channel, LoopbackDiscord, User

pytestmark = pytest.mark.asyncio

QUESTION = "How many people downloaded the Qwen app in its first week?"
UNANSWERABLE = "What did the zookeeper feed the penguins on Tuesday?"
QUOTE = "**10 million** downloads within one week of its relaunch.¹"

# Of each catalogue: sources, how sure, the button, and that the articles don't say.
SAID = {
    "de": (
        *("Quellen", "Die Artikel sagen das eindeutig.", "Textstellen zeigen"),
        "Die Artikel sagen dazu nichts.",
    ),
    "es": (
        *("Fuentes", "Los artículos lo dicen claramente.", "Ver pasajes"),
        "Los artículos no lo dicen.",
    ),
    "fr": (
        *("Sources", "Les articles le disent clairement.", "Afficher les passages"),
        "Les articles ne le disent pas.",
    ),
    "ja": (
        "出典",
        "記事にはっきり書かれています。",
        "該当箇所を表示",
        "記事には書かれていません。",
    ),
    "pt_BR": (
        *("Fontes", "Os artigos dizem isso claramente.", "Mostrar trechos"),
        "Os artigos não dizem isso.",
    ),
    "zh": ("来源", "文章里说得很清楚。", "查看段落", "文章没有提到。"),
}

GERMAN = """\
# Das Zebra

Das Zebra ist ein Pferd aus den Steppen von Afrika und wird dort bis zu dreißig Jahre alt.
Seine Streifen halten die Fliegen davon ab, sich auf seinem Fell niederzulassen.
"""

MARKED = {message.id for message in extract()}

bot_runs = pytest.mark.usefixtures("bot")
every_locale = pytest.mark.parametrize("locale", LOCALES)


@bot_runs
@every_locale
async def test_a_person_is_answered_in_their_own_words(
    discord_: LoopbackDiscord, channel: Channel, locale: str
) -> None:
    reader = discord_.add_user("reader", locale=locale)
    sources, sure, button, not_said = SAID[LOCALES[locale]]

    answer = await (await discord_.slash("ask", {"question": QUESTION}, reader, channel)).answer()
    none = await (await discord_.slash("ask", {"question": UNANSWERABLE}, reader, channel)).answer()

    assert QUOTE in answer.text
    assert f"**{sources}**" in answer.text
    assert f"-# {sure}" in answer.text
    assert answer.buttons[0].label == button
    assert not_said in none.text.splitlines()


@bot_runs
async def test_the_button_speaks_to_whoever_presses_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await (await discord_.slash("ask", {"question": QUESTION}, ada, channel)).answer()
    monkeypatch.setattr("bot.desk.questions.Library.passages", lambda *_, **__: [])
    eva = discord_.add_user("eva", locale="de")

    shown = await (await discord_.click(answer, label="Show passages", user=eva)).answer()

    assert shown.text == DeskError(Trouble.PASSAGE_GONE).said("de")
    assert shown.text.startswith("Diese Textstellen")


@bot_runs
async def test_a_refusal_writes_numbers_as_the_person_does(
    discord_: LoopbackDiscord, channel: Channel
) -> None:
    eva = discord_.add_user("eva", locale="de")
    asked = await discord_.slash("ask", {"question": "warum " * 900}, eva, channel)

    message = await excuse(asked, private=False)

    assert "5.399 Zeichen; ich kann höchstens 1.000" in message.text


@bot_runs
async def test_a_failure_is_told_in_the_persons_language(
    discord_: LoopbackDiscord, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.searching.answer", lambda *_, **__: 1 / 0)
    yuki = discord_.add_user("yuki", locale="ja")

    asked = await discord_.slash("ask", {"question": QUESTION, "private": True}, yuki)
    message = await asked.answer()

    assert message.text.startswith("こちらで問題が起きました。")
    assert "照会番号：" in message.text


@bot_runs
async def test_a_greeting_is_returned_in_the_persons_language(discord_: LoopbackDiscord) -> None:
    asked = await discord_.slash(
        "ask", {"question": "你好"}, discord_.add_user("li", locale="zh-CN")
    )

    assert (await asked.answer()).text.startswith("你好！")


@pytest.mark.parametrize(
    ("locale", "sources"), [("en-US", "Sources"), ("de", "Quellen"), ("pl", "Sources")]
)
async def test_a_mention_is_answered_in_the_servers_language(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    desk: Desk,
    settings: Settings,
    locale: str,
    sources: str,
) -> None:
    assert channel.guild is not None
    channel.guild.locale = locale
    async with discord_.running(FootnoteClient(desk, settings)):
        await discord_.say(ada, channel, f"{discord_.bot.mention} {QUESTION}")
        assert f"**{sources}**" in (await discord_.next_message(channel)).text
        await discord_.say(ada, channel, discord_.bot.mention)
        refusal = await discord_.next_message(channel)
        assert refusal.text == DeskError(Trouble.EMPTY).said(locale)


@pytest.fixture
def german_library(embedder: SentenceTransformerEmbedder, tmp_path: Path) -> Iterator[Library]:
    """A library of one German article."""
    settings = IndexSettings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "library")
    settings.corpus_dir.mkdir()
    (settings.corpus_dir / "zebra.md").write_text(GERMAN, encoding="utf-8")
    build(settings, embedder)
    library = Library(settings, embedder)
    yield library
    library.close()


async def test_a_direct_message_is_answered_in_the_language_of_the_question(
    discord_: LoopbackDiscord, german_library: Library, settings: Settings, ada: User
) -> None:
    desk = Desk(german_library, Offload(workers=1, queue_size=5), question_max_chars=1000)
    async with discord_.running(FootnoteClient(desk, settings)):
        await discord_.direct_message(ada, "Wovon halten seine Streifen die Fliegen ab?")
        message = await discord_.next_message(discord_.dm(ada))

    assert "**Quellen**" in message.text
    assert [one.label for one in message.buttons] == ["Textstellen zeigen", "Was ist das Zebra?"]


async def test_the_command_is_offered_in_every_language(
    discord_: LoopbackDiscord, channel: Channel, bot: FootnoteClient
) -> None:
    command = next(one for one in discord_.commands() if one["name"] == "ask")
    question, private, file, origin = command["options"]

    assert command["name_localizations"] == {
        "de": "fragen",
        "es-ES": "preguntar",
        "es-419": "preguntar",
        "fr": "demander",
        "ja": "質問",
        "pt-BR": "perguntar",
        "zh-CN": "提问",
        "zh-TW": "提问",
    }
    for described in (command, question, private, file, origin):
        assert described["description_localizations"].keys() == LOCALES.keys()
        assert described["name_localizations"].keys() == LOCALES.keys()
    assert question["name_localizations"]["de"] == "frage"
    assert origin["name_localizations"]["de"] == "aus"
    assert [one["name_localizations"]["de"] for one in origin["choices"]] == [
        "die Datei und die Artikel",
        "nur die Datei",
    ]
    assert command["description_localizations"]["de"].startswith("Stell eine Frage")


def shown_strings(part: dict[str, Any]) -> Iterator[str]:
    """The names and descriptions of a command, its options and their choices."""
    yield part["name"]
    if part.get("description"):
        yield part["description"]
    for inside in (*part.get("options", ()), *part.get("choices", ())):
        yield from shown_strings(inside)


@bot_runs
async def test_no_command_shows_what_nobody_can_translate(discord_: LoopbackDiscord) -> None:
    shown = {string for command in discord_.commands() for string in shown_strings(command)}

    assert "ask" in shown
    assert sorted(shown - MARKED) == [], "write mark(…) around it, in the cog"


async def test_a_better_translation_is_registered_anew(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def start_twice() -> int:
        for _ in range(2):
            async with discord_.running(FootnoteClient(desk, settings)):
                pass
        return len(discord_.command_puts)

    assert await start_twice() == 1
    said = words.say
    monkeypatch.setattr(words, "say", lambda message, locale: f"{said(message, locale)}2")
    assert await start_twice() == 2
    assert discord_.commands()[0]["name_localizations"]["de"] == "fragen2"
