"""A text comes in piece by piece, as a model writes it; its sentences go out, each when whole.

Footnotes belong to the sentence before them, also where they stand behind its full stop. Pure.
"""

import re
from collections.abc import Iterator

from bot.answer.check.footnotes import BETWEEN, NOTE
from bot.answer.check.letters import RAISED
from index.chunk import boundaries

_NOTES = rf"\s*{NOTE}(?:{BETWEEN}{NOTE})*"
_NOTES_BEHIND = re.compile(rf"([.!?…。！？]+[\"'”’»」)]?)({_NOTES})")
_ONLY_NOTES = re.compile(rf"{_NOTES}[\s.]*")
# Possessive: what was read as part of a note is not tried again as another, which in a row of "【"
# would take twice as long for each.
_MAYBE_NOTES = re.compile(rf"(?:[\[(\d\s^,;&–{RAISED}\])-]|【[^】]{{0,60}}+】?+)*+")
_MARKUP = re.compile(r"^\s*(?:[-*•>]\s+|#{1,6}\s+|\d{1,2}[.)]\s+)")
_STARS = re.compile(r"\*\*|__|`")


class Sentences:
    """The sentences of one answer; `language` is an ISO 639-1 code, English where it is empty."""

    def __init__(self, language: str) -> None:
        self._language = language or "en"
        self._rest = ""

    def take(self, text: str) -> Iterator[str]:
        """More of the text came in; what is whole by now goes out."""
        self._rest += text
        while "\n" in self._rest:
            line, _, self._rest = self._rest.partition("\n")
            yield from self._whole(line)
        # Only what can end a sentence makes it worth looking.
        if not re.search(r"[.!?…。！？]", self._rest):
            return
        found = self._parts(self._rest)
        if len(found) > 1 and not _MAYBE_NOTES.fullmatch(found[-1]):
            *whole, self._rest = found
            for one in whole:
                yield from _plain(one)

    def end(self) -> Iterator[str]:
        """Nothing more comes in; the last sentence goes out."""
        rest, self._rest = self._rest, ""
        yield from self._whole(rest)

    def _whole(self, line: str) -> Iterator[str]:
        for one in self._parts(line):
            yield from _plain(one)

    def _parts(self, line: str) -> list[str]:
        """The sentences of a line with the spaces between them, so that it can be gone on with."""
        line = _MARKUP.sub("", line)
        line = _NOTES_BEHIND.sub(_before_stop, line)
        parts: list[str] = []
        for span in boundaries(line, self._language):
            part = line[span.start : span.end]
            if parts and _ONLY_NOTES.fullmatch(part):
                parts[-1] += part
            else:
                parts.append(part)
        return parts


def _before_stop(behind: re.Match[str]) -> str:
    stop, notes = behind.groups()
    # Right after a figure or a unit a raised one would be a power.
    return f"{' ' if notes[0] in RAISED else ''}{notes}{stop} "


def _plain(sentence: str) -> Iterator[str]:
    """A sentence without markup, if it says anything."""
    line = " ".join(_STARS.sub("", sentence).split())
    if any(letter.isalnum() for letter in line):
        yield line
