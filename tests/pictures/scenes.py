"""A stage with the real bot on it comes in; what people see of it goes out, as scenes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from tests.llm import Said, Wait
from tests.loopback import Message, Upload
from tests.pictures.draw import Form, Shown
from tests.pictures.stage import Stage, form_of, shown

Scene = Callable[[Stage], Awaitable[Sequence[Shown | Form]]]

DOWNLOADS = "How many people downloaded the Qwen app in its first week?"
TWO_THINGS = "Who makes Doubao, and how many people downloaded the Qwen app in its first week?"
TOLD = (
    "The Qwen app was downloaded ten million times in its first week. [1]",
    "Alibaba announced it in a post on WeChat. [1]",
)
HOURS = "When does the reading room close?"

ROOM = """\
---
title: The reading room
published: 2026-01-12
---

The reading room opens at nine in the morning and closes at six in the evening.

Members may borrow five books at a time and keep each of them for four weeks.
"""
READINGS = """\
---
title: Readings in spring
published: 2026-02-20
---

The club reads on the first Thursday of every month, in the large hall.

In April the poet Ines Morel reads from her new book, and answers questions afterwards.
"""
MOVE = """\
## We move
On the first of June the club moves to the old mill. Until then everything stays as it is.
"""
MINUTES = """\
# House meeting in May

The lifts in both stairwells are being renewed. They run again from the third of June.

The bicycle cellar is cleared on the tenth; whatever has no name on it is given away.
"""
BAKERY = """\
---
title: Die Bäckerei am Markt
published: 2026-02-03
---

Die Bäckerei am Markt öffnet morgens um sechs Uhr. Am Samstag schließt die Bäckerei um zwölf Uhr.

Am Sonntag bleibt die Bäckerei geschlossen.
"""


async def answer_in_server(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody asks in a server, and everybody sees the answer."""
    channel, ada = stage.readers()
    return [shown(await stage.ask(DOWNLOADS, ada, channel))]


async def written(stage: Stage) -> Sequence[Shown | Form]:
    """A language model writes the answer; it is shown as far as it has come, and whole."""
    channel, ada = stage.readers()
    wait = Wait()
    first, *others = TOLD
    stage.model.said = Said(f"{first} And", wait, f" so on. {' '.join(others)}")
    asked = await stage.discord.slash("ask", {"question": DOWNLOADS}, ada, channel)

    def begun() -> Message | None:
        last = next(reversed(channel.messages.values()), None)
        return last if last is not None and _words(first) in last.text else None

    growing = shown(await stage.discord.until(begun))
    wait.let_go()
    return [growing, shown(await stage.noted(await asked.answer()))]


