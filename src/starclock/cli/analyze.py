"""The command that hears recordings and reports on them: analyze."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import click

from starclock.batch.cluster import Order, Told, on_cluster
from starclock.batch.share import Share
from starclock.batch.side_by_side import side_by_side
from starclock.cli.bank import question_text
from starclock.cli.context import Context
from starclock.cli.debriefing import debrief
from starclock.cli.judging_options import FULL, ROLE, TARGETS
from starclock.cli.notices import Bar, notice, progress_bar
from starclock.cli.show import show
from starclock.errors import LibraryError, StarclockError, fault
from starclock.library import cleaned
from starclock.pipeline import heard_again, keep, listen, prepare, read, review
from starclock.progress import Progress, silent
from starclock.recognizers.checksums import sha256_of
from starclock.settings import Role
from starclock.speech import Attempt, Channels
from starclock.transcripts import is_transcript
from starclock.writing.files import explain
from starclock.writing.texts import short, visible

AUTO = "auto"
"""For `--channel`: the one that holds the voice."""


def _channel(context: click.Context, option: click.Parameter, text: str | None) -> str | None:
    if text is None or text == AUTO or (text.isdecimal() and int(text) >= 1):
        return text
    raise click.BadParameter(f"{text!r} is no channel: write its number, from 1, or {AUTO}", context, option)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--save", is_flag=True, help="Keep it as an attempt; else nothing is kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--recognizer", metavar="NAME", help="By default the best one that has a model.")
@click.option("--model", metavar="NAME-or-DIR", help="A speech model's size or folder.")
@FULL
@TARGETS
@ROLE
@click.option("--question", metavar="TEXT-or-ID", help="The question that was answered.")
@click.option("--channel", metavar="N", callback=_channel, help="Hear this channel; by default the one with the voice.")
@click.option("--dask", metavar="ADDRESS", help="Hear the files on the Dask cluster whose scheduler is there.")
@click.option("--speaker", metavar="NAME", help="Whose words are the answer; else the voice that says most.")
def analyze(
    files: tuple[str, ...],
    save: bool,
    as_json: bool,
    everything: bool,
    recognizer: str | None,
    model: str | None,
    targets: str | None,
    role: Role | None,
    question: str | None,
    channel: str | None,
    dask: str | None,
    speaker: str | None,
) -> None:
    """Report on audio files, or on transcripts with times.

    Of several files a few are heard at a time, so that every core is busy; reports come in the order of the files,
    and one that cannot be used stops no other. With --save each is kept as soon as its turn comes, and one that is
    kept already is not heard again: after an interruption the same command goes on where it stopped.

    With --dask the workers of a Dask cluster hear the files, each of which is sent to one of them; reports come as they
    are done. Needs the extra: pipx install '.[dask]'.

    Transcripts: JSON of whisper and other recognizers; SRT, VTT, SBV, ASS, TTML, LRC; TSV, CSV, Audacity labels; plain
    text with times, as Otter, Teams, Zoom, Word and YouTube give it. Of several voices one is the candidate; what the
    others say is no finding, and their time no phase.

    The id of a kept attempt instead of a file transcribes that attempt again, say with a better model: its words
    are replaced, what you corrected stays. So does the --channel you chose, until you choose `auto`.
    """
    context = Context(targets, role, recognizer, model)
    settings = context.settings
    question = question_text(question, context.library) if question else None
    with progress_bar() as bar:
        analysis = _Analysis(context, bar, save, question, channel, speaker, dask)
        several, failed = len(files) > 1, False
        with closing(_heard(files, analysis)) as results:
            for job, facts in results:
                try:
                    attempt = analysis.finished(job, facts(), f"{visible(job.name)}: " if several else "")
                    kept = save or job.kept is not None
                    made = context.report(attempt.id) if kept else review(attempt, settings)
                except Exception as problem:
                    analysis.tell(f"starclock: {_reason(problem, job.name)}")
                    failed = True
                    continue
                again = f"starclock report {attempt.id}" if save else f"starclock analyze {visible(job.name)}"
                with bar.paused():
                    if several and not as_json:
                        click.echo(f"{visible(job.name)}:")
                    show(made, as_json, everything, f"{again} --full", debrief(made, context, kept))
    if failed:
        raise click.exceptions.Exit(1)


def _reason(problem: Exception, name: str) -> str:
    """Why one file came to nothing, in a line; the others go on."""
    if isinstance(problem, StarclockError):
        return visible(str(problem))
    if isinstance(problem, MemoryError):
        return f"{visible(name)}: needs more memory than there is; close other programs, or take a shorter recording"
    if isinstance(problem, OSError):  # a name that no file can have
        return f"{short(name, 200)}: {explain(problem, 'check the name')}"
    if os.environ.get("STARCLOCK_DEBUG"):
        raise problem
    return f"{visible(name)}: a fault in starclock itself, {fault(problem)}: please report it"


@dataclass(frozen=True)
class _Job:
    """One of the files or attempts that were named.

    path : what to hear or to read; None where nothing is left to do but show `kept`
    kept : the attempt of the library that is heard again, or that holds this file already
    origin : SHA-256 of the file, where it is to be kept
    problem : why it cannot be used, found before hearing it
    """

    name: str
    path: Path | None = None
    transcript: bool = False
    channel: int | None = None
    kept: Attempt | None = None
    origin: str | None = None
    problem: Exception | None = None


@dataclass(frozen=True)
class _Heard:
    """What hearing a job gave, and what is to be told of it."""

    attempt: Attempt | None = None
    notices: Sequence[str] = ()


@dataclass(frozen=True)
class _Analysis:
    """What one command asks for, and the way of each file through it: planned, heard (beside others), finished."""

    context: Context
    bar: Bar
    save: bool
    question: str | None
    channel: str | None
    speaker: str | None
    dask: str | None

    @cached_property
    def _known(self) -> dict[str, str]:
        """Origin -> id, of every attempt that came from a file."""
        return {head.origin: head.id for head in self.context.library.heads() if head.origin}

    def planned(self, name: str) -> _Job:
        """What is to be done for one name; never raises what only that name is to blame for."""
        try:
            return self._planned(name)
        except (StarclockError, OSError) as problem:
            return _Job(name, problem=problem)

    def _planned(self, name: str) -> _Job:
        path, library = Path(name), self.context.library
        if not path.exists() and not path.suffix and library.ids():
            kept = library.get(name)
            audio = library.audio_of(kept)
            if audio is None:
                raise LibraryError(f"{kept.id} has no audio any more, so it cannot be transcribed again")
            self._open()
            return _Job(name, audio, channel=_number(self.channel, kept.channels), kept=kept)
        origin = None
        if self.save:
            with suppress(OSError):  # told when it is read
                origin = sha256_of(path)
        transcript = is_transcript(path)
        if origin in self._known and not transcript:
            return _Job(name, kept=library.get(self._known[origin]))
        if not transcript:
            self._open()
        return _Job(name, path, transcript, _number(self.channel), origin=origin)

    def _open(self) -> None:
        """Opens the recognizer, once: it may ask the user, and threads should not. Raises InputError, ModelError."""
        if not self.dask and "recognizer" not in vars(self.context):
            with self.bar.paused():
                self.context.recognizer  # noqa: B018
            prepare(self.context.settings)

    def tell(self, message: str) -> None:
        """Prints a line, with no bar around it."""
        with self.bar.paused():
            notice(message)

    def heard(self, job: _Job, progress: Progress) -> _Heard:
        """The facts of a job; in any thread. Raises InputError, ModelError, and what stands in the way of the job."""
        if job.problem:
            raise job.problem
        if job.path is None:
            return _Heard()
        notices: list[str] = []
        if job.transcript:
            attempt = read(job.path, self.speaker, notices.append)
        else:
            attempt = listen(job.path, self.context.recognizer, progress, notices.append, job.channel)
        return _Heard(attempt, notices)

    def ordered(self, job: _Job) -> Order | None:
        """What a cluster is to hear of a job; None for what is no recording."""
        if job.path is None or job.transcript:
            return None
        return Order(job.path, job.channel, self.context.named, self.context.model)

    def finished(self, job: _Job, heard: _Heard, lead: str) -> Attempt:
        """The attempt that a job became, kept where that is asked for. Raises LibraryError.

        lead : what begins each line that is told about it
        """
        library = self.context.library
        for told in heard.notices:
            self.tell(told if Path(job.name).name in told else f"{lead}{told}")
        if heard.attempt is None:
            assert job.kept
            self.tell(f"{lead}kept already as {job.kept.id}")
            return job.kept
        facts = heard.attempt
        if job.kept:
            attempt = library.change(
                job.kept.id, lambda now: replace(heard_again(now, facts), question=self.question or now.question)
            )
            self.tell(f"{attempt.id} transcribed again")
            return attempt
        attempt = cleaned(replace(facts, question=self.question or facts.question, origin=job.origin))
        if not self.save:
            return attempt
        before = self._known.get(job.origin or "")
        if before and (there := library.get(before)).words == attempt.words:
            self.tell(f"{lead}kept already as {there.id}")
            return there
        attempt = keep(attempt, library, None if job.transcript else job.path)
        self._known[job.origin or ""] = attempt.id
        self.tell(f"{lead}kept as {attempt.id}")
        return attempt


def _heard(files: Sequence[str], analysis: _Analysis) -> Generator[tuple[_Job, Callable[[], _Heard]]]:
    """Every job in its order, with what waits for what was heard; on a cluster as each is done."""
    jobs = map(analysis.planned, files)
    if analysis.dask:
        share = Share(files, analysis.bar)
        for job, told in on_cluster(analysis.dask, jobs, analysis.ordered):
            yield job, partial(_there, analysis, job, told)
            share.done(job.name)
    elif len(files) == 1:
        yield from side_by_side(jobs, analysis.heard, lambda _: analysis.bar)
    else:
        share = Share(files, analysis.bar)
        for job, facts in side_by_side(jobs, analysis.heard, lambda job: share.of(job.name)):
            yield job, facts
            share.done(job.name)


def _there(analysis: _Analysis, job: _Job, told: Callable[[], Told | None]) -> _Heard:
    """What a cluster heard; what needs no hearing is done here."""
    there = told()
    return _Heard(*there) if there else analysis.heard(job, silent)


def _number(channel: str | None, before: Channels | None = None) -> int | None:
    """The channel to hear; what the speaker chose `before` is heard again; None where it is to be found."""
    if channel is None and before is not None and before.source == "speaker":
        return before.used[0]
    return None if channel in (None, AUTO) else int(channel)
