"""The source of the bot comes in, catalogues that hold just its messages go out: `make words`.

A new message comes empty. One whose English has changed a little keeps its translation, marked
`fuzzy`: it is not said before somebody has looked at it and taken the mark away.
"""

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from rich.console import Console

from bot.words import LOCALES, catalogue_path

KEYWORDS: dict[str, tuple[int, ...] | None] = {"mark": None, "say": None, "say_many": (1, 2)}
"""The functions whose messages go into the catalogues, and which of their arguments these are."""

_BOT = Path(__file__).parent


def extract() -> Catalog:
    """Every message that is said or marked anywhere in `bot/`."""
    found = Catalog(fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(
        _BOT, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        where = (f"{_BOT.name}/{name}", line)
        found.add(message, None, [where], auto_comments=comments, context=context)
    return found


def read(name: str) -> Catalog:
    """The catalogue of that name as it is; empty where there is none yet."""
    path = catalogue_path(name)
    if not path.exists():
        return Catalog(locale=name, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=name)


def renewed(name: str, messages: Catalog) -> str:
    """The catalogue's text with just these messages, in the order of the source.

    Its head says nothing of when or by whom, so that it changes only where a message does.
    """
    catalogue = read(name)
    catalogue.update(messages)
    written = BytesIO()
    write_po(
        written,
        catalogue,
        width=100,
        omit_header=True,
        sort_by_file=True,
        include_lineno=False,
        ignore_obsolete=True,
    )
    head = (
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {name}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return head + written.getvalue().decode("utf-8").rstrip("\n") + "\n"


def unfinished(catalogue: Catalog) -> list[str]:
    """The messages, in English, that are not translated or whose translation is a guess."""
    missing = []
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def renew() -> None:
    """Bring every catalogue up to the source, and say what is left to translate."""
    console = Console(markup=False, highlight=False)
    messages = extract()
    for name in sorted(set(LOCALES.values())):
        path = catalogue_path(name)
        text = renewed(name, messages)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        left = unfinished(read(name))
        console.print(f"{name}: {len(left)} to translate", *left, sep="\n  ", soft_wrap=True)


if __name__ == "__main__":
    renew()
