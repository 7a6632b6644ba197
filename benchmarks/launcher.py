"""Run a command several times; print one line for each: seconds, peak memory in MB, exit status.

A separate program because it is small: a child begins with the memory of the process that starts it, and the
kernel counts that towards the child's peak. Peak memory includes the children that the command has waited for.
"""

import os
import sys
import time

_SILENT = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in range(3)]
_BYTES = 1 if sys.platform == "darwin" else 1024  # in which ru_maxrss counts


def main(runs: int, command: list[str]) -> None:
    """Start the command and wait for it, `runs` times."""
    for _ in range(runs):
        started = time.perf_counter()
        process = os.posix_spawnp(command[0], command, os.environ, file_actions=_SILENT)
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - started
        print(seconds, usage.ru_maxrss * _BYTES / 1e6, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
