"""Pictures: developed in a child process, kept as files whose names nobody can guess.

An `<img>` sends no token, so the name is the key to the picture. What is uploaded gets a random one. What is shown is
given one made of the picture and who sees it, with the household's secret (`garbage.py`): the family's, or that of one
hidden gift. So neither an upload nor the end of a picture tells what others have.
"""

import asyncio
import hashlib
import hmac
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from familydash.db.database import Tx
from familydash.db.file import is_full, sync_folder
from familydash.errors import Invalid, StorageFull
from familydash.features.media.developed import BROKEN, TOO_LARGE, Developed, format_of
from familydash.jail import Failed, Jail, Limits

log: Final = logging.getLogger(__name__)

MAX_BYTES: Final = 10 * 1024 * 1024  # of what is uploaded
LIMITS: Final = Limits(seconds=30, cpu=20, memory=176, output=16 * 1024 * 1024)
"""MiB: with the idle server it stays below what the systemd unit allows. Seconds: for a Pi that has other things to do."""

_CHILD: Final = "familydash.features.media.develop"
_DIGITS: Final = 32  # 128 bits, in hexadecimal: a backup takes names that begin with a letter or a digit
_FILE: Final = re.compile(rf"([0-9a-f]{{{_DIGITS}}})(?:-card)?\.webp", re.ASCII)
_SUFFIXES: Final = (".webp", "-card.webp")
_UNFINISHED: Final = ".unfinished-"

_NO_FORMAT: Final = "must be a picture: JPEG, PNG, WebP, GIF or AVIF"
_WORDS: Final[Mapping[bytes, str]] = {
    BROKEN: "cannot be read as a picture: it is damaged, or too large",
    TOO_LARGE: "is too large a picture: scale it down first",
}


NEW: Final = "new"
"""The audience of what is on nothing yet."""


def naming_key(secret: bytes) -> bytes:
    """The key of the names, out of the household's secret."""
    return hmac.digest(secret, b"familydash names of pictures", "sha256")


def url_of(name: str) -> str:
    return f"/media/{name}.webp"


class Pictures:
    """The pictures of a household, in `folder`. `jail` runs one child at a time: two would not fit beside the server."""

    def __init__(self, jail: Jail, folder: Path, key: bytes, secret: Callable[[], str]) -> None:
        self._jail = jail
        self._folder = folder
        self._key = key
        self._secret = secret
        self._dropping: asyncio.Future[None] | None = None

    async def develop(self, raw: bytes) -> Developed:
        """Raises Invalid on `file` where it is no picture, RateLimited where too many wait."""
        if format_of(raw) is None:
            raise Invalid.of("file", _NO_FORMAT)
        try:
            packed = await self._jail.run(_CHILD, raw, LIMITS)
            if packed in _WORDS:
                raise Invalid.of("file", _WORDS[packed])
            return Developed.unpack(packed)
        except (Failed, ValueError) as error:
            log.warning("a picture of %d bytes could not be developed: %s", len(raw), error)
            raise Invalid.of("file", _WORDS[BROKEN]) from error

    async def keep(self, tx: Tx, developed: Developed) -> str:
        """The address of a new picture, known to nobody yet.

        Its files are durable when this returns, its row with the commit: what comes between leaves files without a row,
        which garbage.py finds. Raises StorageFull."""
        digest = hashlib.sha256(developed.picture).hexdigest()
        name = self._name(self._secret(), digest)
        await self._settled(self._write, files_of(name, developed))
        size = {"bytes": len(developed.picture) + len(developed.card)}
        size |= {"width": developed.width, "height": developed.height}
        await _insert(tx, {"name": name, "audience": NEW, "digest": digest, **size, "created_at": tx.now})
        return url_of(name)

    async def name_for(self, tx: Tx, name: str, audience: str) -> str | None:
        """The name of a picture for what shows it to that audience, from now on beside `name`; None where its file is gone."""
        row = dict(await tx.only("SELECT * FROM media WHERE name = :name", {"name": name}))
        there = self._name(audience, row["digest"])
        if not await tx.value("SELECT 1 FROM media WHERE name = :name", {"name": there}):
            try:
                await self._settled(self._copy, name, there)
            except FileNotFoundError:
                log.warning("the picture %s is lost: its file is not there", name)
                return None
            await _insert(tx, {**row, "name": there, "audience": audience})
        return there

    async def read(self, file: str) -> bytes | None:
        """The bytes of `<name>.webp` or `<name>-card.webp`; None where there is no such picture."""
        if not _FILE.fullmatch(file):
            return None
        try:
            return await asyncio.to_thread((self._folder / file).read_bytes)
        except FileNotFoundError:
            return None

    async def files_before(self, moment: int) -> dict[str, str]:
        """The files written before `moment` (milliseconds UTC), each with its picture's name; '' where it has none."""
        return await asyncio.to_thread(self._files_before, moment)

    def drop(self, files: Iterable[str]) -> None:
        """Take files away, beside the loop. To be called while the writer is held, so that `keep` waits for it."""
        paths = [self._folder / file for file in files]
        if paths:
            self._dropping = asyncio.get_running_loop().run_in_executor(None, _unlink, paths)

    async def settle(self) -> None:
        """Wait until what is to be taken away is gone."""
        if self._dropping is not None:
            await asyncio.shield(self._dropping)

    async def _settled(self, write: Callable[..., None], *args: Any) -> None:
        """Write files beside the loop, once those that are to be taken away are gone. Raises StorageFull."""
        await self.settle()
        try:
            await asyncio.to_thread(write, *args)
        except OSError as error:
            if is_full(error):
                raise StorageFull from error
            raise

    def _name(self, audience: str, digest: str) -> str:
        return hmac.digest(self._key, f"{audience}\n{digest}".encode(), "sha256").hex()[:_DIGITS]

    def _write(self, contents: Mapping[str, bytes]) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for file, content in contents.items():
            self._write_one(self._folder / file, content)
        sync_folder(self._folder)

    def _copy(self, name: str, there: str) -> None:
        """As a second name of the same file, where the file system has such names."""
        for suffix in _SUFFIXES:
            old, new = self._folder / f"{name}{suffix}", self._folder / f"{there}{suffix}"
            new.unlink(missing_ok=True)
            try:
                new.hardlink_to(old)
            except OSError:
                shutil.copyfile(old, new)
        sync_folder(self._folder)

    def _write_one(self, path: Path, content: bytes) -> None:
        # A name of its own, of mode 0600: who was cancelled may still be writing the same picture.
        held, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=self._folder)
        try:
            with os.fdopen(held, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise

    def _files_before(self, moment: int) -> dict[str, str]:
        found: dict[str, str] = {}
        with suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                ours = _FILE.fullmatch(entry.name)
                if not ours and not entry.name.startswith(_UNFINISHED):
                    continue
                with suppress(FileNotFoundError):  # who was cancelled is still at it
                    if entry.stat(follow_symlinks=False).st_mtime_ns // 1_000_000 < moment:
                        found[entry.name] = ours[1] if ours else ""
        return found


def files_of(name: str, developed: Developed) -> dict[str, bytes]:
    return dict(zip((f"{name}{suffix}" for suffix in _SUFFIXES), (developed.picture, developed.card), strict=True))


async def _insert(tx: Tx, row: Mapping[str, Any]) -> None:
    await tx.run(
        """INSERT INTO media (name, audience, digest, bytes, width, height, created_at)
        VALUES (:name, :audience, :digest, :bytes, :width, :height, :created_at)""",
        row,
    )


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s could not be taken away: %s", path.name, error.strerror)