async def several(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody asks two things at once."""
    channel, ada = stage.readers()
    return [shown(await stage.ask(TWO_THINGS, ada, channel))]


async def with_file(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody sends a file in private, and asks about it."""
    ada = stage.discord.add_user("ada")
    file = Upload("minutes_of_may.md", MINUTES.encode())
    said = await stage.discord.direct_message(ada, "When do the lifts run again?", files=[file])
    return [shown(said), shown(await stage.discord.next_message(stage.discord.dm(ada)))]


async def refusal_in_private(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody writes to the bot what the articles don't say."""
    ada = stage.discord.add_user("ada")
    said = await stage.discord.direct_message(ada, "How much does Doubao cost a month?")
    return [shown(said), shown(await stage.discord.next_message(stage.discord.dm(ada)))]


async def ask_about(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody takes another's message as the question."""
    channel, ada = stage.readers()
    said = await stage.discord.say(stage.discord.add_user("tom"), channel, "who makes LingGuang?")
    asked = await stage.discord.message_command("Ask about this", said, ada)
    return [shown(said), shown(await asked.answer())]


async def related(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody presses a related question under an answer."""
    channel, ada = stage.readers()
    first = await stage.ask(DOWNLOADS, ada, channel)
    question = _questions_under(first)[0]
    return [shown(first), shown(await stage.press(first, question, ada))]


async def follow_up(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody replies to an answer, in few words."""
    channel, ada = stage.readers()
    first = await stage.ask("What is LingGuang?", ada, channel)
    said = await stage.discord.say(ada, channel, "who made it?", reply_to=first)
    return [shown(first), shown(said), shown(await stage.discord.next_message(channel))]


async def thread(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody opens a thread on an answer, and asks on there."""
    channel, ada = stage.readers()
    first = await stage.ask("What is LingGuang?", ada, channel)
    told = await stage.press(first, "Open a thread", ada)
    thread = first.thread
    assert thread is not None
    await stage.discord.next_message(thread)  # Discord's own mark of where it begins
    said = await stage.discord.say(ada, thread, "who made it?")
    answer = await stage.discord.next_message(thread)
    return [shown(told, {thread.id: thread.name}), shown(said), shown(answer)]


async def share(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody shows to all what was for their eyes only."""
    channel, ada = stage.readers()
    private = await stage.ask("Who makes Doubao?", ada, channel, private=True)
    before = shown(private)
    return [before, shown(await stage.press(private, "Share", ada))]


async def passages(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody leafs through what was found."""
    channel, ada = stage.readers()
    answer = await stage.ask("Who makes Doubao?", ada, channel)
    return [shown(await stage.press(answer, "Show passages", ada))]


async def vote(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody votes an answer down, and says why."""
    channel, ada = stage.readers()
    answer = await stage.ask(DOWNLOADS, ada, channel)
    pressed = await stage.discord.click(answer, label="Not helpful", user=ada)
    entries = {"reason": "incomplete", "words": "It doesn't say in which countries."}
    form = await form_of(pressed, entries, stage.discord.bot.name)
    return [form, shown(await (await pressed.submit(entries)).answer())]


async def why(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages the server looks how an answer came about."""
    channel, ada = stage.readers()
    answer = await stage.ask("Who makes Doubao?", ada, channel)
    await stage.press(answer, "Helpful", ada)
    return [shown(await _why(stage, answer))]


async def teach(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages the server teaches what the articles did not say."""
    channel, ada = stage.readers()
    refusal = await stage.ask(HOURS, ada, channel)
    explained = await _why(stage, refusal)
    assert explained.viewer is not None
    label = "Teach the right answer"
    pressed = await stage.discord.click(explained, label=label, user=explained.viewer)
    entries = {"question": HOURS, "answer": "The reading room closes at six in the evening."}
    form = await form_of(pressed, entries, stage.discord.bot.name)
    return [form, shown(await (await pressed.submit(entries)).answer())]


async def stale(stage: Stage) -> Sequence[Shown | Form]:
    """An article is taken away, and what the bot has said from it says so."""
    channel, ada = stage.readers()
    mira = stage.manager(channel)
    receipt = await stage.add(mira, channel, "room.md", ROOM)
    answer = await stage.ask(HOURS, ada, channel)
    await stage.press(receipt, "Undo", mira)
    await stage.discord.until(lambda: answer.edits > 0, timeout=60)
    return [shown(answer)]


async def gaps(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages the server reads what was asked in vain."""
    channel, ada = stage.readers()
    tom = stage.discord.add_user("tom")
    for person, question in (
        (ada, "How much is a yearly membership?"),
        (tom, "How much is a membership a year?"),
        (tom, "Can I bring my dog?"),
    ):
        await stage.ask(question, person, channel)
    await stage.command("ask", ada, channel, question="Who lost a red umbrella?", private=True)
    return [shown(await stage.command("library gaps", stage.manager(channel), channel))]


async def answered_later(stage: Stage) -> Sequence[Shown | Form]:
    """An article comes in that answers what was asked in vain before."""
    channel, ada = stage.readers()
    refusal = await stage.ask("Who reads in April?", ada, channel)
    before = shown(refusal)
    await stage.add(stage.manager(channel), channel, "readings.md", READINGS)
    late = await stage.discord.next_message(channel, timeout=60)
    return [before, shown(late, {ada.id: ada.name})]


async def library_add(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages the server adds an article to it."""
    channel, _ = stage.readers()
    return [shown(await stage.add(stage.manager(channel), channel, "room.md", ROOM))]


async def library_list(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages the server looks through its articles, and removes one."""
    channel, _ = stage.readers()
    mira = stage.manager(channel)
    for name, text in (("room.md", ROOM), ("readings.md", READINGS), ("bakery.md", BAKERY)):
        await stage.add(mira, channel, name, text)
    listed = await stage.command("library list", mira, channel)
    offered = await stage.discord.autocomplete("library remove", "article", "read", mira, channel)
    chosen = (await offered.choices())[0]["value"]
    asked = await stage.command("library remove", mira, channel, article=chosen)
    return [shown(listed), shown(asked)]


async def library_follow(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages the server has its announcements followed; then somebody asks."""
    channel, ada = stage.readers()
    assert channel.guild is not None
    mira, news = stage.manager(channel), channel.guild.add_news("announcements")
    await stage.discord.say(mira, news, "Good morning!")
    said = await stage.discord.say(mira, news, MOVE)
    followed = await stage.command("library follow", mira, channel, channel=news)
    answer = await stage.ask("When does the club move to the mill?", ada, channel)
    return [shown(said), shown(followed, {news.id: news.name}), shown(answer)]


async def forum(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody opens a post in a forum that is switched on."""
    channel, ada = stage.readers()
    assert channel.guild is not None
    place, mira = channel.guild.add_forum("help"), stage.manager(channel)
    panel = await stage.command("settings channels", mira, channel)
    switch = "Switch a channel on"
    await (await stage.discord.choose(panel, [place], placeholder=switch, user=mira)).answer()
    title, text = "The Qwen app", "How many people downloaded it in its first week?"
    post = await stage.discord.post_in_forum(ada, place, title, text)
    answer = await stage.discord.next_message(post.channel)
    return [shown(post, title=title), shown(answer)]


async def settings_of_a_server(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who manages a server switches a forum and a channel on."""
    channel, _ = stage.readers()
    assert channel.guild is not None
    mira = stage.manager(channel)
    places = (channel.guild.add_forum("help"), channel.guild.add_channel("questions"))
    panel = await stage.command("settings channels", mira, channel)
    for one in places:
        chosen = await stage.discord.choose(
            panel, [one], placeholder="Switch a channel on", user=mira
        )
        await chosen.answer()
    return [shown(panel, {one.id: one.name for one in places})]


async def privacy_in_private(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody sees what is kept of them, takes it along, and deletes it."""
    channel, ada = stage.readers()
    for question in ("Who makes Doubao?", "Who owns WeChat?"):
        await stage.ask(question, ada, channel)
    kept = await stage.command("privacy", ada, channel)
    file = await stage.press(kept, "Export my data", ada)
    return [shown(kept), shown(file), shown(await stage.press(kept, "Delete my data", ada))]


async def languages(stage: Stage) -> Sequence[Shown | Form]:
    """Somebody who uses Discord in German asks in German."""
    channel, ada = stage.readers(locale="de")
    await stage.add(stage.manager(channel), channel, "bakery.md", BAKERY)
    question = "Wann schließt die Bäckerei am Samstag?"
    asked = await stage.discord.slash("ask", {"question": question}, ada, channel)
    return [shown(await asked.answer())]


SCENES: Mapping[str, Scene] = {
    "answer": answer_in_server,
    "refusal": refusal_in_private,
    "ask_about": ask_about,
    "related": related,
    "several": several,
    "with_file": with_file,
    "follow_up": follow_up,
    "thread": thread,
    "share": share,
    "passages": passages,
    "vote": vote,
    "why": why,
    "teach": teach,
    "stale": stale,
    "gaps": gaps,
    "answered_later": answered_later,
    "library_add": library_add,
    "library_list": library_list,
    "library_follow": library_follow,
    "forum": forum,
    "settings": settings_of_a_server,
    "privacy": privacy_in_private,
    "languages": languages,
}
"""By the name of the picture."""

WRITTEN: Mapping[str, Scene] = {
    "written": written,
}
"""Those of a bot with a language model."""


def _words(sentence: str) -> str:
    """A sentence as far as its footnote."""
    return sentence.partition(".")[0]


async def _why(stage: Stage, answer: Message) -> Message:
    """The explanation of an answer, as somebody sees it who manages the server."""
    mira = stage.manager(answer.channel)
    asked = await stage.discord.message_command("Why this answer?", answer, mira)
    return await asked.answer()


def _questions_under(answer: Message) -> list[str]:
    """The related questions on an answer's buttons."""
    return [
        button.label or ""
        for button in answer.buttons
        if (button.custom_id or "").startswith("related:")
    ]
