import time
import pytest
from tests.bot.discord.test_follow import *
@bot_runs
@pytest.mark.timeout(400)
async def test_time(discord_, place, news, ada):
    for n in range(200):
        await discord_.say(ada, news, f"# Notice {n}\n{WEIR} Number {n} of {n*7} sluices on the river Isar was opened by the keeper at {n%24} o'clock.\n\nWhoever lives below the sluice is asked to keep away from the water until the flag number {n+3} is down again.")
    t=time.monotonic(); asked = await discord_.slash("library follow", {"channel": news}, ada, place.channel)
    m = await asked.answer(timeout=300)
    print("FOLLOW", m.text[:60], time.monotonic()-t)
    t=time.monotonic(); m = await place.command("follow", channel=news); print("AGAIN", time.monotonic()-t, m.text[:90])
    t=time.monotonic(); x = await discord_.say(ada, news, MILL)
    async def there():
        return True if await place.article(x) else None
    await eventually(there, ""); print("LIVE", time.monotonic()-t)
    t=time.monotonic(); await discord_.delete(x)
    async def gone():
        return True if not await place.article(x) else None
    await eventually(gone, ""); print("DELETED", time.monotonic()-t)
    t=time.monotonic(); m = await place.command("unfollow", channel=news); print("UNFOLLOW", time.monotonic()-t, m.text)
