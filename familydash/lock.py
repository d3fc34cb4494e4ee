"""One process per data directory. The lock is a file of its own: a handle on the database that is closed drops SQLite's locks.

The kernel lets go of it however the process ends; the text in the file only says who, and counts for nothing without the lock.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from familydash.errors import CannotServe

LOCK: Final = "familydash.lock"
PATIENCE: Final = 0.3  # seconds: `held_by` takes the lock for a moment to look, which must not turn an owner away


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the data directory. `address` is None while it does not serve (yet)."""

    pid: int | None
    address: str | None

    def __str__(self) -> str:
        process = f"process {self.pid}" if self.pid else "another process"
        return f"{process}, which serves {self.address}" if self.address else process


class Held:
    """The lock while it is ours."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.serves(None)

    def serves(self, address: str | None) -> None:
        """Have others be told that we answer there."""
        _write(self._fd, json.dumps({"pid": os.getpid(), "address": address}))


@contextmanager
def hold(data_dir: Path) -> Iterator[Held]:
    """The lock for as long as the block runs. Raises CannotServe where another has it, this process too."""
    path = data_dir / LOCK
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotServe(f"{path} cannot be opened: {error.strerror}; is the data directory yours?") from None
    try:
        _take(fd, data_dir)
        yield Held(fd)
    finally:
        os.close(fd)  # never unlinked: two processes could each lock a file of that name


def held_by(data_dir: Path) -> Holder | None:
    """Who has the data directory now; None where nobody has."""
    try:
        fd = os.open(data_dir / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotServe(
            f"{data_dir / LOCK} cannot be opened: {error.strerror}; is the data directory yours?"
        ) from None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(fd)
    else:
        return None
    finally:
        os.close(fd)


def _take(fd: int, data_dir: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise CannotServe(
                    f"{data_dir} is in use by {_read(fd)}; stop it first, or name another --data-dir"
                ) from None
            time.sleep(0.01)
        else:
            return


def _read(fd: int) -> Holder:
    try:
        told = json.loads(os.pread(fd, 4096, 0))
        return Holder(int(told["pid"]), told["address"])
    except (ValueError, KeyError, TypeError):
        return Holder(None, None)  # it has just begun


def _write(fd: int, text: str) -> None:
    encoded = text.encode()
    os.pwrite(fd, encoded, 0)
    os.ftruncate(fd, len(encoded))
