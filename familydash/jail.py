"""A short-lived child process with limits, for what strangers made: pages and pictures.

Any parser can be stopped by the input that was made to stop it. So what comes from outside is read in a process that
may use up its seconds, its memory and its output, and is gone afterwards; the server only waits for it. The child
gets no environment, no open file and no path of the household, and opens nothing for writing.

`Jail.run` is the server's side. The child's side is a module that ends with `if __name__ == "__main__": serve(work)`.
"""

import asyncio
import json
import logging
import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from familydash.errors import RateLimited

log: Final = logging.getLogger(__name__)

SLOTS: Final = 2  # children at once: each takes about as much memory as the idle server
QUEUE: Final = 8  # who may wait for one; a family does not do more at once
FILES: Final = 32  # that a child may have open, sockets too
_PR_SET_PDEATHSIG: Final = 1  # of prctl(2)
WORDS: Final = 2_000  # bytes of a child's last words that are looked at


class Failed(Exception):
    """The child ended without a result: too slow, too big, or broken by what it read."""


@dataclass(frozen=True)
class Limits:
    """What one child may use up."""

    seconds: float
    """Of the wall clock, its start included."""
    cpu: int
    """Seconds of the processor."""
    memory: int
    """MiB of address space."""
    output: int
    """Bytes of its result."""


class Jail:
    """Runs children, a few at a time."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._waiting = 0

    async def run(self, module: str, job: bytes, limits: Limits) -> bytes:
        """What the child `python -m module` makes of `job`. Raises Failed, or RateLimited where too many wait."""
        if self._slots.locked() and self._waiting >= QUEUE:
            raise RateLimited("too many pages and pictures at once: try again in a moment", 5)
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            return await _run(module, job, limits)
        finally:
            self._slots.release()


async def _run(module: str, job: bytes, limits: Limits) -> bytes:
    child = await _start(module, limits)
    try:
        async with asyncio.timeout(limits.seconds):
            _, result, error = await asyncio.gather(
                _feed(child, job), _take(child.stdout, limits.output), _error(child.stderr)
            )
            code = await child.wait()
    except TimeoutError:
        log.debug("%s took longer than %g s", module, limits.seconds)
        raise Failed(f"{module} took longer than {limits.seconds:g} s") from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            await child.communicate()  # what is left in the pipes would keep it from being over
    if code != 0:
        log.debug("%s ended with %d: %s", module, code, error)
        raise Failed(f"{module} ended with {code}")
    if result is None:
        raise Failed(f"{module} had too much to say")
    return result


async def _start(module: str, limits: Limits) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *_command(module, limits),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
    except OSError as error:  # no memory, no process to be had
        raise Failed(f"{module} could not be started: {error.strerror}") from error


def _command(module: str, limits: Limits) -> Sequence[str]:
    # -I: neither the folder it stands in nor the user's own packages are looked at.
    return (sys.executable, "-I", "-m", module, json.dumps(asdict(limits)))


def _environment() -> dict[str, str]:
    """Nothing of the server's own, but what the system needs to find its libraries and certificates."""
    kept = ("LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "LANG", "TZ")
    # One arena: address space that threads only reserve would count against the limit.
    return {"MALLOC_ARENA_MAX": "1", **{name: os.environ[name] for name in kept if name in os.environ}}


async def _feed(child: asyncio.subprocess.Process, job: bytes) -> None:
    assert child.stdin is not None  # noqa: S101  # it is a pipe
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended before it had read all
        child.stdin.write(job)
        await child.stdin.drain()
    child.stdin.close()


async def _take(stream: asyncio.StreamReader | None, limit: int) -> bytes | None:
    """All of a stream; None where it has more than `limit` bytes. Read to its end, or the child would never end."""
    assert stream is not None  # noqa: S101  # it is a pipe
    taken = bytearray()
    while chunk := await stream.read(65536):
        if len(taken) <= limit:
            taken += chunk
    return bytes(taken) if len(taken) <= limit else None


async def _error(stream: asyncio.StreamReader | None) -> str:
    """The name of the error that ended a child. Not what it says: it may quote what the child was given."""
    assert stream is not None  # noqa: S101  # it is a pipe
    words = b""
    while chunk := await stream.read(65536):
        words = (words + chunk)[-WORDS:]
    last = words.decode("utf-8", "replace").strip().rpartition("\n")[2]
    name = re.match(r"[\w.]{1,100}", last, re.ASCII)
    return name[0] if name else "no words"


def serve(work: Callable[[bytes], bytes]) -> None:
    """Be the child: `work` makes the result of the job. What it raises ends the process without one."""
    _enter(Limits(**json.loads(sys.argv[1])))
    result = work(sys.stdin.buffer.read())
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()


def _enter(limits: Limits) -> None:
    with suppress(OSError):  # where memory runs short all the same, the child goes and not the server
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_AS, limits.memory * 2**20),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    _end_with_the_server()
    signal.alarm(int(limits.seconds) + 2)  # whatever else fails


def _end_with_the_server() -> None:
    import ctypes  # here: the server needs none of it

    with suppress(OSError, AttributeError):  # of Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
