"""A household at rest, with rows that a test can count."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from familydash.config import CONFIG, DATABASE, MEDIA, SECRET
from familydash.db.migrate import migrate

Open = Callable[[Path], AbstractContextManager[sqlite3.Connection]]


@contextmanager
def connection(data_dir: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data_dir / DATABASE, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        yield opened


@pytest.fixture(name="connection")
def _connection() -> Open:
    return connection


@pytest.fixture
def household(tmp_path: Path) -> Path:
    """A data directory with Ana, her session, a picture, settings and a signing key."""
    data_dir = tmp_path / "house"
    data_dir.mkdir(mode=0o700)
    migrate(data_dir)
    with connection(data_dir) as opened:
        opened.execute(
            """INSERT INTO users (id, email, email_key, name, password_hash, is_admin, version, created_at, updated_at)
            VALUES (1, 'ana@x.org', 'ana@x.org', 'Anna', 'h', 1, 1, 0, 0)"""
        )
        opened.execute("INSERT INTO sessions VALUES (1, 1, 'phone', x'01', x'5EC12E7A', NULL, 0, 0, 9e12)")
        opened.execute(
            "INSERT INTO gifts (name, visibility, version, created_at, updated_at) VALUES ('LEGO castle', 'family', 1, 0, 0)"
        )
    (data_dir / MEDIA).mkdir()
    (data_dir / MEDIA / "ab12.webp").write_bytes(b"a picture")
    (data_dir / CONFIG).write_text('host = "127.0.0.1"\n')
    (data_dir / SECRET).write_bytes(b"k" * 32)
    return data_dir
