"""Discord's OpenAPI file comes in; corrected where Discord itself differs, it comes out."""

from __future__ import annotations

from .errors import Json

# What the bot sends.
REQUEST_SCHEMAS: dict[str, Json] = {
    # Discord reads a snowflake from a JSON number as well, and discord.py sends numbers in
    # message_reference, allowed_mentions, recipient_id and attachments.
    "SnowflakeType": {
        "anyOf": [
            {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
            {"type": "integer", "minimum": 0},
        ]
    },
}
REQUEST_PROPERTIES: dict[tuple[str, str], Json] = {
    # The reference documents a plain string; the file has only the form with localizations.
    ("ApplicationFormPartial", "description"): {
        "type": ["string", "object", "null"],
        "maxLength": 400,
    },
}

# What Discord sends.
RESPONSE_PROPERTIES: dict[tuple[str, str], Json] = {
    # An error of one field has a word for a code, "BASE_TYPE_REQUIRED", as the reference shows;
    # the file reuses the error of a whole response, which has a number.
    ("InnerErrors", "_errors"): {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        },
    },
}


def for_requests(document: Json) -> Json:
    """The document as it holds for what the bot sends; the original is left alone."""
    return _corrected(document, REQUEST_SCHEMAS, REQUEST_PROPERTIES)


def for_responses(document: Json) -> Json:
    """The document as it holds for what Discord sends; the original is left alone."""
    return _corrected(document, {}, RESPONSE_PROPERTIES)


def _corrected(document: Json, whole: dict[str, Json], parts: dict[tuple[str, str], Json]) -> Json:
    schemas = {**document["components"]["schemas"], **whole}
    for (name, key), schema in parts.items():
        properties = {**schemas[name]["properties"], key: schema}
        schemas[name] = {**schemas[name], "properties": properties}
    return {**document, "components": {**document["components"], "schemas": schemas}}
