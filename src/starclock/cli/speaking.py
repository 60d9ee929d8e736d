"""From the question to the take: the countdown that listens, the clock, the keys, the signals.

The countdown hears what the microphone gives. Where that is nothing, or not fit to be understood, one line says so
and waits a moment: go on, take another microphone, or stop.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import click

from starclock.cli.clock import Clock, Hints, show_question
from starclock.cli.keys import ENTER, pressed_keys
from starclock.library import Library, TakeNote
from starclock.live.ear import Audience, LiveEar
from starclock.pipeline import prepare
from starclock.settings import Targets
from starclock.sound.acoustics import warm
from starclock.sound.devices import Device, inputs, real_ones
from starclock.sound.recorder import Take
from starclock.sound.recorder import record as record_take
from starclock.sound.watch import Preview
from starclock.speech import PHASES
from starclock.writing.clock import clock

START_OVER, THROW_AWAY = "n", "x"
"""Keys that, pressed twice, end a take without keeping it."""
HOLD = 4.0
"""Seconds for which a countdown waits for a key when something is wrong; then it goes on, the line still shown."""
_GLANCE = 0.02
"""Seconds between two looks at the keys."""
_LOOK = 0.25
"""Seconds between two judgements of what is heard."""


def speak(
    library: Library,
    note: TakeNote,
    microphone: Device,
    targets: Targets,
    limit: float,
    countdown: int,
    ear: LiveEar | None = None,
    real: bool = False,
    hints: Hints | None = None,
    fillers: tuple[str, ...] | None = None,
) -> tuple[Take, TakeNote]:
    """Shows the question, counts down `countdown` seconds, records until a key, a signal or `limit` seconds.

    The note that comes back holds when it began, the microphone and the marks; it is beside the take from the first
    sound on, so that a take whose starclock is killed is as complete as any. `ear` hears the take meanwhile.
    real : shows neither clock nor targets while it records
    hints : what is shown of what `ear` has heard; fillers : those that are counted, None for the usual list
    Raises MicrophoneError, LibraryError; click.Abort for a stop before anything was recorded.
    """
    stop = threading.Event()
    show_question(note.question, f"Microphone: {microphone.name}")
    path = library.takes.begin(note)
    with (
        pressed_keys() as keys,
        Clock(targets, limit, keys is not None, real=real, hints=hints) as screen,
        _signals_to(stop),
    ):
        tried = [microphone]
        audience = Audience(screen.hear, note.question, fillers) if screen.wants_hints else None

        def remember() -> None:
            library.takes.note(path, replace(note, marks=screen.marks))

        while True:
            screen.opening()
            start = _Start(screen, keys, stop, countdown, tried[-1], remember, warm=not (ear and ear.alive))

            def prelude(start: _Start = start) -> None:
                nonlocal note
                start()
                note = replace(note, began=now(), device=tried[-1].name)
                remember()
                start.begin()

            if ear:
                ear.follow(path, audience)
            try:
                take = record_take(
                    *(path, tried[-1], limit, stop),
                    on_level=screen.update,
                    warn=screen.notice,
                    prelude=prelude,
                    preview=start.preview.hear,
                )
                if not start.dropped:
                    break
                if ear:
                    ear.drop()
                library.takes.drop(path)
                if start.dropped == THROW_AWAY:
                    raise click.Abort
                path = library.takes.begin(note)
                screen.restart()
                stop.clear()
            except _AnotherMicrophone:
                tried.append(_next(tried))
                screen.say(f"Microphone: {tried[-1].name}")
            except BaseException:
                if not path.exists():  # nothing was recorded
                    library.takes.drop(path)
                raise
            finally:
                start.over()
    say_how_it_went(take)
    return take, replace(note, marks=screen.marks)


def now() -> str:
    """The time with its offset from UTC, ISO 8601, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


class _AnotherMicrophone(Exception):  # noqa: N818 (a choice, no error)
    """The speaker wants another microphone."""


def _next(tried: list[Device]) -> Device:
    """The best microphone not tried yet, looked for anew; then those tried come round again."""
    there = real_ones(inputs(everything=True), besides=tried[-1])
    fresh = [one for one in there if one.name not in {past.name for past in tried}]
    return next(iter(fresh or there), tried[-1])


