"""Hits of two searches come in, one ranking goes out. Pure."""

from collections.abc import Iterable

from index.types import Hit


def fuse(dense: Iterable[Hit], keywords: Iterable[Hit], *, dense_share: float = 1.0) -> list[Hit]:
    """Add the two scores of each chunk, each as a share of its search's best; best first.

    `dense_share` is what the score by meaning counts beside that by words. A chunk that a search
    did not find has 0 there. Equal scores keep the order of ids, so that the same question always
    gives the same answer.
    """
    fused: dict[int, float] = {}
    for hits, weight in ((list(dense), dense_share), (list(keywords), 1.0)):
        best = max((hit.score for hit in hits), default=0.0)
        for hit in hits:
            share = weight * hit.score / best if best > 0 else 0.0
            fused[hit.chunk_id] = fused.get(hit.chunk_id, 0.0) + max(share, 0.0)
    ranked = sorted(fused.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(chunk_id, score) for chunk_id, score in ranked]
