"""`familydash init`: the household and its first admin."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from familydash.cli.root import Json, directory
from familydash.cli.user import PasswordStdin

if TYPE_CHECKING:
    from familydash.auth.store import Registration
    from familydash.features.users.store import User


def init(
    context: typer.Context,
    admin_email: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="What the first admin signs in with.")
    ] = None,
    admin_name: Annotated[str | None, typer.Option(metavar="NAME", help="What the family calls them.")] = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Make a household with its first admin. Asks for what is not given."""
    import asyncio

    from familydash.auth.store import Registration
    from familydash.cli import ask

    data_dir = directory(context)
    refuse_existing(data_dir)
    email = ask.text(admin_email, "E-mail of the first admin", "--admin-email")
    name = ask.text(admin_name, "Name", "--admin-name")
    ask.checked(Registration, email=email, name=name, password="x" * 8)  # before the password is asked for
    password = ask.new_password(password_stdin)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = asyncio.run(_make(data_dir, Registration(email=email, name=name, password=password, is_admin=True)))
    if as_json:
        typer.echo(json.dumps({"data_dir": str(data_dir), "admin": user.model_dump(mode="json")}, ensure_ascii=False))
    else:
        typer.echo(f"The household is in {data_dir}; {user.email} is its admin. `familydash serve` opens the door.")


def refuse_existing(data_dir: Path) -> None:
    from familydash.config import DATABASE
    from familydash.db.file import look
    from familydash.errors import Conflict
    from familydash.lock import held_by

    holder = held_by(data_dir)  # and then the file is not ours to look at
    if holder is not None or not look(data_dir / DATABASE).empty:
        raise Conflict(
            f"there is a household in {data_dir} already, nothing was changed: `familydash user add EMAIL --admin` "
            "makes an admin in it, another --data-dir a second household"
        )


async def _make(data_dir: Path, new: "Registration") -> "User":
    from familydash.auth.tokens import load_key
    from familydash.auth.viewer import HOUSE
    from familydash.cli.control import household
    from familydash.features.settings import store as settings
    from familydash.features.users import store as users

    async with household(data_dir) as local:
        load_key(data_dir)
        password_hash = await local.passwords.hash(new.password)
        async with local.db.write(HOUSE) as tx:
            await settings.create(tx)
            return await users.create(tx, new.account, password_hash)
