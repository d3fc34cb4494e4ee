"""What a backup file is: a .tar.gz of the database, the pictures, the settings, and last a manifest that vouches for them.

Reading one trusts nothing in it: only the names below, plain files, of the size and hash that the manifest says.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from familydash.config import CONFIG, DATABASE, MEDIA
from familydash.errors import Problem, StorageFull

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PICTURE: Final = re.compile(rf"{MEDIA}(/[A-Za-z0-9][A-Za-z0-9._-]{{0,99}}){{1,3}}")

_MIB: Final = 1 << 20
_LIMITS: Final = {DATABASE: 64 * 1024 * _MIB, CONFIG: _MIB, MANIFEST: 64 * _MIB}
_PICTURE_LIMIT: Final = 64 * _MIB
_MARGIN: Final = 32 * _MIB  # what unpacking leaves free on the disk
_CHUNK: Final = _MIB


class NotABackup(Problem):
    """The file is none of ours, incomplete, damaged, or of a newer familydash."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of the archive."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last: an archive without it is half of one."""

    app_version: str
    schema_version: int
    made_at: str
    rows: Mapping[str, int]
    files: Mapping[str, Packed] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def parse(cls, text: bytes) -> Self:
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT:
            raise NotABackup(
                f"it is of format {told['format']}, and this familydash reads {FORMAT}: install a newer one"
            )
        files = {str(name): Packed(int(file["bytes"]), str(file["sha256"])) for name, file in told["files"].items()}
        rows = {str(table): int(count) for table, count in told["rows"].items()}
        return cls(str(told["app_version"]), int(told["schema_version"]), str(told["made_at"]), rows, files)


class Writer:
    """Puts files into an archive and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._files: dict[str, Packed] = {}

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            hashing = _Hashing(source)
            self._put(name, size, hashing)
            self._files[name] = Packed(size, hashing.sha256.hexdigest())

    def finish(self, app_version: str, schema_version: int, made_at: str, rows: Mapping[str, int]) -> None:
        manifest = Manifest(app_version, schema_version, made_at, rows, self._files)
        text = json.dumps(asdict(manifest), indent=1).encode()
        self._put(MANIFEST, len(text), io.BytesIO(text))

    def _put(self, name: str, size: int, source: Any) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, source)  # raises OSError where the file has become shorter


@contextmanager
def writing(target: BinaryIO) -> Iterator[Writer]:
    """An archive into `target`, which the caller makes durable."""
    # level 6: pictures are compressed already, and on a Pi level 9 doubles the time for 1 % of the database
    with gzip.GzipFile("", "wb", 6, target, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        yield Writer(tar)


def unpack(source: Path, folder: Path) -> Manifest:
    """Everything into `folder`, compared with the manifest. Raises NotABackup, StorageFull."""
    try:
        with _Bounded(source, "rb") as packed, tarfile.open(fileobj=packed, mode="r:") as tar:
            found = _extract(tar, folder)
            while packed.read(_CHUNK):
                pass  # to the end, where the checksum is
        manifest = Manifest.parse((folder / MANIFEST).read_bytes())
    except NotABackup as error:
        raise NotABackup(f"{source} cannot be restored: {error.message}") from None
    except FileNotFoundError:
        raise NotABackup(f"{source} is no backup of familydash, or not all of one: it has no manifest") from None
    except PermissionError as error:
        raise NotABackup(f"{error.filename} cannot be opened: {error.strerror}") from None
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError):
        raise NotABackup(f"{source} is no backup of familydash, or a damaged one") from None
    found.pop(MANIFEST)
    if DATABASE not in found or found != manifest.files:
        raise NotABackup(f"{source} is damaged: what is in it is not what its manifest says")
    return manifest


def _extract(tar: tarfile.TarFile, folder: Path) -> dict[str, Packed]:
    found: dict[str, Packed] = {}
    room = shutil.disk_usage(folder).free - _MARGIN
    for member in tar:
        limit = _PICTURE_LIMIT if PICTURE.fullmatch(member.name) else _LIMITS.get(member.name, -1)
        if not member.isreg() or member.issparse() or member.name in found or not 0 <= member.size <= limit:
            raise NotABackup(f"it has “{member.name[:100]}” in it, which no backup has")
        room -= member.size
        if room < 0:
            raise StorageFull
        content = tar.extractfile(member)
        assert content is not None  # noqa: S101  a plain file has content
        found[member.name] = _copy(_Hashing(content), folder / member.name)
    return found


def _copy(source: "_Hashing", target: Path) -> Packed:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = 0
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return Packed(size, source.sha256.hexdigest())


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self._source.read(size)
        self.sha256.update(chunk)
        return chunk


class _Bounded(gzip.GzipFile):
    """tarfile reads an extended header whole, whatever size it claims: that must not become memory."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= 4 * _MIB:
            raise NotABackup("it has a header that no backup has")
        return super().read(size)
