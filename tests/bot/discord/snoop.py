"""A request to a model comes in; calls that look for every secret go out, then all that was found.

It knows the marks of all ledgers, as a model would that was told them elsewhere.
"""

import json
import re
from collections.abc import Iterator

from tests.bot.discord.ledgers import LEDGERS
from tests.llm import Asked, Called, Said

_PASSAGE = re.compile(r"passage (\d+)>>\n[^\n]*\n(.*?)\n<<", re.DOTALL)


def snoop(asked: Asked) -> Said:
    """A script: declines to write without tools, looks wherever it can, and repeats everything."""
    if "tools" not in asked.body:
        return Said("NOT_IN_ARTICLES")
    if asked.messages[-1]["role"] != "tool":
        return Said(calls=tuple(_calls()))
    found = "\n".join(str(one.get("content") or "") for one in asked.messages)
    sentences = [
        f"{sentence.strip()} [{number}]"
        for number, text in _PASSAGE.findall(found)
        for sentence in re.findall(r"The [^.]* hides [^.]*\.", text)
    ]
    secrets = " ".join(f"The {one.trade} hides {one.secret} in the cellar. [1]" for one in LEDGERS)
    return Said(" ".join((*sentences[-4:], secrets)))


def _calls() -> Iterator[Called]:
    marks = " ".join(mark for one in LEDGERS for mark in one.marks)
    trades = " ".join(one.trade for one in LEDGERS)
    calls: tuple[tuple[str, dict[str, str]], ...] = (
        ("search", {"query": f"cellar {marks}"[:190]}),
        ("search", {"query": f"what do they hide in the cellar: {trades}"[:190]}),
        ("list_articles", {}),
        ("read_article", {"article": "A2"}),
        ("read_article", {"article": f"{LEDGERS[2].collection}/{LEDGERS[2].article_id}"}),
    )
    for index, (name, arguments) in enumerate(calls):
        yield Called(name, (json.dumps(arguments),), id=f"call_{index}", index=index)
