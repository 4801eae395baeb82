"""Texts come in by chunk id, BM25 hits go out: a tantivy index on disk, a cache of the catalog."""

import hashlib
import json
import math
import shutil
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Self, TypeAlias

import tantivy

from index.errors import DiskError
from index.terms import grams, terms
from index.types import Hit

_FORMAT = 5
_HEAP_BYTES = 64_000_000
_BATCH = 1_000  # chunks deleted by one query
_BODY, _GRAMS, _COLLECTION, _ID = "body", "grams", "collection", "id"
GRAM_WEIGHT = 0.3
"""What a stretch of letters counts beside a word (`docs/decisions/0008-languages.md`)."""

Boosts: TypeAlias = tuple[Mapping[str, float], Mapping[str, float]]
"""Factors of scores, by term and by gram."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ID, stored=False, indexed=True, fast=True)
    builder.add_text_field(_COLLECTION, tokenizer_name="raw", index_option="basic")
    # The terms are made by `index.terms`, so that a question and an article agree on them.
    for field in (_BODY, _GRAMS):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def rarity_of(total: int, holding: int) -> float:
    """How rare a term is that `holding` of `total` chunks hold; see `KeywordIndex.rarity`."""
    return math.log(1 + (max(total - holding, 0) + 0.5) / (holding + 0.5))


class KeywordIndex:
    """BM25 over chunks; searches may come from any thread, changes from one process at a time."""

    def __init__(self, folder: Path, *, library: str) -> None:
        """An index for a library (its name in the catalog); nothing is opened yet."""
        self._folder = folder
        self._library = library
        self._schema = _schema()
        self._index: tantivy.Index | None = None
        self._segments = folder  # of the index that is open; named by the certificate
        self._revision = 0
        self._digests: dict[Path, str] = {}  # of files that never change
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, library: str) -> Self:
        """The index in `folder`; empty where it is missing, damaged or another library's."""
        index = cls(folder, library=library)
        index.reload()
        return index

    @property
    def revision(self) -> int:
        """The catalog's revision that this index has seen; 0 when it has seen nothing."""
        return self._revision

    def __len__(self) -> int:
        return self._index.searcher().num_docs if self._index is not None else 0

    def reload(self) -> None:
        """See what another process has written since.

        What cannot be read, because it is damaged or just being written, changes nothing: an older
        index goes on serving, and without any the next `apply` starts afresh.
        """
        with self._lock:
            seen, name, digests = self._certificate()
            if not seen or (seen == self._revision and self._index is not None):
                return
            segments = self._folder / name
            try:
                if any(self._digest(segments / file) != digests[file] for file in digests):
                    return
                index = tantivy.Index.open(str(segments))
                index.reload()
                index.searcher()
            except (OSError, ValueError):
                return
            self._index, self._revision, self._segments = index, seen, segments

    def apply(
        self, *, revision: int, removed: Sequence[int], added: Iterable[tuple[int, str, str, str]]
    ) -> None:
        """Forget `removed`, take in `added`; twice does no harm.

        `added` are id, collection, language and text.

        The caller holds the library's lock for this index.

        Raises:
            DiskError: the disk is full or refuses.
        """
        try:
            index = self._index if self._index is not None else self._fresh()
            writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            # A writer that was killed may have left a file that this commit would like to write.
            writer.garbage_collect_files()
            self._delete(writer, removed)
            rows = iter(added)
            while batch := list(islice(rows, _BATCH)):
                self._delete(writer, [chunk_id for chunk_id, *_ in batch])
                for chunk_id, collection, language, text in batch:
                    document = tantivy.Document()
                    document.add_unsigned(_ID, chunk_id)
                    document.add_text(_COLLECTION, collection)
                    document.add_text(_BODY, " ".join(terms(text, language)))
                    document.add_text(_GRAMS, " ".join(grams(text)))
                    writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            index.reload()
            self._certify(revision)
        except (OSError, ValueError) as error:
            raise DiskError(
                f"The keyword index in {self._folder} cannot be written: {error}.",
                "Free some space and build again. The articles themselves are kept.",
            ) from error
        with self._lock:
            self._index, self._revision = index, revision

    def search(
        self,
        query: Sequence[str],
        letters: Sequence[str] = (),
        *,
        collections: Iterable[str],
        limit: int,
        among: Sequence[int] | None = None,
        boosts: Boosts = ({}, {}),
    ) -> list[Hit]:
        """The chunks that hold any of these terms and grams, by BM25, best first.

        `boosts` are factors for the scores of terms and of grams, 1 where there is none. The
        restriction to collections, and to the chunks of `among`, is part of the query: tantivy
        never scores another's chunk. Each id in `among` costs half a microsecond.
        """
        names = sorted(collections)
        index = self._index
        if index is None or not names or not (query or letters) or limit < 1:
            return []
        allowed = tantivy.Query.term_set_query(self._schema, _COLLECTION, names)
        of_words, of_grams = boosts
        words = [
            tantivy.Query.boost_query(self._term(_BODY, word), of_words.get(word, 1.0))
            for word in sorted(set(query))
        ]
        parts = [
            tantivy.Query.boost_query(
                self._term(_GRAMS, gram), GRAM_WEIGHT * of_grams.get(gram, 1.0)
            )
            for gram in sorted(set(letters))
        ]
        wanted = [(tantivy.Occur.Should, one) for one in [*words, *parts]]
        restrictions = [allowed]
        if among is not None:
            restrictions.append(tantivy.Query.term_set_query(self._schema, _ID, list(among)))
        searcher = index.searcher()
        found = searcher.search(
            tantivy.Query.boolean_query(
                [
                    *(
                        (tantivy.Occur.Must, tantivy.Query.const_score_query(one, 0.0))
                        for one in restrictions
                    ),
                    (tantivy.Occur.Must, tantivy.Query.boolean_query(wanted)),
                ]
            ),
            limit,
        ).hits
        ids = searcher.fast_field_values(_ID, [address for _, address in found])
        return [
            Hit(int(chunk_id or 0), float(score))
            for chunk_id, (score, _) in zip(ids, found, strict=True)
        ]

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, "freq")

    @property
    def most_rarity(self) -> float:
        """The rarity of a term that one chunk holds, the most there is; 1 in an empty index."""
        return rarity_of(len(self), 1) if len(self) else 1.0

    def rarity(self, query: Iterable[str]) -> Mapping[str, float]:
        """How rare each term is: BM25's inverse document frequency, ln(1 + (N-n+½)/(n+½)).

        A term that no chunk holds counts as one that a single chunk does: to be missing is not to
        be more important. Source: S. Robertson and H. Zaragoza, "The Probabilistic Relevance
        Framework", 2009, section 3; the 1 inside the logarithm, as in Lucene, keeps it positive.
        """
        if self._index is None:
            return dict.fromkeys(query, 1.0)
        searcher = self._index.searcher()
        total = searcher.num_docs
        return {
            term: rarity_of(total, max(searcher.doc_freq(_BODY, term), 1)) for term in set(query)
        }

    def holding(
        self, words: Iterable[str], letters: Iterable[str] = ()
    ) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """In how many chunks each term stands, and each gram."""
        searcher = self._index.searcher() if self._index is not None else None
        words_held, letters_held = (
            {one: 0 if searcher is None else searcher.doc_freq(field, one) for one in set(held)}
            for field, held in ((_BODY, words), (_GRAMS, letters))
        )
        return words_held, letters_held

    def _delete(self, writer: tantivy.IndexWriter, ids: Sequence[int]) -> None:
        # By a query: `delete_documents_by_term` takes numbers for signed ones and finds nothing.
        for start in range(0, len(ids), _BATCH):
            part = list(ids[start : start + _BATCH])
            writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, _ID, part))

    def _fresh(self) -> tantivy.Index:
        # A folder of its own: in an old one, other processes' readers may still be at work.
        self._segments = self._folder / f"segments-{uuid.uuid4().hex[:8]}"
        self._segments.mkdir(parents=True)
        return tantivy.Index(self._schema, path=str(self._segments), reuse=False)

    def _certificate(self) -> tuple[int, str, dict[str, str]]:
        """The revision that the disk is certified for, the folder that holds it, its digests."""
        try:
            text = (self._folder / "certificate.json").read_text(encoding="utf-8")
            certificate = json.loads(text)
            if (certificate["format"], certificate["library"]) != (_FORMAT, self._library):
                return 0, "", {}
            digests = dict(certificate["digests"])
            return int(certificate["revision"]), str(certificate["segments"]), digests
        except (OSError, ValueError, KeyError, TypeError):
            return 0, "", {}

    def _certify(self, revision: int) -> None:
        """Written after the commit: a kill between the two only makes the next one do it again."""
        draft = self._folder / "certificate.draft"
        # Names with a dot in front are tantivy's locks, and its list of what it may delete.
        files = list(self._segments.glob("[!.]*"))
        certificate = {
            "format": _FORMAT,
            "library": self._library,
            "revision": revision,
            "segments": self._segments.name,
            "digests": {file.name: self._digest(file) for file in files},
        }
        draft.write_text(json.dumps(certificate), encoding="utf-8")
        draft.replace(self._folder / "certificate.json")
        self._digests = {file: known for file, known in self._digests.items() if file in files}
        for old in self._folder.glob("segments*"):
            if old != self._segments:
                shutil.rmtree(old, ignore_errors=True)

    def _digest(self, file: Path) -> str:
        known = self._digests.get(file)
        if known is None:
            with file.open("rb") as stream:
                known = hashlib.file_digest(stream, "sha256").hexdigest()
            if file.name != "meta.json":  # tantivy writes every other file once
                self._digests[file] = known
        return known
