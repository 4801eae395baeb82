"""A value and a `format` word of the OpenAPI file come in; whether they agree comes out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from urllib.parse import urlsplit

from jsonschema import FormatChecker

# Only these: the formats that jsonschema brings along need packages that are not installed.
FORMATS = FormatChecker(formats=())


def _date_time(value: object) -> bool:
    if isinstance(value, str):
        return datetime.datetime.fromisoformat(value).tzinfo is not None
    return True


def _uri(value: object) -> bool:
    if isinstance(value, str):
        parts = urlsplit(value)
        return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in value
    return True


def _integer(bits: int) -> Callable[[object], bool]:
    edge = 1 << (bits - 1)
    return lambda value: not isinstance(value, int) or -edge <= value < edge


def _snowflake(value: object) -> bool:
    return not isinstance(value, str) or int(value) < 1 << 64


FORMATS.checks("date-time", raises=ValueError)(_date_time)
FORMATS.checks("uri", raises=ValueError)(_uri)
FORMATS.checks("int32")(_integer(32))
FORMATS.checks("int64")(_integer(64))
FORMATS.checks("snowflake", raises=ValueError)(_snowflake)
