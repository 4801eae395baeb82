"""The documents for `--json`: what `docs/json.md` promises of them, and its examples."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.render.document import (
    answer_document,
    findings_document,
    receipt_document,
    refusal_document,
    status_document,
)
from bot.types import Statement, Timing
from index.build import Note, Receipt
from index.library import Status, read_article
from index.settings import IndexSettings
from index.types import PUBLIC, Signals, Span
from tests.bot.documents import (
    ANSWER,
    DOCTOR,
    FINDINGS,
    LOOK,
    RECEIPT,
    REFUSAL,
    SOURCES,
    STATUS,
    Schema,
    check,
)
from tests.bot.render.answers import (
    a_citation,
    a_passage,
    an_answer,
    no_answer,
    some_findings,
    some_marks,
)

MANUAL = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", MANUAL, re.S)]
SCHEMAS = (ANSWER, REFUSAL, FINDINGS, RECEIPT, LOOK, SOURCES, STATUS, DOCTOR)


def keys_of(schema: Schema) -> set[str]:
    """All keys that a schema names, those within others too."""
    properties = schema.get("properties", {})
    parts = [*properties.values(), *([schema["items"]] if "items" in schema else [])]
    return set(properties).union(*map(keys_of, parts))


def test_an_answer_has_its_sentences_citations_and_passages() -> None:
    passage = a_passage("Qwen grew fast.", "It passed 10 million.")
    document = answer_document(replace(an_answer("It passed 10 million."), passages=(passage,)))

    check(document, ANSWER)
    assert document["sentences"] == [
        {"text": "It passed 10 million.", "citations": [1], "bold": []}
    ]
    assert document["citations"][0]["quote"] == "It passed 10 million."
    assert (document["citations"][0]["start"], document["citations"][0]["end"]) == (10, 31)
    assert document["passages"][0]["text"] == "Qwen grew fast. It passed 10 million."


def test_an_answer_has_what_its_confidence_is_made_of_and_what_is_bold() -> None:
    statement = Statement(text="It passed 10 million.", citations=(1,), bold=(Span(10, 20),))
    signals = Signals(closeness=2 / 3, weakest=0.2, coverage=1.0, matched=1.5, dense=0.5)
    answer = replace(
        an_answer("It passed 10 million."),
        statements=(statement,),
        signals=replace(signals, misfit=True),
        threshold=1 / 3,
        language="en",
    )
    document = answer_document(answer)

    check(document, ANSWER)
    assert document["sentences"][0]["bold"] == [[10, 20]]
    assert (document["threshold"], document["language"]) == (0.333333, "en")
    assert document["signals"] == {
        "closeness": 0.666667,
        "weakest": 0.2,
        "coverage": 1.0,
        "matched": 1.5,
        "dense": 0.5,
        "misfit": True,
        "other_year": False,
    }


def test_what_is_only_touched_on_and_what_is_no_question_can_be_told_apart() -> None:
    touched = answer_document(replace(no_answer(a_citation()), partly=True))
    greeting = answer_document(replace(no_answer(question="hi"), remark="Hello!"))

    for document in (touched, greeting):
        check(document, ANSWER)
        assert (document["answered"], document["language"]) == (False, None)
    assert (touched["partly"], touched["remark"]) == (True, None)
    assert (greeting["partly"], greeting["remark"]) == (False, "Hello!")


def test_what_was_searched_for_a_follow_up_is_told() -> None:
    document = answer_document(replace(an_answer("It did."), searched="Who made LingGuang?"))

    check(document, ANSWER)
    assert document["searched"] == "Who made LingGuang?"
    assert answer_document(an_answer("It did."))["searched"] is None


def test_findings_have_their_passages_and_times() -> None:
    passage = a_passage("Qwen grew fast.", "It passed 10 million.")
    document = findings_document("How many?", some_findings([passage]))

    check(document, FINDINGS)
    assert (document["passages"][0]["start"], document["passages"][0]["end"]) == (100, 137)
    assert document["milliseconds"] == {"dense": 1.0}


def test_what_is_unknown_is_null() -> None:
    document = answer_document(no_answer(a_citation(link=None, published=None)))

    check(document, ANSWER)
    assert document["answered"] is False
    assert document["sentences"] == []
    assert [document["citations"][0][key] for key in ("url", "published", "link")] == [None] * 3


def test_numbers_are_short_and_stay_within_their_limits() -> None:
    for confidence in (0.0, 1.0, 1 / 3, 1 - 1e-12):
        document = answer_document(an_answer("Yes.", confidence=confidence))
        check(document, ANSWER)
        assert len(str(document["confidence"])) <= 8


def test_a_refusal_is_an_answer_with_one_key_more() -> None:
    document = refusal_document("", "Ask me a question.")

    check(document, REFUSAL)
    assert document.keys() - answer_document(no_answer()).keys() == {"error"}
    assert list(document)[:-1] == list(answer_document(no_answer()))


def test_a_receipt_names_what_was_skipped_and_why() -> None:
    receipt = Receipt(
        added=["a"],
        removed=["b"],
        unchanged=2,
        skipped=[Note("c", "it is not UTF-8 text")],
        notes=[Note("a", "url was left out")],
        chunks=3,
        chunks_embedded=1,
        seconds=0.123456,
        seconds_embedding=0.1,
        revision=4,
    )
    document = receipt_document(receipt)

    check(document, RECEIPT)
    assert document["skipped"] == [{"article_id": "c", "text": "it is not UTF-8 text"}]
    assert document["notes"] == [{"article_id": "a", "text": "url was left out"}]
    assert document["chunks_per_second"] == 10
    assert document["seconds"] == 0.123


def test_a_receipt_of_nothing_divides_by_nothing() -> None:
    document = receipt_document(Receipt())

    check(document, RECEIPT)
    assert document["chunks_per_second"] == 0


def test_a_status_is_all_that_is_known_of_a_library() -> None:
    status = Status(
        articles=1,
        chunks=2,
        collections={"public": 1},
        model="m",
        model_digest="0" * 64,
        rules="2",
        revision=3,
        vectors_revision=3,
        keywords_revision=2,
        catalog_bytes=10,
        vectors_bytes=20,
        keywords_bytes=0,
    )

    check(status_document(status), STATUS)


@pytest.mark.parametrize(
    "text", ["通义千问 — “naïve”", "🦉", 'a "b" \\ c\n', "</script>", "\x1b[31m"]
)
def test_any_text_survives_the_way_through_json(text: str) -> None:
    made = an_answer(text, question=text, citations=[a_citation(quote=text, title=text)])

    document = json.loads(json.dumps(answer_document(made), ensure_ascii=False))

    assert document["question"] == document["sentences"][0]["text"] == text
    assert document["citations"][0]["quote"] == document["citations"][0]["title"] == text


@pytest.mark.parametrize("number", range(len(SCHEMAS)))
def test_the_manuals_examples_are_such_documents(number: int) -> None:
    assert len(EXAMPLES) == len(SCHEMAS)

    check(EXAMPLES[number], SCHEMAS[number])


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_manual_describes_every_key(schema: Schema) -> None:
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"^\| (.+?) \|", MANUAL, re.M))))
    described |= {"dense", "keywords", "fused", "reranked"} & set(re.findall(r"`(\w+)`", MANUAL))

    assert keys_of(schema) - described - {"text"} == set()


def test_the_manuals_examples_can_be_checked_against_the_articles(
    corpus_settings: IndexSettings,
) -> None:
    """An article was changed since? Then run the command again, and put what it says there."""
    places: list[dict[str, Any]] = []
    for example in EXAMPLES:
        places += [*example.get("citations", ()), *example.get("passages", ())]

    assert len(places) >= 3
    for place in places:
        article = read_article(corpus_settings, place["article_id"], collections=[PUBLIC])
        assert article is not None
        words = place.get("quote", place.get("text"))
        assert article.text[place["start"] : place["end"]] == words
        assert article.source.title == place["title"]
    (cut,) = re.findall(r"\[(\d+):(\d+)\]", MANUAL)
    assert cut in {(str(place["start"]), str(place["end"])) for place in places}


def test_what_time_did_and_whether_articles_differ_is_told() -> None:
    timing = Timing(effect="only", since="2024-03-01")
    document = answer_document(replace(an_answer("One.", "Two."), timing=timing, differ=True))
    check(document, ANSWER)
    assert document["differ"] is True
    assert document["time"] == {"effect": "only", "since": "2024-03-01", "until": None}


def test_the_page_of_a_citation_and_of_a_passage() -> None:
    marks = some_marks("page", 4, 5)
    answer = an_answer("A.", citations=[a_citation(marks=marks)])
    document = answer_document(replace(answer, passages=(a_passage("A.", marks=marks[:1]),)))

    check(document, ANSWER)
    assert document["citations"][0]["place"] == {"kind": "page", "first": 4, "last": 5}
    assert document["passages"][0]["place"] == {"kind": "page", "first": 4, "last": 4}
