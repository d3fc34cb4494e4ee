"""Options = variables = config.toml: one table. Nothing here has to be set before the first start.

What holds is, in order: the command line, `FAMILYDASH_*`, `config.toml` in the data directory, the default.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from familydash.errors import Problem

Network = IPv4Network | IPv6Network

# What stands in the data directory.
DATABASE: Final = "familydash.db"
SECRET: Final = "secret.key"  # noqa: S105  a file's name
CONFIG: Final = "config.toml"
MEDIA: Final = "media"
BACKUPS: Final = "backups"

_HOST_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class WrongConfig(Problem):
    """An option, a variable or a line of config.toml says what cannot be."""


@dataclass(frozen=True, slots=True)
class Option:
    """`parse` takes text or what TOML has, and raises ValueError in words that follow the option's name."""

    name: str
    default: Any
    parse: Callable[[object], Any]
    help: str
    secret: bool = False  # masked by `serve --show-config`


@dataclass(frozen=True, slots=True)
class Config:
    """What holds. `origin` says for each option where its value is from: `default`, `FAMILYDASH_PORT`, …"""

    host: str
    port: int
    cors_origins: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    allowed_hosts: tuple[str, ...]
    log_level: str
    log_format: str
    origin: Mapping[str, str]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text")
    return value.strip()


def _host(value: object) -> str:
    host = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9.:_%-]+", host):
        raise ValueError('must be an address or a name such as "127.0.0.1"')
    return host


def _port(value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise ValueError("must be a number from 0 to 65535 (0 takes a free one)")
    return int(text)


def _each(value: object) -> list[str]:
    """Comma separated text, or a list in TOML."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError("must be a list of texts")
    return [part.strip() for part in parts if part.strip()]


def _origins(value: object) -> tuple[str, ...]:
    origins = [origin.rstrip("/").lower() for origin in _each(value)]
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}" or not parts.hostname:
            raise ValueError(f'must be origins such as "https://gifts.example.org"; {origin} is none')
    return tuple(origins)


def _networks(value: object) -> tuple[Network, ...]:
    networks: list[Network] = []
    for text in _each(value):
        try:
            networks.append(ip_network(text, strict=False))
        except ValueError:
            raise ValueError(f'must be addresses or networks such as "172.16.0.0/12"; {text} is none') from None
    return tuple(networks)


def _hosts(value: object) -> tuple[str, ...]:
    hosts = [host.lower().rstrip(".") for host in _each(value)]
    for host in hosts:
        if not _HOST_NAME.fullmatch(host):
            raise ValueError(f'must be names such as "gifts.example.org", without port; {host} is none')
    return tuple(hosts)


def _one_of(*choices: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        choice = _text(value).lower()
        if choice not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return choice

    return parse


OPTIONS: Final = (
    Option("host", "0.0.0.0", _host, "The address to listen on; 127.0.0.1 keeps it to this machine."),  # noqa: S104  a home's LAN
    Option("port", 8000, _port, "The port to listen on; 0 takes a free one."),
    Option("cors_origins", (), _origins, "Web pages of other origins that may call the API."),
    Option("trusted_proxies", (), _networks, "Proxies whose X-Forwarded-* headers are believed."),
    Option("allowed_hosts", (), _hosts, "Names that this household is reached by, besides addresses and *.local."),
    Option("log_level", "info", _one_of("debug", "info", "warning", "error"), "The least that is logged."),
    Option("log_format", "text", _one_of("text", "json"), "How a line of the log is written: text or json."),
)


def load(data_dir: Path, given: Mapping[str, object], environ: Mapping[str, str]) -> Config:
    """`given` are the options of the command line by name; what was not given is left out or None.
    Raises WrongConfig."""
    stored = _stored(data_dir / CONFIG)
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for option in OPTIONS:
        variable = f"FAMILYDASH_{option.name.upper()}"
        if given.get(option.name) is not None:
            raw, source = given[option.name], f"--{option.name.replace('_', '-')}"
        elif environ.get(variable):
            raw, source = environ[variable], variable
        elif option.name in stored:
            raw, source = stored[option.name], str(data_dir / CONFIG)
        else:
            values[option.name], origin[option.name] = option.default, "default"
            continue
        try:
            values[option.name] = option.parse(raw)
        except ValueError as error:
            raise WrongConfig(f"{option.name} {error} (from {source})") from None
        origin[option.name] = source
    return Config(**values, origin=origin)


def _stored(path: Path) -> Mapping[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise WrongConfig(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from None
    import tomllib  # only where there is such a file

    try:
        stored = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongConfig(f"{path} is not TOML: {error}") from None
    known = [option.name for option in OPTIONS]
    unknown = sorted(set(stored) - set(known))
    if unknown:
        raise WrongConfig(f"{path} has {', '.join(unknown)}, which is no option; there are {', '.join(known)}")
    return stored


def show(config: Config) -> list[str]:
    """What holds and where it is from, as lines that config.toml would take."""
    lines = []
    for option in OPTIONS:
        value = getattr(config, option.name)
        if option.secret and value:
            value = "…"
        elif isinstance(value, tuple):
            value = [str(part) for part in value]
        lines.append(f"{option.name} = {json.dumps(value, ensure_ascii=False)}  # {config.origin[option.name]}")
    return lines


def data_directory(option: Path | None, environ: Mapping[str, str]) -> Path:
    """Where the household lives: the option, `FAMILYDASH_DATA_DIR`, systemd's `$STATE_DIRECTORY`, the platform's place."""
    state = environ.get("STATE_DIRECTORY", "").split(":")[0]
    chosen = option or environ.get("FAMILYDASH_DATA_DIR") or state
    if not chosen:
        from platformdirs import user_data_path

        return user_data_path("familydash", appauthor=False)
    return Path(chosen).expanduser().absolute()
