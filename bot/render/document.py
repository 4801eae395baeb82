"""Answers, findings, receipts and status come in, documents for `--json` go out.

`docs/json.md` describes them; scripts rely on their names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.types import Answer, Writing
from index.build import Note, Receipt
from index.doctor.base import Finding, advice
from index.library import Status
from index.provenance import SourceState
from index.sources.base import RefreshReceipt
from index.types import Findings, Mark, Passage, Signals

Document = dict[str, Any]


def answer_document(answer: Answer) -> Document:
    """The document of `footnote ask --json`."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "steps": list(answer.steps),
        "unsaid": list(answer.unsaid),
        "answered": answer.answered,
        "partly": answer.partly,
        "differ": answer.differ,
        "time": None if answer.timing is None else asdict(answer.timing),
        "writing": None if answer.writing is None else _writing_document(answer.writing),
        "remark": answer.remark,
        "language": answer.language or None,
        "confidence": round(answer.confidence, 6),
        "threshold": round(answer.threshold, 6),
        "signals": _rounded(asdict(answer.signals)),
        "sentences": [
            {
                "text": statement.text,
                "citations": list(statement.citations),
                "bold": [list(span) for span in statement.bold],
            }
            for statement in answer.statements
        ],
        "citations": [
            {
                "number": citation.number,
                "article_id": citation.article_id,
                "title": citation.title,
                "url": citation.url,
                "published": citation.published,
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
                "link": citation.link,
                "place": _place(citation.marks),
            }
            for citation in answer.citations
        ],
        "passages": _passages(answer.passages),
        "milliseconds": dict(answer.milliseconds),
    }


def _writing_document(writing: Writing) -> Document:
    return {**asdict(writing), "searches": list(writing.searches)}


def refusal_document(question: str, sentence: str) -> Document:
    """The document of a question that could not be looked up: an answer's, with `error`."""
    return {
        "question": question,
        "searched": None,
        "steps": [],
        "unsaid": [],
        "answered": False,
        "partly": False,
        "differ": False,
        "time": None,
        "writing": None,
        "remark": None,
        "language": None,
        "confidence": 0.0,
        "threshold": 0.0,
        "signals": _rounded(asdict(Signals())),
        "sentences": [],
        "citations": [],
        "passages": [],
        "milliseconds": {},
        "error": sentence,
    }


def findings_document(question: str, findings: Findings) -> Document:
    """The document of `footnote search --json`."""
    return {
        "question": question,
        "passages": _passages(findings.passages),
        "milliseconds": dict(findings.milliseconds),
    }


def receipt_document(receipt: Receipt, looks: Sequence[RefreshReceipt] = ()) -> Document:
    """The document of `footnote build --json`; `looks` are those at sources that were due."""
    return {
        "sources": [look_document(look) for look in looks],
        "added": receipt.added,
        "changed": receipt.changed,
        "removed": receipt.removed,
        "unchanged": receipt.unchanged,
        "skipped": _notes(receipt.skipped),
        "notes": _notes(receipt.notes),
        "calibrated": {name: asdict(found) for name, found in receipt.calibrated.items()},
        "little_known": receipt.little_known,
        "chunks": receipt.chunks,
        "chunks_embedded": receipt.chunks_embedded,
        "chunks_per_second": round(receipt.chunks_per_second, 1),
        "seconds": round(receipt.seconds, 3),
        "revision": receipt.revision,
    }


def look_document(receipt: RefreshReceipt) -> Document:
    """The document of `footnote add --json`, and of each source that a build looked at."""
    return {
        "source": _source(receipt.source),
        "added": receipt.added,
        "changed": receipt.changed,
        "withdrawn": receipt.withdrawn,
        "doubles": receipt.doubles,
        "unchanged": receipt.unchanged,
        "gone": receipt.gone,
        "troubles": [asdict(trouble) for trouble in receipt.troubles],
        "examined": [
            {
                "url": one.url,
                "title": one.title,
                "author": one.author,
                "published": one.published,
                "found": dict(one.found),
                "language": one.language or None,
                "words": one.words,
                "chunks": one.chunks,
                "notes": list(one.notes),
                "garbled": list(one.garbled),
                "alike": [
                    {"article_id": like.article_id, "title": like.title, "share": like.share}
                    for like in one.alike
                ],
                "kept_as": one.kept_as[1] if one.kept_as else None,
                "same_as": one.same_as[1] if one.same_as else None,
            }
            for one in receipt.examined
        ],
        "asked": receipt.asked,
        "not_modified": receipt.not_modified,
        "chunks_embedded": receipt.chunks_embedded,
        "seconds": round(receipt.seconds, 3),
        "revision": receipt.revision,
    }


def sources_document(sources: Sequence[SourceState]) -> Document:
    """The document of `footnote sources --json`."""
    return {"sources": [_source(source) for source in sources]}


def _source(source: SourceState) -> Document:
    """Times are unix seconds, and `null` where there is none."""
    spec = source.spec
    return {
        "kind": spec.kind,
        "location": spec.location,
        "name": spec.name or None,
        "collection": spec.collection,
        "refresh_seconds": spec.refresh,
        "most": spec.most,
        "declared": source.declared,
        "tried": source.tried or None,
        "succeeded": source.succeeded or None,
        "due": source.due,
        "trouble": source.trouble or None,
        "documents": source.documents,
        "articles": source.articles,
        "troubled": source.troubled,
    }


def doctor_document(findings: Sequence[Finding]) -> Document:
    """The document of `footnote doctor --json`."""
    return {
        "trouble": any(one.verdict == "trouble" for one in findings),
        "findings": [
            {
                "area": one.area,
                "verdict": one.verdict,
                "says": one.says,
                "hint": one.hint or None,
                "count": one.count,
                "named": list(one.named),
            }
            for one in findings
        ],
        "what_to_do": list(advice(findings)),
    }


def status_document(status: Status) -> Document:
    """The document of `footnote status --json`."""
    return asdict(status)


def _passages(passages: Iterable[Passage]) -> list[Document]:
    return [
        {
            "article_id": passage.source.article_id,
            "title": passage.source.title,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "place": _place(passage.marks),
            "scores": _rounded(asdict(passage.scores)),
        }
        for passage in passages
    ]


def _place(marks: Sequence[Mark]) -> Document | None:
    if not marks:
        return None
    return {"kind": marks[0].kind, "first": marks[0].number, "last": marks[-1].number}


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {
        name: score if isinstance(score, bool) else round(score, 6)
        for name, score in scores.items()
    }


def _notes(notes: Iterable[Note]) -> list[Document]:
    return [{"article_id": note.article_id, "text": note.text} for note in notes]
