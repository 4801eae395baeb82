"""A request or a response comes in; what Discord's OpenAPI file has against it comes out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .errors import Json, Problem
from .formats import FORMATS
from .quirks import for_requests, for_responses

_REQUEST, _RESPONSE = "urn:discord:request", "urn:discord:response"

# Discord's own words for what JSON Schema calls by other names.
_CODES = {
    "required": "BASE_TYPE_REQUIRED",
    "maxLength": "BASE_TYPE_MAX_LENGTH",
    "minLength": "BASE_TYPE_MIN_LENGTH",
    "maxItems": "BASE_TYPE_MAX_LENGTH",
    "minItems": "BASE_TYPE_MIN_LENGTH",
    "maximum": "NUMBER_TYPE_MAX",
    "minimum": "NUMBER_TYPE_MIN",
    "enum": "BASE_TYPE_CHOICES",
    "const": "BASE_TYPE_CHOICES",
    "oneOf": "UNION_TYPE_CHOICES",
    "anyOf": "UNION_TYPE_CHOICES",
    "type": "BASE_TYPE_BAD_TYPE",
}


def default_document() -> Path:
    """Where the OpenAPI file is looked for: $DISCORD_OPENAPI, else beside the repository."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
    return Path(os.environ.get("DISCORD_OPENAPI") or beside)


@lru_cache(maxsize=4)
def load_contract(path: Path | None) -> Contract:
    """The contract in `path`, read once a process; an inactive one for None or an absent file."""
    if path is None:
        return Contract(None, "switched off")
    if not path.is_file():
        return Contract(None, f"{path.name} not found")
    return Contract(json.loads(path.read_text(encoding="utf-8")), path.name)


class Contract:
    """Discord's REST interface as Discord describes it. Inactive, it objects to nothing."""

    def __init__(self, document: Json | None, source: str) -> None:
        self.active = document is not None
        self.source = source
        self._document: Json = document or {"paths": {}}
        sides: Json = {}
        if document is not None:
            sides = {_REQUEST: for_requests(document), _RESPONSE: for_responses(document)}
        self._registry: Registry[Any] = Registry().with_resources(
            (name, DRAFT202012.create_resource(side)) for name, side in sides.items()
        )
        self._validators: dict[str, Draft202012Validator] = {}

    def __str__(self) -> str:
        state = "checked against" if self.active else "NOT checked:"
        return f"loopback Discord: requests and responses {state} {self.source}"

    def knows(self, method: str, template: str) -> bool:
        """Is there such an operation? Always, when inactive."""
        return not self.active or method.lower() in self._document["paths"].get(template, {})

    def request_problems(
        self, method: str, template: str, media_type: str | None, body: Any
    ) -> list[Problem]:
        """Objections to a body. `media_type` None: there was no body."""
        operation = self._operation(method, template)
        wanted = (operation or {}).get("requestBody")
        if wanted is None or (media_type is None and not wanted.get("required")):
            # Discord ignores a body that it did not ask for.
            return []
        if media_type is None:
            return [Problem((), "BASE_TYPE_REQUIRED", "A body is required")]
        if media_type not in wanted["content"]:
            return [Problem((), "CONTENT_TYPE_INVALID", f"{media_type} is not accepted here")]
        pointer = _pointer(
            "paths", template, method.lower(), "requestBody", "content", media_type, "schema"
        )
        return self._check(_REQUEST + pointer, body)

    def parameter_problems(
        self, method: str, template: str, path: Mapping[str, str], query: Mapping[str, str]
    ) -> list[Problem]:
        """Objections to the variable parts of the path and to the query."""
        operation = self._operation(method, template) or {}
        shared = self._document["paths"].get(template, {}).get("parameters", [])
        problems: list[Problem] = []
        for parameter in (*shared, *operation.get("parameters", [])):
            values = path if parameter["in"] == "path" else query
            name = parameter["name"]
            if name not in values:
                continue
            value = _typed(values[name], parameter["schema"].get("type"))
            schema = _REQUEST + "/" + json.dumps(parameter["schema"], sort_keys=True)
            found = self._check(schema, value, inline=parameter["schema"])
            problems += [Problem((name, *p.path), p.code, p.message) for p in found]
        return problems

    def response_problems(
        self, method: str, template: str, status: int, body: Any
    ) -> list[Problem]:
        """Objections to what the fake is about to send."""
        operation = self._operation(method, template)
        if operation is None:
            return []
        responses = operation["responses"]
        key = str(status) if str(status) in responses else f"{status // 100}XX"
        if key not in responses:
            return [Problem((), "UNDOCUMENTED_STATUS", f"no response {status} is described")]
        pointer: tuple[str, ...] = ("paths", template, method.lower(), "responses", key)
        described = responses[key]
        if "$ref" in described:
            pointer = tuple(described["$ref"].removeprefix("#/").split("/"))
            described = self._document["components"]["responses"][pointer[-1]]
        if "content" not in described:
            return [] if body is None else [Problem((), "UNEXPECTED_BODY", f"{status} has none")]
        return self._check(
            _RESPONSE + _pointer(*pointer, "content", "application/json", "schema"), body
        )

    def schema_problems(self, schema: str, body: Any) -> list[Problem]:
        """Objections to an object that is no response but must look like one (gateway events)."""
        if not self.active:
            return []
        return self._check(_RESPONSE + _pointer("components", "schemas", schema), body)

    def _operation(self, method: str, template: str) -> Json | None:
        found: Json | None = self._document["paths"].get(template, {}).get(method.lower())
        return found

    def _check(self, key: str, body: Any, inline: Json | None = None) -> list[Problem]:
        validator = self._validators.get(key)
        if validator is None:
            schema: Json = {"$ref": key} if inline is None else _absolute(inline)
            validator = Draft202012Validator(
                schema, registry=self._registry, format_checker=FORMATS
            )
            self._validators[key] = validator
        return list(_flatten(validator.iter_errors(body)))


