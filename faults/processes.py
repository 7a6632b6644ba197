"""Child processes that work until they are stopped, and tell over a pipe what they have acknowledged.

Children are forked from the warm program: a kill costs milliseconds, not the start of an interpreter.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol

_NUMBER = struct.Struct("<q")


class Actor(Protocol):
    """Something that brings a disk to state after state."""

    def reach(self, number: int) -> None:
        """Bring the disk to state `number`; on return it is acknowledged."""
        ...


@dataclass(slots=True)
class Child:
    """A working child. `acknowledged` is the last number it told, as far as `listen` has heard."""

    pid: int
    pipe: int
    acknowledged: int = 0

    def listen(self, seconds: float = 0) -> bool:
        """Take in what it told, waiting up to `seconds` for the first; False when it has ended or told nothing."""
        told = False
        while select.select([self.pipe], [], [], 0 if told else seconds)[0]:
            data = os.read(self.pipe, _NUMBER.size * 512)
            if not data:
                return False
            for at in range(0, len(data), _NUMBER.size):
                (self.acknowledged,) = _NUMBER.unpack_from(data, at)
            told = True
        return told

    def kill(self) -> None:
        """End it with SIGKILL and hear the last of it. Raises RuntimeError when it had failed by itself."""
        os.kill(self.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if status != -signal.SIGKILL:
            raise RuntimeError("the child that was to be killed had failed before")
        while self.listen():
            pass
        os.close(self.pipe)


def start(make: Callable[[], Actor], first: int) -> Child:
    """A child that reaches state after state from `first` on, without end."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            actor = make()
            for number in count(first):
                actor.reach(number)
                os.write(writing, _NUMBER.pack(number))
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    os.close(writing)
    return Child(pid, reading)


def outcome_of(work: Callable[[], int], seconds: float) -> tuple[int | None, float, float]:
    """Run `work` in a child: its exit status (negative: the signal that ended it, None: too slow), seconds, peak MiB."""
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            status = work()
        except BaseException:
            traceback.print_exc()
        os._exit(status)
    return _awaited(pid, started, seconds)


def _awaited(pid: int, started: float, seconds: float) -> tuple[int | None, float, float]:
    slow = False
    while True:
        found, status, usage = os.wait4(pid, 0 if slow else os.WNOHANG)
        elapsed = time.monotonic() - started
        if found:
            return (None if slow else os.waitstatus_to_exitcode(status)), elapsed, usage.ru_maxrss / 1024
        if elapsed > seconds:
            os.kill(pid, signal.SIGKILL)
            slow = True
        time.sleep(0.001)
