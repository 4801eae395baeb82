"""Messages and forms as Discord's JSON come in; a page that looks as people see them goes out.

The page stands alone: its style is in it, it loads nothing, and nothing in it can be clicked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from tests.pictures.markdown import inline, to_html
from tests.pictures.style import STYLE

Json = dict[str, Any]

WIDTH = 640
"""Of the page, in CSS pixels."""

_COLOURS = ("#b8664b", "#5f7f4e", "#4e7a94", "#86609a", "#a08136")
_BUTTON_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}
_SELECTS_OF = {5: "a person", 6: "a role", 7: "a person or a role", 8: "a channel"}


class UnknownComponentError(ValueError):
    """There is a kind of component that nobody has taught this module to draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message as a person sees it.

    `above` is what stands over it in small: (who, what they did or said), `is_command` tells
    which. `names` are those of people and channels that are mentioned, by id.
    """

    author: str
    is_app: bool = False
    content: str = ""
    components: Sequence[Json] = ()
    above: tuple[str, str] | None = None
    is_command: bool = False
    ephemeral: bool = False
    edited: bool = False
    thread: str | None = None
    files: Sequence[str] = ()
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form (modal) as a person sees it, with what they have entered, by `custom_id`."""

    app: str
    title: str
    components: Sequence[Json]
    entries: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


def page(things: Sequence[Shown | Form], title: str) -> str:
    """A whole HTML document with `things` from top to bottom.

    Raises:
        UnknownComponentError: one of them holds something that cannot be drawn.
    """
    body = "".join(_form(one) if isinstance(one, Form) else _message(one) for one in things)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _message(shown: Shown) -> str:
    text = to_html(shown.content, shown.names)
    if shown.edited and shown.content:
        text += '<span class="edited">(edited)</span>'
    files = "".join(_file_named(name) for name in shown.files)
    body = text + files + components(shown.components, shown.names)
    if shown.thread is not None:
        body += f'<div class="thread"><b>{escape(shown.thread)}</b> <span>See thread ›</span></div>'
    if shown.ephemeral:
        body += '<div class="ephemeral"><i>i</i> Only you can see this</div>'
    return (
        f'<article class="{"mine" if shown.ephemeral else ""}">{_above(shown)}'
        f'<div class="row">{_avatar(shown.author, "big")}<div class="said">'
        f"<header><b>{escape(shown.author)}</b>{_badge(shown.is_app)}"
        f"<time>Today at 09:41</time></header>{body}</div></div></article>"
    )


def _above(shown: Shown) -> str:
    if shown.above is None:
        return ""
    who, what = shown.above
    name = f"{_avatar(who, 'tiny')}<b>{escape(who)}</b>"
    said = f" used <em>{escape(what)}</em>" if shown.is_command else f" {inline(what, shown.names)}"
    return (
        f'<div class="above"><span class="hook"></span>{name}<span class="what">{said}</span></div>'
    )


def _avatar(name: str, size: str) -> str:
    colour = _COLOURS[sum(map(ord, name)) % len(_COLOURS)]
    letter = escape(name[:1].upper())
    return f'<span class="avatar {size}" style="background:{colour}">{letter}</span>'


def _badge(is_app: bool) -> str:
    return '<span class="badge">APP</span>' if is_app else ""


def components(parts: Sequence[Json], names: Mapping[int, str] | None = None) -> str:
    """Components one below the other."""
    return "".join(_component(part, names or {}) for part in parts)


def _component(part: Json, names: Mapping[int, str]) -> str:
    draw = _DRAWN.get(part["type"])
    if draw is None:
        raise UnknownComponentError(f"there is no picture of a component of type {part['type']}")
    return draw(part, names)


def _row(part: Json, names: Mapping[int, str]) -> str:
    return f'<div class="buttons">{components(part["components"], names)}</div>'


def _button(part: Json, names: Mapping[int, str]) -> str:
    style = _BUTTON_STYLES[part["style"]]
    emoji = _emoji(part.get("emoji"))
    disabled = " disabled" if part.get("disabled") else ""
    arrow = '<span class="arrow">↗</span>' if style == "link" else ""
    label = escape(part.get("label") or "")
    return f'<span class="button {style}{disabled}">{emoji}{label}{arrow}</span>'


def _emoji(emoji: Json | None) -> str:
    return f'<span class="emoji">{escape(emoji["name"])}</span>' if emoji else ""


