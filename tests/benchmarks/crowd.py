"""Many subscribers in one thread: as little work per message as Python can do, the same for each server."""

import select
import socket
import time
from collections.abc import Sequence

from tests.benchmarks.contenders import Contender
from tests.benchmarks.frames import messages

PATIENCE = 60  # seconds until what does not come is lost


class Crowd:
    """`count` sockets that have subscribed."""

    def __init__(self, contender: Contender, count: int) -> None:
        self._contender = contender
        self._epoll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._rest: dict[int, bytes] = {}
        for sock in connect(contender.port, [contender.hello(number) for number in range(count)]):
            sock.setblocking(False)
            self._sockets[sock.fileno()] = sock
            self._rest[sock.fileno()] = b""
            self._epoll.register(sock.fileno(), select.EPOLLIN)

    def __len__(self) -> int:
        return len(self._sockets)

    def hear(self, each: int) -> float:
        """Read until everybody has heard so many events; the moment (of `perf_counter`) when the last one had."""
        heard = dict.fromkeys(self._sockets, 0)
        waiting = len(heard)
        deadline = time.monotonic() + PATIENCE
        while waiting:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{waiting} of {len(heard)} did not hear everything from {self._contender.name}")
            for number, _ in self._epoll.poll(1):
                data = self._sockets[number].recv(262_144)
                assert data, f"{self._contender.name} has closed a socket"
                found, self._rest[number] = messages(self._rest[number] + data)
                events = sum(map(self._contender.is_event, found))
                if heard[number] < each <= heard[number] + events:
                    waiting -= 1
                heard[number] += events
        assert set(heard.values()) == {each}, "an event came twice"
        return time.perf_counter()

    def leave(self, *, abruptly: bool = False) -> None:
        for sock in self._sockets.values():
            if abruptly:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.close()
        self._sockets.clear()
        self._epoll.close()


class Publisher:
    def __init__(self, contender: Contender) -> None:
        (self._sock,) = connect(contender.port, [contender.greet()])

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def forget_answers(self) -> None:
        self._sock.setblocking(False)
        try:
            while self._sock.recv(262_144):
                pass
        except BlockingIOError:
            pass
        finally:
            self._sock.setblocking(True)

    def leave(self) -> None:
        self._sock.close()


def connect(port: int, hellos: Sequence[Sequence[bytes]]) -> list[socket.socket]:
    """A connection for each of `hellos`, on which each of its words was answered: all say the first, then all the next."""
    sockets = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in hellos]
    for sock in sockets:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for words in zip(*hellos, strict=True):
        for sock, data in zip(sockets, words, strict=True):
            sock.sendall(data)
        for sock in sockets:
            assert sock.recv(65536), "the server hung up"
    return sockets
