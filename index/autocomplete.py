"""What is typed comes in, those of the suggested questions that go on like it go out.

They are held in memory, as a reader of the catalog sees them at one moment.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.terms import spelt


@dataclass(frozen=True, slots=True)
class _Suggestion:
    """A question with the article that answers it; `words` as `index.terms.spelt` has them."""

    collection: str
    article_id: str
    question: str
    words: str


class Suggestions:
    """Suggested questions, in the order in which they are offered to who has typed nothing."""

    def __init__(
        self, rows: Sequence[tuple[str, str, str]], before: "Suggestions | None" = None
    ) -> None:
        """Of rows of collection, article id and question; `before` spares most of the work."""
        known = before._words if before is not None else {}
        self._words: dict[str, str] = {
            question: known.get(question) or "".join(spelt(question)) for _, _, question in rows
        }
        self._all = [_Suggestion(*row, self._words[row[2]]) for row in rows]

    def matching(self, typed: str, *, collections: Collection[str], limit: int) -> list[str]:
        """Those in which every typed word begins a word; first those that begin as typed.

        Where nothing is typed, every article gives its first before any gives its second.
        """
        wanted = spelt(typed)
        if not wanted:
            return self._distinct(iter(self._all), collections, limit)
        found = [one for one in self._all if all(word in one.words for word in wanted)]
        start = "".join(wanted)
        found.sort(key=lambda one: not one.words.startswith(start))
        return self._distinct(iter(found), collections, limit)

    def related(
        self, article_ids: Sequence[str], asked: str, *, collections: Collection[str], limit: int
    ) -> list[str]:
        """Those of these articles that ask for something else, in turns, the articles in order."""
        ranks = {article_id: rank for rank, article_id in reversed(list(enumerate(article_ids)))}
        places: dict[tuple[str, str], int] = {}
        found = []
        same = set(spelt(asked))
        for one in self._all:
            if one.article_id not in ranks or one.collection not in collections:
                continue
            article = (one.collection, one.article_id)
            places[article] = places.get(article, -1) + 1
            if set(spelt(one.question)) != same:
                found.append((places[article], ranks[one.article_id], one))
        found.sort(key=lambda each: each[:2])
        return self._distinct((one for _, _, one in found), collections, limit)

    @staticmethod
    def _distinct(
        found: Iterator[_Suggestion], collections: Collection[str], limit: int
    ) -> list[str]:
        """The first of them that stand in these collections, each wording once."""
        chosen: dict[str, str] = {}
        for one in found:
            if len(chosen) >= limit:
                break
            if one.collection in collections:
                chosen.setdefault(one.words, one.question)
        return list(chosen.values())
