"""reStructuredText comes in, an article goes out: sections, lists, tables, footnotes, fields.

docutils reads it, with everything switched off that reaches beyond the text: no file is included,
no raw HTML taken, no configuration read. What Sphinx adds to the language is read as far as it
holds text; what only Sphinx could fill in is left out, and said so.
"""

import io
import re
from functools import cache
from typing import Any

from index.errors import LoadError
from index.load.base import Loaded, one_line
from index.load.document import as_article, check_bytes
from index.load.encoding import decode
from index.load.markup import read_markup

_HINT = "Mend the file, and bring it again."
_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 6,  # nothing is bad enough to stop at
    "report_level": 2,  # what is not understood is looked at, see `_left_out`
    "input_encoding": "unicode",
    "output_encoding": "unicode",
    "doctitle_xform": True,
    "docinfo_xform": True,
    "sectnum_xform": False,
    "toc_backlinks": False,
    "footnote_backlinks": False,
    "smart_quotes": False,
    "strip_comments": True,
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "stylesheet": "",
    "line_length_limit": 100_000,
}
_WITH_TEXT = "seealso tabs tab tab-set tab-item dropdown card details"
_OF_VERSIONS = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
}
_WITH_NAME = (
    "function class method attribute data exception option envvar confval describe object "
    "staticmethod classmethod property decorator cmdoption program"
)
_MOST_NAMED = 5  # directives that a note names
_ROLE = re.compile(r"^:[\w:.+-]+:`[~!]?(.*?)(?:\s*<[^<>]*>)?`$", re.S)
_REFERENCE = re.compile(r"^`?(.*?)(?:\s*<[^<>]*>)?`?_{0,2}$", re.S)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_UNKNOWN = re.compile(r'Unknown directive type "([^"]{1,40})"')
_FIELDS = {
    "author": "author",
    "authors": "author",
    "date": "published",
    "published": "published",
    "publication date": "published",
    "organization": "publisher",
    "publisher": "publisher",
    "title": "title",
    "url": "url",
    "tags": "tags",
    "keywords": "tags",
}


