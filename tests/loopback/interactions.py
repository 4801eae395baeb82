"""One interaction's life: what the person did comes in; acknowledgement and answers come out."""

from __future__ import annotations

from dataclasses import dataclass, field

from .clock import Clock
from .errors import ApiError, Json, unknown
from .state import Channel, Message, Origin, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5

REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9

# Seconds: for the first callback, and for everything after it.
ACKNOWLEDGE_WITHIN, TOKEN_LIVES = 3.0, 15 * 60.0


@dataclass(slots=True, eq=False, kw_only=True)
class Interaction:
    """What a person did, and all that the bot answered."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    created_at: float
    data: Json
    command: str | None = None
    source: Message | None = None
    opened_by: Origin | None = None
    callback_type: int | None = None
    acknowledged_at: float | None = None
    original: Message | None = None
    answers: list[Message] = field(default_factory=list)
    replies: dict[int, Message] = field(default_factory=dict)
    choices: list[Json] | None = None
    modal: Json | None = None

    def owners(self) -> dict[str, str]:
        """authorizing_integration_owners: who installed the application that is being used."""
        if self.channel.guild is not None:
            return {"0": str(self.channel.guild.id)}
        return {"0": "0"} if self.channel.context == 1 else {"1": str(self.user.id)}

    def origin(self) -> Origin:
        """What a message that answers this says about where it comes from."""
        return Origin(
            interaction_id=self.id,
            type=self.type,
            user=self.user,
            owners=self.owners(),
            command=self.command,
            clicked=self.source.id if self.source else None,
            target=self.target,
            opened_by=self.opened_by,
        )

    @property
    def target(self) -> int | None:
        """The id of the message on which a message command was used."""
        return int(self.data["target_id"]) if "target_id" in self.data else None

    def check_open(self, clock: Clock) -> None:
        """Refuse a second callback and a late one."""
        if self.callback_type is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if clock.now() - self.created_at > ACKNOWLEDGE_WITHIN:
            raise unknown("interaction", 10062)

    def acknowledge(self, callback_type: int, clock: Clock) -> None:
        """The first callback was taken."""
        self.callback_type = callback_type
        self.acknowledged_at = clock.now()

    def check_token(self, clock: Clock) -> None:
        """Refuse what comes before the first callback, or after the token has died."""
        if clock.now() - self.created_at > TOKEN_LIVES:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        if self.callback_type is None:
            raise unknown("Webhook", 10015)

    def reply(self, message_id: str) -> Message:
        """The message that `@original` or an id in a webhook's path stands for."""
        found = self.original if message_id == "@original" else None
        if message_id.isdigit():
            found = self.replies.get(int(message_id))
        if found is None or found.deleted:
            raise unknown("Message", 10008)
        return found

    def answered(self, message: Message) -> None:
        """`message` is complete: note it, once."""
        if message not in self.answers:
            self.answers.append(message)
