"""What admins read of their articles: within Discord's limits and harmless, whatever it holds."""

from dataclasses import replace

import pytest

from bot.articles import (
    Added,
    AskedInVain,
    FollowedChannel,
    InVain,
    Language,
    Overview,
    Page,
    Placed,
    Refreshed,
    Shelf,
)
from bot.cogs.library_buttons import (
    KeepButton,
    RemoveButton,
    RemovePlaceButton,
    UndoButton,
    UndoPlaceButton,
    turns,
)
from bot.errors import DeskError, Trouble
from bot.render.blocks import Container
from bot.render.library import (
    ARTICLES_A_PAGE,
    render_gaps,
    render_list,
    render_overview,
    render_question,
    render_receipt,
    render_refusal,
    render_removed,
)
from bot.render.placed import (
    render_dropped,
    render_place_question,
    render_placed,
    render_progress,
    render_refreshed,
)
from index.alike import Alike
from index.examined import Examined
from index.provenance import SourceKind, SourceSpec, SourceState
from index.shelf import AddReceipt
from index.sources.base import RefreshReceipt
from index.sources.base import Trouble as Unread
from index.types import Entry
from tests.bot.render.discord_rules import read

EVIL = "@everyone <@1> [x](https://evil.example) **b** ||s|| `c` # > - :smile: " + "_*~" * 90
KEY = "0123456789abcdef-6123456789abc"

ENTRY = Entry(
    collection="server-1",
    article_id=EVIL,
    title=EVIL,
    url="https://example.com/" + "a" * 480,
    published=EVIL,
    language="en",
    chunks=1234,
    origin=EVIL,
    added_at=1_700_000_000.5,
)
EXAMINED = Examined(
    url=EVIL,
    title=EVIL,
    author=EVIL,
    published=EVIL,
    found=(("title", EVIL), ("author", EVIL), ("published", EVIL)),
    language=EVIL,
    words=1234,
    chunks=99,
    notes=(EVIL,) * 9,
    garbled=(EVIL,) * 9,
    alike=(Alike(collection="server-1", article_id=EVIL, title=EVIL, share=0.67),) * 9,
)
RECEIPT = AddReceipt(collection="server-1", article_id=EVIL, examined=EXAMINED, replaced=True)


SOURCE = SourceState(
    key=2**40,
    spec=SourceSpec(kind="site", location=f"https://example.com/{EVIL}", refresh=86_400.0),
    tried=1_700_000_000.5,
    succeeded=1_700_000_000.5,
    trouble=EVIL,
    articles=1234,
)


def _placed(kind: SourceKind, *, known: bool) -> Placed:
    """A place of which everything is to be said."""
    examined = replace(EXAMINED, same_as=None if known else ("server-1", EVIL))
    source = replace(SOURCE, spec=replace(SOURCE.spec, kind=kind))
    receipt = RefreshReceipt(
        source=source,
        added=[EVIL] * 9,
        changed=[EVIL] * known,
        doubles=[EVIL] * 9,
        unchanged=9,
        crowded=[EVIL] * 9,
        troubles=[Unread(url=f"{EVIL}!", message=EVIL)] * 9,
        examined=[examined] if kind == "page" else [replace(examined, same_as=None)] * 9,
    )
    return Placed(source=source, receipt=receipt, known=known, entry=ENTRY, same={EVIL: EVIL})


