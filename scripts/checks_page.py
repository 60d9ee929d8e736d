#!/usr/bin/env python3
"""Writes docs/checks.md: every check with its source, bands and examples, as `starclock checks` lists them."""

from __future__ import annotations

from pathlib import Path

from starclock.checks import Check, all_checks
from starclock.cli.checks import bands_of, ends
from starclock.settings import BANDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
HEAD = """# What starclock looks for

Written by `python scripts/checks_page.py`; `starclock checks` shows the same with your own bands, `starclock checks
passive` one of them, `--json` for programs. A check is switched off, and a band moved, in `settings.toml` of the
library folder:

```toml
off = ["hedge"]
[bands]
"speech rate" = [110, 180]
```
"""


def section(check: Check) -> str:
    lines = [f"## {check.name}", "", f"{check.about[0].upper()}{check.about[1:]}.", "", f"- Source: {check.source}"]
    others = [name for name in (*check.findings, *check.measures) if name != check.name]
    if others:
        lines.append(f"- Also gives: {', '.join(others)}")
    lines += [f"- {name.capitalize()}: {ends(band)} ({band.source})" for name, band in bands_of(check, BANDS)]
    if check.english:
        lines.append("- English only; not measured in another language")
    if check.examples:
        lines += ["", "| said | found |", "|---|---|"]
        lines += [f"| {text.replace('|', ' ')} | {count} |" for text, count in check.examples.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text("\n".join([HEAD, *map(section, sorted(all_checks(), key=lambda c: c.name))]), encoding="utf-8")
