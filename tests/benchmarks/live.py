"""Live events beside mosquitto and nginx with nchan: `python -m tests.benchmarks.live`.

The same number of subscribers, the same size of event, plain WebSockets without compression on loopback, one process
that publishes, one thread that reads for all. Rounds are interleaved: each does every server before the next begins.
What is not installed is left out.
"""

import argparse
import resource
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.benchmarks.contenders import CONTENDERS, Contender, Familydash
from tests.benchmarks.crowd import Crowd, Publisher

WARM = 50  # sockets that come and go before memory is looked at


@dataclass
class Course:
    """One server with its crowd, and what was measured. Times in seconds."""

    contender: Contender
    crowd: Crowd
    publisher: Publisher
    socket_bytes: float
    last: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def burst(self, events: int) -> None:
        """Deliveries a second, and CPU seconds of the server for each."""
        data = self.contender.publish(events)
        cpu, start = self.contender.cpu(), time.perf_counter()
        self.publisher.send(data)
        took = self.crowd.hear(events) - start
        deliveries = events * len(self.crowd)
        self.rates.append(deliveries / took)
        self.cpu.append((self.contender.cpu() - cpu) / deliveries)
        self.publisher.forget_answers()

    def lone(self, times: int) -> None:
        """From the publisher's first byte to the last subscriber."""
        for _ in range(times):
            self.last.append(self._time(self.contender.publish(1)))
        if isinstance(self.contender, Familydash):
            for number in range(times):
                self.written.append(self._time(self.contender.write(len(self.written) + number)))

    def _time(self, data: bytes) -> float:
        start = time.perf_counter()
        self.publisher.send(data)
        took = self.crowd.hear(1) - start
        self.publisher.forget_answers()
        return took


def enter(opened: ExitStack, contender: Contender, subscribers: int) -> Course:
    opened.enter_context(contender)
    Crowd(contender, min(WARM, subscribers)).leave()
    publisher = Publisher(contender)
    opened.callback(publisher.leave)
    time.sleep(0.5)  # for those to be gone
    before = contender.memory()
    crowd = Crowd(contender, subscribers)
    opened.callback(crowd.leave)
    return Course(contender, crowd, publisher, (contender.memory() - before) / subscribers)


def churn(contender: Contender, sockets: int) -> float:
    """Bytes of memory that so many sockets leave behind, half of them aborted, each."""
    batch = min(500, sockets // 2)

    def come_and_go(count: int) -> None:
        for number in range(0, count, batch):
            Crowd(contender, batch).leave(abruptly=number // batch % 2 == 1)

    come_and_go(2 * batch)
    before = contender.memory()
    come_and_go(sockets)
    return (contender.memory() - before) / sockets


def ms(seconds: list[float]) -> str:
    """Median and the 99th of 100."""
    return f"{statistics.median(seconds) * 1e3:.1f} / {statistics.quantiles(seconds, n=100, method='inclusive')[98] * 1e3:.1f}"


def table(courses: list[Course]) -> str:
    first = courses[0]
    lines = [
        "| | deliveries/s | ratio | CPU µs each | to the last, ms (median / p99) | ratio | bytes per idle socket |"
    ]
    lines.append("| --- |" + " ---: |" * 6)
    for course in courses:
        rate = statistics.median(course.rates) / statistics.median(first.rates)
        last = statistics.median(course.last) / statistics.median(first.last)
        cells = (
            course.contender.name, f"{statistics.median(course.rates):,.0f}", f"{rate:.2f}",
            f"{statistics.median(course.cpu) * 1e6:.1f}", ms(course.last), f"{last:.2f}", f"{course.socket_bytes:,.0f}",
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
        if course.written:
            lines.append(f"| its whole write (`PUT`) | | | | {ms(course.written)} | | |")
    return "\n".join([*lines, "", *(f"{one.contender.name}: {one.contender.promise}." for one in courses)])


def measure(subscribers: int, rounds: int, events: int, lone: int, sockets: int) -> str:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * subscribers + 500
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    missing = [what for kind in CONTENDERS if (what := kind.missing())]
    with ExitStack() as opened:
        courses = [enter(opened, kind(), subscribers) for kind in CONTENDERS if not kind.missing()]
        for _ in range(rounds):
            for course in courses:
                course.burst(events)
                course.lone(lone)
        report = table(courses)
        for course in courses:
            course.crowd.leave()
        left = churn(courses[0].contender, sockets) if sockets else 0.0
    notes = (
        [f"{sockets:,} sockets that came and went, half of them aborted, left {left:.0f} bytes each."]
        if sockets
        else []
    )
    return "\n".join([report, *notes, *(f"Left out, not installed: {what}." for what in missing)])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=100, help="of a burst")
    parser.add_argument("--lone", type=int, default=20, help="single events of a round")
    parser.add_argument("--sockets", type=int, default=10_000, help="that come and go at the end")
    sys.stdout.write(measure(**vars(parser.parse_args(arguments))) + "\n")


if __name__ == "__main__":
    main()
