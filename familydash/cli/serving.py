"""Serving a data directory, from taking its lock to the last socket closed."""

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final

import typer
from aiohttp import web

from familydash.app import House, make_app, open_house
from familydash.auth.viewer import HOUSE
from familydash.cli import logs, systemd
from familydash.clock import Clock
from familydash.config import BACKUPS, Config
from familydash.control import listening
from familydash.db.migrate import check, migrate
from familydash.db.restore import finish
from familydash.errors import CannotServe
from familydash.features.settings import store as settings
from familydash.features.users import store as users
from familydash.lock import Held, hold
from familydash.web.server import RUNNER

Seed = Callable[[House], Awaitable[Sequence[str]]]
"""Fills a new household; returns lines to print when it is served."""

KEEPALIVE: Final = (
    15  # seconds that an idle connection may stay: aiohttp's own 3,630 let a child's laptop hold it for an hour
)
SHUTDOWN: Final = 5  # seconds for requests that are under way


def serve(data_dir: Path, config: Config, seed: Seed | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Raises CannotServe, with nothing changed, where that cannot be."""
    logs.configure(config.log_level, config.log_format)
    clock = Clock()
    with hold(data_dir) as held:
        finish(data_dir, clock)
        _require_whole(migrate(data_dir, clock=clock).path)
        asyncio.run(_serve(data_dir, config, clock, held, seed))


async def _serve(data_dir: Path, config: Config, clock: Clock, held: Held, seed: Seed | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_house(data_dir, config, clock) as house:
        await _ensure_household(house)
        lines = list(await seed(house)) if seed else []
        code = None if await _has_admin(house) else clock.secret()
        async with _site(house, config, code) as port, listening(house, data_dir):
            address = address_of(config.host, port)
            held.serves(address)
            if code:
                lines.insert(0, f"set it up here, once: {address}app/setup?code={code}")
            for line in (f"familydash is at {address}", *lines):
                typer.echo(line)
            async with systemd.watched(house.db):
                await stop.wait()


def _require_whole(database: Path) -> None:
    """A damaged file gets worse with each write, and nobody would know from when on the backups are damaged too."""
    wrong = check(database)
    if wrong:
        backups = sorted((database.parent / BACKUPS).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        newest = backups[-1] if backups else "BACKUP"
        raise CannotServe(
            f"{database} is damaged ({wrong[0]}); `familydash restore {newest} --force` brings a backup back"
        )


async def _ensure_household(house: House) -> None:
    async with house.db.read() as read:
        if await read.value("SELECT 1 FROM household"):
            return
    async with house.db.write(HOUSE) as tx:
        await settings.create(tx)


async def _has_admin(house: House) -> bool:
    async with house.db.read() as read:
        return await users.any_admin(read)


@asynccontextmanager
async def _site(house: House, config: Config, code: str | None) -> AsyncIterator[int]:
    """The port that it answers on."""
    runner = web.AppRunner(
        make_app(house, code),
        keepalive_timeout=KEEPALIVE,
        shutdown_timeout=SHUTDOWN,
        handler_cancellation=False,  # a write whose reader has gone is still finished
        **RUNNER,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, config.host, config.port).start()
        except OSError as error:
            raise CannotServe(_refusal(config, error)) from None
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _refusal(config: Config, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {config.port} is in use by another program; stop that one, or name another with --port"
    if error.errno == errno.EACCES:
        return f"port {config.port} needs more rights than this user has; name one above 1023 with --port"
    return f"{config.host} is no address of this machine ({error.strerror or error}); name another with --host"


def address_of(host: str, port: int) -> str:
    """What to type into a browser."""
    try:
        number = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/"
    if number.is_unspecified:
        number = _lan_address(number.version) or number
    if number.is_unspecified:
        return f"http://{_own_name()}:{port}/"
    return f"http://[{number}]:{port}/" if number.version == 6 else f"http://{number}:{port}/"


def _lan_address(version: int) -> IPv4Address | IPv6Address | None:
    """The address that this machine would call from. Connecting a datagram socket sends nothing."""
    # The two are kept for documentation: nobody's addresses.
    family, nobody = (socket.AF_INET6, "2001:db8::1") if version == 6 else (socket.AF_INET, "192.0.2.1")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((nobody, 9))
            return ip_address(probe.getsockname()[0])
    except OSError:
        return None


def _own_name() -> str:
    name = socket.gethostname()
    return name if "." in name else f"{name}.local"
