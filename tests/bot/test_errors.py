"""The table of troubles: finished sentences, none of them left with a gap."""

import re

import pytest

from bot.errors import DeskError, Trouble, new_reference

DETAILS = {
    "length": 5000,
    "most": 1000,
    "seconds": 7,
    "channel": "<#1>",
    "permissions": "Send Messages",
    "name": "notes.pdf",
    "reason": "it has no text",
    "hint": "Send another.",
}


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_a_finished_sentence_for_each_side(trouble: Trouble) -> None:
    error = DeskError(trouble, **DETAILS)

    for sentence in (error.person, error.operator):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert str(error) == error.person
    assert error.trouble is trouble


def test_no_two_troubles_say_the_same() -> None:
    assert len({trouble.value.person for trouble in Trouble}) == len(Trouble)


def test_numbers_are_written_as_people_write_them() -> None:
    assert "5,000 characters; I can take 1,000" in DeskError(Trouble.TOO_LONG, **DETAILS).person


def test_a_person_is_never_shown_what_only_an_operator_understands() -> None:
    for trouble in Trouble:
        assert not re.search(r"[A-Z]+_[A-Z]+|`|Traceback|footnote ", trouble.value.person)


def test_references_are_short_and_differ() -> None:
    references = {new_reference() for _ in range(100)}

    assert len(references) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}", reference) for reference in references)