def load_rst(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read reStructuredText; its bibliographic fields and `meta` say title, author and date.

    Raises:
        LoadError: too large, not to be read as reStructuredText, or without text.
    """
    from docutils import core
    from docutils.utils import SystemMessage
    from lxml.html import document_fromstring

    check_bytes(content)
    text, notes = decode(content, "")
    text = _UNREADABLE.sub("", text)  # docutils passes on what its own HTML may not hold
    _know_sphinx()
    settings = {**_SETTINGS, "warning_stream": io.StringIO()}
    try:
        tree = core.publish_doctree(text, settings_overrides=settings)
        left_out = _left_out(tree)
        _keep_from_files(tree)
        fields = _stated(tree)
        settings["report_level"] = 5  # what its writer has to say stands in no document
        made = core.publish_from_doctree(tree, writer="html5", settings_overrides=settings)
    except (SystemMessage, RecursionError):
        raise LoadError("it cannot be read as reStructuredText", _HINT) from None
    except Exception:
        # A stranger's text may meet a fault of docutils'; that is no fault of the bot's.
        raise LoadError("it cannot be read as reStructuredText", _HINT) from None
    root = document_fromstring(made)
    _tidy(root)
    told = [note.replace("the page", "the file") for note in notes]
    return as_article(
        read_markup(root.find("body")),
        fields,
        article_id=article_id,
        collection=collection,
        notes=(*told, *left_out),
    )


def _tidy(root: Any) -> None:
    """Take docutils' own words out of the page that it made: labels of notes, "Note", "Warning"."""
    for title in root.findall(".//p[@class='admonition-title']"):
        if not any(one.startswith("admonition-") for one in title.getparent().classes):
            title.drop_tree()
    for label in root.findall(".//span[@class='label']"):
        entry, words = label.getparent(), label.text_content()
        label.drop_tree()
        first = entry.find("p")
        if "citation" in entry.classes and first is not None:
            first.text = f"{words} {first.text or ''}"


def _left_out(tree: Any) -> tuple[str, ...]:
    """Take docutils' complaints out of a tree, and the words out of what it did not know."""
    from docutils import nodes

    names: dict[str, None] = {}
    for message in list(tree.findall(nodes.system_message)):
        for name in _UNKNOWN.findall(message.astext()):
            names[name] = None
        message.parent.remove(message)
    for section in list(tree.findall(nodes.section)):
        if "system-messages" in section["classes"]:
            section.parent.remove(section)
    tree.parse_messages.clear()
    tree.transform_messages.clear()
    for one in list(tree.findall(nodes.problematic)):
        words = one.astext()
        match = _ROLE.match(words) or _REFERENCE.match(words)
        one.parent.replace(one, nodes.Text(match[1] if match else words))
    for one in list(tree.findall(nodes.classifier)):
        one.parent[0] += nodes.Text(f" ({one.astext()})")
        one.parent.remove(one)
    if not names:
        return ()
    several = list(names)
    said = ", ".join(several[:_MOST_NAMED]) + (" and more" if len(several) > _MOST_NAMED else "")
    return (f"parts that another program would fill in were left out ({said})",)


def _keep_from_files(tree: Any) -> None:
    """Leave of every picture only what is said of it.

    docutils' writer opens the file that a picture names, to embed or to measure it, whether or not
    files may be inserted: a document could have read any file of the machine that way.
    """
    from docutils import nodes

    for image in tree.findall(nodes.image):
        said = image.get("alt", "")
        image.attributes.clear()
        image.attributes.update(nodes.image(uri="", alt=said).attributes)


def _stated(tree: Any) -> dict[str, object]:
    """What the document's fields and its `meta` say of it, taken out of the text."""
    from docutils import nodes

    found: dict[str, list[str]] = {}

    def take(name: str, value: str) -> None:
        field = _FIELDS.get(name.strip().lower())
        if field is not None and one_line(value):
            found.setdefault(field, []).append(one_line(value))

    for meta in list(tree.findall(nodes.meta)):
        take(meta.get("name") or "", meta.get("content") or "")
    for info in list(tree.findall(nodes.docinfo)):
        for one in info.children:
            if isinstance(one, nodes.field):
                take(one[0].astext(), one[1].astext())
            elif isinstance(one, nodes.authors):
                for author in one.children:
                    take("author", author.astext())
            else:
                take(type(one).__name__, one.astext())
        info.parent.remove(info)
    fields: dict[str, object] = {name: values[0] for name, values in found.items()}
    fields["author"] = ", ".join(dict.fromkeys(found.get("author", [])))
    fields["title"] = tree.get("title") or fields.get("title", "")
    return fields


@cache
def _know_sphinx() -> None:
    """Teach docutils the directives of Sphinx that hold text of the document's own."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives

    class _Text(Directive):
        """A directive whose argument and content are text like any other."""

        optional_arguments = 1
        final_argument_whitespace = True
        has_content = True

        def run(self) -> list[nodes.Node]:
            said = self.arguments[0] if self.arguments else ""
            if self.name in _OF_VERSIONS:  # said as Sphinx says it
                version, *rest = said.split(maxsplit=1)
                said = f"{_OF_VERSIONS[self.name]} {version}: {' '.join(rest)}"
            words, messages = self.state.inline_text(" ".join(said.split()), self.lineno)
            made = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, made)
            return [*([nodes.paragraph("", "", *words)] if said else []), *made, *messages]

    class _Named(Directive):
        """A directive that describes what its argument names."""

        required_arguments = 1
        final_argument_whitespace = True
        has_content = True

        def run(self) -> list[nodes.Node]:
            body = nodes.definition()
            self.state.nested_parse(self.content, self.content_offset, body)
            term = nodes.term("", self.arguments[0])
            return [nodes.definition_list("", nodes.definition_list_item("", term, body))]

    for name in _OF_VERSIONS:
        directives.register_directive(name, _Text)
    for name in _WITH_TEXT.split():
        directives.register_directive(name, _Text)
    for name in _WITH_NAME.split():
        if name != "class":  # docutils has another of that name
            directives.register_directive(name, _Named)
        directives.register_directive(f"py:{name}", _Named)


def prepare() -> None:
    """Have docutils load all that it loads at its first text."""
    load_rst(b"Text.", article_id="", collection="")
