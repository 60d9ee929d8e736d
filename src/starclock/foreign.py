"""The one door for text that others wrote: bounded in size, depth and numbers; what is wrong is told in one line.

A new reader (of settings, transcripts, stories, ...) takes its text from `text_of` and its values from `json_of` or
`toml_of`, and gets this care with them.
"""

from __future__ import annotations

import codecs
import json
import math
from pathlib import Path
from typing import Any

from starclock.errors import InputError
from starclock.writing.files import explain

LARGEST = 64 << 20
"""Bytes of a file with text: a transcript of ten hours, every word with its times, is 20 MB."""
_DIGITS = 400
"""Digits of a number; the largest that a time or a count could need is far below."""
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def text_of(path: Path, largest: int = LARGEST) -> str:
    """The text of a file: UTF-8, or UTF-16 that says so. A byte-order mark is taken off.

    largest : bytes

    Raises InputError for what is not there, no regular file, too large, or no text.
    """
    data = bytes_of(path, largest)
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"{path} is no plain text: save it as text (UTF-8)") from None


def bytes_of(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file, for readers that know more encodings.

    largest : bytes

    Raises InputError for what is not there, no regular file, or too large.
    """
    try:
        if not path.is_file():
            path.stat()  # says what is wrong with the path, if anything
            raise InputError(f"{path} is no file: give one")
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {explain(problem, 'check the name')}") from None
    except ValueError:  # a NUL in the name
        raise InputError(f"{str(path)!r} is no name of a file: check it") from None
    if len(data) > largest:
        raise InputError(f"{path} is larger than {largest / 1e6:.0f} MB: that cannot be what it should")
    return data


def json_of(text: str) -> Any:
    """The value of a JSON text. Raises ValueError, in one line, also for numbers that are none and endless nesting."""
    try:
        return json.loads(text, parse_int=_whole, parse_float=_number, parse_constant=_number)
    except json.JSONDecodeError as problem:
        raise ValueError(f"not valid JSON: {problem}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None


def toml_of(text: str) -> dict[str, Any]:
    """The table of a TOML text. Raises ValueError, in one line, also for numbers that are none and endless nesting."""
    import tomllib  # only here: who has no settings need not wait for it

    try:
        return tomllib.loads(text, parse_float=_number)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # more digits than Python reads
        raise ValueError("a number with too many digits") from None


def _number(digits: str) -> float:
    """Raises ValueError for inf, nan, and what is as good as infinite."""
    if len(digits) > _DIGITS or not math.isfinite(value := float(digits.replace("_", ""))):
        raise ValueError(f"{digits[:20]} is no number to reckon with")
    return value


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError("a number with too many digits")
    value = int(digits)
    _number(digits)
    return value
