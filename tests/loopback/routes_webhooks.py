"""What the bot says after its first answer comes in: completed replies, edits, followups."""

from __future__ import annotations

from .call import Call, Reply, Route
from .drafts import edited_draft, new_draft
from .errors import unknown
from .interactions import DEFERRED_REPLY, Interaction
from .payloads import message_json
from .posting import delete, edit, keep_files
from .routes_interactions import REPLY_FLAGS, answer_interaction
from .state import Message


def follow_up(call: Call) -> Reply:
    interaction = _interaction(call)
    original = interaction.original
    if interaction.callback_type == DEFERRED_REPLY and original is not None and original.loading:
        # As documented: the first followup after a deferred reply completes that reply, and
        # whether it is ephemeral was settled by the deferral.
        message = original
        _edit(call, interaction, message)
    else:
        files = keep_files(call.world, interaction.channel, call.files(call.body))
        message = answer_interaction(call, interaction, new_draft(call.body, files, REPLY_FLAGS))
    return _shown(call, message) if call.asks("wait") else Reply(status=204)


def read(call: Call) -> Reply:
    return _shown(call, _message(call, _interaction(call)))


def change(call: Call) -> Reply:
    interaction = _interaction(call)
    message = _message(call, interaction)
    _edit(call, interaction, message)
    return _shown(call, message)


def remove(call: Call) -> Reply:
    delete(call.world, _message(call, _interaction(call)))
    return Reply(status=204)


def _interaction(call: Call) -> Interaction:
    if int(call.path["webhook_id"]) != call.world.application_id:
        raise unknown("Webhook", 10015)
    interaction = call.world.interaction_by_token(call.path["webhook_token"])
    interaction.check_token(call.world.clock)
    return interaction


def _message(call: Call, interaction: Interaction) -> Message:
    return interaction.reply(call.path.get("message_id", "@original"))


def _edit(call: Call, interaction: Interaction, message: Message) -> None:
    files = keep_files(call.world, message.channel, call.files(call.body))
    edit(call.world, message, edited_draft(message, call.body, files))
    interaction.answered(message)
    call.world.changes.happened()


def _shown(call: Call, message: Message) -> Reply:
    return Reply(body=message_json(call.world, message))


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"

ROUTES = (
    Route(method="POST", template=_HOOK, answer=follow_up, needs_token=False),
    *(
        route
        for which in ("@original", "{message_id}")
        for template in (f"{_HOOK}/messages/{which}",)
        for route in (
            Route(method="GET", template=template, answer=read, needs_token=False),
            Route(method="PATCH", template=template, answer=change, needs_token=False),
            Route(method="DELETE", template=template, answer=remove, needs_token=False),
        )
    ),
)
