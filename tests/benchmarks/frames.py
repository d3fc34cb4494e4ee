"""The bytes of WebSocket and MQTT, as a client sends and reads them."""

import base64
import json
import os
import struct
from typing import Any


def handshake(port: int, path: str, protocol: str | None = None) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    more = f"Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{more}\r\n"
    ).encode()


def _frame(opcode: int, payload: bytes) -> bytes:
    size = struct.pack("!B", 0x80 | len(payload)) if len(payload) < 126 else struct.pack("!BH", 0xFE, len(payload))
    return bytes([0x80 | opcode]) + size + bytes(4) + payload  # masked with zeros


def text(words: Any) -> bytes:
    return _frame(1, json.dumps(words).encode())


def binary(payload: bytes) -> bytes:
    return _frame(2, payload)


def messages(data: bytes) -> tuple[list[int], bytes]:
    """The first byte of each whole message that a server sent, and what is left."""
    found, at, end = [], 0, len(data)
    while end - at >= 2:
        size, head = data[at + 1], 2
        if size == 126:
            if end - at < 4:
                break
            size, head = data[at + 2] << 8 | data[at + 3], 4
        if end - at < head + size:
            break
        if data[at] & 15 in (1, 2) and size:
            found.append(data[at + head])
        at += head + size
    return found, data[at:]


class _Mqtt:
    """An MQTT 3.1.1 packet; of `text` the length goes first."""

    def __call__(self, head: int, body: bytes) -> bytes:
        size, left = b"", len(body)
        while True:
            left, byte = left >> 7, left & 127
            size += bytes([byte | (128 if left else 0)])
            if not left:
                return bytes([head]) + size + body

    def text(self, words: str) -> bytes:
        return struct.pack("!H", len(words)) + words.encode()


mqtt = _Mqtt()
