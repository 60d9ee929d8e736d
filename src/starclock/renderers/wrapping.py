"""Paragraphs and lists in 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 80


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph; its lines after the first begin with `indent`."""
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def listed(title: str, items: Iterable[str]) -> str:
    """A title and its items, each behind a dash; "" where there are none."""
    lines = [wrapped(f"  -  {item}", "     ") for item in items]
    return "\n".join([title, *lines]) if lines else ""


def numbered(title: str, items: Iterable[str]) -> str:
    """A title and its items, numbered from 1; "" where there are none."""
    lines = [wrapped(f"  {number}. {item}", "     ") for number, item in enumerate(items, 1)]
    return "\n".join([title, *lines]) if lines else ""
