"""`familydash backup`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from familydash.cli.root import Json, household


def backup(
    context: typer.Context,
    target: Annotated[
        Path | None, typer.Argument(metavar="[FILE or DIR]", help="Where to; else backups/ in the data directory.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Copy the household into one checked file.

    Database, pictures and settings; a server may run meanwhile. Who restores it signs in anew.
    """
    from familydash.db.backup import backup as make

    report = make(household(context), target)
    if as_json:
        typer.echo(json.dumps({"path": str(report.path), "size": report.size, "rows": report.rows}, ensure_ascii=False))
    else:
        typer.echo(f"{report.path}  {readable(report.size)}  {report.rows} rows")


def readable(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
