"""A press under an answer about a file comes in; the same question is answered the other way."""

from dataclasses import replace

from discord.ext import commands

from bot.cogs.answering import Answering
from bot.cogs.buttons import HANDS, Interaction
from bot.cogs.door import Door
from bot.cogs.files import Bringing
from bot.cogs.reach import Reach
from bot.cogs.reply import InteractionReply
from bot.cogs.visit import visit_of
from bot.desk import Desk
from bot.desk.attached import Attached
from bot.desk.conversation import Conversation
from bot.errors import DeskError, Trouble
from bot.types import Question


class Again(commands.Cog, name=HANDS):
    """Answers from a file alone what was answered from the articles too, or the other way round."""

    def __init__(
        self,
        desk: Desk,
        door: Door,
        reach: Reach,
        conversation: Conversation,
        attached: Attached,
    ) -> None:
        self._conversation = conversation
        self._attached = attached
        self._answering = Answering(desk, door, reach)

    async def answer(self, interaction: Interaction, record: int, *, alone: bool) -> None:
        """Ask again what the answer kept as `record` was given to; only who asked it may."""
        message = interaction.message
        private = message is not None and message.flags.ephemeral
        visit = visit_of(interaction, private=private)
        bringing = Bringing(self._attached, visit)

        async def ask_again(asked: Question) -> Question:
            said = await self._attached.said(record, visit.person)
            if said is None:
                raise DeskError(Trouble.FILE_GONE)
            bringing.held = replace(said.held, alone=alone)
            asked = replace(asked, text=said.text, follows=said.follows)
            if said.follows is None:
                return asked
            kept = await self._conversation.turns(said.follows, asked.collections)
            turns = await self._attached.turns(said.follows, visit.person, kept, asked.collections)
            return replace(asked, earlier=turns)

        reply = InteractionReply(interaction, private=private)
        await self._answering.reply(
            "",
            visit,
            reply,
            door="button",
            locale=reply.locale,
            prepare=ask_again,
            bringing=bringing,
        )
