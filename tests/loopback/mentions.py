"""A message's text and its allowed_mentions come in; whom it pings comes out.

Where Discord's rule depends on what the fake does not model (may the bot mention everyone? does
a code block silence a mention?) the answer is the larger one: a test that finds nobody pinged
here can rely on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import Json

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pings:
    """Who is notified. False when nobody is."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


def pings_of(text: str, allowed: Json | None, replied_to: int | None = None) -> Pings:
    """Apply `allowed_mentions` (None: everything is allowed) to the mentions in `text`."""
    users = {int(number) for number in _USER.findall(text)}
    roles = {int(number) for number in _ROLE.findall(text)}
    everyone = bool(_EVERYONE.search(text))
    answers_author = True
    if allowed is not None:
        parse = set(allowed.get("parse") or ())
        users = users if "users" in parse else users & _ids(allowed.get("users"))
        roles = roles if "roles" in parse else roles & _ids(allowed.get("roles"))
        everyone = everyone and "everyone" in parse
        answers_author = bool(allowed.get("replied_user"))
    if replied_to is not None and answers_author:
        users.add(replied_to)
    return Pings(users=frozenset(users), roles=frozenset(roles), everyone=everyone)


def _ids(values: list[str | int] | None) -> set[int]:
    return {int(value) for value in values or ()}
