"""A request body (and the message it edits) comes in; the message that would result comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from . import components as tree
from .errors import Json
from .mentions import Pings, pings_of
from .state import COMPONENTS_V2, LOADING, SUPPRESS_EMBEDS, Attachment, Message

V = TypeVar("V")


@dataclass(slots=True, kw_only=True)
class Draft:
    """What a message will be, before anything has been checked."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    allowed_mentions: Json | None = None
    reply_to: Message | None = None
    nonce: str | int | None = None
    has_poll_or_stickers: bool = False

    @property
    def is_components_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)

    def pings(self) -> Pings:
        """Whom it notifies: mentions count in the content and in text displays, not in embeds."""
        text = "\n".join((self.content, *tree.texts(self.components)))
        author = self.reply_to.author.id if self.reply_to else None
        return pings_of(text, self.allowed_mentions, author)


def new_draft(body: Json, files: list[Attachment], flags_taken: int) -> Draft:
    """The draft of a new message. Of the flags, Discord takes those in `flags_taken`."""
    return Draft(
        content=body.get("content") or "",
        embeds=body.get("embeds") or [],
        components=body.get("components") or [],
        attachments=files,
        flags=(body.get("flags") or 0) & flags_taken,
        allowed_mentions=body.get("allowed_mentions"),
        nonce=body.get("nonce"),
        has_poll_or_stickers=bool(body.get("poll") or body.get("sticker_ids")),
    )


def edited_draft(message: Message, body: Json, files: list[Attachment]) -> Draft:
    """The draft of `message` after an edit: what the body leaves out stays as it was."""
    kept = message.attachments
    if body.get("attachments") is not None:
        wanted = {int(one["id"]) for one in body["attachments"]}
        kept = [one for one in kept if one.id in wanted]
    return Draft(
        content=_or_empty(body, "content", message.content, ""),
        embeds=_or_empty(body, "embeds", message.embeds, []),
        components=_or_empty(body, "components", message.components, []),
        attachments=[*kept, *files],
        flags=_edited_flags(message.flags, body.get("flags")),
        allowed_mentions=body.get("allowed_mentions"),
        reply_to=None,
        nonce=message.nonce,
    )


def _or_empty(body: Json, key: str, old: V, empty: V) -> V:
    """The edited value of `key`: kept when absent, emptied when null."""
    if key not in body:
        return old
    value: V = body[key]
    return empty if value is None else value


def _edited_flags(old: int, asked: int | None) -> int:
    """An edit completes a loading message; it may add components v2, but never take it away."""
    flags = old & ~LOADING
    if asked is None:
        return flags
    return (flags & ~SUPPRESS_EMBEDS) | (asked & (SUPPRESS_EMBEDS | COMPONENTS_V2))
