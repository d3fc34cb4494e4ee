"""The README's own examples, run as they stand: from signing in to the event that the others hear."""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest

import familydash

ROOT = Path(familydash.__file__).parent.parent
README = (ROOT / "README.md").read_text()


def blocks(heading: str) -> list[str]:
    """The shell examples under a heading of the README."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


async def test_the_walk_from_sign_in_to_event_works_as_it_is_written(tmp_path: Path) -> None:
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "familydash", "demo", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert demo.stdout is not None
    try:
        async with asyncio.timeout(60):
            found = re.search(r"http://127\.0\.0\.1:\d+", (await demo.stdout.readline()).decode())
            assert found is not None
            setup, listen, change = blocks("The API")
            # The listener says when it has subscribed; the change comes after that, as it would by hand.
            script = "\n".join(
                (
                    "set -eu",
                    setup.replace("http://127.0.0.1:8000", found[0]),
                    listen.replace(".venv/bin/python", sys.executable).replace(" &\n", " > heard.txt &\n"),
                    "until grep -q subscribed heard.txt; do kill -0 $!; done",
                    change,
                    "until grep -q STATUS_CHANGED heard.txt; do kill -0 $!; done",
                    "kill $!",
                )
            )
            shell = await asyncio.create_subprocess_exec(
                "sh", "-c", script, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
            )
            printed, _ = await shell.communicate()
    finally:
        demo.terminate()
        await demo.wait()
    assert shell.returncode == 0, printed
    assert json.loads(printed)["data"]["actual_price"] == "45.00"
    events = [json.loads(line) for line in (tmp_path / "heard.txt").read_text().splitlines()]
    assert [event["data"]["payload"]["status"] for event in events if event.get("event") == "STATUS_CHANGED"] == [
        "purchased"
    ]


def commands() -> list[str]:
    from typer.main import get_command

    from familydash.cli import build

    command = get_command(build())
    return sorted(getattr(command, "commands"))  # noqa: B009  typer's groups are not typed


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"`familydash {command}" in README


@pytest.mark.parametrize(
    "name", ["HOST", "PORT", "CORS_ORIGINS", "TRUSTED_PROXIES", "ALLOWED_HOSTS", "LOG_LEVEL", "LOG_FORMAT"]
)
def test_every_variable_stands_in_the_readme(name: str) -> None:
    assert f"FAMILYDASH_{name}" in README
