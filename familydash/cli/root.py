"""What stands before every command: where the household lives."""

import os
from pathlib import Path
from stat import S_ISDIR
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
    context.obj = found = data_directory(data_dir, os.environ)
    if os.geteuid() == 0:
        context.call_on_close(lambda: give_back(found))


def give_back(folder: Path) -> None:
    """What root has made in a service's data directory becomes the service's, which could not open it otherwise."""
    owner = folder.stat() if folder.is_dir() else None
    if owner is None or owner.st_uid == 0:
        return
    for _, folders, files, at in os.fwalk(folder.resolve()):  # with DynamicUser= systemd's own is a link
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=at, follow_symlinks=False)
            # A second name of a root's file may be somebody's trick to be given it.
            if found.st_uid == 0 and (S_ISDIR(found.st_mode) or found.st_nlink == 1):
                os.chown(name, owner.st_uid, owner.st_gid, dir_fd=at, follow_symlinks=False)


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
