"""Places come in, the passages that still stand there go out."""

from collections.abc import Sequence

from bot.types import Place
from index.library import Library
from index.types import Passage, Span


def standing(
    library: Library, places: Sequence[Place], collections: frozenset[str]
) -> tuple[Passage, ...]:
    """The passages of those places that are still sentences of theirs, once each. Blocks.

    The check matters after the library was made anew: the same chunk id may then name another
    article's passage.
    """
    ids = list(dict.fromkeys(place.chunk_id for place in places))
    found = {
        passage.chunk_id: passage for passage in library.passages(ids, collections=collections)
    }
    kept = [
        place.chunk_id
        for place in places
        if place.chunk_id in found
        and found[place.chunk_id].has_sentences(Span(place.start, place.end))
    ]
    return tuple(found[chunk_id] for chunk_id in dict.fromkeys(kept))
