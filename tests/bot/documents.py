"""The documents of `docs/json.md` as JSON schemas: every key, every type, nothing else."""

from typing import Any

import jsonschema

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
MAYBE_STRING: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
TIMES: Schema = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}


def each(items: Schema) -> Schema:
    """A list of them."""
    return {"type": "array", "items": items}


def exactly(**properties: Schema) -> Schema:
    """An object with these keys, all of them and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


PLACE: Schema = {
    "anyOf": [
        exactly(kind={"enum": ["page", "slide", "row"]}, first=COUNT, last=COUNT),
        {"type": "null"},
    ]
}
PASSAGE = exactly(
    article_id=STRING,
    title=STRING,
    start=COUNT,
    end=COUNT,
    text=STRING,
    place=PLACE,
    scores=exactly(dense=NUMBER, keywords=NUMBER, fused=NUMBER, reranked=NUMBER),
)
CITATION = exactly(
    number={"type": "integer", "minimum": 1},
    article_id=STRING,
    title=STRING,
    url=MAYBE_STRING,
    published=MAYBE_STRING,
    start=COUNT,
    end=COUNT,
    quote=STRING,
    link=MAYBE_STRING,
    place=PLACE,
)
_ANSWER: dict[str, Schema] = {
    "question": STRING,
    "searched": MAYBE_STRING,
    "steps": each(STRING),
    "unsaid": each(STRING),
    "answered": {"type": "boolean"},
    "partly": {"type": "boolean"},
    "differ": {"type": "boolean"},
    "time": {
        "oneOf": [
            {"type": "null"},
            exactly(
                effect={"enum": ["only", "in vain", "newer", "preferred"]},
                since=MAYBE_STRING,
                until=MAYBE_STRING,
            ),
        ]
    },
    "writing": {
        "oneOf": [
            {"type": "null"},
            exactly(
                model=STRING,
                by_model={"type": "boolean"},
                shortfall={"enum": [None, "unavailable", "stopped", "unchecked", "not said"]},
                searches=each(STRING),
            ),
        ]
    },
    "remark": MAYBE_STRING,
    "language": MAYBE_STRING,
    "confidence": SHARE,
    "threshold": SHARE,
    "signals": exactly(
        closeness=NUMBER,
        weakest=NUMBER,
        coverage=NUMBER,
        matched=NUMBER,
        dense=NUMBER,
        misfit={"type": "boolean"},
        other_year={"type": "boolean"},
    ),
    "sentences": each(exactly(text=STRING, citations=each(COUNT), bold=each(each(COUNT)))),
    "citations": each(CITATION),
    "passages": each(PASSAGE),
    "milliseconds": TIMES,
}
NOTE = exactly(article_id=STRING, text=STRING)

ANSWER = exactly(**_ANSWER)
REFUSAL = exactly(**_ANSWER, error=STRING)
FINDINGS = exactly(question=STRING, passages=each(PASSAGE), milliseconds=TIMES)
_COUNT_OR_NONE: Schema = {"type": ["number", "null"]}
SOURCE = exactly(
    kind={"enum": ["page", "feed", "site", "folder", "file"]},
    location=STRING,
    name=MAYBE_STRING,
    collection=STRING,
    refresh_seconds=_COUNT_OR_NONE,
    most=COUNT,
    declared={"type": "boolean"},
    tried=_COUNT_OR_NONE,
    succeeded=_COUNT_OR_NONE,
    due=_COUNT_OR_NONE,
    trouble=MAYBE_STRING,
    documents=COUNT,
    articles=COUNT,
    troubled=COUNT,
)
SOURCES = exactly(sources=each(SOURCE))
LOOK = exactly(
    source=SOURCE,
    added=each(STRING),
    changed=each(STRING),
    withdrawn=each(STRING),
    doubles=each(STRING),
    unchanged=COUNT,
    gone=each(STRING),
    troubles=each(exactly(url=STRING, message=STRING, hint=STRING, old={"type": "boolean"})),
    examined=each(
        exactly(
            url=STRING,
            title=STRING,
            author=MAYBE_STRING,
            published=MAYBE_STRING,
            found={"type": "object", "additionalProperties": STRING},
            language=MAYBE_STRING,
            words=COUNT,
            chunks=COUNT,
            notes=each(STRING),
            garbled=each(STRING),
            alike=each(exactly(article_id=STRING, title=STRING, share=SHARE)),
            kept_as=MAYBE_STRING,
            same_as=MAYBE_STRING,
        )
    ),
    asked=COUNT,
    not_modified=COUNT,
    chunks_embedded=COUNT,
    seconds=NUMBER,
    revision=COUNT,
)
RECEIPT = exactly(
    sources=each(LOOK),
    added=each(STRING),
    changed=each(STRING),
    removed=each(STRING),
    unchanged=COUNT,
    skipped=each(NOTE),
    notes=each(NOTE),
    calibrated={
        "type": "object",
        "additionalProperties": exactly(
            questions=COUNT, refused_without_article=COUNT, refused_with_article=COUNT
        ),
    },
    little_known=each(STRING),
    chunks=COUNT,
    chunks_embedded=COUNT,
    chunks_per_second=NUMBER,
    seconds=NUMBER,
    revision=COUNT,
)
STATUS = exactly(
    articles=COUNT,
    chunks=COUNT,
    collections={"type": "object", "additionalProperties": COUNT},
    model=STRING,
    model_digest={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    rules=STRING,
    revision=COUNT,
    vectors_revision=COUNT,
    keywords_revision=COUNT,
    catalog_bytes=COUNT,
    vectors_bytes=COUNT,
    keywords_bytes=COUNT,
)

DOCTOR = exactly(
    trouble={"type": "boolean"},
    findings=each(
        exactly(
            area=STRING,
            verdict={"enum": ["fine", "notice", "trouble"]},
            says=STRING,
            hint=MAYBE_STRING,
            count=COUNT,
            named=each(STRING),
        )
    ),
    what_to_do=each(STRING),
)


def check(document: Any, schema: Schema) -> None:
    """Fail unless the document is what the schema says."""
    jsonschema.Draft202012Validator(schema).validate(document)
