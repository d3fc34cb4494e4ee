"""`familydash user …`: accounts, whether a server runs or not."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from familydash.cli.root import Json, household

app = typer.Typer(help="Accounts: who may sign in.", no_args_is_help=False)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail address that the account signs in with.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")
]


@app.command()
def add(
    context: typer.Context,
    email: Email,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What the family calls them.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="Let them change settings and accounts.")] = False,
    person: Annotated[
        int | None, typer.Option(metavar="ID", help="The person that they are: surprises for it are kept from them.")
    ] = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Make an account. Asks for the password where it is not on stdin."""
    from familydash.auth.store import Registration
    from familydash.cli import ask
    from familydash.cli.control import carry_out

    data_dir = household(context)
    name = ask.text(name, "Name", "--name")
    # The rest is looked at before the password is asked for.
    known = {"email": email, "name": name, "is_admin": admin, "person_id": person}
    ask.checked(Registration, **known, password="x" * 8)
    new = ask.checked(Registration, **known, password=ask.new_password(password_stdin))
    _answer(carry_out(data_dir, "user-add", new), as_json, "{email} ({name}) can sign in now")


@app.command("list")
def listing(context: typer.Context, as_json: Json = False) -> None:
    """All accounts."""
    from familydash.cli.control import carry_out
    from familydash.control import Nothing

    users = carry_out(household(context), "user-list", Nothing())
    if as_json:
        typer.echo(json.dumps(users, ensure_ascii=False))
    elif not users:
        typer.echo("There is no account yet: `familydash user add EMAIL --admin` makes the first.")
    else:
        heads = ("ID", "E-MAIL", "NAME", "ADMIN", "PERSON")
        rows = [
            (str(u["id"]), u["email"], u["name"], "yes" if u["is_admin"] else "", str(u["person_id"] or ""))
            for u in users
        ]
        for line in _table([heads, *rows]):
            typer.echo(line)


@app.command()
def password(
    context: typer.Context, email: Email, password_stdin: PasswordStdin = False, as_json: Json = False
) -> None:
    """Set a new password; the account's sessions end."""
    from familydash.cli import ask
    from familydash.cli.control import carry_out
    from familydash.control import NewPassword

    data_dir = household(context)
    new = NewPassword(email=email, password=ask.new_password(password_stdin))
    _answer(
        carry_out(data_dir, "user-password", new), as_json, "{email} has a new password, and is signed out everywhere"
    )


@app.command()
def remove(
    context: typer.Context,
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Remove an account with its private lists; its other lists stay."""
    from familydash.cli import ask
    from familydash.cli.control import carry_out
    from familydash.control import Which

    data_dir = household(context)
    if not yes:
        ask.confirm(f"Remove {email}, with all private lists?")
    _answer(carry_out(data_dir, "user-remove", Which(email=email)), as_json, "{email} ({name}) is removed")


@app.command()
def admin(
    context: typer.Context,
    email: Email,
    on: Annotated[bool, typer.Option("--on/--off", help="Make them an admin, or no longer.")],
    as_json: Json = False,
) -> None:
    """Say who is an admin."""
    from familydash.cli.control import carry_out
    from familydash.control import Admin

    said = "{email} is an admin now" if on else "{email} is no admin any more"
    _answer(carry_out(household(context), "user-admin", Admin(email=email, is_admin=on)), as_json, said)


def _answer(user: Any, as_json: bool, said: str) -> None:
    typer.echo(json.dumps(user, ensure_ascii=False) if as_json else said.format_map(user))


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
