"""What the tests of `index` share: an empty place, a quick embedder, processes, a second model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.settings import IndexSettings
from tests.index.forks import Forks
from tests.index.jobs import settings_in
from tests.index.tiny import TinyEmbedder


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    """A corpus folder without articles, and a place for its library."""
    made = settings_in(tmp_path)
    made.corpus_dir.mkdir()
    return made


@pytest.fixture
def tiny() -> TinyEmbedder:
    """An embedder without a model; see `tests.index.tiny`."""
    return TinyEmbedder()


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Processes for jobs; see `tests.index.forks`."""
    forks = Forks(tmp_path_factory.mktemp("jobs"))
    yield forks
    forks.close()


@pytest.fixture(scope="session")
def second_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real sentence-transformers model of another width, small and with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("model")
    letters = [chr(code) for code in range(33, 127)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "harbour", "record", *letters]
    vocabulary = [*words, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(32)]).save(str(folder / "saved"))
    return folder / "saved"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a catalog may be made."""
    return tmp_path / "var" / "catalog.db"


@pytest.fixture
def catalog(path: Path) -> Iterator[Catalog]:
    """A catalog with nothing in it, open."""
    catalog = Catalog(path, create=True)
    yield catalog
    catalog.close()