def _pointer(*parts: str) -> str:
    return "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def _absolute(schema: Json) -> Json:
    """A parameter's schema is at most one reference deep; point it into the document."""
    if "$ref" in schema:
        return {"$ref": _REQUEST + schema["$ref"]}
    return schema


def _typed(value: str, wanted: str | list[str] | None) -> str | int | bool:
    """A query value as the type that its schema names: everything in a URL is a string."""
    if wanted == "boolean" and value.lower() in ("1", "true", "0", "false"):
        return value.lower() in ("1", "true")
    if wanted == "integer" and value.lstrip("-").isdigit():
        return int(value)
    return value


def _flatten(errors: Iterable[ValidationError]) -> Iterator[Problem]:
    for error in errors:
        meant = _meant_branch(error)
        if meant:
            yield from _flatten(meant)
        else:
            yield _problem(error)


def _meant_branch(error: ValidationError) -> list[ValidationError]:
    """Of a failed union, the objections of the one branch that was meant.

    A branch was meant when it does not already fail on what kind of thing this is: the JSON type,
    or the `type` number that tells components and options apart.
    """
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [branch for branch in branches.values() if not any(map(_is_other_kind, branch))]
    return meant[0] if len(meant) == 1 else []


def _is_other_kind(error: ValidationError) -> bool:
    where = list(error.relative_path)
    return (error.validator == "type" and not where) or (
        error.validator in ("enum", "const") and where == ["type"]
    )


def _problem(error: ValidationError) -> Problem:
    path = tuple(error.absolute_path)
    if error.validator == "required":
        required: Any = error.validator_value
        given: Any = error.instance
        path = (*path, next(key for key in required if key not in given))
    code = _CODES.get(str(error.validator), f"SCHEMA_{str(error.validator).upper()}")
    message = error.message if len(error.message) < 200 else error.message[:200] + "…"
    return Problem(path, code, message)
