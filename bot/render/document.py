"""Answers, findings, receipts and status come in, documents for `--json` go out.

`docs/json.md` describes them; scripts rely on their names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.types import Answer
from index.build import Note, Receipt
from index.library import Status
from index.types import Findings, Mark, Passage, Signals

Document = dict[str, Any]


def answer_document(answer: Answer) -> Document:
    """The document of `footnote ask --json`."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "answered": answer.answered,
        "partly": answer.partly,
        "differ": answer.differ,
        "time": None if answer.timing is None else asdict(answer.timing),
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


def refusal_document(question: str, sentence: str) -> Document:
    """The document of a question that could not be looked up: an answer's, with `error`."""
    return {
        "question": question,
        "searched": None,
        "answered": False,
        "partly": False,
        "differ": False,
        "time": None,
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


def receipt_document(receipt: Receipt) -> Document:
    """The document of `footnote build --json`."""
    return {
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
