"""`familydash openapi`."""

import typer


def openapi() -> None:
    """Print the API's OpenAPI document."""
    from pydantic_core import to_json

    from familydash import __version__
    from familydash.app import APIS
    from familydash.web.openapi import document

    typer.echo(to_json(document(APIS, __version__), indent=2).decode())
