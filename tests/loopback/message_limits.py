"""A drafted message comes in; an error comes out for every limit that only Discord knows.

These are the rules that the OpenAPI file does not state (or states for other kinds of senders).
They hold whether or not that file is at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from . import components as tree
from .drafts import Draft
from .errors import ApiError, Json, Problem, invalid_form

MAX_CONTENT, MAX_EMBEDS_TEXT, MAX_ROWS, MAX_ROW = 2_000, 6_000, 5, 5
MAX_V2_COMPONENTS, MAX_V2_TEXT = 40, 4_000
MAX_CUSTOM_ID, MAX_LABEL, MAX_SECTION_TEXTS = 100, 80, 3
MAX_FILES, MAX_FORM = 10, 5


def check_message(draft: Draft) -> None:
    """Raise what Discord would answer; return when it would take the message."""
    if _is_empty(draft):
        raise ApiError(400, 50006, "Cannot send an empty message", violation=True)
    problems = [
        *_text_problems(draft),
        *_mention_problems(draft),
        *_component_problems(draft.components),
        *(_v2_problems(draft) if draft.is_components_v2 else _v1_problems(draft)),
    ]
    if problems:
        raise invalid_form(problems)


def check_form(form: Json) -> None:
    """Raise what Discord would answer to a form (modal)."""
    parts = form.get("components") or []
    problems = list(_component_problems(parts, ("data", "components")))
    if not 1 <= len(parts) <= MAX_FORM:
        message = f"Must be between 1 and {MAX_FORM} in length."
        problems.append(Problem(("data", "components"), "BASE_TYPE_BAD_LENGTH", message))
    if problems:
        raise invalid_form(problems)


def _is_empty(draft: Draft) -> bool:
    return not (
        draft.content.strip()
        or draft.embeds
        or draft.components
        or draft.attachments
        or draft.has_poll_or_stickers
    )


def _too_long(path: tree.Path, limit: int) -> Problem:
    return Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")


def _text_problems(draft: Draft) -> Iterator[Problem]:
    if len(draft.content) > MAX_CONTENT:
        yield _too_long(("content",), MAX_CONTENT)
    if sum(map(_embed_length, draft.embeds)) > MAX_EMBEDS_TEXT:
        message = f"Embed size exceeds maximum size of {MAX_EMBEDS_TEXT}"
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)
    if len(draft.attachments) > MAX_FILES:
        yield _too_long(("attachments",), MAX_FILES)


def _embed_length(embed: Json) -> int:
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for one in embed.get("fields") or []:
        parts += [one.get("name"), one.get("value")]
    return sum(len(part) for part in parts if part)


def _mention_problems(draft: Draft) -> Iterator[Problem]:
    allowed = draft.allowed_mentions or {}
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or ()) and allowed.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            yield Problem(
                ("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message
            )


def _component_problems(
    components: list[Json], where: tree.Path = ("components",)
) -> Iterator[Problem]:
    parts = list(tree.walk(components, where))
    custom_ids = Counter(part["custom_id"] for _, part in parts if part.get("custom_id"))
    numbers = Counter(part["id"] for _, part in parts if part.get("id"))
    for path, part in parts:
        custom_id = part.get("custom_id")
        if custom_id and len(custom_id) > MAX_CUSTOM_ID:
            yield _too_long((*path, "custom_id"), MAX_CUSTOM_ID)
        if custom_id and custom_ids[custom_id] > 1:
            yield Problem(
                (*path, "custom_id"),
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        if part.get("id") and numbers[part["id"]] > 1:
            yield Problem(
                (*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated"
            )
        if part["type"] == tree.BUTTON:
            yield from _button_problems(path, part)
        if part["type"] == tree.ACTION_ROW:
            yield from _row_problems(path, part)
        if part["type"] == tree.SECTION:
            yield from _section_problems(path, part)


def _button_problems(path: tree.Path, button: Json) -> Iterator[Problem]:
    if len(button.get("label") or "") > MAX_LABEL:
        yield _too_long((*path, "label"), MAX_LABEL)
    style = button.get("style")
    wanted = {tree.LINK_STYLE: "url", tree.PREMIUM_STYLE: "sku_id"}.get(style or 0, "custom_id")
    for key in ("custom_id", "url", "sku_id"):
        if key == wanted and not button.get(key):
            message = f"A button of style {style} must have a {key}"
            yield Problem((*path, key), "BASE_TYPE_REQUIRED", message)
        if key != wanted and button.get(key):
            message = f"A button of style {style} cannot have a {key}"
            yield Problem((*path, key), "COMPONENT_BUTTON_INVALID", message)
    if wanted != "sku_id" and not (button.get("label") or button.get("emoji")):
        message = "A button needs a label or an emoji"
        yield Problem((*path, "label"), "BASE_TYPE_REQUIRED", message)


def _row_problems(path: tree.Path, row: Json) -> Iterator[Problem]:
    inside = row.get("components") or []
    width = sum(MAX_ROW if part["type"] in tree.SELECTS else 1 for part in inside)
    if not 1 <= width <= MAX_ROW:
        message = f"An action row holds 1 to {MAX_ROW} buttons, or one select"
        yield Problem((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


def _section_problems(path: tree.Path, section: Json) -> Iterator[Problem]:
    if not section.get("accessory"):
        yield Problem((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
    if not 1 <= len(section.get("components") or []) <= MAX_SECTION_TEXTS:
        message = f"Must be between 1 and {MAX_SECTION_TEXTS} in length."
        yield Problem((*path, "components"), "BASE_TYPE_BAD_LENGTH", message)


def _v1_problems(draft: Draft) -> Iterator[Problem]:
    if len(draft.components) > MAX_ROWS:
        yield _too_long(("components",), MAX_ROWS)
    for path, part in tree.walk(draft.components):
        if part["type"] >= tree.FIRST_V2_TYPE:
            message = f"Component type {part['type']} needs the IS_COMPONENTS_V2 flag"
            yield Problem((*path, "type"), "UNION_TYPE_CHOICES", message)
    for index, top in enumerate(draft.components):
        if top["type"] < tree.FIRST_V2_TYPE and top["type"] != tree.ACTION_ROW:
            message = "Only action rows stand at the top"
            yield Problem(("components", index, "type"), "UNION_TYPE_CHOICES", message)


def _v2_problems(draft: Draft) -> Iterator[Problem]:
    for key, present in (
        ("content", draft.content),
        ("embeds", draft.embeds),
        ("poll", draft.has_poll_or_stickers),
    ):
        if present:
            message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    if sum(1 for _ in tree.walk(draft.components)) > MAX_V2_COMPONENTS:
        message = f"At most {MAX_V2_COMPONENTS} components in all, nested ones included"
        yield Problem(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    if sum(map(len, tree.texts(draft.components))) > MAX_V2_TEXT:
        message = f"The total size of the components' text exceeds {MAX_V2_TEXT}"
        yield Problem(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
    for path, part in tree.walk(draft.components):
        if part["type"] == tree.TEXT_DISPLAY and not (part.get("content") or "").strip():
            yield Problem((*path, "content"), "BASE_TYPE_REQUIRED", "This field is required")
