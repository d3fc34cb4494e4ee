"""The `familydash` command. One file per group of commands; what only one command needs, it imports itself."""

import sys
from typing import TYPE_CHECKING

from familydash import __version__

if TYPE_CHECKING:
    import typer


def main() -> None:
    """The console script."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"familydash {__version__}\n")  # scripts ask often, and need nothing imported for it
        return
    from familydash.cli.failures import run

    sys.exit(run(build(), sys.argv[1:]))


def build() -> "typer.Typer":
    """All commands."""
    import typer

    from familydash.cli import root, user
    from familydash.cli.backup import backup
    from familydash.cli.demo import demo
    from familydash.cli.init import init
    from familydash.cli.openapi import openapi
    from familydash.cli.restore import restore
    from familydash.cli.serve import serve

    app = typer.Typer(
        name="familydash",
        help="The gift planner that a family runs at home.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root.root)
    app.command()(init)
    app.command()(serve)
    app.command()(demo)
    app.add_typer(user.app, name="user")
    app.command()(backup)
    app.command()(restore)
    app.command()(openapi)
    return app
