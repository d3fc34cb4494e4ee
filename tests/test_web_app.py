"""What holds the web app and the server together: the types made from the document, the build, what the page may load."""

import json
import subprocess
import sys
from pathlib import Path

import familydash
from familydash.app import APIS
from familydash.web.assets import STATIC
from familydash.web.openapi import document

ROOT = Path(familydash.__file__).parent.parent


def test_the_types_of_the_web_app_are_those_of_the_document() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "packaging" / "api_types.py", "-"],
        input=json.dumps(document(APIS, familydash.__version__)),
        capture_output=True,
        text=True,
        check=True,
    )
    current = (ROOT / "frontend" / "src" / "api.gen.d.ts").read_text()
    assert made.stdout == current, "run: familydash openapi | python packaging/api_types.py"


def test_the_app_is_built_and_its_page_has_nothing_inline() -> None:
    page = (STATIC / "app" / "index.html").read_text()
    assert "<script>" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_nothing_that_was_built_is_committed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "familydash/static"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not [name for name in tracked.stdout.splitlines() if "/app/" in name or "/docs/" in name]
