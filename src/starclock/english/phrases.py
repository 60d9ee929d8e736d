"""Phrases with slots -> one pattern: word lists that read as sentences, in a text file beside what uses them.

    people := everyone|they|(?:the|our) \\w+        a slot
    very := (?:really |so )*                        one that ends in its own blank
    {people} were {very}happy  # they were happy     a phrase, and an example that it must match

A phrase is what stands in a line (lower case, no punctuation, one blank between words). The rest may use
regular expressions where it must: `(?! to)` keeps "happy to help" out. A match begins and ends at a word's edge.
A long expression has an example, which tests/test_phrases.py tries.
"""

from __future__ import annotations

import re
from importlib.resources import files


def phrases(room: str, name: str) -> re.Pattern[str]:
    """The pattern of `<name>.txt` in a package: `phrases("starclock.checks", "polish")`."""
    return compiled((files(room) / f"{name}.txt").read_text(encoding="utf-8"))


def sections(room: str, name: str) -> dict[str, re.Pattern[str]]:
    """The patterns of `<name>.txt` under its headings `[like this]`; slots before the first heading serve all."""
    return {heading: compiled(text) for heading, text in section_texts(room, name).items()}


def section_texts(room: str, name: str) -> dict[str, str]:
    """The same as texts, for who needs few of many: `compiled` takes milliseconds for each."""
    shared, *rest = re.split(r"^\[(.+)\]$", (files(room) / f"{name}.txt").read_text(encoding="utf-8"), flags=re.M)
    return {heading: shared + told for heading, told in zip(rest[::2], rest[1::2], strict=True)}


def compiled(text: str) -> re.Pattern[str]:
    """One pattern for all phrases of a text; lines that begin with # are comments.

    >>> were = compiled("very := (?:really |so )*\\nit went {very}well  # it went well")
    >>> were.search("then it went really well").group()
    'it went really well'
    >>> were.search("it went wellington") is None
    True
    """
    whole = "|".join(phrase for phrase, _ in with_examples(text))
    return re.compile(f"(?<!\\S)(?:{whole})(?!\\S)")


def with_examples(text: str) -> list[tuple[str, str]]:
    """Each phrase of a text as an expression, its slots filled, and its example, which is empty where there is none."""
    slots: dict[str, str] = {}
    found = []
    for line in (line.strip() for line in text.splitlines()):
        if not line or line.startswith("#") or re.fullmatch(r"\[.+\]", line):
            continue
        phrase, _, example = line.partition("  # ")
        name, defines, slot = phrase.partition(" := ")
        if defines:
            slots[name] = f"(?:{_filled(slot, slots)})"
        else:
            found.append((_filled(phrase.rstrip(), slots), example))
    return found


def _filled(text: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda match: slots[match[1]], text)
