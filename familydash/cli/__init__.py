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

    from familydash.cli import backup, demo, init, openapi, restore, root, serve, user

    app = typer.Typer(
        name="familydash",
        help="The gift planner that a family runs at home.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root.root)
    app.command("init")(init.init)
    app.command("serve")(serve.serve)
    app.command("demo")(demo.demo)
    app.add_typer(user.app, name="user")
    app.command("backup")(backup.backup)
    app.command("restore")(restore.restore)
    app.command("openapi")(openapi.openapi)
    return app
