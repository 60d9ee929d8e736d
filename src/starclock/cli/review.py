"""Commands that hear an answer and report on it: analyze, demo."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import click

from starclock.cli.bank import debrief, question_text
from starclock.cli.context import Context
from starclock.cli.notices import notice, progress_bar
from starclock.cli.page_options import Where, page_options
from starclock.cli.pages import write_page
from starclock.cli.recognition import listen_to
from starclock.cli.show import show
from starclock.errors import LibraryError, StarclockError
from starclock.history import remember
from starclock.library import cleaned
from starclock.pipeline import heard_again, keep, listen, read, review
from starclock.recognizers import open_recognizer
from starclock.recognizers.models import installed
from starclock.settings import Role
from starclock.speech import Attempt, Channels
from starclock.transcripts import is_transcript
from starclock.writing.files import explain
from starclock.writing.texts import short, visible

AUTO = "auto"
"""For `--channel`: the one that holds the voice."""
DEMO_QUESTION = "Tell me about a time you delivered under pressure."


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
@click.option(
    "--full",
    "--all",
    "everything",
    is_flag=True,
    help="Show all of it: every measure, what was flagged, the transcript.",
)
@click.option("--targets", metavar="S/T/A/R", help="Seconds meant for each phase. Default 30/15/90/45.")
@click.option("--role", type=click.Choice(["ic", "em"]), help="Judge as engineer (ic: I-led) or manager (em).")
@click.option("--question", metavar="TEXT-or-ID", help="The question that was answered.")
@click.option("--channel", metavar="N", callback=_channel, help="Hear this channel; by default the one with the voice.")
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
    speaker: str | None,
) -> None:
    """Report on any audio file, or on a transcript with times.

    Transcripts: JSON of whisper and other recognizers; SRT, VTT, SBV, ASS, TTML, LRC; TSV, CSV, Audacity labels; plain
    text with times, as Otter, Teams, Zoom, Word and YouTube give it. Of several voices one is the candidate; what the
    others say is no finding, and their time no phase.

    The id of a kept attempt instead of a file transcribes that attempt again, say with a better model: its words
    are replaced, what you corrected stays. So does the --channel you chose, until you choose `auto`.
    """
    context = Context(targets, role, recognizer, model)
    settings = context.settings
    question = question_text(question, context.library) if question else None
    failed = False
    for name in files:
        try:
            attempt = _attempt_of(name, context, save, question, channel, speaker)
        except StarclockError as problem:
            notice(f"starclock: {visible(str(problem))}")
            failed = True
        except OSError as problem:  # a name that no file can have
            notice(f"starclock: {short(name, 200)}: {explain(problem, 'check the name')}")
            failed = True
        else:
            if len(files) > 1 and not as_json:
                click.echo(f"{visible(name)}:")
            again = f"starclock report {attempt.id}" if save else f"starclock analyze {visible(name)}"
            made = review(attempt, settings)
            show(made, as_json, everything, f"{again} --full", debrief(made, context.library))
            if save:
                remember(context.library, made, settings)
    if failed:
        raise click.exceptions.Exit(1)


def _attempt_of(
    name: str, context: Context, save: bool, question: str | None, channel: str | None, speaker: str | None
) -> Attempt:
    path, library = Path(name), context.library
    if not path.exists() and not path.suffix and library.ids():
        kept = library.get(name)
        audio = library.audio_of(kept)
        if audio is None:
            raise LibraryError(f"{kept.id} has no audio any more, so it cannot be transcribed again")
        facts = listen_to(audio, context.recognizer, _number(channel, kept.channels))
        attempt = library.change(
            kept.id, lambda now: replace(heard_again(now, facts), question=question or now.question)
        )
        click.echo(f"{attempt.id} transcribed again", err=True)
        return attempt
    told = is_transcript(path)
    attempt = read(path, speaker, notice) if told else listen_to(path, context.recognizer, _number(channel))
    attempt = cleaned(replace(attempt, question=question or attempt.question))
    if save:
        attempt = keep(attempt, library, None if told else path)
        click.echo(f"kept as {attempt.id}", err=True)
    return attempt


def _number(channel: str | None, before: Channels | None = None) -> int | None:
    """The channel to hear; what the speaker chose `before` is heard again; None where it is to be found."""
    if channel is None and before is not None and before.source == "speaker":
        return before.used[0]
    return None if channel in (None, AUTO) else int(channel)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
@page_options()
def demo(as_json: bool, html: Path | None, opened: bool, where: Where) -> None:
    """The whole job on the sample answer that ships with starclock, without network."""
    ears = open_recognizer("faster-whisper", "tiny.en" if "tiny.en" in installed() else None)
    with as_file(files("starclock") / "sample") as sample:
        path = sample / "answer.flac"
        with progress_bar() as progress:
            attempt = listen(path, ears, progress)
        made = review(replace(attempt, question=DEMO_QUESTION), Context().settings)
        if html or opened:
            write_page(made, path, html, opened, where)
        else:
            show(made, as_json)
    notice("This story was made up and read by a synthetic voice. For your own: starclock record")
