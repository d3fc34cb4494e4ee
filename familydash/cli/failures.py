"""From what went wrong to one plain sentence on stderr and an exit code: 0 done, 1 failed, 2 wrong use. Never a traceback."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import typer
from typer.exceptions import BadParameter, TyperException, UsageError

from familydash.config import WrongConfig
from familydash.errors import Invalid, Problem, StorageFull

FAILED: Final = 1
WRONG_USE: Final = 2


class WrongUse(Problem):
    """The command was called in a way that it has not."""


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Carry out the command line; what it is to exit with."""
    try:
        code = typer.main.get_command(app).main(list(arguments), prog_name="familydash", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except UsageError as error:
        return _say(_usage(error), WRONG_USE)
    except (WrongConfig, WrongUse, Invalid) as problem:
        return _say(problem.message, WRONG_USE)
    except Problem as problem:
        return _say(problem.message, FAILED)
    except (typer.Abort, KeyboardInterrupt, EOFError):
        return _say("stopped; nothing was changed", FAILED)
    except TyperException as error:
        return _say(str(error), FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain at its end
        return FAILED
    except OSError as error:
        return _say(_system(error), FAILED, error)
    except Exception as error:
        return _say(
            f"this is a defect of familydash ({type(error).__name__}): set FAMILYDASH_LOG_LEVEL=debug to see more, and please report it",
            FAILED,
            error,
        )


def _say(sentence: str, code: int, defect: Exception | None = None) -> int:
    if defect is not None and os.environ.get("FAMILYDASH_LOG_LEVEL", "").lower() == "debug":
        traceback.print_exception(defect)
    typer.echo(f"familydash: {sentence}", err=True)
    return code


def _usage(error: UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "familydash"
    said = error.format_message().rstrip(".")
    if isinstance(error, BadParameter):
        said = said.replace("Input should", "it must")
    return f"{said}; `{command} --help` shows how it is called"


def _system(error: OSError) -> str:
    if error.errno == 28:  # ENOSPC
        return StorageFull().message
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}; is the path right, and may you write there?"
