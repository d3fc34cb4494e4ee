"""From what went wrong to one plain sentence on stderr and an exit code: 0 done, 1 failed, 2 wrong use. Never a traceback."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import typer
from typer.exceptions import TyperException

from familydash.config import WrongConfig
from familydash.db.file import is_full
from familydash.errors import Invalid, Problem, StorageFull

FAILED: Final = 1
WRONG_USE: Final = 2

_INTERRUPTED: Final = 130  # what Typer makes of Ctrl-C
_MORE: Final = "with FAMILYDASH_LOG_LEVEL=debug it says more"


class WrongUse(Problem):
    """The command was called in a way that it has not."""


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Carry out the command line; what it is to exit with."""
    try:
        code = typer.main.get_command(app).main(list(arguments), prog_name="familydash", standalone_mode=False)
        sys.stdout.flush()
        return _say("stopped", FAILED) if code == _INTERRUPTED else int(code or 0)
    except (WrongConfig, WrongUse, Invalid) as problem:
        return _say(problem.message, WRONG_USE)
    except Problem as problem:
        return _say(problem.message, FAILED)
    except typer.Abort:  # at a question, and each is asked before anything is done
        return _say("stopped; nothing was changed", FAILED)
    except TyperException as error:
        return _say(_usage(error), WRONG_USE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain at its end
        return FAILED
    except OSError as error:
        return _say(_system(error), FAILED, error)
    except Exception as error:
        sentence = f"this is a defect of familydash ({type(error).__name__}): please report it; {_MORE}"
        return _say(sentence, FAILED, error)


def _say(sentence: str, code: int, defect: Exception | None = None) -> int:
    if defect is not None and os.environ.get("FAMILYDASH_LOG_LEVEL", "").lower() == "debug":
        traceback.print_exception(defect)
    typer.echo(f"familydash: {sentence}", err=True)
    return code


def _usage(error: TyperException) -> str:
    """What Typer says of arguments, on one line, with the command that shows more."""
    context = getattr(error, "ctx", None)
    said = " ".join(error.format_message().split()).rstrip(".").replace("Input should", "it must")
    return f"{said}; `{context.command_path if context else 'familydash'} --help` shows how it is called"


def _system(error: OSError) -> str:
    if is_full(error):
        return StorageFull().message
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}; is the path right, and may you write there?"
