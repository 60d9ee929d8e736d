"""The frame of all pages: templates that escape, one look, one script, and a policy that lets nothing else in.

The policy names the page's own style and script by their hashes, so that whatever a recognizer or a user wrote can
neither run nor dress up; it lets in sound, and nothing from any network.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starclock.renderers import numbers, verdicts
from starclock.renderers.names import finding_name, measure_name
from starclock.renderers.recorded import gaps
from starclock.writing.clock import clock
from starclock.writing.excerpts import cut
from starclock.writing.numbers import amount, number
from starclock.writing.texts import visible

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
_LONGEST_TEXT = 500
"""Letters of a title, a quote or a message that are shown."""
_LONGEST_WORD = 80
"""Letters of one word that are shown: no word of a language is longer, what is longer is a recognizer's loop."""


def filled(name: str, title: str, heard: bool, **values: Any) -> str:
    """The page that a template makes of values; `heard` is whether it has sound."""
    return _environment().get_template(name).render(
        title=title, has_audio=heard, style=_text("look.css"), script=_text("page.js"), policy=policy(), **values
    )  # fmt: skip


@cache
def policy() -> str:
    """What a page may load and run: its own style and script, sound in it or beside it, nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash('look.css')}'; script-src '{_hash('page.js')}'; "
        "media-src data: file: 'self'; base-uri 'none'; form-action 'none'"
    )


def _hash(name: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(_text(name).encode()).digest()).decode("ascii")


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _shown(value: Any) -> Any:
    """Text from outside, with what would turn it round or ring a bell written out; markup of ours as it is."""
    return visible(value) if type(value) is str else value


def _word(text: str) -> str:
    return cut(text, _LONGEST_WORD)


def _brief(text: str, most: int = _LONGEST_TEXT) -> str:
    return cut(text, most)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "amount": amount,
        "clock": clock,
        "gaps": gaps,
        "number": number,
        "aim": numbers.aim,
        "brief": _brief,
        "change_name": numbers.change_name,
        "finding_name": finding_name,
        "measure_name": measure_name,
        "word": _word,
        "verdict": verdicts.word,
        "weight": verdicts.weight,
        "sentence": _upper,
        "ours": Markup,
    }
    return environment
