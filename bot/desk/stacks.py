"""A query, an article or nothing comes in; out goes what its asker may see of the library.

Searched as the desk searches for a question: by its words of time, in the asker's collections,
without the articles that their server leaves out. All of it blocks.
"""

from dataclasses import replace

from bot.desk.mended import left_out
from bot.desk.searching import Searcher
from bot.records.records import Records
from bot.types import Question
from index.in_hand import IN_HAND
from index.library import Library
from index.types import ArticleKey, Findings, Passage, Source, When


class Stacks:
    """The library behind the desk, for whoever fetches from it on behalf of an asker."""

    def __init__(self, library: Library, records: Records | None, searcher: Searcher) -> None:
        """`records` know what servers leave out."""
        self.library = library
        self._records = records
        self._searcher = searcher

    def find(self, query: str, question: Question) -> Findings:
        """What a search for these words finds for who asked the question."""
        _, found = self._searcher.find(query, query, question)
        return found

    def about(self, words: str, question: Question, most: int) -> list[Source]:
        """The articles that say most about something, the best first.

        Those of the time that the words name; where none of these does, of any.
        """
        when = self._searcher.read_when(words)
        found = self._about(words, question, most, when)
        if not found and when is not None and when.filters:
            found = self._about(words, question, most, replace(when, published=False))
        return found

    def newest(self, question: Question, most: int) -> list[Source]:
        """The newest articles, after those that the asker has in hand."""
        hand = question.in_hand
        held = [] if hand is None else [one.source for one in hand.articles]
        without = left_out(self._records, question)
        entries = self.library.list_articles(question.collections, limit=most + len(without))
        sources = [
            Source(
                article_id=one.article_id,
                title=one.title,
                collection=one.collection,
                published=one.published,
            )
            for one in entries
            if (one.collection, one.article_id) not in without
        ]
        return [*held, *sources][:most]

    def read(self, article: ArticleKey, question: Question) -> list[Passage]:
        """All passages of an article in their order; none where it is not, or not to be seen.

        What the asker has in hand may be read as well.
        """
        if article[0] == IN_HAND and question.in_hand is not None:
            return self.library.passages_of(*article, beside=question.in_hand)
        if article[0] not in question.collections or article in left_out(self._records, question):
            return []
        return self.library.passages_of(*article)

    def _about(self, words: str, question: Question, most: int, when: When | None) -> list[Source]:
        found = self.library.search(
            words,
            collections=question.collections,
            without=left_out(self._records, question),
            when=when,
            limit=most,
            beside=question.in_hand,
        )
        if not found.on_subject:
            return []
        return list({one.source.key: one.source for one in found.passages}.values())
