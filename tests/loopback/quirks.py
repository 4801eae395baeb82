"""Where Discord's OpenAPI file and Discord itself differ: schema name in, corrected schema out."""

from __future__ import annotations

from .errors import Json

# In requests only. Everything that Discord sends must be exactly as the file says.
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

# Properties of a request schema, likewise.
REQUEST_PROPERTIES: dict[tuple[str, str], Json] = {
    # The reference documents a plain string; the file has only the form with localizations.
    ("ApplicationFormPartial", "description"): {
        "type": ["string", "object", "null"],
        "maxLength": 400,
    },
}


def for_requests(document: Json) -> Json:
    """The document with the corrections above; the original is left alone."""
    schemas = dict(document["components"]["schemas"])
    schemas.update(REQUEST_SCHEMAS)
    for (name, key), schema in REQUEST_PROPERTIES.items():
        properties = {**schemas[name]["properties"], key: schema}
        schemas[name] = {**schemas[name], "properties": properties}
    return {**document, "components": {**document["components"], "schemas": schemas}}
