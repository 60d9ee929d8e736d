"""Text from outside, made safe to show: nothing in it can move the cursor, ring, rename a window or turn text round."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, those that begin a terminal's commands among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the direction of text
    "\u2028\u2029\ufff9-\ufffb\ufeff"  # line breaks by another name, annotations, a byte-order mark
    "\ud800-\udfff]"  # halves of a character: bytes that were no text
)


def is_hidden(text: str) -> bool:
    """Whether a text holds anything that a terminal would obey."""
    return _HIDDEN.search(text) is not None


def visible(text: str) -> str:
    r"""The same text on one line, with what a terminal would obey written out.

    >>> visible("So\x1b[31m it\u202e was"), visible("two\nlines\tor three")
    ('So\\x1b[31m it\\u202e was', 'two lines or three')
    """
    if not is_hidden(text):
        return text
    return _HIDDEN.sub(_written_out, re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]+", " ", text))


def visible_lines(text: str) -> str:
    r"""`visible` for text that has lines of its own.

    >>> visible_lines("one\r\ntwo\x07")
    'one\ntwo\\x07'
    """
    if not is_hidden(text):
        return text
    return "\n".join(visible(line) for line in re.split(r"\r\n|\n", text))


def short(value: object, most: int = 40) -> str:
    """A value as a message quotes it, cut to `most` signs.

    >>> short("um"), short("x" * 99, 10)
    ("'um'", "'xxxxxxxx…")
    """
    # Cut before it is written out: a number of a million digits takes long to write.
    told = repr(value[: most + 1] if isinstance(value, str) else value)
    return told if len(told) <= most else f"{told[: most - 1]}…"


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
