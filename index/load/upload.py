"""A file that somebody sent comes in, an article goes out, read by the loader of its ending."""

from dataclasses import replace
from pathlib import PurePosixPath

from index.errors import LoadError
from index.load.base import Loaded, one_line
from index.load.folder import LOADERS

_MOST_CHARACTERS = 100  # of a file's name, as a title


def load_upload(
    content: bytes, filename: str, *, collection: str, article_id: str = "upload"
) -> Loaded:
    """Read a file as its name's ending says; without a title of its own, its name is the title.

    Its id is for the time being: `index.shelf.add` makes one of the title.

    Raises:
        LoadError: no loader takes this ending, or the loader refuses the file.
    """
    path = PurePosixPath(filename.replace("\\", "/"))
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        *most, last = sorted(LOADERS)
        taken = f"{', '.join(most)} and {last}"
        raise LoadError(
            f"only files that end in {taken} are taken",
            "Save its text as one of those and send it.",
        )
    try:
        # The loaders take a title from the id where the text has none: the file's name is better.
        name = one_line(path.stem)[:_MOST_CHARACTERS] or article_id
        loaded = loader(content, article_id=name, collection=collection)
    except LoadError as error:
        raise LoadError(error.message, "Mend the file and send it again.") from None
    source = replace(loaded.article.source, article_id=article_id)
    return replace(loaded, article=replace(loaded.article, source=source))
