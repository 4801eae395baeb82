"""The bot's first answer to an interaction comes in: reply, defer, update, suggest or ask."""

from __future__ import annotations

from collections.abc import Callable

from .call import Call, Reply, Route
from .drafts import Draft, edited_draft, new_draft
from .errors import Json, Problem, invalid_form, unknown
from .interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED_REPLY,
    DEFERRED_UPDATE,
    MODAL,
    MODAL_SUBMIT,
    REPLY,
    UPDATE,
    Interaction,
)
from .message_limits import check_form
from .payloads import message_json
from .posting import COMMAND_REPLY_TYPE, MENU_REPLY_TYPE, edit, keep_files, post
from .state import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Message,
)
from .world import World

REPLY_FLAGS = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
MAX_CHOICES = 25


def callback(call: Call) -> Reply:
    """The one callback that each interaction may have."""
    world = call.world
    interaction = world.interactions.get(int(call.path["interaction_id"]))
    if interaction is None or interaction.token != call.path["interaction_token"]:
        raise unknown("interaction", 10062)
    interaction.check_open(world.clock)
    kind, data = call.body.get("type"), call.body.get("data") or {}
    if kind not in _allowed(interaction):
        message = f"Callback type {kind} does not answer this interaction"
        raise invalid_form([Problem(("type",), "BASE_TYPE_CHOICES", message)])
    # A callback that breaks a limit raises here, and leaves the interaction unanswered.
    _ANSWERS[kind](call, interaction, data)
    interaction.acknowledge(kind, world.clock)
    world.changes.happened()
    if not call.asks("with_response"):
        return Reply(status=204)
    return Reply(body=_callback_response(world, interaction))


def _allowed(interaction: Interaction) -> set[int]:
    """The callback types that suit what the person did."""
    if interaction.type == AUTOCOMPLETE:
        return {CHOICES}
    allowed = {REPLY, DEFERRED_REPLY}
    if interaction.source is not None and interaction.type in (COMPONENT, MODAL_SUBMIT):
        allowed |= {DEFERRED_UPDATE, UPDATE}
    if interaction.type in (COMMAND, COMPONENT):
        allowed.add(MODAL)
    return allowed


def answer_interaction(call: Call, interaction: Interaction, draft: Draft) -> Message:
    """Post a message that answers `interaction`, checked unless it is only 'thinking…'."""
    kind = 0
    if interaction.original is None and interaction.type == COMMAND:
        kind = COMMAND_REPLY_TYPE if interaction.target is None else MENU_REPLY_TYPE
    message = post(
        call.world,
        interaction.channel,
        call.world.bot,
        draft,
        origin=interaction.origin(),
        viewer=interaction.user if draft.flags & EPHEMERAL else None,
        kind=kind,
        checked=not draft.flags & LOADING,
    )
    interaction.replies[message.id] = message
    if not message.loading:
        interaction.answered(message)
    return message


def _reply(call: Call, interaction: Interaction, data: Json) -> None:
    files = keep_files(call.world, interaction.channel, call.files(data))
    draft = new_draft(data, files, REPLY_FLAGS)
    interaction.original = answer_interaction(call, interaction, draft)


def _defer(call: Call, interaction: Interaction, data: Json) -> None:
    flags = LOADING | ((data.get("flags") or 0) & EPHEMERAL)
    interaction.original = answer_interaction(call, interaction, Draft(flags=flags))


def _defer_update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.source


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    source = interaction.source
    if source is None or source.deleted:
        raise unknown("Message", 10008)
    files = keep_files(call.world, source.channel, call.files(data))
    edit(call.world, source, edited_draft(source, data, files))
    interaction.original = source
    interaction.answered(source)


def _suggest(call: Call, interaction: Interaction, data: Json) -> None:
    choices = data.get("choices") or []
    if len(choices) > MAX_CHOICES:
        message = f"Must be {MAX_CHOICES} or fewer in length."
        raise invalid_form([Problem(("data", "choices"), "BASE_TYPE_MAX_LENGTH", message)])
    interaction.choices = choices


def _ask(call: Call, interaction: Interaction, data: Json) -> None:
    check_form(data)
    interaction.modal = data


_ANSWERS: dict[int, Callable[[Call, Interaction, Json], None]] = {
    REPLY: _reply,
    DEFERRED_REPLY: _defer,
    DEFERRED_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _suggest,
    MODAL: _ask,
}


def _callback_response(world: World, interaction: Interaction) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.type}
    about["channel_id"] = str(interaction.channel.id)
    if interaction.channel.guild is not None:
        about["guild_id"] = str(interaction.channel.guild.id)
    message, kind = interaction.original, interaction.callback_type
    if message is None:
        return {"interaction": about}
    about["response_message_id"] = str(message.id)
    about["response_message_loading"] = message.loading
    about["response_message_ephemeral"] = message.ephemeral
    if kind not in (REPLY, UPDATE):
        return {"interaction": about}
    resource = {"type": kind, "message": message_json(world, message)}
    return {"interaction": about, "resource": resource}


ROUTES = (
    Route(
        method="POST",
        template="/interactions/{interaction_id}/{interaction_token}/callback",
        answer=callback,
        needs_token=False,
    ),
)
