"""What a model writes comes in, in pieces; it goes out without what it only thought.

Servers that know a model's way of thinking send thoughts in a field of their own. Others leave
them in the text, between tags.
"""

from typing import Literal

_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>", "[THINK]": "[/THINK]"}
_STRAY = "</think>"


class Thoughts:
    """Takes the thoughts out of one answer.

    They stand at its beginning. Some chat templates put the opening tag into the prompt, so that
    only the closing one is written: `stray` then becomes true, too late for the text before it.
    Whoever knows makes the next one with `begin_inside`: all is then held back up to the closing
    tag, and comes out at the end if there is none.
    """

    def __init__(self, *, begin_inside: bool = False) -> None:
        self.stray = False
        self._held = ""
        self._where: Literal["start", "inside", "outside"] = "inside" if begin_inside else "start"
        self._close = _STRAY
        self._may_be_text = begin_inside

    def take(self, text: str) -> str:
        """A piece comes in; what is surely no thought, and was not yet out, goes out."""
        self._held += text
        said = ""
        while True:
            before = self._where
            if before == "start":
                self._start()
            elif before == "inside":
                self._inside()
            else:
                said += self._outside()
            if self._where == before:
                return said

    def end(self) -> str:
        """What was held back and turned out to be text."""
        held, self._held = self._held, ""
        return held if self._where != "inside" or self._may_be_text else ""

    def _start(self) -> None:
        self._held = self._held.lstrip()
        for opening, closing in _TAGS.items():
            if self._held.startswith(opening):
                self._held = self._held.removeprefix(opening)
                self._where, self._close = "inside", closing
                return
        if self._held and not any(opening.startswith(self._held) for opening in _TAGS):
            self._where = "outside"

    def _inside(self) -> None:
        _, closed, rest = self._held.partition(self._close)
        if closed:
            self._held, self._where, self._may_be_text = rest, "start", False
        elif not self._may_be_text:  # only the end of it may be a part of the tag
            self._held = self._held[-(len(self._close) - 1) :]

    def _outside(self) -> str:
        if _STRAY in self._held:
            self.stray = True
        tail = next(
            (size for size in range(len(_STRAY) - 1, 0, -1) if self._held.endswith(_STRAY[:size])),
            0,
        )
        cut = len(self._held) - tail
        said, self._held = self._held[:cut], self._held[cut:]
        return said
