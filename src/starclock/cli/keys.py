"""Keys as they are pressed, without waiting and without Enter.

    with pressed_keys() as keys:
        while keys and not done:
            for key in keys(): ...

The terminal is put back in order however the block ends.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

ENTER = "\n"
_GLANCE = 0.05
"""Seconds between two looks at the keys."""
_ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[@-~]|O.|.)?")
"""Arrows, function keys and Alt combinations send several characters; none of them is a letter meant for us."""


@contextmanager
def pressed_keys() -> Iterator[Callable[[], str] | None]:
    """Gives a function that returns the keys pressed since its last call, "" for none; Enter is `ENTER`.

    None when stdin is no terminal. Ctrl-C stays the interrupt it is.
    """
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        yield None
    elif sys.platform == "win32":
        yield _windows_keys
    else:
        with _unbuffered(sys.stdin.fileno()) as keys:
            yield keys


def pressed(line: str, meant: str = "") -> str:
    """Shows which keys there are and waits for one; Ctrl-C and Ctrl-D mean done, as Enter does.

    meant : the keys that count besides Enter; "": any
    """
    key = ""
    with pressed_keys() as keys:  # before they are named: a key that is pressed at once counts
        click.echo(f"{line}  ", err=True, nl=False)
        try:
            while keys and not key:
                key = keys()[:1].lower()
                key = key if not meant or key in f"{meant}{ENTER}\x04" else ""
                time.sleep(0 if key else _GLANCE)
        except KeyboardInterrupt:
            key = ENTER
    click.echo(err=True)
    return ENTER if key in ("", "\x04") else key


def on_terminal() -> bool:
    """Whether somebody is there to read and to press a key."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def tidy(raw: str) -> str:
    r"""Plain keys only: no escape sequences, one kind of Enter.

    >>> tidy("a\x1b[A\r\x1bOPé ")
    'a\né '
    """
    return _ESCAPES.sub("", raw).replace("\r", ENTER)


if sys.platform == "win32":

    def _windows_keys() -> str:
        import msvcrt

        keys = ""
        while msvcrt.kbhit():
            key = msvcrt.getwch()
            if key in "\x00\xe0":  # an arrow or function key: its second half follows
                msvcrt.getwch()
            else:
                keys += key
        return tidy(keys)

else:

    @contextmanager
    def _unbuffered(terminal: int) -> Iterator[Callable[[], str]]:
        import select
        import termios
        import tty

        def keys() -> str:
            if not select.select([terminal], [], [], 0)[0]:
                return ""
            return tidy(os.read(terminal, 1024).decode("utf-8", "ignore"))

        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal)
        try:
            yield keys
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
