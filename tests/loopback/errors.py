"""Problems found in a request come in; errors in Discord's own shape come out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

Json = dict[str, Any]

INVALID_FORM_BODY = 50035


class Problem(NamedTuple):
    """One thing wrong with a body: where, Discord's word for it, and a sentence."""

    path: tuple[str | int, ...]
    code: str
    message: str

    def __str__(self) -> str:
        where = ".".join(str(part) for part in self.path) or "(body)"
        return f"{where}: {self.message} [{self.code}]"


class ApiError(Exception):
    """What a REST handler raises to answer with an error.

    `violation` tells an error that no correct bot should ever provoke (a limit overstepped) from
    one that belongs to normal life (a message that somebody deleted).
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        problems: Iterable[Problem] = (),
        violation: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.problems = tuple(problems)
        self.violation = violation

    def body(self) -> Json:
        """The JSON that Discord would send."""
        body: Json = {"message": self.message, "code": self.code}
        if self.problems:
            body["errors"] = nested(self.problems)
        return body

    def __str__(self) -> str:
        details = "; ".join(str(problem) for problem in self.problems)
        return f"{self.code} {self.message}" + (f": {details}" if details else "")


class ClientRefusalError(AssertionError):
    """The test asked for what Discord's own client would not let a person do."""


def invalid_form(problems: Iterable[Problem]) -> ApiError:
    """400, code 50035: the body broke a rule."""
    return ApiError(400, INVALID_FORM_BODY, "Invalid Form Body", problems=problems, violation=True)


def unknown(what: str, code: int) -> ApiError:
    """404: there is no such thing (any more)."""
    return ApiError(404, code, f"Unknown {what}")


def nested(problems: Iterable[Problem]) -> Json:
    """The `errors` object: one level per path part, `_errors` at the leaves."""
    tree: Json = {}
    for problem in problems:
        node = tree
        for part in problem.path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return _leaves_only(tree)


def _leaves_only(node: Json) -> Json:
    """A node has either errors of its own or children; Discord never sends both."""
    if "_errors" in node:
        return {"_errors": node["_errors"]}
    return {key: _leaves_only(child) for key, child in node.items()}
