"""The house rules that no linter knows."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("bot", "index") for path in (ROOT / folder).rglob("*.py"))
NAMES = [path.relative_to(ROOT).as_posix() for path in MODULES]

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
DISCORD_MAY_BE_IN = ("bot/client.py", "bot/serving.py", "bot/cogs/", "bot/render/")

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "tantivy",
    "discord",
    "aiohttp",
    "openai",
)

_OF_THIS_MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w+|Users/\w+)/")

Function = ast.FunctionDef | ast.AsyncFunctionDef

module = pytest.mark.parametrize("path", MODULES, ids=NAMES)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def public(node: ast.AST) -> Iterator[ast.ClassDef | Function]:
    """The public classes, functions and methods of a module; not what stands in functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | Function) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


def imported(path: Path) -> set[str]:
    """The first parts of the names of all modules that a module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports here are absolute"
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_there_are_modules_to_look_at() -> None:
    assert {"bot/cli.py", "bot/cogs/ask.py", "index/search.py"} <= set(NAMES)


@module
def test_a_module_opens_by_saying_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(tree(path))

    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":", "`."))


@module
def test_a_module_is_short_and_so_are_its_functions(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, node.name


@module
def test_whatever_others_may_use_says_what_it_is(path: Path) -> None:
    assert [node.name for node in public(tree(path)) if not ast.get_docstring(node)] == []


@module
def test_a_name_says_what_the_thing_does(path: Path) -> None:
    names = {path.stem, path.parent.name}
    names |= {node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)}
    words = {word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]+", name)}

    assert not words & VAGUE


@module
def test_discord_stays_at_the_edge(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()

    assert name.startswith(DISCORD_MAY_BE_IN) or "discord" not in imported(path)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("index/")])
def test_the_index_has_no_event_loop(name: str) -> None:
    path = ROOT / name
    colours = (ast.AsyncFunctionDef, ast.AsyncWith, ast.AsyncFor, ast.Await)

    assert not any(isinstance(node, colours) for node in ast.walk(tree(path)))
    assert not imported(path) & {"asyncio", "anyio", "bot"}


@pytest.mark.parametrize(
    "name", ["bot.settings", "index.settings", "bot.cli", "index.types", "bot.llm"]
)
def test_importing_it_makes_no_settings_and_loads_nothing_heavy(name: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WORKERS=nonsense\n", encoding="utf-8")
    code = (
        f"import json, sys, {name}; from pydantic_settings import BaseSettings; "
        f"found = vars(sys.modules[{name!r}]).values(); "
        "print(json.dumps([list(sys.modules), sum(isinstance(x, BaseSettings) for x in found)]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    modules, settings = json.loads(done.stdout)
    assert not {one.partition(".")[0] for one in modules} & set(HEAVY)
    assert settings == 0
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_the_bot_as_a_whole_does_not_load_the_client_of_a_model() -> None:
    """Without a model in the settings, nobody waits for it."""
    code = "import sys, bot.app, bot.serving; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "bot.llm.writer" in done.stdout.split()
    assert "openai" not in done.stdout.split()


def texts() -> Iterator[tuple[str, str]]:
    """The name and text of every file that git does not ignore, as far as it is one."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    generated = {".git", *(line.strip("/") for line in ignored)}
    for top in sorted(ROOT.iterdir()):
        if top.name in generated:
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix != ".pyc":
                text = path.read_text(encoding="utf-8", errors="ignore")
                yield path.relative_to(ROOT).as_posix(), text


def test_no_file_knows_the_machine_that_it_was_written_on() -> None:
    assert {"README.md", "bot/cli.py", "docs/json.md"} <= {name for name, _ in texts()}
    assert [name for name, text in texts() if _OF_THIS_MACHINE.search(text)] == []


def test_what_to_look_for_on_a_machine_is_found() -> None:
    for folder in ("work", "root", "home/ada", "Users/ada"):
        assert _OF_THIS_MACHINE.search(f"see /{folder}/main")
    for other in ("https://example.com/work/1", "docs/root/x", "homework/root/"):
        assert not _OF_THIS_MACHINE.search(other)
