"""A client and a desk come in; the client goes out with every cog, menu and lasting button."""

from discord.ext import commands

from bot.cogs.aftercare import AgainButton, Caretaker
from bot.cogs.again import Again
from bot.cogs.answering import shown
from bot.cogs.ask import Ask
from bot.cogs.buttons import HandButton, PassagesButton, RelatedButton, ShareButton, ThreadButton
from bot.cogs.door import Door
from bot.cogs.follow import Follow
from bot.cogs.growing import Stop, StopButton
from bot.cogs.library import Library
from bot.cogs.library_buttons import BUTTONS as LIBRARY_BUTTONS
from bot.cogs.membership import Members
from bot.cogs.messages import Messages
from bot.cogs.notices import ChannelReader
from bot.cogs.pages import Pages
from bot.cogs.posts import Posts
from bot.cogs.privacy import Privacy, PrivacyButton
from bot.cogs.reach import Reach
from bot.cogs.settings import ServerSettings, SwitchOff, SwitchOn
from bot.cogs.share import Share
from bot.cogs.suggest import Suggest
from bot.cogs.threads import Threads
from bot.cogs.trust_buttons import TRUST_ITEMS
from bot.cogs.votes import Votes
from bot.cogs.why import Why
from bot.desk import Desk
from bot.desk.attached import Attached
from bot.desk.conversation import Conversation
from bot.desk.following import Following
from bot.desk.membership import Membership
from bot.desk.overview import Enquiries
from bot.desk.places import Places
from bot.desk.privacy import ChannelsWindow, PrivacyWindow
from bot.desk.repairs import Repairs
from bot.desk.shelves import Shelves
from bot.desk.suggestions import Suggestions
from bot.desk.trust import Trust
from bot.settings import Settings

BUTTONS = (
    PassagesButton,
    ShareButton,
    ThreadButton,
    RelatedButton,
    HandButton,
    StopButton,
    AgainButton,
    *TRUST_ITEMS,
    *LIBRARY_BUTTONS,
    SwitchOn,
    SwitchOff,
    PrivacyButton,
)
"""The buttons that work after a restart."""


async def furnish(
    client: commands.Bot, desk: Desk, settings: Settings, door: Door, shelves: Shelves
) -> None:
    """Add all that people can use."""
    for cog in _cogs(client, desk, settings, door, shelves):
        await client.add_cog(cog)
    client.add_dynamic_items(*BUTTONS)


def _cogs(
    client: commands.Bot, desk: Desk, settings: Settings, door: Door, shelves: Shelves
) -> list[commands.Cog]:
    reach = Reach(client, desk)
    conversation, suggestions = Conversation(desk), Suggestions(desk)
    channels, reads = ChannelsWindow(desk), settings.message_content_intent
    trust, attached = Trust(desk), Attached(desk)
    reader = ChannelReader(client, reads=reads)
    following = Following(desk, shelves, reader.read)
    cogs: list[commands.Cog] = [
        Ask(client, desk, door, reach, suggestions, attached),
        Again(desk, door, reach, conversation, attached),
        Messages(client, desk, door, reach, conversation, attached),
        Share(desk, door, reach, conversation),
        Stop(desk.drafts, door),
        Threads(door, reach, conversation, reads_all=reads),
        Suggest(desk, door, reach, suggestions),
        Pages(trust, attached, door, reach),
        Votes(trust, door),
        Why(client, trust, Repairs(desk, trust, shelves), door, reach),
        Caretaker(client, desk, door, reach, show_answer=shown),
        Library(client, shelves, Places(desk, shelves), following, reader, Enquiries(desk), door),
        ServerSettings(channels, door, reads=reads),
        Members(client, Membership(desk)),
        Privacy(PrivacyWindow(desk, settings.index), attached, door, reach),
    ]
    if desk.keeps_records:
        cogs.append(Follow(client, following, reader))
    if reads:
        cogs.append(Posts(client, desk, door, reach, conversation))
    return cogs
