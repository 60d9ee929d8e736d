"""The command line: thin. Commands resolve names, make one call and show the result.

A command's module is imported when it is called, so that `--help` and `list` start at once and work
without PortAudio or a speech model.
"""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import suppress
from io import StringIO

import click

from starclock.cli.output import give_up_stdout, prepare_streams, say
from starclock.errors import StarclockError, fault
from starclock.writing.disk import explain
from starclock.writing.texts import visible

# Command -> (module, one-line help). The help stands here so that `starclock --help` imports nothing else.
COMMANDS = {
    "record": ("rehearse", "Speak an answer, then read its timing report."),
    "analyze": ("analyze", "Report on audio files or transcripts with times."),
    "report": ("report", "Show the report of a kept attempt again."),
    "play": ("play", "Hear an attempt, one phase of it, or from a certain second."),
    "fillers": ("fillers", "Hear the probable filled pauses of an attempt and say which are."),
    "list": ("library", "List the attempts and where they are kept."),
    "compare": ("compare", "What really changed between attempts."),
    "names": ("names", "How the names in your answers are spelled: list them, teach one."),
    "progress": ("weeks", "The weeks at a glance: what gets closer to its target, what you have not told for a while."),
    "rename": ("library", "Give an attempt a name, a question, a story."),
    "note": ("library", "Write a note on an attempt, or read it."),
    "tag": ("library", "Tag an attempt, or take tags off."),
    "delete": ("library", "Delete attempts for good."),
    "purge": ("library", "Delete audio and keep the facts."),
    "export": ("exchange", "Write one attempt to a single file."),
    "import": ("exchange", "Take in old recordings, or an exported attempt."),
    "checks": ("checks", "What starclock looks for, the source of each check, and how to switch one off."),
    "phases": ("phases", "Show the phases of an attempt and put them right."),
    "questions": ("questions", "The questions to practise with: what is listened for, a way through, one by chance."),
    "stories": ("stories", "Your stories: cards, what they lack, which themes they cover, which one fits a question."),
    "drill": ("drill", "Tell one scene of a story in 90 seconds; what stays thin comes back."),
    "mock": ("mock", "A mock interview: a question, then follow-ups by what the answer left out."),
    "retake": ("exercises", "Say one phase again, and see the whole answer with it."),
    "angle": ("exercises", "The same story from another angle, or to another question, and what survives."),
    "ladder": ("exercises", "The same answer in 180, 120, 60 and 30 seconds, and what survives."),
    "catch": ("exercises", "Press a key at each of your fillers while you listen; see which you missed."),
    "plan": ("planned", "Spread stories, drills and mocks over the days until the interview."),
    "today": ("today", "What to practise next, and why; one key starts it."),
    "mic": ("mic", "Check the microphone and choose which one to use."),
    "models": ("models", "List, get and locate speech models."),
    "recover": ("recover", "Finish takes that a crash interrupted, or delete them."),
    "demo": ("demo", "The whole job on the sample answer, without network."),
}

_WITHOUT_TAKES = {"recover", "list", "checks", "models", "demo"}
"""Commands that do not speak of unfinished takes: those that list them anyway, and those without a library."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"starclock.cli.{COMMANDS[cmd_name][0]}")
        name = cmd_name.replace("-", "_")
        # `list` and `import` are words of Python: their functions end in "_".
        return getattr(module, f"{name}_" if cmd_name in ("list", "import") else name)  # type: ignore[no-any-return]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            from difflib import get_close_matches  # only here: what is spelled right need not wait for it

            if near := get_close_matches(args[0], COMMANDS, n=1):
                ctx.fail(f"there is no command {visible(args[0])!r}: did you mean `{near[0]}`?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="starclock")
@click.pass_context
def cli(context: click.Context) -> None:
    """Speak an interview answer aloud; read how long Situation, Task, Action and Result took.

    Everything stays on this computer. Start with `starclock demo`. Without a command, on a terminal, it says what to
    practise today.
    """
    if context.invoked_subcommand is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(context.get_help())
        context.exit(2)
    if context.invoked_subcommand not in _WITHOUT_TAKES:
        from starclock.cli.offers import offer_takes
        from starclock.library import Library

        offer_takes(Library())
    if context.invoked_subcommand is None:
        context.invoke(importlib.import_module("starclock.cli.today").today)


def main() -> None:
    """Entry point: whatever goes wrong becomes one line on stderr and exit status 1."""
    # Judging works on small tables: in several threads of numpy's they take four times as long on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    prepare_streams()
    if "_STARCLOCK_COMPLETE" in os.environ:  # only then: no command needs it
        from starclock.cli.completion import install

        install({name: about for name, (_, about) in COMMANDS.items()})
    status, told = _run()
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as problem:
        give_up_stdout()
        # A reader that has gone (`starclock list | head`) is nothing to tell anyone.
        if not isinstance(problem, BrokenPipeError):
            reason = problem.strerror if isinstance(problem, OSError) else problem
            status, told = 1, f"the output cannot be written: {reason}"
    if told:
        with suppress(OSError, ValueError):  # nobody reads stderr either: the status is all there is
            say(f"starclock: {visible(told)}", err=True)
            sys.stderr.flush()
    sys.exit(status)


def _run() -> tuple[int, str]:
    """Runs the command. Its exit status, and the line that says what went wrong."""
    try:
        done = cli.main(prog_name="starclock", standalone_mode=False)
        return (done if isinstance(done, int) else 0), ""
    except SystemExit as end:
        return (end.code if isinstance(end.code, int) else 1), ""
    except (click.Abort, KeyboardInterrupt):
        return 1, "stopped"
    except click.ClickException as wrong_usage:
        shown = StringIO()
        wrong_usage.show(shown)
        say(shown.getvalue().rstrip(), err=True)
        return wrong_usage.exit_code, ""
    except StarclockError as problem:
        return 1, str(problem)
    except MemoryError:
        return 1, "this needs more memory than there is: close other programs, or take a shorter recording"
    except OSError as problem:
        place = repr(problem.filename) if problem.filename else "the output cannot be written"
        return 1, f"{place}: {explain(problem)}"
    except Exception as problem:
        if os.environ.get("STARCLOCK_DEBUG"):
            raise
        return 1, f"a fault in starclock itself, {fault(problem)}: please report it (STARCLOCK_DEBUG=1 shows more)"
