"""Commands that take an answer further: retake, ladder, angle, catch."""

from __future__ import annotations

import threading
import time

import click

from starclock.cli.bank import question_text, story_id
from starclock.cli.context import Context
from starclock.cli.keys import ENTER, on_terminal, pressed, pressed_keys
from starclock.cli.notices import notice
from starclock.cli.output import say
from starclock.cli.practising import Practice, practice, speaking_options
from starclock.errors import InputError, LibraryError
from starclock.practice.exercises import ANGLES, LADDER, Caught, caught, kept, stitched
from starclock.renderers.practising import angle_text, caught_text, rung_text, stitched_text
from starclock.report import Report
from starclock.settings import Targets
from starclock.sound.player import play
from starclock.speech import DRILL, PHASES, Attempt, PhaseName

_LIMIT = 600.0
"""Seconds after which a whole answer is stopped."""
_SPARE = 1.5
"""Times its target that a phase or a rung may take before it is stopped."""
_PASSED = 0.1
"""Seconds on the clock for a phase that is not said again."""
_GLANCE = 0.01
"""Seconds between two looks at the keys."""


@click.command()
@click.argument("attempt", default="last")
@click.option("--phase", type=click.Choice(PHASES), default="result", show_default=True, help="The phase to say again.")
@speaking_options
def retake(
    attempt: str, phase: PhaseName, device: str | None, recognizer: str | None, model: str | None, countdown: int
) -> None:
    """Say one phase of ATTEMPT (`last` by default) again, and see what the whole answer would take with it."""
    context = Context(named=recognizer, model=model)
    whole = context.report(attempt)
    before, meant = whole.answer.attempt, context.settings.targets.of(phase)
    if not whole.answer.words:
        raise InputError(f"{before.id} has no words: take another attempt")
    asked = f"Only the {phase} again: {before.question or 'the same answer'}"
    only = Targets.parse("/".join(str(meant if each == phase else _PASSED) for each in PHASES))
    with practice(context, device, countdown) as speaking:
        tags = (DRILL, f"retake:{phase}")
        again = speaking.told(asked, max(30.0, 2 * meant), only, before.story, tags, phase)
    say(stitched_text(stitched(whole, again, phase), whole, again, context.settings.targets))
    notice(f"Kept as {again.answer.attempt.id}; hear both: starclock play {before.id} --phase {phase}")


@click.command()
@click.argument("attempt", required=False)
@click.option("--question", metavar="TEXT-or-ID", help="The question to answer, where no ATTEMPT is named.")
@click.option("--story", metavar="ID", help="The story you will tell.")
@speaking_options
def ladder(
    attempt: str | None,
    question: str | None,
    story: str | None,
    device: str | None,
    recognizer: str | None,
    model: str | None,
    countdown: int,
) -> None:
    """The same answer in 180, 120, 60 and 30 seconds, and what of the first telling survives on each rung.

    With ATTEMPT that answer is the first telling, and the rungs begin below it.
    """
    context = Context(named=recognizer, model=model)
    library = context.library
    first = context.report(attempt) if attempt else None
    told = first.answer.attempt if first else None
    asked = told.question if told else question_text(question, library) if question else None
    if asked is None:
        raise InputError("name an attempt that answers a question, or --question")
    card = told.story if told else story_id(story, library) if story else None
    rungs = [rung for rung in LADDER if first is None or rung < max(LADDER)]
    with practice(context, device, countdown) as speaking:
        for at, rung in enumerate(rungs):
            made = _rung(speaking, asked, card, rung)
            say(rung_text(rung, made, kept(first, made) if first else None))
            first = first or made
            last = at == len(rungs) - 1
            if not last and on_terminal() and pressed(f"Enter {rungs[at + 1]:.0f} s   Q done", "q") == "q":
                return


def _rung(speaking: Practice, question: str, story: str | None, seconds: float) -> Report:
    tags = (f"ladder:{seconds:.0f}",)
    return speaking.told(question, _SPARE * seconds, Targets().scaled(seconds), story, tags)


@click.command()
@click.argument("attempt", default="last")
@click.option("--lead", type=click.Choice(list(ANGLES)), default="outcome", show_default=True, help="What comes first.")
@click.option("--question", metavar="TEXT-or-ID", help="Answer this question with the same story instead.")
@speaking_options
def angle(
    attempt: str,
    lead: str,
    question: str | None,
    device: str | None,
    recognizer: str | None,
    model: str | None,
    countdown: int,
) -> None:
    """Tell the story of ATTEMPT (`last` by default) from another angle, or in answer to another question.

    It is kept as an attempt of its own. You see how you began, when the result came, and what of the first telling is
    still told.
    """
    context = Context(named=recognizer, model=model)
    first = context.report(attempt)
    before = first.answer.attempt
    if not first.answer.words:
        raise InputError(f"{before.id} has no words: take another attempt")
    if question:
        asked, tag = question_text(question, context.library), "angle:question"
    else:
        asked, tag = f"{before.question or 'The same story'} ({ANGLES[lead]})", f"angle:{lead}"
    with practice(context, device, countdown) as speaking:
        made = speaking.told(asked, _LIMIT, context.settings.targets, before.story, (tag,))
    say(angle_text(first, made, kept(first, made)))
    notice(f"Kept as {made.answer.attempt.id}; both beside each other: starclock compare {before.id} last")


@click.command()
@click.argument("attempt", default="last")
@click.option("--device", metavar="NAME", help="The loudspeaker, or a part of its name.")
@click.pass_context
def catch(context: click.Context, attempt: str, device: str | None) -> None:
    """Listen to ATTEMPT (`last` by default) and press Space at each of your fillers; see which you missed."""
    own = Context()
    made = own.report(attempt)
    kept_one = made.answer.attempt
    audio = own.library.audio_of(kept_one)
    if audio is None:
        raise LibraryError(f"{kept_one.id} has no audio (any more), so it cannot be heard")
    if not on_terminal():
        raise InputError("this needs a terminal: you press a key while you listen")
    found = [f for f in made.findings if f.check == "filler"]
    if not found:
        say(f"no filler was found in {kept_one.id}: there is none to catch")
        return
    notice("Space at each “um”, “uh” or empty “like”; Enter ends")
    keys = _heard(kept_one, str(audio), device)
    result: Caught = caught(found, keys)
    say(caught_text(result, found))
    if kept_one.question and pressed("A answer again, with one filler in mind   Enter done", "a") == "a":
        words = ["record", "--question", kept_one.question, *(["--story", kept_one.story] if kept_one.story else [])]
        context.find_root().command.main(args=words, prog_name="starclock", standalone_mode=False)


def _heard(attempt: Attempt, audio: str, device: str | None) -> list[float]:
    """Plays an answer and notes at which seconds a key was pressed. Raises MicrophoneError."""
    stop, times = threading.Event(), list[float]()
    failed: list[Exception] = []

    def listen() -> None:
        try:
            play(audio, 0.0, attempt.seconds, device, stop, attempt.channels)
        except Exception as problem:  # told by whoever waits for it
            failed.append(problem)

    thread = threading.Thread(target=listen, name="starclock-catch", daemon=True)
    with pressed_keys() as keys:
        began = time.monotonic()
        thread.start()
        while thread.is_alive() and keys:
            for key in keys():
                if key == ENTER:
                    stop.set()
                else:
                    times.append(time.monotonic() - began)
            time.sleep(_GLANCE)
    thread.join()
    if failed:
        raise failed[0]
    return times
