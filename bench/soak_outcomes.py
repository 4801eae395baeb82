"""What became of every question comes in; what was wrong, and the figures, go out as text."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TypeGuard

import numpy as np

from bench.soak_world import Task
from tests.loopback import Invocation, Message

ACKNOWLEDGED_WITHIN = 3.0
"""Seconds: Discord's own limit."""

JUST_BUILT_SECONDS = 10.0
"""How long after a build the bot may still be about to read it."""

_WARM = 0.2  # the share of the questions after which memory is taken to be warm


@dataclass(slots=True, kw_only=True)
class Build:
    """One build beside the bot: its colour, and when it began, ended and was first told of."""

    colour: str
    began: float
    ended: float = float("inf")
    told: float | None = None


# Without a `repr`: channels and their messages name each other, and it would fill the memory.
@dataclass(slots=True, kw_only=True, repr=False)
class Outcome:
    """What one question got. Moments are seconds of the event loop's clock."""

    task: Task
    pressed: float
    answered: float | None = None
    asked: Invocation | Message | None = None
    message: Message | None = None


@dataclass(slots=True, kw_only=True, repr=False)
class Hour:
    """Everything that was counted; `memory` are questions asked, and kB resident, over time."""

    outcomes: list[Outcome] = field(default_factory=list)
    builds: list[Build] = field(default_factory=list)
    memory: list[tuple[int, int]] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    requests: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    drops: int = 0
    resumes: int = 0
    stale: int = 0
    identifies: int = 0
    logged_errors: list[str] = field(default_factory=list)
    exit_code: int | None = None

    def problems(self) -> list[str]:
        """What ought not to have happened, a line each; empty is what is wanted."""
        found = [f"{_named(one)}: {what}" for one in self.outcomes for what in self._wrong(one)]
        found += self._strays()
        found += [f"the bot logged: {line}" for line in self.logged_errors]
        found += [f"{one.colour} was never told" for one in self.builds if one.told is None]
        if self.exit_code != 0:
            found.append(f"the bot ended with {self.exit_code}")
        return found

    def late(self) -> int:
        """How many interactions were not acknowledged in time."""
        waits = [one.asked.ack_seconds for one in self.outcomes if _is_command(one.asked)]
        return sum(wait is None or wait > ACKNOWLEDGED_WITHIN for wait in waits)

    def refused_after_build(self) -> int:
        """How many asked for what a build had just changed, and were told that nothing is known."""
        return len(self._refused())

    def _refused(self) -> list[Message]:
        """Their messages."""
        return [
            one.message
            for one in self.outcomes
            if one.task.lighthouse and one.message is not None and not self._colours(one.message)
        ]

    def unconfirmed(self) -> int:
        """How many were refused in direct messages as Discord did not confirm a membership."""
        return sum(
            _by_membership(one.task)
            and one.message is not None
            and bool(_lacks(one.task, one.message))
            for one in self.outcomes
        )

    def _wrong(self, one: Outcome) -> list[str]:
        """What is wrong with one question's answer."""
        found = []
        if _is_command(one.asked) and (
            one.asked.ack_seconds is None or one.asked.ack_seconds > ACKNOWLEDGED_WITHIN
        ):
            found.append(f"acknowledged after {one.asked.ack_seconds} s")
        if one.message is None:
            return [*found, "no answer"]
        if _times_answered(one) != 1:
            found.append(f"{_times_answered(one)} answers")
        found += _misdirected(one)
        text = one.message.text.lower()
        found += [f"shows {secret}" for secret in one.task.never if secret in text]
        # Without Discord's word, what servers added is left out of direct messages.
        if not _by_membership(one.task):
            found += _lacks(one.task, one.message)
        if one.task.lighthouse:
            found += self._miscoloured(one, one.message)
        if "reference:" in text:
            found.append(f"an excuse: {one.message.text}")
        return found

    def _colours(self, message: Message) -> list[Build]:
        words = plain(message)
        return [build for build in self.builds if f" in {build.colour}." in words]

    def _miscoloured(self, one: Outcome, message: Message) -> list[str]:
        """A colour may be told from when its build begins until the next one has ended."""
        told = self._colours(message)
        end = one.answered or one.pressed
        if not told:
            fresh = [
                build
                for build in self.builds
                if build.began <= end and build.ended >= one.pressed - JUST_BUILT_SECONDS
            ]
            return [] if fresh else [f"no colour: {message.text[:300]}"]
        for build in told:
            following = self.builds[self.builds.index(build) + 1 :]
            if build.began > end or any(later.ended < one.pressed for later in following):
                return [f"{build.colour}, which is no longer so"]
        return []

    def _strays(self) -> list[str]:
        """Messages of the bot that answer nothing that was asked.

        Who was refused in between is answered once more, when the bot has read the build.
        """
        known = {one.message.id for one in self.outcomes if one.message is not None}
        channels = {one.task.channel.id: one.task.channel for one in self.outcomes}
        owed = {one.id for one in self._refused()}
        strays = []
        for channel in channels.values():
            for message in channel.messages.values():
                if not message.author.bot or message.id in known:
                    continue
                if message.reply_to is not None and message.reply_to.id in owed:
                    owed.remove(message.reply_to.id)
                else:
                    strays.append(f"a stray message: {message.text[:80]!r}")
        return strays

    def print(self) -> None:
        """Print the figures, and what was wrong."""
        commands = sum(_is_command(one.asked) for one in self.outcomes)
        waits = [one.answered - one.pressed for one in self.outcomes if one.answered is not None]
        acknowledged = [
            one.asked.ack_seconds
            for one in self.outcomes
            if _is_command(one.asked) and one.asked.ack_seconds is not None
        ]
        problems = self.problems()
        median, late = np.percentile(waits, (50, 99))
        told = [b.told - b.ended for b in self.builds[1:] if b.told is not None]
        faults = ", ".join(f"{count} {what}" for what, count in sorted(self.faults.items()))
        lines = (
            f"{len(self.outcomes):,} questions in {self.seconds:.0f} s, "
            f"{len(self.outcomes) / self.seconds:.1f} a second; "
            f"{1000 * self.cpu_seconds / len(self.outcomes):.0f} ms of the bot's CPU each",
            f"  press to answer      median {median:.2f} s, 99th percentile {late:.2f} s",
            f"  acknowledged         {commands:,} interactions, {self.late()} late; median "
            f"{np.median(acknowledged) * 1000:.0f} ms, slowest {max(acknowledged):.2f} s",
            f"  faults               {faults} of {self.requests:,} requests",
            f"  gateway              {self.drops} connections lost, {self.resumes} resumed, "
            f"{self.stale} stale, {self.identifies} identified",
            f"  builds meanwhile     {len(self.builds) - 1}, told of after "
            f"{max(told, default=0.0):.1f} s at most; {self.refused_after_build()} questions fell "
            "in between",
            f"  memberships          {self.unconfirmed()} questions without Discord's word in time",
            f"  memory of the bot    {self.memory_line()}",
            f"  wrong                {len(problems)}",
        )
        print("\n".join(lines))
        for problem in problems[:40]:
            print(f"    {problem}")

    def memory_line(self) -> str:
        """Resident memory when warm, at the end, and by how much it grew with the questions."""
        asked, resident = np.array(self.memory).T
        warm = asked >= _WARM * asked.max()
        slope, _ = np.polyfit(asked[warm], resident[warm], 1)
        first = resident[warm][0] / 1000
        return (
            f"{first:.0f} MB warm, {resident[-1] / 1000:.0f} MB at the end, {slope:+.1f} MB a "
            "thousand questions"
        )


