"""A form and what a person enters come in; the interaction that sends it comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from . import components as tree
from .errors import ClientRefusalError, Json
from .interactions import MODAL_SUBMIT, Interaction
from .people import start
from .world import World

Entry = str | Sequence[str]
"""A text for a text input; the chosen values for a select."""

MAX_ENTRY = 4_000


def fill_modal(world: World, opened_by: Interaction, entries: Mapping[str, Entry]) -> Interaction:
    """Fill in the fields of a form, by custom_id, and send it.

    A field that is left out is sent as the bot filled it in: its `value`, its default options.
    """
    if opened_by.modal is None:
        raise ClientRefusalError("no form was opened")
    parts = tree.stored(opened_by.modal["components"], {})
    fields = {part["custom_id"]: part for _, part in tree.walk(parts) if part["type"] in _ENTERED}
    if set(entries) - set(fields):
        raise ClientRefusalError(f"the form has {sorted(fields)}, not {sorted(entries)}")
    entered = {
        custom_id: _ENTERED[part["type"]](part, entries.get(custom_id))
        for custom_id, part in fields.items()
    }
    data = {
        "custom_id": opened_by.modal["custom_id"],
        "components": [_filled(part, entered) for part in parts],
    }
    return start(
        world,
        MODAL_SUBMIT,
        data,
        opened_by.user,
        opened_by.channel,
        source=opened_by.source,
        opened_by=opened_by.origin(),
    )


def _text(part: Json, entry: Entry | None) -> Json:
    text = (part.get("value") or "") if entry is None else entry
    if not isinstance(text, str):
        raise ClientRefusalError(f"{part['custom_id']!r} is a text, not {entry!r}")
    shortest = part.get("min_length") or (1 if part.get("required", True) else 0)
    # What need not be there at all, may be missing whatever its shortest length.
    if not text and part.get("required") is False:
        shortest = 0
    if not shortest <= len(text) <= (part.get("max_length") or MAX_ENTRY):
        raise ClientRefusalError(f"{part['custom_id']!r} cannot be {len(text)} characters long")
    return {"value": text}


def _choice(part: Json, entry: Entry | None) -> Json:
    offered = [option["value"] for option in part["options"]]
    chosen = [option["value"] for option in part["options"] if option.get("default")]
    if entry is not None:
        chosen = [entry] if isinstance(entry, str) else list(entry)
    fewest = part["min_values"] if chosen or part.get("required", True) else 0
    fits = fewest <= len(chosen) <= part["max_values"]
    if not (fits and set(offered).issuperset(chosen)):
        raise ClientRefusalError(f"{chosen} cannot be chosen among {offered}")
    return {"values": chosen}


_ENTERED: dict[int, Callable[[Json, Entry | None], Json]] = {
    tree.TEXT_INPUT: _text,
    tree.STRING_SELECT: _choice,
}


def _filled(part: Json, entered: Mapping[str, Json]) -> Json:
    """A form's component as it comes back: only what identifies it, and what was entered."""
    result: Json = {"type": part["type"], "id": part["id"]}
    if part["type"] in _ENTERED:
        result |= {"custom_id": part["custom_id"], **entered[part["custom_id"]]}
    if "components" in part:
        result["components"] = [_filled(inner, entered) for inner in part["components"]]
    if "component" in part:
        result["component"] = _filled(part["component"], entered)
    return result
