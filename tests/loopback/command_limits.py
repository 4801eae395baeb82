"""A list of application commands comes in; an error comes out for what Discord would refuse.

As in `message_limits`, these rules are the ones that the OpenAPI file does not state.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from . import components as tree
from .errors import Json, Problem, invalid_form
from .rights import ALL

CHAT_INPUT, MESSAGE_MENU = 1, 3
# How many commands an application may have of each type: chat input, user, message.
MAX_COMMANDS = {CHAT_INPUT: 100, 2: 5, 3: 5}
MAX_COMMAND_TEXT = 8_000
SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2

_NAME = re.compile(r"[-_'\w]{1,32}")


def check_commands(commands: list[Json], *, listed: bool = True) -> None:
    """Raise what Discord would answer. `listed`: the body was a list, so paths carry an index."""
    problems: list[Problem] = []
    for kind, limit in MAX_COMMANDS.items():
        if sum(1 for command in commands if _kind(command) == kind) > limit:
            message = f"Maximum number of application commands reached ({limit})."
            problems.append(Problem((), "APPLICATION_COMMAND_TOO_MANY", message))
    names = Counter(
        (_kind(command), where, name)
        for command in commands
        for where, name in _said(command, "name")
    )
    for index, command in enumerate(commands):
        path: tree.Path = (index,) if listed else ()
        if any(names[_kind(command), where, name] > 1 for where, name in _said(command, "name")):
            message = "Application command names must be unique"
            problems.append(
                Problem((*path, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
            )
        problems += _command_problems(path, command)
    if problems:
        raise invalid_form(problems)


def _kind(command: Json) -> int:
    return command.get("type") or CHAT_INPUT


def _said(thing: Json, key: str) -> list[tuple[str | None, str]]:
    """A name or description with those of other locales, each behind its locale."""
    return [(None, thing.get(key) or ""), *(thing.get(f"{key}_localizations") or {}).items()]


def _command_problems(path: tree.Path, command: Json) -> Iterator[Problem]:
    permissions = command.get("default_member_permissions")
    if permissions is not None and not 0 <= int(permissions) <= ALL:
        message = f"No permissions have the value {permissions}"
        yield Problem(
            (*path, "default_member_permissions"),
            "APPLICATION_COMMAND_INVALID_PERMISSIONS",
            message,
        )
    if _kind(command) != CHAT_INPUT:
        yield from _menu_name_problems(path, command)
        if command.get("description") or command.get("options"):
            message = "Context menu commands have neither description nor options"
            yield Problem(path, "APPLICATION_COMMAND_INVALID", message)
        return
    yield from _described_problems(path, command)
    yield from _option_problems(path, command)
    if _text_length(command) > MAX_COMMAND_TEXT:
        message = f"A command's names, descriptions and choices exceed {MAX_COMMAND_TEXT}"
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def _menu_name_problems(path: tree.Path, command: Json) -> Iterator[Problem]:
    """In a menu stand words as people write them: capitals and spaces are welcome."""
    for here, name in _in_all_languages(path, command, "name"):
        if not 1 <= len(name) <= 32 or name != name.strip():
            message = f"Must be 1 to 32 characters, without spaces around them: {name!r}"
            yield Problem(here, "BASE_TYPE_BAD_LENGTH", message)


def _in_all_languages(path: tree.Path, thing: Json, key: str) -> Iterator[tuple[tree.Path, str]]:
    for locale, text in _said(thing, key):
        where = (key,) if locale is None else (f"{key}_localizations", locale)
        yield (*path, *where), text


def _described_problems(path: tree.Path, thing: Json) -> Iterator[Problem]:
    """What holds for a chat input command and for each of its options."""
    for here, name in _in_all_languages(path, thing, "name"):
        if not _is_name(name):
            message = f"Command name is invalid: {name!r} (1-32 letters or digits, in lower case)"
            yield Problem(here, "APPLICATION_COMMAND_INVALID_NAME", message)
    for here, description in _in_all_languages(path, thing, "description"):
        if not 1 <= len(description) <= 100:
            message = "Must be between 1 and 100 in length."
            yield Problem(here, "BASE_TYPE_BAD_LENGTH", message)


def _is_name(name: str) -> bool:
    # Of the marks, those with which Devanagari and Thai write their vowels are letters too.
    letters = "".join(one for one in name if not unicodedata.category(one).startswith("M"))
    return len(name) <= 32 and bool(_NAME.fullmatch(letters)) and name == name.lower()


def _option_problems(path: tree.Path, owner: Json) -> Iterator[Problem]:
    options = owner.get("options") or []
    if len(options) > 25:
        yield Problem((*path, "options"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    names = Counter((where, name) for option in options for where, name in _said(option, "name"))
    optional_seen = False
    for index, option in enumerate(options):
        here = (*path, "options", index)
        yield from _described_problems(here, option)
        if any(names[said] > 1 for said in _said(option, "name")):
            message = "Option names must be unique within a command"
            yield Problem(
                (*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message
            )
        if option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
            yield from _option_problems(here, option)
            continue
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            yield Problem(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            message = "Choices and autocomplete exclude each other"
            yield Problem(here, "APPLICATION_COMMAND_OPTIONS_INVALID", message)


def _text_length(thing: Json) -> int:
    # Of a name or description in several locales only the longest counts.
    own = sum(max(len(said) for _, said in _said(thing, key)) for key in ("name", "description"))
    choices = sum(
        len(one["name"]) + (len(one["value"]) if isinstance(one["value"], str) else 0)
        for one in thing.get("choices") or []
    )
    return own + choices + sum(map(_text_length, thing.get("options") or []))
