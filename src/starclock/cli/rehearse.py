"""The command that practises: record."""

from __future__ import annotations

import random
from typing import Literal, get_args

import click

from starclock.asked import asked
from starclock.cli.after import after, compared
from starclock.cli.bank import question_bank, question_text, story_id
from starclock.cli.clock import Hints
from starclock.cli.context import Context
from starclock.cli.debriefing import debrief
from starclock.cli.judging_options import TARGETS
from starclock.cli.mic import chosen_microphone
from starclock.cli.notices import progress_bar
from starclock.cli.offers import offer_length
from starclock.cli.questions import chosen
from starclock.cli.recover import keep_take
from starclock.cli.show import show
from starclock.cli.speaking import now, speak
from starclock.errors import InputError, NoModelError, StarclockError
from starclock.history import remember
from starclock.library import TakeNote
from starclock.live.ear import LiveEar
from starclock.pipeline import review
from starclock.practice.questions import LENSES, drawn
from starclock.sound.recorder import Take
from starclock.speech import Attempt, Recording
from starclock.writing.clock import seconds_of


def _length(context: click.Context, option: click.Parameter, text: str) -> float:
    try:
        seconds = seconds_of(text)
    except ValueError as problem:
        raise click.BadParameter(str(problem), context, option) from None
    if seconds < 1:
        raise click.BadParameter(f"{text!r} is too short to speak", context, option)
    return seconds


Live = Literal["phase", "words", "none"]
LIVE: tuple[Live, ...] = get_args(Live)


@click.command()
@click.option("--question", metavar="TEXT-or-ID", help="The question to answer; see `starclock questions`.")
@click.option("--random", "by_chance", is_flag=True, help="Answer a question of the bank, drawn by chance.")
@click.option("--theme", metavar="THEME", help="With --random: only of this theme.")
@click.option("--lens", type=click.Choice(LENSES), help="With --random: only what is asked there.")
@click.option("--story", metavar="ID", help="The story you will tell.")
@click.option("--device", metavar="NAME", help="The microphone, or a part of its name; see `starclock mic`.")
@click.option(
    "--max",
    "limit",
    metavar="5m",
    callback=_length,
    default="10m",
    show_default=True,
    help="Stop by itself after this long.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
@TARGETS
@click.option("--recognizer", metavar="NAME", help="By default the best one that has a model.")
@click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder.")
@click.option("--countdown", type=click.IntRange(0, 60), default=3, show_default=True, metavar="SECONDS")
@click.option("--real", is_flag=True, help="As in the interview: no clock, no targets and no hints while you speak.")
@click.option(
    "--live",
    type=click.Choice(LIVE),
    help="What is shown of what was heard: the phase (the default), also your last words and counts, or none.",
)
def record(
    question: str | None,
    by_chance: bool,
    theme: str | None,
    lens: str | None,
    story: str | None,
    device: str | None,
    limit: float,
    as_json: bool,
    targets: str | None,
    recognizer: str | None,
    model: str | None,
    countdown: int,
    real: bool,
    live: Live | None,
) -> None:
    """Speak an answer, then read its timing report. The attempt is kept.

    Enter or Ctrl-C ends it. If you like, mark the phases while you speak: Space for the next one, or
    S, T, A, R. Your marks then count, not the model's. N pressed twice starts over, X pressed twice throws away
    what you have said. After the report, keys answer again, play the answer, open its page or discard it.

    While you speak, a line says in which phase you were when you were last heard, 10 to 30 s ago, and whether the
    Situation takes too long.

    The first time, on a terminal, you are asked how long your answers should be.
    """
    if real and live not in (None, "none"):
        raise click.UsageError("--real shows nothing while you speak: take --live away, or --real")
    context = Context(targets, named=recognizer, model=model)
    if not targets and not as_json:
        offer_length(context.library)
    settings = context.settings
    question = _asked(question, by_chance, theme, lens, context)
    story = story_id(story, context.library) if story else None
    # Everything that can fail is tried before the speaker has spoken.
    microphone = chosen_microphone(device, settings.microphone)
    say_if_no_model(context)
    before: Attempt | None = None
    with LiveEar(recognizer, model) as ear:
        while True:
            note = TakeNote(began=now(), question=question, story=story, device=microphone.name)
            take, note = speak(
                *(context.library, note, microphone, settings.targets, limit, countdown, ear, real),
                hints=_hints(live, question),
                fillers=settings.fillers,
            )
            attempt = finish(take, note, context, ear)
            made = review(attempt, settings)
            against = ""
            if before is not None:
                remember(context.library, made, settings)
                against = compared(before, attempt, context)
            more = f"starclock report {attempt.id} --full"
            show(made, as_json, more=more, debrief=debrief(made, context), against=against)
            if before is None:
                remember(context.library, made, settings)
            chosen = None if as_json else after(attempt, before, context)
            if chosen is None:
                break
            before = chosen.before


def _hints(live: Live | None, question: str | None) -> Hints | None:
    """Where no story is asked for, there is no phase to tell."""
    return None if live == "none" else Hints(phase=asked(question).timed, words=live == "words")


def _asked(given: str | None, by_chance: bool, theme: str | None, lens: str | None, context: Context) -> str | None:
    """The question that the options name, or one by chance for the user's role; None where none is wanted."""
    if by_chance and given:
        raise click.UsageError("--random draws a question: take --question away, or --random")
    if (theme or lens) and not by_chance:
        raise click.UsageError("--theme and --lens say what --random draws from: give it too")
    if not by_chance:
        return question_text(given, context.library) if given else None
    role = context.settings.role if context.settings.role == "ic" else None
    return drawn(chosen(question_bank(context.library), theme, lens, role), random.Random()).text


def finish(take: Take, note: TakeNote, context: Context, ear: LiveEar | None = None) -> Attempt:
    """From the take to the kept attempt: listen, keep.

    ear : has heard the take while it was spoken
    Raises InputError for a take without words, ModelError, LibraryError. The take then stays, and its name is told.
    """
    again = f"the take is kept: starclock recover {take.path.stem}"
    try:
        recording = Recording(take.device, take.sample_rate, take.overflows, take.interrupted, take.lost)
        with progress_bar() as progress:
            facts = ear.facts(progress) if ear else None
            attempt = keep_take(take.path, note, recording, context.recognizer, context.library, progress, facts)
    except InputError as problem:
        raise InputError(f"{problem}; {again}, or delete it: starclock recover --delete {take.path.stem}") from problem
    except StarclockError as problem:
        raise type(problem)(f"{problem}; {again}") from problem
    except BaseException:  # Ctrl-C, or a fault of ours: the answer was spoken once and must not be lost
        click.echo(again, err=True)
        raise
    click.echo(f"kept as {attempt.id}", err=True)
    return attempt


def say_if_no_model(context: Context) -> None:
    """One line where no model is here: an answer can be spoken without one, and perhaps there is one afterwards."""
    try:
        _ = context.recognizer
    except NoModelError as problem:
        click.echo(f"{problem}. Your answer will be kept, to be transcribed later", err=True)
