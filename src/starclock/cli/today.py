"""The command that says what to practise next, and starts it: today."""

from __future__ import annotations

import json
from datetime import datetime

import click

from starclock.cli.context import Context
from starclock.cli.decks import interview_day, standing
from starclock.cli.keys import on_terminal, pressed
from starclock.cli.notices import notice
from starclock.cli.output import say, say_json
from starclock.practice.planning import next_steps
from starclock.renderers.plans import today_text

_SHOWN = 4
"""Steps that are offered."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def today(context: click.Context, as_json: bool) -> None:
    """What to practise next, and why; on a terminal one key starts it."""
    library = Context().library
    now = datetime.now().astimezone()
    day = interview_day(library)
    steps = next_steps(standing(Context()), now, day if day and day >= now.date() else None)[:_SHOWN]
    if as_json:
        told = [{"kind": s.kind, "what": s.what, "why": s.why, "command": ["starclock", *s.command]} for s in steps]
        shown = {"today": now.date().isoformat(), "interview": day.isoformat() if day else None, "steps": told}
        say_json(json.dumps(shown, ensure_ascii=False))
        return
    say(today_text(steps, day, now.date()))
    if not on_terminal():
        return
    several = f"   2-{len(steps)} another" if len(steps) > 1 else ""
    key = pressed(f"Enter starts the first{several}   Q done", "q" + "".join(str(n + 1) for n in range(len(steps))))
    if key == "q":
        return
    step = steps[int(key) - 1 if key.isdigit() else 0]
    notice(f"starclock {' '.join(step.command)}")
    context.find_root().command.main(args=list(step.command), prog_name="starclock", standalone_mode=False)