def _select(part: Json, names: Mapping[int, str]) -> str:
    options = part.get("options") or []
    chosen = [option["label"] for option in options if option.get("default")]
    hint = part.get("placeholder") or f"Choose {_SELECTS_OF.get(part['type'], 'an option')}"
    shown = f"<b>{escape(', '.join(chosen))}</b>" if chosen else escape(hint)
    disabled = " disabled" if part.get("disabled") else ""
    return f'<span class="select{disabled}"><span>{shown}</span><span class="down"></span></span>'


def _section(part: Json, names: Mapping[int, str]) -> str:
    inside = components(part["components"], names)
    accessory = _component(part["accessory"], names)
    return f'<div class="section"><div>{inside}</div>{accessory}</div>'


def _text(part: Json, names: Mapping[int, str]) -> str:
    return f'<div class="text">{to_html(part["content"], names)}</div>'


def _thumbnail(part: Json, names: Mapping[int, str]) -> str:
    return f'<div class="thumbnail">{escape(part.get("description") or "picture")}</div>'


def _gallery(part: Json, names: Mapping[int, str]) -> str:
    inside = "".join(_thumbnail(item, names) for item in part["items"])
    return f'<div class="gallery">{inside}</div>'


def _file(part: Json, names: Mapping[int, str]) -> str:
    return _file_named(part["file"]["url"].rpartition("/")[2])


def _file_named(name: str) -> str:
    return f'<div class="file"><span class="leaf"></span><a>{escape(name)}</a></div>'


def _separator(part: Json, names: Mapping[int, str]) -> str:
    line = " line" if part.get("divider", True) else ""
    return f'<div class="separator{line} space{part.get("spacing") or 1}"></div>'


def _container(part: Json, names: Mapping[int, str]) -> str:
    colour = part.get("accent_color")
    accent = "" if colour is None else f' style="border-left:4px solid #{colour:06x}"'
    return f'<div class="container"{accent}>{components(part["components"], names)}</div>'


_DRAWN: dict[int, Callable[[Json, Mapping[int, str]], str]] = {
    1: _row,
    2: _button,
    3: _select,
    5: _select,
    6: _select,
    7: _select,
    8: _select,
    9: _section,
    10: _text,
    11: _thumbnail,
    12: _gallery,
    13: _file,
    14: _separator,
    17: _container,
}


def _form(form: Form) -> str:
    fields = "".join(_field(part, form.entries) for part in form.components)
    return (
        f'<div class="form"><div class="title">{_avatar(form.app, "small")}'
        f"<b>{escape(form.title)}</b><span>✕</span></div>{fields}"
        '<div class="ends"><span class="button secondary">Cancel</span>'
        '<span class="button primary">Submit</span></div></div>'
    )


def _field(part: Json, entries: Mapping[str, str | Sequence[str]]) -> str:
    """A label with its field; a text input in a row of its own, as forms once were; or a text."""
    if part["type"] == 10:
        return _text(part, {})
    if part["type"] == 18:
        inside, label = part["component"], part["label"]
    elif part["type"] == 1:
        inside = part["components"][0]
        label = inside.get("label") or ""
    else:
        raise UnknownComponentError(f"a form cannot show a component of type {part['type']}")
    star = ' <span class="star">*</span>' if inside.get("required", True) else ""
    about = part.get("description")
    below = f'<p class="small">{escape(about)}</p>' if about else ""
    return f"<label>{escape(label)}{star}</label>{below}{_entry(inside, entries)}"


def _entry(part: Json, entries: Mapping[str, str | Sequence[str]]) -> str:
    given = entries.get(part.get("custom_id") or "")
    if part["type"] == 4:
        text = given if isinstance(given, str) else part.get("value") or ""
        kind = "tall" if part.get("style") == 2 else "short"
        shown = escape(text) or f"<i>{escape(part.get('placeholder') or '')}</i>"
        return f'<div class="input {kind}">{shown}</div>'
    if part["type"] == 3:
        if given is None:
            return _select(part, {})
        wanted = {given} if isinstance(given, str) else set(given)
        options = [{**one, "default": one["value"] in wanted} for one in part["options"]]
        return _select({**part, "options": options}, {})
    raise UnknownComponentError(f"there is no picture of a field of type {part['type']}")
