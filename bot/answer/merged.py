"""The answers to the parts of a question come in; one answer with all their sources goes out. Pure.

Each part's best statement comes first, in the order of the parts, then what else each has to say.
The confidence is that of the least sure part that is answered, since one part being sure makes no
other so; a part without an answer is named instead. `docs/decisions/0033-several-steps.md` has the
reasons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from bot.answer.citations import overlap
from bot.answer.compared import named_in
from bot.answer.extractive import repeats
from bot.types import Answer, Citation, Statement
from index.terms import terms
from index.types import Findings, Passage, RankedSentence

MOST_STATEMENTS = 6
"""Of an answer in parts; two of each, as far as they go."""
MOST_PASSAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search: what was looked up, and what came of it.

    `thing` is which of several it was for, empty where the whole of a part was looked up.
    """

    text: str
    answer: Answer
    findings: Findings
    thing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPart:
    """A part of a question with its own search, and those for the things that it compares.

    `vain` is a search for it in other words before, that found no answer.
    """

    own: Search
    each: tuple[Search, ...] = ()
    vain: Search | None = None

    @property
    def answered(self) -> tuple[Search, ...]:
        """The searches that found an answer: what speaks of all the things at once goes first."""
        return tuple(one for one in (self.own, *self.each) if one.answer.answered)


def merged(whole: Search, parts: Sequence[SearchedPart]) -> tuple[Answer, Findings]:
    """The answer to a question from the answers to its parts, and the findings of all searches.

    `whole` is the search for the question itself; the own search of its only part is the same.
    """
    used = [one for part in parts for one in part.answered]
    if whole.answer.pinned and not any(one is whole for one in used):
        used.append(whole)
    # What was pinned is said first, and so are the two that differ.
    used.sort(key=lambda one: (not one.answer.pinned, not one.answer.differ))
    searches = [one for part in parts for one in (part.own, *part.each) if one is not whole]
    steps = tuple(dict.fromkeys(one.text for one in searches))
    searches += [one.vain for one in parts if one.vain is not None and one.vain is not whole]
    statements, citations = _said(used)
    cited = citations if used else whole.answer.citations
    passages = _passages([*used, *searches, whole], cited)
    if not used:  # what the question itself found, if anything, is the answer
        took = () if whole.answer.answered else steps
        answer = replace(whole.answer, passages=passages, steps=took)
    else:
        answer = replace(
            _least_sure(used),
            question=whole.answer.question,
            searched=whole.answer.searched,
            language=whole.answer.language,
            partly=False,
            statements=statements,
            citations=citations,
            passages=passages,
            pinned=used[0].answer.pinned,
            differ=used[0].answer.differ and not used[0].answer.pinned,
            timing=next((one.answer.timing for one in used if one.answer.timing), None),
            steps=steps,
            unsaid=tuple(_unsaid(parts, statements)),
        )
    partly = not answer.answered and any(one.answer.partly for one in (whole, *searches))
    answer = replace(answer, partly=partly, milliseconds=_times([whole, *searches]))
    return answer, _findings(whole, [*used, *searches], answer)


def _said(used: Sequence[Search]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """The statements of all, each one's best first, with their citations numbered anew."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    said: list[frozenset[str]] = []
    most = min(MOST_STATEMENTS, 2 * len(used))
    for rank, (statement, citation) in _in_turn(used):
        words = frozenset(terms(statement.text))
        if any(overlap(citation, one) for one in citations):
            continue
        if rank and any(repeats(words, one) for one in said):
            continue
        if len(statements) == most:
            break
        number = len(citations) + 1
        statements.append(replace(statement, citations=(number,)))
        citations.append(replace(citation, number=number))
        said.append(words)
    return tuple(statements), tuple(citations)


def _in_turn(used: Sequence[Search]) -> Iterable[tuple[int, tuple[Statement, Citation]]]:
    """Every statement with its citation and its rank: the first of each, then the second of each.

    Two that differ stay together.
    """
    rows = []
    for one in used:
        pairs = list(zip(one.answer.statements, one.answer.citations, strict=True))
        size = 2 if one.answer.differ else 1
        rows.append([pairs[:size], *([pair] for pair in pairs[size:])])
    for rank, column in enumerate(zip_longest(*rows, fillvalue=())):
        for pair in chain.from_iterable(column):
            yield rank, pair


def _least_sure(used: Sequence[Search]) -> Answer:
    """The answer whose sureness is that of all; what somebody has pinned needs none."""
    found = [one.answer for one in used if not one.answer.pinned] or [used[0].answer]
    return min(found, key=lambda one: one.confidence)


def _unsaid(parts: Sequence[SearchedPart], statements: Sequence[Statement]) -> Iterable[str]:
    """What was looked up for a part, or for a thing that nothing said names, in vain."""
    said = " ".join(one.text for one in statements)
    for part in parts:
        if not part.answered:
            yield part.own.text
            continue
        for one in part.each:
            if not one.answer.answered and not named_in(one.thing, said, whole=False):
                yield one.text


def _passages(searches: Sequence[Search], cited: Sequence[Citation]) -> tuple[Passage, ...]:
    """The passages of all searches, the best of each first, with all that are cited."""
    ranked = zip_longest(*(one.findings.passages for one in searches))
    found: dict[int, Passage] = {}
    for one in chain.from_iterable(ranked):
        if one is not None:
            found.setdefault(one.chunk_id, one)
    for search in searches:  # a pinned passage was not found, but comes with the answer
        for one in search.answer.passages:
            found.setdefault(one.chunk_id, one)
    needed = {one.chunk_id for one in cited}
    others = [one for one in found if one not in needed]
    kept = needed.union(others[: max(MOST_PASSAGES - len(needed), 0)])
    return tuple(one for chunk_id, one in found.items() if chunk_id in kept)


def _times(searches: Sequence[Search]) -> dict[str, float]:
    times: dict[str, float] = {}
    for one in searches:
        for stage, spent in one.answer.milliseconds.items():
            times[stage] = round(times.get(stage, 0.0) + spent, 3)
    return times


def _findings(whole: Search, searches: Sequence[Search], answer: Answer) -> Findings:
    """The findings of the question itself, with the passages and sentences of all searches."""
    ids = {one.chunk_id for one in answer.passages}
    ranked = zip_longest(*(one.findings.sentences for one in searches))
    sentences: dict[tuple[int, int], RankedSentence] = {}
    for one in chain.from_iterable(ranked):
        if one is not None and one.chunk_id in ids:
            sentences.setdefault((one.chunk_id, one.span.start), one)
    return replace(
        whole.findings,
        passages=answer.passages,
        sentences=tuple(sentences.values()),
        confidence=answer.confidence,
        signals=answer.signals,
        on_subject=any(one.findings.on_subject for one in (whole, *searches)),
    )
