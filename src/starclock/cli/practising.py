"""An answer with a purpose: what drill, mock and the exercises share. Each is `record` by another name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import click

from starclock.cli.context import Context
from starclock.cli.mic import chosen_microphone
from starclock.cli.rehearse import finish, say_if_no_model
from starclock.cli.speaking import now, speak
from starclock.history import remember
from starclock.library import TakeNote
from starclock.live.ear import LiveEar
from starclock.pipeline import review
from starclock.report import Report
from starclock.settings import Targets
from starclock.sound.devices import Device
from starclock.speech import PhaseName


@dataclass(frozen=True, slots=True)
class Practice:
    """Where answers are spoken in one sitting. `countdown` in seconds."""

    context: Context
    microphone: Device
    countdown: int
    ear: LiveEar

    def told(
        self,
        question: str,
        limit: float,
        targets: Targets,
        story: str | None = None,
        tags: tuple[str, ...] = (),
        phase: PhaseName | None = None,
    ) -> Report:
        """Shows a question, records until a key or `limit` seconds, keeps the attempt and judges it.

        phase : all of it is this one, by what was asked for; None leaves that to the marks and the model
        Raises MicrophoneError, LibraryError, InputError for a take without words, ModelError.
        """
        library, settings = self.context.library, self.context.settings
        note = TakeNote(began=now(), question=question, story=story, tags=tags, device=self.microphone.name)
        take, note = speak(library, note, self.microphone, targets, limit, self.countdown, self.ear)
        if phase:
            note = replace(note, marks=((0.0, phase),))
        made = review(finish(take, note, self.context, self.ear), settings)
        remember(library, made, settings)
        return made


@contextmanager
def practice(context: Context, device: str | None, countdown: int) -> Iterator[Practice]:
    """A sitting of answers. Everything that can fail is tried before the speaker has spoken. Raises MicrophoneError.

    countdown : in seconds
    """
    microphone = chosen_microphone(device, context.settings.microphone)
    say_if_no_model(context)
    with LiveEar(context.named, context.model) as ear:
        yield Practice(context, microphone, countdown, ear)


def speaking_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that records."""
    for option in (
        click.option("--countdown", type=click.IntRange(0, 60), default=3, show_default=True, metavar="SECONDS"),
        click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder."),
        click.option("--recognizer", metavar="NAME", help="By default the best one that has a model."),
        click.option("--device", metavar="NAME", help="The microphone, or a part of its name; see `starclock mic`."),
    ):
        command = option(command)
    return command
