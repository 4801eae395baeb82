"""A question comes in, an answer from the library goes out, with the findings it was made of.

A question that asks several things is searched part by part, with no more than `MOST_SEARCHES`
searches. Everything here blocks: for a worker.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from bot.answer.comparatives import without_comparing
from bot.answer.compared import named_in
from bot.answer.extractive import answer
from bot.answer.follow_up import complete
from bot.answer.merged import Search, SearchedPart, merged
from bot.answer.parts import MOST_SEARCHES, Part, in_full, parts
from bot.answer.remark import without_greeting
from bot.answer.timing import heeded
from bot.desk.drafts import Tell
from bot.desk.mended import left_out, with_pin
from bot.records.records import Records
from bot.types import Answer, Question, turn
from index.errors import LibraryError
from index.library import Library
from index.types import Caution, Findings, When
from index.when import read_when


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """An answer, the findings that it was made of, and all that was searched for on the way.

    The first of `searches` is that for the question itself. `Answer.steps` has those of which the
    answer is made.
    """

    answer: Answer
    findings: Findings
    searches: tuple[str, ...]


class Searcher:
    """Looks questions up for a desk."""

    def __init__(
        self,
        library: Library,
        records: Records | None,
        *,
        caution: Caution,
        today: Callable[[], date],
    ) -> None:
        """`records` know what was mended; `today` is what "this week" is reckoned from."""
        self._library = library
        self._records = records
        self._caution: Caution = caution
        self._today = today
        self.library_answers = True

    def look_up(
        self, text: str, question: Question, tell: Tell = lambda answer, steps: True
    ) -> LookedUp:
        """Answer what was typed as it was meant; as it was typed where only that has an answer.

        Raises:
            LibraryError: the library cannot be searched.
        """
        began = time.perf_counter()
        asked = without_greeting(text)
        searched = complete(asked, question.earlier)
        found = self._in_parts(text, searched, question, tell)
        if searched != asked:
            found = replace(found, answer=replace(found.answer, searched=searched))
            if not found.answer.answered and len(found.searches) < MOST_SEARCHES:
                alone, findings = self.find(text, asked, question)
                searches = (*found.searches, asked)
                if alone.answered:
                    found = LookedUp(answer=alone, findings=findings, searches=searches)
                else:
                    found = replace(found, searches=searches)
        total = round((time.perf_counter() - began) * 1000, 3)
        times = {**found.answer.milliseconds, "total": total}
        return replace(found, answer=replace(found.answer, milliseconds=times))

    def look_again(self, question: Question) -> Answer:
        """Answer a question as it was searched before.

        Raises:
            LibraryError: the library cannot be searched.
        """
        return self._in_parts(question.text, question.text, question, lambda *_: True).answer

    def catch_up(self) -> None:
        """Bring the library's caches up to what has been built since.

        Raises:
            LibraryError: they cannot be.
        """
        with self._library_watched():
            self._library.catch_up()

    @contextmanager
    def _library_watched(self) -> Iterator[None]:
        """Note whether the library did what is done inside."""
        try:
            yield
        except LibraryError:
            self.library_answers = False
            raise
        self.library_answers = True

    def _in_parts(self, text: str, searched: str, question: Question, tell: Tell) -> LookedUp:
        """Answer a question from the searches for it and for its parts."""
        answer, findings = self.find(text, searched, question)
        several = parts(searched)
        whole = Search(text=searched, answer=answer, findings=findings)
        steps = _Steps(self.find, whole, question, tell)
        if len(several) > 1 or not _stands(several[0], whole):
            answer, findings = merged(whole, steps.take(several))
        return LookedUp(answer=answer, findings=findings, searches=(searched, *steps.told))

    def read_when(self, text: str) -> When | None:
        """What the words of time in a text mean today."""
        return read_when(text, self._today())

    def find(self, text: str, searched: str, question: Question) -> tuple[Answer, Findings]:
        """Answer from articles of the time that is asked for; from all where none of it answers.

        One search, whatever is asked. `text` is what the answer says that it answers.

        Raises:
            LibraryError: the library cannot be searched.
        """
        when = self.read_when(searched)
        found, findings = self._find_in(text, searched, question, when)
        if when is None or not when.filters or found.answered:
            return found, findings
        preferring = replace(when, published=False)
        others, more = self._find_in(text, searched, question, preferring)
        # Where nothing answers at all, what comes closest is still of the time that was asked for.
        if not others.answered and found.citations:
            return found, findings
        return replace(others, timing=heeded(when, in_vain=True)), more

    def _find_in(
        self, text: str, searched: str, question: Question, when: When | None
    ) -> tuple[Answer, Findings]:
        without = left_out(self._records, question)
        with self._library_watched():
            findings = self._library.search(
                searched,
                collections=question.collections,
                without=without,
                when=when,
                beside=question.in_hand,
            )
        found = with_pin(
            answer(text, findings, caution=self._caution, searched=searched),
            searched,
            question,
            records=self._records,
            library=self._library,
            without=without,
        )
        return found, findings


class _Steps:
    """The searches for one question after that for the question itself."""

    def __init__(
        self,
        find: Callable[[str, str, Question], tuple[Answer, Findings]],
        whole: Search,
        question: Question,
        tell: Tell,
    ) -> None:
        self._find = find
        self._whole = whole
        self._question = question
        self._tell = tell
        self.told: list[str] = []
        """What was searched for so far, after the question itself."""

    def take(self, several: Sequence[Part]) -> list[SearchedPart]:
        """Search part by part: each whole first, then, as far as it goes, what each compares.

        Each part has a search, unless who asked wants no more.
        """
        earlier = self._question.earlier
        found: list[SearchedPart] = []
        for place, part in enumerate(several, start=1):
            own = self._whole if len(several) == 1 else self._search(in_full(part.text, earlier))
            if own is None:
                break
            one = SearchedPart(own=own)
            plainer = without_comparing(own.text)
            # The searches of the parts behind it are theirs.
            if plainer and not own.answer.answered and self._left > len(several) - place:
                again = self._search(plainer)
                one = one if again is None else SearchedPart(own=again, vain=own)
            found.append(one)
            earlier = (turn(one.own.answer),)
        return [
            replace(one, each=tuple(self._each(part, one.own)))
            for part, one in zip(several, found, strict=False)
        ]

    @property
    def _left(self) -> int:
        return MOST_SEARCHES - 1 - len(self.told)

    def _each(self, part: Part, own: Search) -> Iterator[Search]:
        """Searches for all the things that a part compares, or for none: nobody would be told of
        those that were left out.
        """
        compared = part.compared
        if compared is None or _stands(part, own) or len(compared.things) > self._left:
            return
        for thing, asked in zip(compared.things, compared.questions, strict=True):
            search = self._search(asked, thing)
            if search is not None:
                yield search

    def _search(self, text: str, thing: str = "") -> Search | None:
        """One search more; `None` where who asked wants no more."""
        if not self._tell(self._whole.answer, (*self.told, text)):
            return None
        self.told.append(text)
        found, findings = self._find(text, text, self._question)
        return Search(text=text, answer=found, findings=findings, thing=thing)


def _stands(part: Part, search: Search) -> bool:
    """Whether the search for a part is all that it needs.

    Of things that are compared, it is where the sentence that answers names them all; of names in a
    row, also where it does not answer, and where an article has them joined as the question has: it
    means one thing by them ("War and Peace"), or speaks of both together.
    """
    compared = part.compared
    if compared is None:
        return search.answer.answered or not without_comparing(part.text)
    together = compared.together
    if together and any(_joined(together, one) for one in _texts(search.findings)):
        return True
    if not (together or search.answer.answered):
        return False
    sentences = search.findings.sentences
    best = sentences[0].text if sentences else ""
    return all(named_in(thing, best) for thing in compared.things)


def _texts(findings: Findings) -> Iterator[str]:
    for passage in findings.passages:
        yield f"{passage.source.title}\n{passage.heading}\n{passage.text}"


def _joined(together: str, text: str) -> bool:
    return " ".join(together.casefold().split()) in " ".join(text.casefold().split())
