"""What the program itself prints, whatever the terminal or pipe can take: no text of an answer may end a command."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from contextlib import suppress

import click

from starclock.writing.texts import visible_lines

_PLAIN = {
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2500\u2501\u2594\u2581\u2582", "_"),
    **dict.fromkeys("\u2583\u2584\u2585", "="),
    **dict.fromkeys("\u2586\u2587\u2588\u2593\u25ae", "#"),
    **dict.fromkeys("\u2591\u2592\u25af\u00b7\u2022", "."),
    **{"\u2026": "...", "\u2192": "->", "\u2190": "<-", "\u2191": "^", "\u2193": "v", "\u00d7": "x", "\u25cf": "O"},
    **{"\u2713": "ok", "\u2717": "no", "\u2265": ">=", "\u2264": "<=", "\u2248": "~"},
}
"""What stands for a sign where the output's encoding lacks it."""


def prepare_streams() -> None:
    """Makes stdin, stdout and stderr usable, be they closed or of an encoding that lacks most of Unicode."""
    codecs.register_error("starclock", _plain)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None or stream.closed:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 (until we end; no pathlib yet)
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="starclock")


def say(message: str, err: bool = False) -> None:
    """Prints lines in which nothing is obeyed by the terminal."""
    click.echo(visible_lines(message), err=err)


def say_json(text: str) -> None:
    """Prints a line of JSON; where the encoding lacks a character it is escaped, so that it stays what it is."""
    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name
    if not encoding.startswith("utf"):
        text = "".join(sign if sign < "\x80" else _escaped(sign) for sign in text)
    click.echo(text)


def _escaped(sign: str) -> str:
    """A sign as JSON escapes it, by its halves where it has two."""
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def give_up_stdout() -> None:
    """After a failed write: lets Python end without trying once more, which would print a complaint of its own."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    lost = problem.object[problem.start : problem.end]
    return "".join(_stand_in(sign) for sign in lost), problem.end


def _stand_in(sign: str) -> str:
    """ASCII for one sign: a listed one, the letter without its accent, else a question mark."""
    plain = _PLAIN.get(sign) or unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return plain or "?"
