"""Zipped documents: what is unpacked, what is refused, and in which words."""

import io
import zipfile
from collections.abc import Iterable

import pytest
from lxml import etree

from index.errors import LoadError
from index.load.archive import (
    MOST_ELEMENTS,
    MOST_PARTS,
    MOST_UNPACKED,
    Archive,
    inside,
    parse_xml,
    relations,
)
from tests.documents.office import packed, word

KIND = "Word document"


def refusal(content: bytes, name: str = "a.xml") -> str:
    with pytest.raises(LoadError) as caught:
        Archive(content, kind=KIND).read(name)
    assert caught.value.hint
    return caught.value.message


def read_all(archive: Archive, names: Iterable[str]) -> None:
    for name in names:
        archive.read(name)


def test_parts_are_read_by_name() -> None:
    archive = Archive(packed({"a.xml": "<a/>", "/b.xml": b"<b/>"}), kind=KIND)
    assert ("a.xml" in archive, "b.xml" in archive, "c.xml" in archive) == (True, True, False)
    assert archive.read("b.xml") == b"<b/>"
    assert archive.xml("a.xml").tag == "a"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"%PDF-1.7", "it is no Word document, whatever its name says"),
        (b"PK\x03\x04 and then nonsense", "it is damaged, or no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument",
         "it is of a kind of before 2007, and no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "it is encrypted or protected by a password"),
        (packed({"b.xml": "x"}), "it is damaged, or no Word document"),
    ],
)  # fmt: skip
def test_what_is_something_else_is_said_to_be(content: bytes, message: str) -> None:
    assert refusal(content) == message


def test_a_part_without_a_name_is_none() -> None:
    content = packed({"X": "x", "a.xml": "<a/>", "b/": ""}).replace(b"X", b"\x00")
    archive = Archive(content, kind=KIND)
    assert archive.read("a.xml") == b"<a/>"
    assert ("" in archive, "b/" in archive) == (False, False)


def test_a_locked_part_is_said_to_be_locked() -> None:
    content = bytearray(packed({"a.xml": "x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    assert refusal(bytes(content)) == "it is encrypted or protected by a password"


def test_a_damaged_part_is_said_to_be_damaged() -> None:
    content = packed({"a.xml": "x" * 5_000}, is_deflated=True)
    broken = content.replace(content[40:44], b"\xff\xff\xff\xff", 1)
    assert refusal(broken) == "it is damaged, or no Word document"


def test_no_more_is_unpacked_than_is_bearable() -> None:
    bomb = packed({"a.xml": b"\x00" * (MOST_UNPACKED + 1)}, is_deflated=True)
    assert len(bomb) < 100_000
    assert refusal(bomb) == "it unpacks to more than 50 MB of text"


def test_what_an_archive_says_of_its_sizes_is_not_believed() -> None:
    """The size is written small in both places where an archive tells it."""
    parts = {f"{number}.xml": b"\x00" * 20_000_000 for number in range(3)}
    content = bytearray(packed(parts, is_deflated=True))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        position = content.find(signature)
        while position >= 0:
            content[position + offset : position + offset + 4] = (10).to_bytes(4, "little")
            position = content.find(signature, position + 4)
    archive = Archive(bytes(content), kind=KIND)
    with pytest.raises(LoadError):
        read_all(archive, parts)


def test_many_small_parts_count_together() -> None:
    parts = {f"{number}.bin": b"\x00" * 10_000_000 for number in range(6)}
    archive = Archive(packed(parts, is_deflated=True), kind=KIND)
    with pytest.raises(LoadError, match="unpacks to more than 50 MB"):
        read_all(archive, parts)


def test_an_archive_of_too_many_files_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for number in range(MOST_PARTS + 1):
            made.writestr(f"{number}", b"")
    assert refusal(file.getvalue()) == "it is made of more than 5,000 files"


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]><a b="&z;"/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    ],
)
def test_a_document_type_is_refused(content: bytes) -> None:
    with pytest.raises(LoadError, match="document type"):
        parse_xml(content, LoadError("it is broken", "-"))


@pytest.mark.parametrize("content", [b"", b"<a>", b"no xml", b"<a/><b/>", b"<a>&x;</a>", b"\xff"])
def test_what_is_no_xml_is_broken(content: bytes) -> None:
    with pytest.raises(LoadError, match="it is broken"):
        parse_xml(content, LoadError("it is broken", "-"))


def test_xml_of_too_many_elements_or_too_deep_is_refused() -> None:
    with pytest.raises(LoadError, match="more than 400,000 elements"):
        parse_xml(b"<a>" + b"<b/>" * 900_000 + b"</a>", LoadError("it is broken", "-"))
    with pytest.raises(LoadError, match="it is broken"):
        parse_xml(b"<a>" * 3_000 + b"</a>" * 3_000, LoadError("it is broken", "-"))


def test_comments_are_left_out() -> None:
    root = parse_xml(b"<a>b<!-- c --><?d e?></a>", LoadError("it is broken", "-"))
    assert etree.tostring(root) == b"<a>b</a>"


def test_relations_name_parts_and_leave_out_what_lies_outside() -> None:
    related = relations(Archive(word(), kind=KIND), "word/document.xml")
    assert related["rId1"] == ("styles", "word/styles.xml")
    assert "link" not in related
    assert relations(Archive(packed({"a": ""}), kind=KIND), "a") == {}


@pytest.mark.parametrize(
    ("name", "target", "part"),
    [
        ("ppt/slides/slide1.xml", "../notes/n.xml", "ppt/notes/n.xml"),
        ("", "/word/document.xml", "word/document.xml"),
        ("OEBPS/content.opf", "text/a%20b.xhtml#c", "OEBPS/text/a b.xhtml"),
        ("a.xml", "../../../etc/passwd", "etc/passwd"),
    ],
)
def test_parts_are_named_from_where_they_are_named(name: str, target: str, part: str) -> None:
    assert inside(name, target) == part


def test_a_part_of_too_many_elements_is_refused_whichever_it_is() -> None:
    most = b"<a>" + b"<b/>" * (MOST_ELEMENTS - 1) + b"</a>"
    assert parse_xml(most, LoadError("broken", "")).tag == "a"
    with pytest.raises(LoadError, match=f"{MOST_ELEMENTS:,} elements"):
        parse_xml(most.replace(b"<a>", b"<a><b/>"), LoadError("broken", ""))
