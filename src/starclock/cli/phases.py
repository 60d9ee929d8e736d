"""The speaker's last word on the phases: starclock phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from shutil import get_terminal_size
from textwrap import fill

import click

from starclock.cli.context import Context
from starclock.cli.show import show
from starclock.errors import InputError, LibraryError
from starclock.intervals import extent
from starclock.library import Library
from starclock.pipeline import review
from starclock.segmentation.corrections import corrected, moved
from starclock.speech import PHASES, Answer, Attempt, Correction, Phase, PhaseName, Sentence
from starclock.writing.clock import clock, seconds_of
from starclock.writing.texts import short

_HELP = """\
  5 action        sentence 5 is Action
  5-8 t           sentences 5 to 8 are Task (s t a r, l lesson, o outside)
  move 2 0:41     phase 2 begins at 0:41; move 2 #7: with sentence 7
  accept          all of it is right; accept 5-8: these are
  undo  reset     take back the last change; drop every change of yours
  list            show it again
  done  quit      leave and keep the changes (Enter too); leave without them"""
_WIDE = 60
"""Columns from which a sentence stands beside its number, not below."""
_GUESS = 3.0
"""Seconds; a boundary that may be off by more is called a guess."""


@click.command()
@click.argument("attempt", default="last")
@click.option("--label", "labels", nargs=2, multiple=True, metavar="N PHASE", help="Sentence 5, or 5-8, is PHASE.")
@click.option("--move", "moves", nargs=2, multiple=True, metavar="N TIME", help="Phase N begins at 0:41.5, or at #7.")
@click.option("--accept", metavar="N", help="Sentence 5, or 5-8, or `all`, is right as it is.")
@click.option("--reset", is_flag=True, help="Drop every correction first.")
@click.option("--edit", is_flag=True, help="Change it step by step.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
def phases(
    attempt: str,
    labels: Sequence[tuple[str, str]],
    moves: Sequence[tuple[str, str]],
    accept: str | None,
    reset: bool,
    edit: bool,
    as_json: bool,
) -> None:
    """Show the phases of a kept ATTEMPT, sentence by sentence, and put them right.

    PHASE is situation, task, action, result, lesson or outside, or its first letter. Your corrections are kept
    with the attempt and win over the model, also when it is analyzed again.
    """
    context = Context()
    library = context.library
    kept = library.get(attempt)
    now = replace(kept, corrections=()) if reset else kept
    wanted = [f"move {number} {time}" for number, time in moves]
    wanted += [f"{numbers} {phase}" for numbers, phase in labels]
    wanted += [f"accept {accept}"] if accept else []
    answer = review(now).answer
    # The numbers are those of the listing before these changes, because a correction may split a sentence.
    for line in wanted:
        now = replace(now, corrections=changed(answer, now.corrections, line))
    if edit:
        now = _edited(now, library, kept)
    elif now != kept:
        now = _keep(now, library, kept)
    if as_json:
        show(review(now, context.settings), as_json=True)
    elif not edit:
        click.echo(listing(review(now).answer))
        click.echo(f"change it: starclock phases {kept.id} --edit", err=True)


def changed(answer: Answer, corrections: tuple[Correction, ...], line: str) -> tuple[Correction, ...]:
    """The corrections after one line of what `--edit` takes. Raises InputError."""
    verb, *rest = line.lower().split() or [""]
    if verb == "reset" and not rest:
        return ()
    if verb == "accept" and len(rest) <= 1:
        for row in _rows(answer, rest[0] if rest else "all"):
            corrections = corrected(corrections, row, row.phase, getattr(row, "part", None) == "lesson")
        return corrections
    if verb == "move" and len(rest) == 2:
        number = _number(rest[0], len(answer.phases), "phase")
        return moved(corrections, answer.phases, number - 1, _time(rest[1], answer))
    if len(rest) == 1:
        rows = _rows(answer, verb)
        phase, lesson = _phase(rest[0])
        return corrected(corrections, extent(rows), phase, lesson)
    told = short(line, 80)
    raise InputError(f"{told} is not understood: write `5 action`, `5-8 t`, `move 2 0:41`, `accept` or `reset`")


def listing(answer: Answer) -> str:
    """The phases and their sentences as text, numbered from 1, no wider than the terminal (80 where there is none)."""
    columns = max(get_terminal_size().columns, 20)
    lines = []
    for number, phase in enumerate(answer.phases, 1):
        edge = phase.uncertainty or 0.0
        guess = f"  its beginning is a guess: may be off by {edge:.0f} s" if edge > _GUESS else ""
        lines.append(f"{number:3}  {clock(phase.start, 1)}  {phase.phase:<10}{phase.seconds:5.0f} s{guess}")
    lines += ["", "     sentences"] if answer.sentences else []
    for number, sentence in enumerate(answer.sentences, 1):
        sure = "you" if sentence.source == "speaker" else f"{sentence.confidence or 0:.0%}"
        name = sentence.part or sentence.phase or "outside"
        head = f"{number:3}  {clock(sentence.start, 1)}  {name:<10}{sure:>5}  "
        if columns < _WIDE:
            lines += [head.rstrip(), fill(sentence.text, columns, initial_indent=" " * 5, subsequent_indent=" " * 5)]
        else:
            lines.append(fill(sentence.text, columns, initial_indent=head, subsequent_indent=" " * len(head)))
    return "\n".join(lines)


def _edited(attempt: Attempt, library: Library, kept: Attempt) -> Attempt:
    """Asks for changes until `done`, which keeps them, or `quit`."""
    versions = [attempt]
    click.echo(listing(review(attempt).answer) + "\n\n" + _HELP)
    while True:
        now = versions[-1]
        line = str(click.prompt(">", prompt_suffix=" ", default="done", show_default=False)).strip()
        if line in ("quit", "q"):
            return kept
        if line == "done":
            break
        if line in ("", "?", "help"):
            click.echo(_HELP)
            continue
        try:
            if line == "undo":
                versions = versions[:-1] or versions
            elif line != "list":
                versions.append(replace(now, corrections=changed(review(now).answer, now.corrections, line)))
        except InputError as problem:
            click.echo(str(problem), err=True)
            continue
        click.echo(listing(review(versions[-1]).answer))
    if now != kept:
        now = _keep(now, library, kept)
        click.echo("kept", err=True)
    return now


def _keep(attempt: Attempt, library: Library, before: Attempt) -> Attempt:
    """Writes the corrections alone: what else another starclock changed meanwhile stays. Raises LibraryError."""

    def corrected(now: Attempt) -> Attempt:
        if now.corrections != before.corrections:
            raise LibraryError(
                f"the phases of {now.id} were changed by another starclock meanwhile, so nothing was changed:"
                f" look again with `starclock phases {now.id}`"
            )
        return replace(now, corrections=attempt.corrections)

    return library.change(attempt.id, corrected)


def _rows(answer: Answer, numbers: str) -> Sequence[Sentence] | Sequence[Phase]:
    """Sentences `5`, `5-8` or `all`; phases where there are no words."""
    rows: Sequence[Sentence] | Sequence[Phase] = answer.sentences or answer.phases
    what = "sentence" if answer.sentences else "phase"
    if numbers == "all":
        return rows
    first, _, last = numbers.partition("-")
    start, end = _number(first, len(rows), what), _number(last or first, len(rows), what)
    if end < start:
        raise InputError(f"{numbers}: the first number must not be above the last")
    return rows[start - 1 : end]


def _number(text: str, most: int, what: str) -> int:
    if not (text.isdecimal() and len(text) < 10) or not 1 <= int(text) <= most:
        raise InputError(f"no {what} {short(text)}: they are numbered 1 to {most}; see `starclock phases`")
    return int(text)


def _phase(text: str) -> tuple[PhaseName | None, bool]:
    """A phase by name or first letter, and whether it is the lesson at its end."""
    for name in PHASES:
        if name.startswith(text):
            return name, False
    if "lesson".startswith(text):
        return "result", True
    if "outside".startswith(text):
        return None, False
    raise InputError(f"no phase {short(text)}: situation, task, action, result, lesson or outside, or the first letter")


def _time(text: str, answer: Answer) -> float:
    """Seconds of `1:02.5`, `62.5` or `#7`, where sentence 7 begins."""
    if text.startswith("#"):
        return answer.sentences[_number(text[1:], len(answer.sentences), "sentence") - 1].start
    try:
        seconds = seconds_of(text)
    except ValueError:
        told = short(text)
        raise InputError(f"{told} is not a time: write 0:41, 41.5, or #7 for the beginning of sentence 7") from None
    if seconds > answer.attempt.seconds:
        raise InputError(f"{short(text)} is after the end of the answer ({clock(answer.attempt.seconds, 1)})")
    return seconds
