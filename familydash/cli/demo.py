"""`familydash demo`: a family to look around in, gone when it is stopped."""

import os
import shutil
import tempfile
from pathlib import Path

import typer

from familydash.cli.serve import Host, LogFormat, LogLevel, Port
from familydash.config import load


def demo(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Serve a sample family, and print how to sign in.

    On this machine only, unless --host says otherwise. Nothing of it is kept.
    """
    data_dir = Path(tempfile.mkdtemp(prefix="familydash-demo-"))  # 0700
    try:
        given = {
            "host": host or "127.0.0.1",
            "port": port,
            "log_level": log_level or os.environ.get("FAMILYDASH_LOG_LEVEL") or "warning",
            "log_format": log_format,
        }
        config = load(data_dir, given, os.environ)
        from familydash.cli.sample import plant
        from familydash.cli.serving import serve

        serve(data_dir, config, plant)
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)
