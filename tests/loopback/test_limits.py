"""Requests over Discord's limits come in; all are refused, with and without the OpenAPI file."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from . import LoopbackDiscord
from .command_limits import check_commands
from .errors import ApiError
from .message_limits import check_form

pytestmark = pytest.mark.asyncio

V2 = 1 << 15


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **more}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def text(words: str) -> dict[str, Any]:
    return {"type": 10, "content": words}


def v2(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components), **more}


def section(*words: str, **more: Any) -> dict[str, Any]:
    return {"type": 9, "components": [text(word) for word in words], **more}


GOOD_SECTION = section("a", accessory=button())
FIELDS = [{"name": "n" * 256, "value": "v" * 1000}] * 5

REFUSED_MESSAGES: dict[str, dict[str, Any]] = {
    "empty": {},
    "blank": {"content": " \n"},
    "over 2,000 characters": {"content": "x" * 2001},
    "6,000 over all embeds": {"embeds": [{"fields": FIELDS}]},
    "six rows": {"components": [row(button(custom_id=str(n))) for n in range(6)]},
    "six buttons in a row": {"components": [row(*(button(custom_id=str(n)) for n in range(6)))]},
    "an empty row": {"components": [row()]},
    "a button at the top": {"components": [button()]},
    "a button with neither": {"components": [row(button(custom_id=None))]},
    "a link without a link": {"components": [row(button(style=5, custom_id=None))]},
    "a button with both": {"components": [row(button(url="https://example.org"))]},
    "a link with both": {"components": [row(button(style=5, url="https://example.org"))]},
    "a button without a face": {"components": [row(button(label=None))]},
    "a label over 80": {"components": [row(button(label="x" * 81))]},
    "a custom_id over 100": {"components": [row(button(custom_id="x" * 101))]},
    "a custom_id twice": {"components": [row(button(), button())]},
    "an id twice": v2({**text("a"), "id": 1}, {**text("b"), "id": 1}),
    "v2 components without the flag": {"components": [text("hello")]},
    "v2 with content": v2(text("a"), content="b"),
    "v2 with embeds": v2(text("a"), embeds=[{"title": "b"}]),
    "v2 with 41 components": v2(*(text("a") for _ in range(41))),
    "v2 with 41 nested": v2({"type": 17, "components": [text("a") for _ in range(40)]}),
    "v2 with 4,001 characters": v2(text("a" * 2000), text("b" * 2001)),
    "v2 with an empty text": v2(text(" ")),
    "a section without accessory": v2(section("a")),
    "a section of four": v2(section("a", "b", "c", "d", accessory=button())),
    "a section of none": v2(section(accessory=button())),
    "all users and some": {"content": "a", "allowed_mentions": {"parse": ["users"], "users": [1]}},
}

TAKEN_MESSAGES: dict[str, dict[str, Any]] = {
    "2,000 characters": {"content": "x" * 2000},
    "five rows": {"components": [row(button(custom_id=str(n))) for n in range(5)]},
    "v2 with 40 components": v2(*(text("a") for _ in range(40))),
    "v2 with 4,000 characters": v2(text("a" * 4000)),
    "a section": v2(GOOD_SECTION),
    "v2 with six rows": v2(*(row(button(custom_id=str(n))) for n in range(6))),
}


def command(name: str = "ask", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "Ask.", **more}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "What.", **more}


REFUSED_COMMANDS: dict[str, list[dict[str, Any]]] = {
    "capitals": [command("Ask")],
    "spaces": [command("ask me")],
    "an empty description": [command(description="")],
    "a long description": [command(description="x" * 101)],
    "required after optional": [command(options=[option("a"), option("b", required=True)])],
    "the same, in a subcommand": [
        command(options=[option("s", type=1, options=[option("a"), option("b", required=True)])])
    ],
    "one name twice": [command(), command()],
    "capitals elsewhere": [command(name_localizations={"de": "Fragen"})],
    "a sentence for a name elsewhere": [command(name_localizations={"fr": "poser une question"})],
    "a long name of an option elsewhere": [
        command(options=[option("a", name_localizations={"de": "x" * 33})])
    ],
    "a long description elsewhere": [command(description_localizations={"ja": "x" * 101})],
    "an empty description elsewhere": [command(description_localizations={"ja": ""})],
    "one name twice elsewhere": [
        command(name, name_localizations={"de": "fragen"}) for name in ("ask", "query")
    ],
    "one option twice elsewhere": [
        command(options=[option(name, name_localizations={"de": "x"}) for name in ("a", "b")])
    ],
    "an option twice": [command(options=[option("a"), option("a")])],
    "an option in capitals": [command(options=[option("A")])],
    "101 commands": [command(f"c{n}") for n in range(101)],
    "six user commands": [{"name": f"U{n}", "type": 2} for n in range(6)],
    "a described user command": [{"name": "U", "type": 2, "description": "?"}],
    "choices and autocomplete": [
        command(options=[option("a", autocomplete=True, choices=[{"name": "x", "value": "x"}])])
    ],
    "26 options": [command(options=[option(f"o{n}") for n in range(26)])],
}


@pytest_asyncio.fixture(params=[True, False], ids=["openapi", "by hand"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(check_openapi=request.param) as discord_:
        yield discord_


async def send(server: LoopbackDiscord, method: str, path: str, body: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {server.token}"}
    url = f"{server.url}/api/v10{path}"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, url, json=body) as response,
    ):
        return response.status, await response.json()


async def test_messages_over_a_limit_are_refused(server: LoopbackDiscord) -> None:
    channel = server.add_guild("Readers").add_channel("general")
    for name, body in REFUSED_MESSAGES.items():
        server.violations.clear()
        status, answer = await send(server, "POST", f"/channels/{channel.id}/messages", body)
        assert (status, answer["code"] in (50035, 50006)) == (400, True), name
        # One: the bot's. None of them: that the fake's own refusal is badly formed.
        assert len(server.violations) == 1, (name, server.violations)
    assert not channel.messages


async def test_messages_within_the_limits_are_taken(server: LoopbackDiscord) -> None:
    channel = server.add_guild("Readers").add_channel("general")
    for name, body in TAKEN_MESSAGES.items():
        status, answer = await send(server, "POST", f"/channels/{channel.id}/messages", body)
        assert (status, server.violations) == (200, []), (name, answer)


async def test_an_edit_must_keep_the_limits_too(server: LoopbackDiscord) -> None:
    channel = server.add_guild("Readers").add_channel("general")
    path = f"/channels/{channel.id}/messages"
    _, sent = await send(server, "POST", path, v2(text("a")))
    status, answer = await send(server, "PATCH", f"{path}/{sent['id']}", {"content": "b"})
    assert (status, list(answer["errors"])) == (400, ["content"])
    status, answer = await send(server, "PATCH", f"{path}/{sent['id']}", {"components": []})
    assert (status, answer["code"]) == (400, 50006)
    assert len(server.violations) == 2


async def test_commands_over_a_limit_are_refused(server: LoopbackDiscord) -> None:
    path = f"/applications/{server.bot.id}/commands"
    for name, body in REFUSED_COMMANDS.items():
        server.violations.clear()
        status, answer = await send(server, "PUT", path, body)
        assert (status, answer["code"]) == (400, 50035), name
        assert len(server.violations) == 1, (name, server.violations)
    assert not server.commands()
    assert not server.command_puts
    status, _ = await send(server, "POST", path, command())
    assert status == 201
    status, _ = await send(server, "POST", path, command("Ask"))
    assert status == 400


async def test_a_command_can_be_too_large_as_a_whole() -> None:
    choices = [{"name": "n" * 100, "value": "v" * 100} for _ in range(25)]
    options = [option(f"o{number}", choices=choices) for number in range(2)]
    with pytest.raises(ApiError, match="exceed 8000"):
        check_commands([command(options=options)])


async def test_of_a_description_in_many_locales_only_the_longest_counts() -> None:
    said = dict.fromkeys(("de", "fr", "ja", "ko"), "d" * 100)
    check_commands(
        [command(options=[option(f"o{n}", description_localizations=said) for n in range(25)])]
    )


async def test_files_over_the_limit_are_refused(server: LoopbackDiscord) -> None:
    channel = server.add_guild("Readers").add_channel("general")
    form = aiohttp.FormData({"payload_json": "{}"}, quote_fields=False)
    form.add_field("files[0]", io.BytesIO(bytes(10 * 1024 * 1024 + 1)), filename="big.bin")
    headers = {"Authorization": f"Bot {server.token}"}
    url = f"{server.url}/api/v10/channels/{channel.id}/messages"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(url, data=form) as response,
    ):
        assert (response.status, (await response.json())["code"]) == (413, 40005)


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ([], "BASE_TYPE_BAD_LENGTH"),
        (list("abcdef"), "BASE_TYPE_BAD_LENGTH"),
        (list("abb"), "COMPONENT_CUSTOM_ID_DUPLICATED"),
        (["x" * 101], "BASE_TYPE_MAX_LENGTH"),
    ],
)
async def test_what_a_form_may_not_be(inputs: list[str], code: str) -> None:
    def form(names: list[str]) -> dict[str, Any]:
        fields = [{"type": 4, "style": 1, "custom_id": name} for name in names]
        return {"components": [{"type": 18, "label": "?", "component": one} for one in fields]}

    check_form(form(list("abcde")))
    with pytest.raises(ApiError) as caught:
        check_form(form(inputs))
    assert caught.value.problems[0].code == code
