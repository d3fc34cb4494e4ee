"""What a command needs to know and was not given: asked for where there is a terminal, else wrong use.

Passwords are never echoed, and never taken from the command line, which others can read.
"""

import sys
from getpass import getpass
from typing import Any, Final, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from familydash.auth.passwords import MAX_LENGTH, MIN_LENGTH
from familydash.cli.failures import WrongUse
from familydash.errors import Invalid
from familydash.web.details import details

Model = TypeVar("Model", bound=BaseModel)

TRIES: Final = 3


def at_terminal() -> bool:
    return sys.stdin.isatty()


def text(given: str | None, question: str, option: str) -> str:
    if given is not None:
        return given
    if not at_terminal():
        raise WrongUse(f"there is no terminal to ask at: give {option}")
    return str(typer.prompt(question, err=True))


def confirm(question: str) -> None:
    """Stop the command unless the answer is yes."""
    if not at_terminal():
        raise WrongUse("there is no terminal to ask at: give --yes")
    typer.confirm(question, abort=True, err=True)


def new_password(from_stdin: bool) -> str:
    """One line of stdin, or asked for twice."""
    if from_stdin:
        line = sys.stdin.readline()
        return _good(line.removesuffix("\n").removesuffix("\r"))
    if not at_terminal():
        raise WrongUse(
            "there is no terminal to ask for a password at: give --password-stdin, and the password on stdin"
        )
    for _ in range(TRIES):
        first = getpass("Password: ")
        if not MIN_LENGTH <= len(first) <= MAX_LENGTH:
            typer.echo(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", err=True)
        elif first != getpass("The same again: "):
            typer.echo("These are two different ones.", err=True)
        else:
            return first
    raise WrongUse("no password was set; try again when you are ready")


def _good(password: str) -> str:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise Invalid.of("password", f"must have {MIN_LENGTH} to {MAX_LENGTH} characters")
    return password


def checked(shape: type[Model], **values: Any) -> Model:
    """The values as the API would take them. Raises Invalid."""
    try:
        return shape(**values)
    except ValidationError as error:
        raise Invalid(details(error, values)) from None
