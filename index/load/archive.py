"""The bytes of a zipped document come in, its parts go out, no more of them than is bearable.

Word, PowerPoint and EPUB files are zip archives of XML. What an archive says of its sizes is not
believed: bytes are counted as they are unpacked. An archive inside it is never opened, and XML is
read without document types, entities or anything from outside.
"""

import io
import posixpath
import re
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from index.errors import LoadError

MOST_UNPACKED = 50_000_000
"""Bytes that the parts of one document may come to, unpacked, all that is read together."""

MOST_PARTS = 5_000
"""Files in one archive; a document has hundreds."""

MOST_ELEMENTS = 400_000
"""Elements in one part; a book of 500 pages in Word has about half as many."""

HINT = "Open it in the program that made it, save it anew, and bring that file."
"""What to do about a document that cannot be read."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLOCK = 65_536
_IS_ENCRYPTED = 0x1
# The namespaces of Office documents in their strict form, which say the same as the usual ones.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
# "EncryptedPackage" as the directory of the old container spells it.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class Archive:
    """A zip archive in memory, whose parts are read by name and counted."""

    def __init__(self, content: bytes, *, kind: str) -> None:
        """`kind` is what it should be, as in "a Word document", for those who are told otherwise.

        Raises:
            LoadError: it is no zip archive, it is encrypted, or it would unpack to too much.
        """
        self._kind = kind
        self._left = MOST_UNPACKED
        _check_start(content, kind)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise self.broken() from None
        if len(parts) > MOST_PARTS:
            raise LoadError(f"it is made of more than {MOST_PARTS:,} files", HINT)
        if sum(part.file_size for part in parts if _is_text(part.filename)) > MOST_UNPACKED:
            raise _too_much()
        # Of two parts with one name the last counts, as programs that open such files have it.
        named = {part.filename.lstrip("/"): part for part in parts}
        self._parts = {name: part for name, part in named.items() if name and name[-1] != "/"}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """One part, unpacked.

        Raises:
            LoadError: it is not there, damaged or encrypted, or there is too much in all.
        """
        part = self._parts.get(name)
        if part is None:
            raise self.broken()
        if part.flag_bits & _IS_ENCRYPTED:
            raise locked()
        blocks: list[bytes] = []
        try:
            with self._zip.open(part) as stream:
                while block := stream.read(_BLOCK):
                    self._left -= len(block)
                    if self._left < 0:
                        raise _too_much()
                    blocks.append(block)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError):
            raise self.broken() from None
        except (NotImplementedError, RuntimeError):
            raise LoadError("it is packed in a way that cannot be read", HINT) from None
        return b"".join(blocks)

    def xml(self, name: str) -> etree._Element:
        """The root of a part that is XML; raises as `read`, or where it is no harmless XML."""
        return parse_xml(_STRICT.sub(_USUAL, self.read(name)), self.broken())

    def broken(self) -> LoadError:
        """What is said of an archive that is not what it should be."""
        return LoadError(f"it is damaged, or no {self._kind}", HINT)


def parse_xml(content: bytes, broken: LoadError) -> etree._Element:
    """The root of an XML document without a document type; comments are left out.

    Raises:
        LoadError: `broken` where it is no XML; it has a document type, or too many elements.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    if content.count(b"<") > 2 * MOST_ELEMENTS:
        raise too_many()
    try:
        root = etree.fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        raise broken from None
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise too_many()
    if root.getroottree().docinfo.doctype:
        raise LoadError("it declares a document type, which no such file needs", HINT)
    return root


def relations(archive: Archive, name: str) -> dict[str, tuple[str, str]]:
    """What a part of an Office document is related to: id → (the kind's last word, target's name).

    What lies outside the document is left out.
    """
    folder, base = posixpath.split(name)
    listed = posixpath.join(folder, "_rels", f"{base}.rels")
    found: dict[str, tuple[str, str]] = {}
    if listed not in archive:
        return found
    for one in archive.xml(listed):
        target = one.get("Target") or ""
        if one.get("TargetMode") != "External" and target:
            kind = (one.get("Type") or "").rsplit("/", 1)[-1]
            found[one.get("Id") or ""] = (kind, inside(name, target))
    return found


def inside(name: str, target: str) -> str:
    """The name of a part that another part, `name`, calls `target`."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), path)).lstrip("/")


def locked() -> LoadError:
    """What is said of a document that needs a password."""
    return LoadError(
        "it is encrypted or protected by a password", "Save it without a password and bring that."
    )


def too_many() -> LoadError:
    """What is said of a document of too many elements."""
    return LoadError(f"it has more than {MOST_ELEMENTS:,} elements", "Bring it in parts.")


def _too_much() -> LoadError:
    size = MOST_UNPACKED // 1_000_000
    return LoadError(f"it unpacks to more than {size} MB of text", "Bring it in parts.")


def _is_text(name: str) -> bool:
    """Whether a part may be read; pictures, sounds, fonts and macros never are."""
    return name.lower().endswith((".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx"))


def _check_start(content: bytes, kind: str) -> None:
    """Raise where the first bytes say that it is something else."""
    if not content:
        raise LoadError("it is empty", "Bring the file again.")
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise locked()
        raise LoadError(
            f"it is of a kind of before 2007, and no {kind}",
            "Open it, save it in the present kind, and bring that file.",
        )
    if not content.startswith(_ZIP):
        raise LoadError(f"it is no {kind}, whatever its name says", HINT)
