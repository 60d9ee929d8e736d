"""Commands at the microphone: record, mic."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import click
from rich.console import Console

from starclock.cli.clock import Clock, show_question
from starclock.cli.context import Context
from starclock.cli.keys import ENTER, pressed_keys
from starclock.cli.notices import progress_bar
from starclock.cli.recover import keep_take
from starclock.cli.show import show
from starclock.errors import InputError, NoModelError, StarclockError
from starclock.library import Library, TakeNote
from starclock.pipeline import review
from starclock.settings import Settings, read_settings, remember_microphone
from starclock.sound.acoustics import warm
from starclock.sound.devices import Device, Level, choose, inputs, level_check
from starclock.sound.recorder import Take
from starclock.sound.recorder import record as record_take
from starclock.speech import PHASES, Recording
from starclock.writing.clock import clock, seconds_of
from starclock.writing.numbers import counted, number


def _length(context: click.Context, option: click.Parameter, text: str) -> float:
    try:
        seconds = seconds_of(text)
    except ValueError as problem:
        raise click.BadParameter(str(problem), context, option) from None
    if seconds < 1:
        raise click.BadParameter(f"{text!r} is too short to speak", context, option)
    return seconds


@click.command()
@click.option("--question", metavar="TEXT-or-ID", help="The question to answer.")
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
@click.option("--targets", metavar="S/T/A/R", help="Seconds meant for each phase. Default 30/15/90/45.")
@click.option("--recognizer", metavar="NAME", help="By default the best one that has a model.")
@click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder.")
@click.option("--countdown", type=click.IntRange(0, 60), default=3, show_default=True, metavar="SECONDS")
def record(
    question: str | None,
    story: str | None,
    device: str | None,
    limit: float,
    as_json: bool,
    targets: str | None,
    recognizer: str | None,
    model: str | None,
    countdown: int,
) -> None:
    """Speak an answer, then read its timing report. The attempt is kept.

    Enter or Ctrl-C ends it. If you like, mark the phases while you speak: Space for the next one, or
    S, T, A, R. Your marks then count, not the model's.
    """
    context = Context(targets, named=recognizer, model=model)
    settings = context.settings
    # Whatever could go wrong goes wrong before the speaker has spoken.
    microphone = choose(device, settings.microphone)
    _say_if_another(microphone, device or settings.microphone)
    _say_if_no_model(context)
    note = TakeNote(began=_now(), question=question, story=story, device=microphone.name)
    take, note = _speak(context.library, note, microphone, settings, limit, countdown)
    finish(take, note, context, as_json)


def finish(take: Take, note: TakeNote, context: Context, as_json: bool) -> None:
    """From the take to the report: listen, keep, review, show.

    Raises InputError for a take without words, ModelError, LibraryError. The take then stays, and its name is told.
    """
    again = f"the take is kept: starclock recover {take.path.stem}"
    try:
        recording = Recording(take.device, take.sample_rate, take.overflows, take.interrupted)
        with progress_bar() as progress:
            attempt = keep_take(take.path, note, recording, context.recognizer, context.library, progress)
    except InputError as problem:
        raise InputError(f"{problem}; {again}, or delete it: starclock recover --delete {take.path.stem}") from problem
    except StarclockError as problem:
        raise type(problem)(f"{problem}; {again}") from problem
    except BaseException:  # Ctrl-C, or a fault of ours: the answer was spoken once and must not be lost
        click.echo(again, err=True)
        raise
    click.echo(f"kept as {attempt.id}", err=True)
    show(review(attempt, context.settings), as_json)


@click.command()
@click.option("--use", metavar="NAME", help="Use this microphone from now on (a part of its name will do).")
@click.option("--device", metavar="NAME", help="Check this one, this once.")
@click.option("--seconds", type=click.FloatRange(0.5, 60), default=3.0, show_default=True, help="How long to listen.")
def mic(use: str | None, device: str | None, seconds: float) -> None:
    """List the microphones, check one while you speak, and choose which to use."""
    settings_file = Library().settings_file
    remembered = read_settings(settings_file).microphone
    chosen = choose(use or device, remembered)
    if use:
        remember_microphone(settings_file, chosen.name)
        click.echo(f"using {chosen.name} from now on ({settings_file})", err=True)
    else:
        _say_if_another(chosen, device or remembered)
    for one in inputs():
        rate = f"{number(one.rate / 1000)} kHz, {counted(one.channels, 'channel')}"
        own = ", the system's own choice" if one.default else ""
        click.echo(f"{'*' if one == chosen else ' '} {one.name}  ({one.host}, {rate}{own})")
    click.echo(f"\nSay a sentence or two as you would in an interview ({number(seconds)} s) ...", err=True)
    with _meter() as meter:
        level = level_check(chosen, seconds, meter)
    click.echo(_told(level))
    for line in level.advice or ("All is well.",):
        click.echo(line)


def _say_if_no_model(context: Context) -> None:
    """One line where no model is here: an answer can be spoken without one, and perhaps there is one afterwards."""
    try:
        _ = context.recognizer
    except NoModelError as problem:
        click.echo(f"{problem}. Your answer will be kept, to be transcribed later", err=True)


def _speak(
    library: Library, note: TakeNote, microphone: Device, settings: Settings, limit: float, seconds: int
) -> tuple[Take, TakeNote]:
    """Shows the question, counts down, records until a key, a signal or the limit.

    The note that comes back holds when it began and the marks; it is beside the take from the first sound on, so
    that a take whose starclock is killed is as complete as any.
    """
    stop = threading.Event()
    show_question(note.question, f"Microphone: {microphone.name}")
    path = library.takes.begin(note)
    with pressed_keys() as keys, Clock(settings.targets, limit, keys=keys is not None) as clock, _signals_to(stop):

        def remember() -> None:
            library.takes.note(path, replace(note, marks=clock.marks))

        def prelude() -> None:
            for left in range(seconds, 0, -1):
                clock.countdown(left)
                end = time.monotonic() + 1.0
                while time.monotonic() < end:
                    if stop.is_set():
                        raise click.Abort
                    time.sleep(0.02)
            if keys:
                keys()  # pressed too early: not meant for the take
                threading.Thread(target=_obey, args=(keys, clock, stop, remember), daemon=True).start()
            nonlocal note
            note = replace(note, began=_now())
            remember()
            clock.countdown(0)

        clock.opening()
        warm()  # ready to hear the answer when it is over
        try:
            take = record_take(path, microphone, limit, stop, on_level=clock.update, warn=clock.notice, prelude=prelude)
        except BaseException:
            if not path.exists():  # nothing was recorded
                library.takes.drop(path)
            raise
        finally:
            stop.set()
    _say_how_it_went(take)
    return take, replace(note, marks=clock.marks)


def _obey(keys: Callable[[], str], clock: Clock, stop: threading.Event, remember: Callable[[], None]) -> None:
    """Keys while speaking: Enter stops, Space and S T A R mark; `remember` is called after each mark."""
    phases = {phase[0]: phase for phase in PHASES}
    while not stop.is_set():
        for key in keys().lower():
            if key == ENTER:
                stop.set()
            elif key == " ":
                clock.mark_next(clock.seconds)
                remember()
            elif key in phases:
                clock.mark(clock.seconds, phases[key])
                remember()
        time.sleep(0.02)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


@contextmanager
def _signals_to(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C, a closed terminal and a polite kill end the take as Enter does; nothing is lost in mid-write."""
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: stop.set()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


