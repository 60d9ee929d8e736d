"""Phrases with slots -> one pattern: the word lists of a check read as sentences, not as regular expressions.

    compiled("{people} were {very}happy", people="they|(?:the|our) \\w+", very="(?:really |so )*")

A phrase is what stands in a line (lower case, one blank between words); `{name}` is filled from the slots, and
the rest may use regular expressions where it must. Every match begins and ends at a word's edge.
"""

from __future__ import annotations

import re


def compiled(phrases: str, **slots: str) -> re.Pattern[str]:
    """One pattern for all phrases, one a line; empty lines and lines that begin with # are left out.

    >>> compiled("it went {very}well", very="(?:really |so )?").search("then it went really well").group()
    'it went really well'
    >>> compiled("it went well").search("it went wellington") is None
    True
    """
    told = [line.strip() for line in phrases.splitlines() if line.strip() and not line.strip().startswith("#")]
    filled = [line.format(**{name: f"(?:{slot})" for name, slot in slots.items()}) for line in told]
    return re.compile("(?<!\\S)(?:" + "|".join(filled) + ")(?!\\S)")
