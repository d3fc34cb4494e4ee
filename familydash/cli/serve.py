"""`familydash serve`."""

import os
from typing import Annotated

import typer

from familydash.cli.root import directory
from familydash.config import OPTIONS, load, show

_HELP = {option.name: option.help for option in OPTIONS}

Host = Annotated[str | None, typer.Option(metavar="HOST", help=_HELP["host"])]
Port = Annotated[str | None, typer.Option(metavar="PORT", help=_HELP["port"])]
LogLevel = Annotated[str | None, typer.Option(metavar="LEVEL", help=_HELP["log_level"])]
LogFormat = Annotated[str | None, typer.Option(metavar="FORMAT", help=_HELP["log_format"])]


def serve(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    cors_origins: Annotated[str | None, typer.Option(metavar="ORIGINS", help=_HELP["cors_origins"])] = None,
    trusted_proxies: Annotated[str | None, typer.Option(metavar="NETWORKS", help=_HELP["trusted_proxies"])] = None,
    allowed_hosts: Annotated[str | None, typer.Option(metavar="NAMES", help=_HELP["allowed_hosts"])] = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
    show_config: Annotated[
        bool, typer.Option("--show-config", help="Print what holds and from where, and do no more.")
    ] = False,
) -> None:
    """Serve the household.

    Where there is none, an empty one is made, and a second line is printed: the address that sets it up, once.

    Each option is also a variable (FAMILYDASH_PORT, …) and a line of config.toml in the data directory."""
    data_dir = directory(context)
    given = {
        "host": host,
        "port": port,
        "cors_origins": cors_origins,
        "trusted_proxies": trusted_proxies,
        "allowed_hosts": allowed_hosts,
        "log_level": log_level,
        "log_format": log_format,
    }
    config = load(data_dir, given, os.environ)
    if show_config:
        for line in (f"# {data_dir}", *show(config)):
            typer.echo(line)
        return
    from familydash.cli.serving import serve as serve_house

    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    serve_house(data_dir, config)
