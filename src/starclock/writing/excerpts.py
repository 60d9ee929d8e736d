"""Long texts cut short, with an ellipsis where something is left out."""

from __future__ import annotations

from collections.abc import Iterable


def excerpt(words: Iterable[str], most: int) -> str:
    """The first `most` words.

    >>> excerpt(["it", "went", "well"], 2), excerpt(["it", "went"], 2)
    ('it went …', 'it went')
    """
    shown = list(words)
    return " ".join(shown if len(shown) <= most else [*shown[:most], "…"])


def cut(text: str, room: int) -> str:
    """As much of a line as has `room` (letters, at least 1).

    >>> cut("Tell me about a conflict", 14), cut("Tell me", 14)
    ('Tell me about…', 'Tell me')
    """
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
