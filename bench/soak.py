"""An hour of Discord compressed: faults and people come in, what the bot made of it is printed.

`make soak` lets 500 people in 50 servers ask 10,000 questions of a bot in a process of its own,
while requests fail, connections are lost and the library is rebuilt. The Discord is the tests'
own, `tests/loopback`, which is why this module, outside the product, imports from the tests.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path

from bench.soak_outcomes import Build, Hour, Outcome, plain, resident_kb
from bench.soak_world import Task, World, furnish, repaint, stock
from bot.settings import Settings
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL, IndexSettings
from tests.loopback import Fault, Invocation, LoopbackDiscord, Message

SHARDS = 2
PATIENCE_SECONDS = 90.0
_SAMPLE_SECONDS = 1.0
_SAID_EVERY = 30  # samples
_KEPT_REQUESTS = 1_000


class Soak:
    """One run: `await Soak(...).run()` gives the `Hour`."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        *,
        questions: int,
        people: int = 500,
        servers: int = 50,
        share: float = 0.02,
        drop_every: int = 200,
        rebuilds: int = 10,
        at_once: int = 24,
        seed: int = 20,
    ) -> None:
        """`share` of all requests meets a 429, and as many a 500, in an empty `folder`."""
        self._folder = folder
        self._embedder = embedder
        self._questions = questions
        self._size = (servers, people, seed)
        self._share = share
        self._drop_every = drop_every
        self._build_every = max(1, questions // (rebuilds + 1))
        self._rebuilds = rebuilds
        self._at_once = at_once
        self._settings = IndexSettings(corpus_dir=folder / "corpus", data_dir=folder / "var")
        self._discord = LoopbackDiscord(check_openapi=False, shards=SHARDS)
        self._chance = random.Random(seed)
        self._hour = Hour()
        self._asked = 0
        self._inside = [0] * SHARDS
        self._open = [asyncio.Event() for _ in range(SHARDS)]
        self._build_lock = asyncio.Lock()
        self._gateway_lock = asyncio.Lock()
        self._beside: set[asyncio.Task[None]] = set()

    async def run(self) -> Hour:
        """Furnish, start the bot, ask everything, stop the bot."""
        for one in self._open:
            one.set()
        async with self._discord as discord:
            servers, people, seed = self._size
            world = furnish(discord, servers=servers, people=people, seed=seed)
            colour = await asyncio.to_thread(stock, world, self._settings, self._embedder)
            now = asyncio.get_running_loop().time()
            self._hour.builds.append(Build(colour=colour, began=now, ended=now, told=now))
            async with self._bot() as process:
                await discord.ready(timeout=PATIENCE_SECONDS)
                await self._ask_everything(world, process)
            self._hour.resumes = discord.gateway.resumes
            self._hour.identifies = discord.gateway.identifies
            self._hour.logged_errors += [f"a broken rule: {one}" for one in discord.violations]
        return self._hour

    @contextlib.asynccontextmanager
    async def _bot(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The bot in a process of its own, with the settings of this run and no limits."""
        log = self._folder / "bot.log"
        with log.open("wb") as written:
            process = await asyncio.create_subprocess_exec(
                *self._discord.launch_command("run"),
                env=self._environment(),
                cwd=self._folder,
                stdout=written,
                stderr=written,
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            self._hour.exit_code = await process.wait()
            text = await asyncio.to_thread(log.read_text, encoding="utf-8")
            self._hour.logged_errors += list(_errors(text))

    def _environment(self) -> dict[str, str]:
        ours = {name.upper() for name in Settings.model_fields}
        kept = {key: one for key, one in self._discord.environment.items() if key not in ours}
        return kept | {
            "DISCORD_TOKEN": self._discord.token,
            "CORPUS_DIR": str(self._settings.corpus_dir),
            "DATA_DIR": str(self._settings.data_dir),
            "PERSON_QUESTIONS_PER_MINUTE": "0",
            "SERVER_QUESTIONS_PER_MINUTE": "0",
            "OVERALL_QUESTIONS_PER_MINUTE": "0",
        }

    async def _ask_everything(self, world: World, process: asyncio.subprocess.Process) -> None:
        faults = self._make_trouble()
        watching = asyncio.create_task(self._watch_memory(process.pid))
        loop = asyncio.get_running_loop()
        began, used = loop.time(), _cpu_seconds(process.pid)
        numbers = iter(range(1, self._questions + 1))
        workers = [self._work(world, numbers) for _ in range(self._at_once)]
        try:
            await asyncio.gather(*workers)
            while self._beside:
                await asyncio.gather(*self._beside)
            self._hour.seconds = loop.time() - began
            self._hour.cpu_seconds = _cpu_seconds(process.pid) - used
            self._hour.memory.append((self._asked, _resident(process.pid)))
        finally:
            watching.cancel()
        self._forget_requests()
        for name, fault in faults:
            self._hour.faults[name] += fault.applied
        self._discord.faults.clear()

    def _make_trouble(self) -> list[tuple[str, Fault]]:
        """A share is limited, and as much fails: half of that though it took effect."""
        faults, half = self._discord.faults, self._share / 2
        limited = faults.add(status=429, retry_after=0.2, times=None, share=self._share)
        before = faults.add(status=500, times=None, share=half)
        after = faults.add(status=500, times=None, share=half, after=True)
        return [("answered 429", limited), ("answered 500", before), ("answered 500", after)]

    async def _work(self, world: World, numbers: Iterator[int]) -> None:
        """One of those who ask at the same time: one question after the other."""
        for number in numbers:
            if number % self._drop_every == 0:
                self._begin(self._lose_connection(number // self._drop_every))
            if number % self._build_every == 0 and number // self._build_every <= self._rebuilds:
                self._begin(self._build(world, number))
            await self._ask(world.next_task(number))
            if len(self._discord.requests) > _KEPT_REQUESTS:
                self._forget_requests()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def _forget_requests(self) -> None:
        self._hour.requests += len(self._discord.requests)
        self._discord.requests.clear()

    async def _ask(self, task: Task) -> Outcome:
        """Ask one question, and wait until it is answered."""
        guild = task.channel.guild
        shard = (guild.id >> 22) % SHARDS if guild is not None else 0
        await self._open[shard].wait()
        self._inside[shard] += 1
        self._asked += 1
        loop = asyncio.get_running_loop()
        outcome = Outcome(task=task, pressed=loop.time())
        self._hour.outcomes.append(outcome)
        try:
            outcome.asked = await self._put(task)
            outcome.message = await self._answer(task, outcome.asked)
            outcome.answered = loop.time()
        except TimeoutError:
            pass
        finally:
            self._inside[shard] -= 1
        return outcome

    async def _put(self, task: Task) -> Invocation | Message:
        """Bring the question in through its door."""
        discord, channel = self._discord, task.channel
        if "slash" in task.door or task.door == "private":
            options = {"question": task.text, "private": task.door == "private"}
            return await discord.slash("ask", options, task.person, channel)
        if task.door == "direct message":
            return await discord.direct_message(task.person, task.text)
        earlier = [one for one in channel.messages.values() if one.author.bot and not one.loading]
        if task.door == "reply" and earlier:
            return await discord.say(task.person, channel, task.text, reply_to=earlier[-1])
        return await discord.say(task.person, channel, f"{discord.bot.mention} {task.text}")

    async def _answer(self, task: Task, asked: Invocation | Message) -> Message:
        """The first answer that comes."""
        if isinstance(asked, Invocation):
            return await asked.answer(timeout=PATIENCE_SECONDS)

        def found() -> Message | None:
            for message in reversed(task.channel.messages.values()):
                if message.author.bot and message.reply_to is asked:
                    return message
                if message.id <= asked.id:
                    return None
            return None

        return await self._discord.until(found, PATIENCE_SECONDS)

    async def _lose_connection(self, number: int) -> None:
        """Cut a shard off, or both, each time otherwise; once, its session is lost as well."""
        discord = self._discord
        async with self._gateway_lock:
            if number == max(1, self._questions // self._drop_every // 2):
                await self._lose_session(shard=1)
                return
            kind = number % 4
            if kind == 0:
                await discord.ask_to_reconnect()
            elif kind == 1:
                await discord.drop_gateway()
            else:
                await discord.drop_gateway(4000, shard=kind % SHARDS)
            await discord.wait_resumed(timeout=PATIENCE_SECONDS)
            self._hour.drops += SHARDS if kind in (0, 1) else 1

    async def _lose_session(self, shard: int) -> None:
        """Let a shard come back to a session that Discord has forgotten.

        What happens before it has identified anew is lost by Discord, so nobody asks meanwhile.
        """
        gateway = self._discord.gateway
        self._open[shard].clear()
        await self._discord.until(lambda: self._inside[shard] == 0, PATIENCE_SECONDS)
        identified = gateway.identifies
        await self._discord.drop_gateway(shard=shard, forget=True)
        await self._discord.until(
            lambda: gateway.identifies > identified and gateway.ready, PATIENCE_SECONDS
        )
        self._hour.drops += 1
        self._hour.stale += 1
        self._open[shard].set()

    async def _build(self, world: World, number: int) -> None:
        """Change an article and build, as an operator does; then ask until it is told."""
        async with self._build_lock:
            loop = asyncio.get_running_loop()
            colour = await asyncio.to_thread(repaint, world, self._settings)
            made = Build(colour=colour, began=loop.time())
            self._hour.builds.append(made)
            arguments = ["--rebuild"] if len(self._hour.builds) % 5 == 0 else []
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "build", *arguments),
                env=self._environment(),
                cwd=self._folder,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            if await process.wait() != 0:
                self._hour.logged_errors.append(f"build {colour} ended with {process.returncode}")
            made.ended = loop.time()
            while made.told is None and loop.time() < made.ended + PATIENCE_SECONDS:
                outcome = await self._ask(world.lighthouse(number))
                if outcome.message is not None and colour in plain(outcome.message):
                    made.told = loop.time()

    async def _watch_memory(self, pid: int) -> None:
        """Note the bot's memory, and now and then say on standard error how far it is."""
        while True:
            self._hour.memory.append((self._asked, _resident(pid)))
            if len(self._hour.memory) % _SAID_EVERY == 0:
                print(f"{self._asked:,} asked", file=sys.stderr, flush=True)
            await asyncio.sleep(_SAMPLE_SECONDS)


def _resident(pid: int) -> int:
    return resident_kb(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))


def _cpu_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    _, _, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
    fields = rest.split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _errors(log: str) -> Iterator[str]:
    """What the bot logged as its own errors; that a connection was lost is none."""
    for line in log.splitlines():
        if " ERROR " in line and " ERROR discord." not in line:
            yield line


def main() -> None:
    """Soak the bot, print what came of it, and fail where something was wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--rebuilds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=20)
    given = parser.parse_args()
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), embedder, **vars(given))
        hour = asyncio.run(soak.run())
    hour.print()
    sys.exit(bool(hour.problems()))


if __name__ == "__main__":
    main()
