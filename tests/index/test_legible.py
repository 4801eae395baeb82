"""Texts that a reader would stumble over are told from those that are only unusual."""

from index.legible import garbled
from tests.index.articles import sentences


def test_garbled_text_is_noticed_and_clean_text_is_not() -> None:
    clean = sentences(20)
    assert garbled(clean) == ()
    assert "cannot be read" in garbled(clean + " \ufffd\ufffd \ue000" * 3)[0]
    joined = clean.replace("keeps its record", "keepsItsrecord")
    assert "run together" in garbled(joined)[0]
    assert garbled("東京は雨です。" * 40) == ()
    assert garbled(clean.replace("record", "ByteDance")) == (), "a name"