class _Start:
    """The countdown: counts, listens, and waits where something is wrong. Called when the microphone delivers."""

    def __init__(
        self,
        clock: Clock,
        keys: Callable[[], str] | None,
        stop: threading.Event,
        seconds: int,
        device: Device,
        remember: Callable[[], None],
        warm: bool = True,
    ) -> None:
        self.preview = Preview(device)
        self._warm = warm
        self._remember = remember
        self._clock, self._keys, self._stop, self._seconds, self._device = clock, keys, stop, seconds, device
        self._said = ""
        self._over = threading.Event()
        self._asked = ""
        self.dropped = ""

    def __call__(self) -> None:
        # Ready when the answer is over; not before, so that the microphone opens at once.
        prepare()
        if self._warm:
            warm()
        gone_on = False
        for left in range(self._seconds, 0, -1):
            self._clock.countdown(left)
            gone_on = self._wait(1.0) or gone_on
        if self._seconds and self._keys and self._worth_waiting() and not gone_on:
            self._clock.countdown(1)
            self._wait(HOLD, while_wrong=True)
        self._clock.offer("")
        self._clock.notice("")

    def begin(self) -> None:
        """The take begins: from here on keys stop it and mark phases."""
        if self._keys:
            self._keys()  # pressed too early: not meant for the take
            threading.Thread(target=self._obey, name="starclock-keys", daemon=True).start()
        self._clock.countdown(0)

    def over(self) -> None:
        """The take has ended: nobody obeys its keys any more."""
        self._over.set()

    def _wait(self, seconds: float, while_wrong: bool = False) -> bool:
        """Lets `seconds` pass, listening; True as soon as a key says: go on. Raises for the other two keys."""
        end, look = time.monotonic() + seconds, 0.0
        while (now := time.monotonic()) < end:
            if self._stop.is_set():
                raise click.Abort
            if now >= look:
                look = now + _LOOK
                self._tell()
                if while_wrong and not self._said:
                    return False
            for key in (self._keys() if self._keys else "").lower():
                if self._said and key == ENTER:
                    return True
                if self._said and key == "m":
                    raise _AnotherMicrophone
                if self._said and key == "q":
                    raise click.Abort
            time.sleep(_GLANCE)
        return False

    def _tell(self) -> None:
        trouble = self.preview.trouble
        line = trouble.line if trouble else ""
        if line == self._said:
            return
        self._said = line
        self._clock.notice(line)
        if line and self._keys:
            another = next(iter(real_ones(inputs(), besides=self._device)), None)
            name = another.name if another else "looks for another microphone"
            self._clock.offer(f"Enter goes on   M {name}   Q stops")
        else:
            self._clock.offer("")

    def _worth_waiting(self) -> bool:
        """Telephone quality is no reason to wait where there is no other microphone."""
        trouble = self.preview.trouble
        if trouble is None:
            return False
        return trouble.kind != "telephone" or bool(real_ones(inputs(), besides=self._device))

    def _obey(self) -> None:
        """Keys while speaking: Enter stops, Space and S T A R mark, N and X twice drop the take; marks are kept."""
        assert self._keys
        phases = {phase[0]: phase for phase in PHASES}
        while not (self._stop.is_set() or self._over.is_set()):
            for key in self._keys().lower():
                if key == ENTER:
                    self._stop.set()
                elif key in (START_OVER, THROW_AWAY):
                    self._drop(key)
                elif key == " ":
                    self._clock.mark_next(self._clock.seconds)
                    self._remember()
                elif key in phases:
                    self._clock.mark(self._clock.seconds, phases[key])
                    self._remember()
            time.sleep(_GLANCE)

    def _drop(self, key: str) -> None:
        """The first time says what the key does; the second time in a row does it."""
        if self._asked == key:
            self.dropped = key
            self._stop.set()
        else:
            self._asked = key
            what = "starts over" if key == START_OVER else "throws this answer away"
            self._clock.notice(f"{key.upper()} once more {what}")


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


def say_how_it_went(take: Take) -> None:
    """How long the take is, and what happened to it."""
    click.echo(f"recorded {clock(take.seconds)}", err=True)
    if take.interrupted:
        click.echo(f"cut short: {take.interrupted}; what was recorded is kept", err=True)
    if take.lost:
        click.echo(f"{take.lost:.1f} s of sound were lost; silence stands for them", err=True)
    if take.overflows:
        click.echo(
            f"the computer was too slow {take.overflows} times and lost some sound: close other programs", err=True
        )
