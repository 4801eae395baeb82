"""What a library needs to know: where its articles and its data live, and how much it may take."""

from dataclasses import dataclass
from pathlib import Path

BUNDLED_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSettings:
    """Places. Making one touches no disk and loads nothing.

    `most_added` is how many articles a collection other than the public one may have; sources bring
    no more into it. `None`: any number.
    """

    corpus_dir: Path
    data_dir: Path
    most_added: int | None = None

    @property
    def catalog_path(self) -> Path:
        """The SQLite database that is the truth."""
        return self.data_dir / "catalog.db"

    @property
    def vectors_path(self) -> Path:
        """The folder of the FAISS cache."""
        return self.data_dir / "vectors"

    @property
    def keywords_path(self) -> Path:
        """The folder of the tantivy cache."""
        return self.data_dir / "keywords"

    @property
    def raw_path(self) -> Path:
        """The folder of what was fetched, as it came."""
        return self.data_dir / "raw"

    @property
    def sources_path(self) -> Path:
        """The file that names the sources."""
        return self.corpus_dir / "sources.toml"

    @property
    def build_lock_path(self) -> Path:
        """Held by the one process that builds."""
        return self.data_dir / "build.lock"

    @property
    def keywords_lock_path(self) -> Path:
        """Held by the one process that brings the keyword index up to date."""
        return self.data_dir / "keywords.lock"
