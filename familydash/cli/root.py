"""What stands before every command: where the household lives."""

import os
from pathlib import Path
from typing import Annotated

import typer

from familydash import __version__
from familydash.config import DATABASE, data_directory
from familydash.errors import CannotServe

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for scripts.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"familydash {__version__}")
        raise typer.Exit


def root(
    context: typer.Context,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the household is kept. Else FAMILYDASH_DATA_DIR, $STATE_DIRECTORY, or the platform's place for it.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which one this is.")
    ] = False,
) -> None:
    context.obj = data_directory(data_dir, os.environ)


def directory(context: typer.Context) -> Path:
    """The data directory of this call; it need not be there."""
    found = context.obj
    assert isinstance(found, Path)  # noqa: S101  set by `root`
    return found


def household(context: typer.Context) -> Path:
    """The data directory, for a command that needs a household in it."""
    found = directory(context)
    try:
        there = (found / DATABASE).exists()
    except OSError as error:
        raise CannotServe(f"{found} cannot be read: {error.strerror}; is the data directory yours?") from None
    if not there:
        raise CannotServe(f"there is no household in {found}: run `familydash init`, or name another --data-dir")
    return found
