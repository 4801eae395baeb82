"""A tree of message components comes in; its parts, text, buttons or stored form come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from .errors import Json

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = frozenset({3, 5, 6, 7, 8})
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER = (
    9,
    10,
    11,
    12,
    13,
    14,
    17,
)
FIRST_V2_TYPE = SECTION
LINK_STYLE, PREMIUM_STYLE = 5, 6

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button as a person sees it."""

    label: str
    custom_id: str | None
    url: str | None
    style: int
    disabled: bool
    emoji: str | None


def walk(components: list[Json], path: Path = ("components",)) -> Iterator[tuple[Path, Json]]:
    """Every component with its place, parents before children, in reading order."""
    for index, component in enumerate(components):
        here = (*path, index)
        yield here, component
        yield from walk(component.get("components") or [], (*here, "components"))
        for slot in ("accessory", "component"):
            if component.get(slot):
                yield (*here, slot), component[slot]


def texts(components: list[Json]) -> list[str]:
    """What the text displays say, in order."""
    return [
        part.get("content") or "" for _, part in walk(components) if part["type"] == TEXT_DISPLAY
    ]


def buttons(components: list[Json]) -> list[Button]:
    """All buttons, in order."""
    return [
        Button(
            label=part.get("label") or "",
            custom_id=part.get("custom_id"),
            url=part.get("url"),
            style=part["style"],
            disabled=bool(part.get("disabled")),
            emoji=(part.get("emoji") or {}).get("name"),
        )
        for _, part in walk(components)
        if part["type"] == BUTTON
    ]


def stored(components: list[Json], file_urls: dict[str, str]) -> list[Json]:
    """The form in which Discord gives components back.

    Numbered where the bot gave no id, without nulls where Discord leaves the key out, with the
    defaults spelled out, and with `attachment://` resolved.
    """
    taken = {part["id"] for _, part in walk(components) if part.get("id")}
    free = (number for number in count(1) if number not in taken)
    return [_stored(component, free, file_urls) for component in components]


_DEFAULTS: dict[int, Json] = {
    STRING_SELECT: {"min_values": 1, "max_values": 1},
    5: {"min_values": 1, "max_values": 1},
    6: {"min_values": 1, "max_values": 1},
    7: {"min_values": 1, "max_values": 1},
    8: {"min_values": 1, "max_values": 1},
    THUMBNAIL: {"description": None, "spoiler": False},
    FILE: {"name": None, "size": None, "spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    CONTAINER: {"accent_color": None, "spoiler": False},
}


def _stored(component: Json, free: Iterator[int], file_urls: dict[str, str]) -> Json:
    result: Json = {**_DEFAULTS.get(component["type"], {}), **without_nulls(component)}
    result["id"] = component.get("id") or next(free)
    if "emoji" in result:
        result["emoji"] = without_nulls(result["emoji"])
    if "options" in result:
        result["options"] = [_stored_option(option) for option in result["options"]]
    if "components" in result:
        result["components"] = [_stored(c, free, file_urls) for c in result["components"]]
    for slot in ("accessory", "component"):
        if slot in result:
            result[slot] = _stored(result[slot], free, file_urls)
    for slot in ("media", "file"):
        if slot in result:
            result[slot] = _media(result[slot], file_urls)
    if "items" in result:
        result["items"] = [_gallery_item(item, file_urls) for item in result["items"]]
    return result


def without_nulls(given: Json) -> Json:
    """What a bot may send as null, Discord leaves out when it answers."""
    return {key: value for key, value in given.items() if value is not None}


def _stored_option(option: Json) -> Json:
    result = without_nulls(option)
    if "emoji" in result:
        result["emoji"] = without_nulls(result["emoji"])
    return result


def _gallery_item(item: Json, file_urls: dict[str, str]) -> Json:
    return {
        "media": _media(item["media"], file_urls),
        "description": item.get("description"),
        "spoiler": bool(item.get("spoiler")),
    }


def _media(media: Json, file_urls: dict[str, str]) -> dict[str, Any]:
    name = media["url"].removeprefix("attachment://")
    url = file_urls.get(name, media["url"])
    return {"id": "1", "url": url, "proxy_url": url}
