"""The servers that are measured side by side, each in processes of its own on loopback."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import familydash
from tests.benchmarks.frames import binary, handshake, mqtt, text

NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")  # Debian: libnginx-mod-nchan
ROOT = Path(familydash.__file__).parent.parent
PAYLOAD = 400  # bytes of an event as the subscriber gets it, about what a list item has
START = 20  # seconds until a server that does not answer has failed


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Contender(ABC):
    """A running server. `hello` opens a subscriber's socket, `publish` sends one event to all of them."""

    name: str
    promise: str
    """What it promises of delivery, in a few words."""

    def __init__(self) -> None:
        self.port = 0
        self._open = ExitStack()
        self._process: subprocess.Popen[bytes]

    @classmethod
    @abstractmethod
    def missing(cls) -> str | None:
        """What is not installed; None where all is there."""

    @abstractmethod
    def start(self, folder: Path) -> list[str]:
        """Prepare it below `folder`; the command that runs it."""

    @abstractmethod
    def hello(self, number: int) -> list[bytes]:
        """What the subscriber of this number sends; each is answered before the next."""

    @abstractmethod
    def publish(self, count: int) -> bytes:
        """The bytes that publish so many events, once `greet` is sent on the same connection."""

    def greet(self) -> list[bytes]:
        """What a publisher sends first; each is answered."""
        return []

    def is_event(self, first_byte: int) -> bool:
        """Whether a WebSocket message that begins so is an event."""
        return True

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="familydash-benchmark-"))
            self._process = subprocess.Popen(self.start(Path(folder)), stdout=subprocess.PIPE, cwd=ROOT)
            opened.callback(self._stop)
            self._ready()
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _stop(self) -> None:
        self._process.terminate()
        self._process.wait(START)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _ready(self) -> None:
        for _ in range(START * 100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.01):
                return
            try:
                self._process.wait(0.01)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError(f"{self.name} did not start")

    def processes(self) -> list[int]:
        """The ids of its processes."""
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [main, *map(int, children)]

    def cpu(self) -> float:
        """Seconds of CPU that it used until now."""
        ticks = 0
        for id in self.processes():
            fields = Path(f"/proc/{id}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory that are its own."""
        kilobytes = 0
        for id in self.processes():
            rollup = Path(f"/proc/{id}/smaps_rollup").read_text()
            kilobytes += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return kilobytes * 1024


class Familydash(Contender):
    name = "familydash"
    promise = "at least the last 1,000 events of each account are kept and told again after a break, each once"

    @classmethod
    def missing(cls) -> str | None:
        return None

    def start(self, folder: Path) -> list[str]:
        return [sys.executable, "-m", "tests.benchmarks.household", str(folder)]

    def _ready(self) -> None:
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.port, self._tokens = told["port"], told["tokens"]

    def hello(self, number: int) -> list[bytes]:
        token = self._tokens[number % len(self._tokens)]
        return [handshake(self.port, f"/ws?token={token}"), text({"action": "subscribe", "topic": "gifts:all"})]

    def publish(self, count: int) -> bytes:
        return count * _post(self.port, "/publish", json.dumps({"x": "x" * (PAYLOAD - 80)}).encode())

    def write(self, number: int) -> bytes:
        """A whole write instead: checked, durable, and told to whom it concerns."""
        body = json.dumps({"name": f"Kite {number}"}).encode()
        return _request("PUT", self.port, "/gifts/1", body, f"Authorization: Bearer {self._tokens[0]}\r\n")


class Mosquitto(Contender):
    name = "mosquitto"
    promise = "MQTT QoS 0: at most once, nothing is told again"

    @classmethod
    def missing(cls) -> str | None:
        return None if _program("mosquitto") else "mosquitto (Debian: mosquitto)"

    def start(self, folder: Path) -> list[str]:
        self.port = free_port()
        config = folder / "mosquitto.conf"
        config.write_text(f"""
            allow_anonymous true
            persistence false
            log_type none
            listener {free_port()} 127.0.0.1
            listener {self.port} 127.0.0.1
            protocol websockets
            socket_domain ipv4
            """)  # a plain listener first: with WebSockets alone it does not start
        return [str(_program("mosquitto")), "-c", str(config)]

    def hello(self, number: int) -> list[bytes]:
        connect = mqtt(0x10, b"\x00\x04MQTT\x04\x02\x00\x00" + mqtt.text(f"s{os.getpid()}-{number}"))
        subscribe = mqtt(0x82, b"\x00\x01" + mqtt.text("gifts") + b"\x00")
        return [handshake(self.port, "/mqtt", "mqtt"), binary(connect), binary(subscribe)]

    def greet(self) -> list[bytes]:
        connect = mqtt(0x10, b"\x00\x04MQTT\x04\x02\x00\x00" + mqtt.text(f"p{os.getpid()}"))
        return [handshake(self.port, "/mqtt", "mqtt"), binary(connect)]

    def publish(self, count: int) -> bytes:
        return count * binary(mqtt(0x30, mqtt.text("gifts") + b"x" * (PAYLOAD - 10)))

    def is_event(self, first_byte: int) -> bool:
        return first_byte >> 4 == 3


class Nchan(Contender):
    name = "nginx + nchan"
    promise = "at most once; a buffer of messages for who asks for them by id (not used here)"

    @classmethod
    def missing(cls) -> str | None:
        return None if _program("nginx") and NCHAN.exists() else "nginx with nchan (Debian: nginx libnginx-mod-nchan)"

    def start(self, folder: Path) -> list[str]:
        self.port = free_port()
        config = folder / "nginx.conf"
        config.write_text(f"""
            load_module {NCHAN};
            daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
            {"user root;" if os.geteuid() == 0 else ""}
            events {{ worker_connections 8192; }}
            http {{
                access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
                fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
                keepalive_requests 1000000;
                server {{
                    listen 127.0.0.1:{self.port};
                    nchan_channel_id gifts;
                    nchan_message_buffer_length 1000;
                    nchan_subscriber_first_message newest;
                    location = /sub {{ nchan_subscriber websocket; }}
                    location = /pub {{ nchan_publisher http; }}
                }}
            }}""")
        return [str(_program("nginx")), "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(config)]

    def hello(self, number: int) -> list[bytes]:
        return [handshake(self.port, "/sub")]

    def publish(self, count: int) -> bytes:
        return count * _post(self.port, "/pub", b"x" * PAYLOAD)


CONTENDERS: tuple[type[Contender], ...] = (Familydash, Mosquitto, Nchan)


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def _request(method: str, port: int, path: str, body: bytes, more: str = "") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n{more}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _post(port: int, path: str, body: bytes) -> bytes:
    return _request("POST", port, path, body)