def plain(message: Message) -> str:
    """What a message says below its heading, in small letters, without bold."""
    _, _, below = message.text.partition("\n")
    return re.sub(r"\s+", " ", below.replace("**", "")).lower()


def _is_command(asked: Invocation | Message | None) -> TypeGuard[Invocation]:
    return isinstance(asked, Invocation)


def _by_membership(task: Task) -> bool:
    """Whether the answer hangs on Discord's word in time that the person is in a server."""
    return task.direct and task.room


def _named(one: Outcome) -> str:
    task = one.task
    return f"question {task.number} ({task.door}, {task.person.name}, {task.text!r})"


def _times_answered(one: Outcome) -> int:
    """How many messages answer it, by now."""
    if isinstance(one.asked, Invocation):
        return len(one.asked.answers)
    messages = one.task.channel.messages.values()
    return sum(message.author.bot and message.reply_to is one.asked for message in messages)


def _misdirected(one: Outcome) -> list[str]:
    """Whether the answer went elsewhere, to somebody else, or answers something else."""
    message, task = one.message, one.task
    assert message is not None
    found = []
    if message.channel is not task.channel:
        found.append("answered elsewhere")
    if task.door == "private" and not (message.ephemeral and message.viewer is task.person):
        found.append("answered in public")
    if task.door != "private" and message.ephemeral:
        found.append("answered in private")
    # By now a line may stand above the question which says that the answer went stale.
    top = message.text.replace("\\", "").lower().split("\n")[:2]
    if not any(task.text.lower()[:20] in line for line in top):
        found.append(f"another answer: {message.text[:200]!r}")
    return found


def _lacks(task: Task, message: Message) -> list[str]:
    words = plain(message)
    return [f"lacks {word}: {message.text[:300]!r}" for word in task.must if word not in words]


def resident_kb(status: str) -> int:
    """The resident memory that /proc/PID/status tells of, in kB."""
    match = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    return int(match[1]) if match else 0
