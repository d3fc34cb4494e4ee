"""The log: to stderr, as text or as one JSON object a line. Whatever looks like a token is masked."""

import json
import logging
import re
import sys
from typing import Any, Final

from aiohttp.http_exceptions import HttpProcessingError

from familydash.clock import rfc3339

_TOKENS: Final = re.compile(r"eyJ[\w-]{5,}\.[\w-]+\.[\w-]*|(?<=token=)[^\s&\"']+|(?<=code=)[^\s&\"']+")
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(level: str, format: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if format == "json" else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("aiohttp.server").addFilter(in_few_words)
    for chatty in ("aiosqlite", "asyncio"):  # each statement with its values is nobody's business
        logging.getLogger(chatty).setLevel(logging.WARNING)


def in_few_words(record: logging.LogRecord) -> bool:
    """Of what was no HTTP, only that it came: aiohttp would quote it, and a cookie or a password may stand in it."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}", ()
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.exc_info = record.exc_text = None
    return True


class TextLines(logging.Formatter):
    """`2026-11-26T10:30:00.000Z info familydash.access: GET /persons 200 3.1 ms …`"""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{rfc3339(int(record.created * 1000))} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return masked(line)


class JsonLines(logging.Formatter):
    """What a log call gave in `extra` is a field of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": rfc3339(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return masked(json.dumps(line, ensure_ascii=False, default=str))


def masked(line: str) -> str:
    return _TOKENS.sub("…", line)
