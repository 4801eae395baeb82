"""What the Dockerfile and the systemd unit promise: read, as neither can be run in a test."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.console import Exit
from bot.desk import Desk
from bot.health import STOP_SECONDS, Connection, HealthServer
from bot.serving import DESK_SECONDS, FINISH_SECONDS, GOODBYE_SECONDS, LAST_WORDS_SECONDS
from bot.settings import Settings
from tests.bot.clock import Clock

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "deploy" / "footnote.service"
HEALTHCHECK = ROOT / "deploy" / "healthcheck.py"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with what they say, in their order."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (name, rest.strip()) for name, _, rest in (x.partition(" ") for x in joined.split("\n"))
    ]


def final_stage() -> dict[str, str]:
    """The last of each instruction of the image that is run."""
    found = instructions()
    begin = max(index for index, (name, _) in enumerate(found) if name == "FROM")
    return dict(found[begin:])


def environment() -> dict[str, str]:
    """What the image sets."""
    return dict(re.findall(r"(\w+)=(\S+)", final_stage()["ENV"]))


def directives() -> dict[str, list[str]]:
    """The unit's directives, each with all its values."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, line
            found.setdefault(f"{section}.{name}", []).append(value)
    return found


def test_the_image_is_of_a_pinned_python_on_which_this_runs() -> None:
    (pinned,) = [rest for name, rest in instructions() if name == "ARG" and "PYTHON" in rest]
    version = re.fullmatch(r"PYTHON=(\d+)\.(\d+)\.\d+-slim-[a-z]+", pinned)
    assert version
    assert (int(version[1]), int(version[2])) >= (3, 11)
    bases = [rest for name, rest in instructions() if name == "FROM"]
    assert bases == ["python:${PYTHON} AS build", "python:${PYTHON}"]


def test_every_version_inside_is_the_one_that_was_tested() -> None:
    (install,) = [rest for name, rest in instructions() if "pip install" in rest]

    assert "-c constraints.txt" in install
    assert '--extra-index-url "${TORCH_INDEX}"' in install


def test_the_image_runs_as_somebody_who_is_not_root() -> None:
    user, group = final_stage()["USER"].split(":")

    assert int(user) > 0
    assert int(group) > 0
    assert f"--uid {user}" in final_stage()["RUN"]


def test_the_image_needs_no_network_but_discords() -> None:
    assert environment()["HF_HUB_OFFLINE"] == "1"
    assert all(name != "ADD" for name, _ in instructions())


def test_the_image_starts_the_bot_without_a_shell_in_between() -> None:
    """A shell would keep SIGTERM to itself."""
    assert json.loads(final_stage()["ENTRYPOINT"]) == ["footnote"]
    assert json.loads(final_stage()["CMD"]) == ["run"]


def test_the_image_holds_no_secret_and_sets_only_what_there_is_to_set() -> None:
    ours = {name.upper() for name in Settings.model_fields}
    others = {"PATH", "PYTHONUNBUFFERED", "HF_HUB_OFFLINE"}
    assert set(environment()) <= ours | others
    assert "TOKEN" not in "".join(rest for name, rest in instructions() if name in {"ARG", "ENV"})
    Settings.model_validate({name.lower(): value for name, value in environment().items()})


def test_articles_and_library_are_volumes() -> None:
    volumes = json.loads(final_stage()["VOLUME"])

    assert volumes == [environment()["CORPUS_DIR"], environment()["DATA_DIR"]]


def test_only_what_the_image_is_made_of_goes_to_docker() -> None:
    first, *rules = (
        line
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {
        source
        for name, rest in instructions()
        if name == "COPY" and "--from=" not in rest
        for source in rest.split()[:-1]
    }

    assert first == "*"
    assert allowed == copied
    assert all((ROOT / path).exists() for path in copied)


def test_the_health_check_is_the_script_that_is_copied() -> None:
    options, _, command = final_stage()["HEALTHCHECK"].partition("CMD ")
    copied = [rest.split() for name, rest in instructions() if name == "COPY"]

    assert json.loads(command) == ["python", copied[-1][1]]
    assert copied[-1][0] == HEALTHCHECK.relative_to(ROOT).as_posix()
    assert "--start-period=" in options
    assert int(environment()["HEALTH_PORT"]) > 0


async def healthcheck(port: int) -> int:
    """The exit code of Docker's health check."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HEALTHCHECK),
        env={"HEALTH_PORT": str(port), "http_proxy": "http://127.0.0.1:9"},
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


@pytest.mark.asyncio
async def test_the_health_check_passes_on_what_healthz_says(desk: Desk) -> None:
    clock = Clock()
    server = HealthServer(desk, Connection(clock=clock), host="127.0.0.1", port=0)
    await server.start()
    _, port = server.address

    well = await healthcheck(port)
    clock.now += 1000
    unwell = await healthcheck(port)
    await server.stop()

    assert (well, unwell, await healthcheck(port)) == (0, 1, 1)


def test_the_unit_gives_up_where_only_a_person_can_help() -> None:
    found = directives()
    final = {Exit(int(code)) for code in found["Service.RestartPreventExitStatus"][0].split()}

    assert found["Service.Restart"] == ["on-failure"]
    assert final == {Exit.USAGE, Exit.SETTINGS, Exit.DISCORD}


def test_the_unit_gives_the_bot_the_time_to_finish() -> None:
    needed = FINISH_SECONDS + LAST_WORDS_SECONDS + DESK_SECONDS + GOODBYE_SECONDS + STOP_SECONDS

    assert int(directives()["Service.TimeoutStopSec"][0]) > needed + 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("User", "footnote"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("PrivateTmp", "yes"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
    ],
)
def test_the_unit_may_do_next_to_nothing(name: str, value: str) -> None:
    assert directives()[f"Service.{name}"] == [value]


def test_the_unit_has_a_bound_for_memory_and_tasks() -> None:
    found = directives()

    assert re.fullmatch(r"\d+G", found["Service.MemoryMax"][0])
    assert int(found["Service.TasksMax"][0]) > 0


def test_the_token_is_in_no_file_that_everybody_may_read() -> None:
    """A unit's own Environment= is for all to see."""
    assert directives()["Service.EnvironmentFile"] == ["/etc/footnote/footnote.env"]
    assert "TOKEN" not in " ".join(directives()["Service.Environment"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    unit = UNIT.read_text(encoding="utf-8")
    there = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", unit)
    copy = tmp_path / "footnote.service"
    copy.write_text(there, encoding="utf-8")

    def analyze(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            ["systemd-analyze", *arguments, str(copy)],  # noqa: S607 -- wherever it is
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    assert analyze("verify", "--man=no") == (0, "")
    # Tenths of systemd's exposure level, from 0 (safe) to 100.
    code, complaint = analyze("security", "--offline=true", "--threshold=20", "--no-pager")
    assert code == 0, complaint
