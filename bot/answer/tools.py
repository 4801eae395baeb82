"""A language model's tool calls come in; what they ask for goes out, or what is wrong with them.

What a model writes into a call is a stranger's word: it may have been told by an article what to
write there. So it names no collection and no article's id, only handles that it was shown. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.answer.check.letters import UNSPACED, clean, words
from bot.answer.prompts import seen
from bot.llm import Tool, ToolCall

MOST_CALLS = 5
"""Calls of one message that are answered; a model that makes more repeats itself."""

_QUERY_CHARACTERS = 200
_NAMED = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HANDLE = re.compile(r"\W*(?:article\s*)?a\s?(\d{1,4})\W*", re.IGNORECASE)

# Where a server has no parser for a model's calls, they come as text.
_WRITTEN_CALL = re.compile(
    r"</?tool_call>|\[TOOL_CALLS\]|<\|python_tag\|>|<function="
    r"|\"name\"\s*:\s*\"(?:search|read_article|list_articles)\""
)

_RUN = 4
"""So many words of an article in a row may stand in what is shown of a query; more is a quote
without its footnote."""

_UNSPACED_WORD = 0.4  # kana and Han count by the character
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Search:
    """Look for passages."""

    query: str


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """Read an article on, by its handle."""

    handle: str


@dataclass(frozen=True, slots=True)
class ListArticles:
    """Name articles, those about something or, where that is empty, the newest."""

    about: str


@dataclass(frozen=True, slots=True)
class Misread:
    """A call that can't be answered: by what name it was made, and what is wrong with it."""

    name: str
    said: str


Call: TypeAlias = Search | ReadArticle | ListArticles | Misread


def _tool(name: str, description: str, required: bool, **parameters: str) -> Tool:
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": description,
            "parameters": {
                "type": "object",
                "properties": {
                    one: {"type": "string", "description": said} for one, said in parameters.items()
                },
                "required": list(parameters) if required else [],
            },
        },
    }


_SEARCH = _tool(
    "search",
    "Find passages of the articles. One thing at a time: ask twice for two things.",
    True,
    query="A short question or a few words, in the language of the articles.",
)
_READ = _tool(
    "read_article",
    "Read an article from its beginning; called again, read on.",
    True,
    article="Its handle, such as A2.",
)
_LIST = _tool(
    "list_articles",
    "The titles, dates and handles of articles: the newest, or those about something.",
    False,
    about="What they are to be about.",
)


def tools(searches: int) -> tuple[Tool, ...]:
    """What a model may call that has so many searches left."""
    return (_SEARCH, _READ, _LIST) if searches > 0 else (_READ, _LIST)


def read_call(call: ToolCall) -> Call:
    """What a call asks for. Nothing in it is taken for granted, neither its name nor its JSON."""
    given = call.parsed()
    if call.name not in _READERS:
        name = call.name if _NAMED.fullmatch(call.name) else "unknown"
        return Misread(name, f"There is no such tool; there are {', '.join(_READERS)}.")
    if given is None:
        return Misread(call.name, "The arguments are no JSON object.")
    return _READERS[call.name](given)


def arguments_of(call: Call) -> Mapping[str, str]:
    """The arguments of a call as they were understood, for the model to see what it asked."""
    match call:
        case Search(query):
            return {"query": query}
        case ReadArticle(handle):
            return {"article": handle}
        case ListArticles(about):
            return {"about": about} if about else {}
        case _:
            return {}


def name_of(call: Call) -> str:
    """The name of the tool that is called."""
    match call:
        case Search():
            return "search"
        case ReadArticle():
            return "read_article"
        case ListArticles():
            return "list_articles"
        case Misread(name):
            return name


def is_written_call(text: str) -> bool:
    """Whether a model's text is a call that its server did not take for one."""
    return _WRITTEN_CALL.search(text) is not None


def sayable(queries: Sequence[str], own: str, material: Iterable[str]) -> tuple[str, ...]:
    """A model's queries as people may read them: their own words, and words of what was found.

    Every other word is hidden: a key or a prompt is nobody's, and an article may have dictated it.
    So is what stands in the material as more than a few words in a row, unless it is in `own`, the
    words of who asks: the bot says no sentence without its footnote.

    >>> sayable(["bridge hunter2 opened"], "When was the bridge opened?", [])
    ('bridge … opened',)
    """
    mine = frozenset(_words(own))
    found = [_words(text) for text in material]
    known = mine.union(*found)
    rows = "\n".join(_row(one) for one in found)
    return tuple(_shown(clean(query), mine, known, rows) for query in queries)


def _shown(query: str, mine: frozenset[str], known: frozenset[str], rows: str) -> str:
    asked = [one for one in words(query) if one.is_word]
    said = [one.text.casefold() for one in asked]
    hidden = [one not in known for one in said]
    for start in range(len(said)):
        run = _run(said[start:])
        if run and not mine.issuperset(run) and _row(run) in rows:
            hidden[start : start + len(run)] = [True] * len(run)
    shown = ""
    end = 0
    for place, one in enumerate(asked):
        between = query[end : one.start]
        gap = between if between in ("", "-", "'") else " "
        end = one.end
        if not hidden[place]:
            shown += gap + one.text
        elif not shown.endswith(_HIDDEN):
            shown += f" {_HIDDEN}"
    return shown.strip() or _HIDDEN


def _run(said: Sequence[str]) -> Sequence[str]:
    """The first words, just as many as are a quote; none where they are too few for one."""
    weight = 0.0
    for place, one in enumerate(said, start=1):
        weight += _UNSPACED_WORD if _IS_UNSPACED.fullmatch(one) else 1.0
        if weight > _RUN:
            return said[:place]
    return ()


def _words(text: str) -> list[str]:
    return [one.text.casefold() for one in words(clean(text)) if one.is_word]


def _row(said: Sequence[str]) -> str:
    return f" {' '.join(said)} "


def _search(given: Mapping[str, object]) -> Call:
    query = _line(given.get("query"))
    if not any(letter.isalnum() for letter in query):
        return Misread("search", "A search needs a `query`, a text.")
    return Search(query)


def _read(given: Mapping[str, object]) -> Call:
    found = _HANDLE.fullmatch(_line(given.get("article")))
    # A handle that nobody was shown is dealt with as one that is no handle at all.
    return ReadArticle(f"A{int(found[1])}") if found else Misread("read_article", NO_ARTICLE)


def _list(given: Mapping[str, object]) -> Call:
    about = _line(given.get("about"))
    return ListArticles(about if any(letter.isalnum() for letter in about) else "")


NO_ARTICLE = "There is no such article; handles such as A2 stand beside passages and in lists."
"""What is said to a handle that stands for nothing, or for nothing that may be seen."""

_READERS = {"search": _search, "read_article": _read, "list_articles": _list}


def _line(value: object) -> str:
    return (
        " ".join(seen(value).split())[:_QUERY_CHARACTERS].strip() if isinstance(value, str) else ""
    )
