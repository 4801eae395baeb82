"""A bot and its desk come in, every cog that serves at it goes out."""

from discord.ext import commands

from bot.cogs.ask import Ask
from bot.cogs.buttons import PassagesButton, RelatedButton, ShareButton
from bot.cogs.door import Door
from bot.cogs.messages import Messages
from bot.cogs.posts import Posts
from bot.cogs.reach import Reach
from bot.cogs.share import Share
from bot.cogs.suggest import Suggest
from bot.desk import Desk
from bot.desk.conversation import Conversation
from bot.desk.suggestions import Suggestions

BUTTONS = (PassagesButton, ShareButton, RelatedButton)
"""The buttons that work after a restart."""


def cogs_for(bot: commands.Bot, desk: Desk, door: Door) -> list[commands.Cog]:
    """The cogs, in the order in which they are loaded."""
    reach = Reach(bot, desk)
    conversation, suggestions = Conversation(desk), Suggestions(desk)
    cogs: list[commands.Cog] = [
        Ask(bot, desk, door, reach, suggestions),
        Messages(bot, desk, door, reach, conversation),
        Share(desk, door, reach, conversation),
        Suggest(desk, door, reach, suggestions),
    ]
    if bot.intents.message_content:
        cogs.append(Posts(bot, desk, door, reach, conversation))
    return cogs
