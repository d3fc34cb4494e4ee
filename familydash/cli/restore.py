"""`familydash restore`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from familydash.cli.root import Json, directory


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `familydash backup` made.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the household that is there; it is kept in a folder.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back.

    It is checked first; what it replaces is kept in a folder; everybody signs in again. Stop the server before.
    """
    from familydash.db.restore import restore as bring_back

    data_dir = directory(context)
    done = bring_back(data_dir, file, force=force)
    if as_json:
        answer = {
            "data_dir": str(data_dir),
            "kept": str(done.kept) if done.kept else None,
            "rows": done.rows,
            "made_at": done.made_at,
            "app_version": done.app_version,
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(f"The household of {done.made_at} is back in {data_dir}: {done.rows} rows. Everybody signs in again.")
    if done.kept:
        typer.echo(f"What was there before is kept in {done.kept}.")
