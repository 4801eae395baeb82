"""A client and a desk come in; the client goes out with every cog, menu and lasting button."""

from discord.ext import commands

from bot.cogs.aftercare import AgainButton, Caretaker
from bot.cogs.ask import Ask, PassagesButton, show_answer
from bot.cogs.door import Door
from bot.cogs.library import Library
from bot.cogs.library_buttons import BUTTONS as LIBRARY_BUTTONS
from bot.cogs.pages import Pages
from bot.cogs.privacy import Privacy, PrivacyButton
from bot.cogs.reach import Reach
from bot.cogs.settings import ServerSettings, SwitchOff, SwitchOn
from bot.cogs.trust_buttons import TRUST_ITEMS
from bot.cogs.votes import Votes
from bot.cogs.why import Why
from bot.desk import Desk
from bot.desk.overview import Enquiries
from bot.desk.privacy import ChannelsWindow, PrivacyWindow
from bot.desk.repairs import Repairs
from bot.desk.shelves import Shelves
from bot.desk.trust import Trust
from bot.settings import Settings


async def furnish(
    client: commands.Bot, desk: Desk, settings: Settings, door: Door, shelves: Shelves
) -> None:
    """Add all that people can use; buttons are known by their class, so that old ones work on."""
    reach = Reach(client, desk)
    channels, reads = ChannelsWindow(desk), settings.message_content_intent
    trust = Trust(desk)
    for cog in (
        Ask(client, desk, door, reach),
        Caretaker(client, desk, door, reach, show_answer=show_answer),
        Pages(trust, door, reach),
        Votes(trust, door),
        Why(client, trust, Repairs(desk, trust, shelves), door, reach),
        Library(client, shelves, Enquiries(desk), door),
        ServerSettings(channels, door, reads=reads),
        Privacy(PrivacyWindow(desk, settings.index), door, reach),
    ):
        await client.add_cog(cog)
    client.add_dynamic_items(
        *(PassagesButton, AgainButton, *TRUST_ITEMS, *LIBRARY_BUTTONS),
        *(SwitchOn, SwitchOff, PrivacyButton),
    )