@contextmanager
def _meter() -> Iterator[Callable[[float, float], None]]:
    """A level meter on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _seconds, _db: None
        return
    with console.status("") as status:

        def show(_seconds: float, db: float) -> None:
            lit = round(30 * min(1.0, max(0.0, 1 + db / 60)))
            status.update("#" * lit if console.options.ascii_only else "▮" * lit)

        yield show


def _told(level: Level) -> str:
    def db(value: float | None) -> str:
        return "none" if value is None else f"{value:.0f} dB"

    return (
        f"peak {db(level.peak_db)}, speech {db(level.speech_db)}, noise {db(level.noise_db)}, "
        f"clipped {level.clipped:.2%}\n(dB below full scale; speech is good near -26)"
    )


def _say_if_another(chosen: Device, wanted: str | None) -> None:
    if wanted and wanted.casefold() not in chosen.name.casefold():
        click.echo(f"{wanted!r} is not plugged in; using {chosen.name!r}", err=True)


def _say_how_it_went(take: Take) -> None:
    click.echo(f"recorded {clock(take.seconds)}", err=True)
    if take.interrupted:
        click.echo(f"cut short: {take.interrupted}; what was recorded is kept", err=True)
    if take.overflows:
        click.echo(
            f"the computer was too slow {take.overflows} times and lost some sound: close other programs", err=True
        )
