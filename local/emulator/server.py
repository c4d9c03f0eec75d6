"""MiniStack in a process that ends when the one that started it does, in whatever way that ends."""

import os
import runpy
import signal
import threading


def main() -> None:
    """Serve until standard input closes; nobody has to find and end what a killed test run left behind."""
    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    runpy.run_module("ministack", run_name="__main__")


def _end_with_the_starter() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)  # its group is its own, with the functions that it runs


if __name__ == "__main__":
    main()
