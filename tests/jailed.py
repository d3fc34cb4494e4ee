"""A child that does what its job says, good or bad: for the tests of the jail."""

import json
import os
import socket
import sys
import time
from pathlib import Path

from familydash import jail


def work(job: bytes) -> bytes:
    what, _, rest = job.partition(b" ")
    match what:
        case b"echo":
            return rest
        case b"spin":
            while True:
                pass
        case b"sleep":
            time.sleep(3_600)
        case b"eat":
            return b"%d" % len(bytearray(2**30))
        case b"flood":
            return bytes(int(rest))
        case b"write":
            Path(os.fsdecode(rest)).write_bytes(b"x")
        case b"open":
            kept = [socket.socket() for _ in range(int(rest))]
            return b"%d" % len(kept)
        case b"fail":
            raise ValueError(rest.decode())
        case b"shout":
            sys.stderr.write("x" * int(rest))
            return b"done"
        case b"see":
            return json.dumps([dict(os.environ), str(Path.cwd()), sys.path, len(os.listdir("/proc/self/fd"))]).encode()
        case b"oom":
            return Path("/proc/self/oom_score_adj").read_bytes()
        case b"kill":
            os.abort()
    return b""


if __name__ == "__main__":
    jail.serve(work)