def worst() -> dict[str, Container]:
    turn = turns("list", 1, 9, "en-US")
    refreshed = Refreshed(
        total=99,
        done=9,
        unchanged=1,
        added=(EVIL,) * 9,
        changed=(EVIL,) * 9,
        failed=((EVIL, EVIL),) * 9,
        gone=(EVIL,) * 9,
        withdrawn=(EVIL,) * 9,
        crowded=9,
        stopped=DeskError(Trouble.DISK_FULL),
    )
    shelf = Shelf(articles=2, chunks=3)
    languages = tuple(Language(code=EVIL, chunks=1, little_known=True) for _ in range(99))
    overview = Overview(
        own=shelf, public=shelf, newest=1.0, refreshed=2.0, model=EVIL, languages=languages
    )
    followed = [FollowedChannel(channel=10**18, articles=250, open=False)] * 10
    gap = AskedInVain(text=EVIL, times=3, people=2, first=1.0, last=2.0)
    entry = replace(ENTRY, also=(f"https://example.com/{EVIL}",) * 3)
    old = {EVIL: 1.0}
    page = Page(entries=(entry,) * ARTICLES_A_PAGE, first=0, own=9, public=1, old=old)
    return {
        "receipt": render_receipt(
            Added(receipt=RECEIPT, link=ENTRY.url, key=KEY), UndoButton(KEY), "de"
        ),
        "list": render_list(page, turn),
        "question": render_question(ENTRY, [RemoveButton(KEY), KeepButton()]),
        "removed": render_removed(ENTRY),
        "refused": render_refusal(EVIL, EVIL),
        "page": render_placed(_placed("page", known=False), [UndoButton(KEY)], "de"),
        "replaced page": render_placed(_placed("page", known=True), [UndoButton(KEY)], "fr"),
        "feed": render_placed(_placed("feed", known=False), [UndoPlaceButton(KEY)], "de"),
        "unfinished": render_placed(
            replace(_placed("site", known=False), receipt=None), [UndoPlaceButton(KEY)]
        ),
        "place question": render_place_question(SOURCE, [RemovePlaceButton(KEY), KeepButton()]),
        "dropped": render_dropped(SOURCE, 9),
        "refreshed": render_refreshed(refreshed, "de"),
        "progress": render_progress(refreshed),
        "overview": render_overview(
            overview, followed, [SOURCE] * 20, ["I can't see this channel."], "de"
        ),
        "gaps": render_gaps(InVain(asked=(gap,) * 9, hidden=3), 0, turn),
    }


def texts(container: Container) -> list[str]:
    parts = container.to_component_dict()["components"]
    return [part["content"] for part in parts if part["type"] == 10]


@pytest.mark.parametrize("name", sorted(worst()))
def test_the_worst_there_is_fits_and_does_nothing(name: str) -> None:
    found = texts(worst()[name])
    assert sum(len(text.encode("utf-16-le")) // 2 for text in found) <= 4000
    for text in found:
        reading = read(text)
        ours = {"heading", "bold", "small", "escape", "time", "list", "link", "channel"}
        assert set(reading.alive) <= ours, text
        assert all(one.startswith("https://example.com/") for one in reading.links)


def test_a_receipt_says_everything_there_is_to_say() -> None:
    receipt = AddReceipt(
        collection="server-1",
        article_id="mill",
        examined=Examined(
            url="mill.md",
            title="The mill",
            author="Ada",
            published="2024-05",
            found=(("title", "its first heading"), ("author", "its front matter")),
            language="",
            words=120,
            chunks=2,
            notes=("A table was left out.",),
            garbled=("many of its words look run together",),
            alike=(Alike(collection="public", article_id="m", title="A mill", share=0.67),),
        ),
    )
    added = Added(receipt=receipt, link=None, key=KEY)
    assert texts(render_receipt(added, UndoButton(KEY))) == [
        "### I have taken that in",
        "**The mill**\nMay 2024 · language unknown · 120 words · 2 passages\n"
        "-# Title: its first heading\n-# Author: Ada, its front matter",
        "Much of it stands here as well:\n- **A mill**: 67 % of it",
        "Its text is garbled:\n- many of its words look run together",
        "What I left out or mended:\n- A table was left out.",
    ]


def test_a_refresh_that_ran_out_of_time_says_how_far_it_came() -> None:
    found = texts(render_refreshed(Refreshed(total=5, done=2, unchanged=9)))
    assert found[1:] == [
        "9 unchanged\n3 places not looked at",
        "-# My time for this was up; please go on with another.",
    ]


def test_pages_are_turned_both_ways() -> None:
    def ids(number: int, pages: int) -> list[str | None]:
        return [one.item.custom_id for one in turns("gaps", number, pages, "en-US")]

    assert ids(0, 1) == []
    assert ids(0, 2) == ["shelf:gaps:next:1"]
    assert ids(1, 3) == ["shelf:gaps:back:0", "shelf:gaps:next:2"]
