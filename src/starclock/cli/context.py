"""What a command stands on: the library, the user's settings, the recognizer. Each is opened when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from starclock.cli.notices import notice, progress_bar
from starclock.history import judged, summaries
from starclock.library import Library
from starclock.report import Report, Summary
from starclock.settings import Role, Settings, Targets, read_settings
from starclock.speech import Attempt
from starclock.writing.texts import short

if TYPE_CHECKING:
    from starclock.recognizers import Recognizer


@dataclass(frozen=True)
class Context:
    """What the options of one command say, and what they lead to.

    targets : as for `--targets`; role : "ic" or "em"; both before the user's settings
    named, model : the recognizer and the model that were named, None for the best ones there are
    """

    targets: str | None = None
    role: Role | None = None
    named: str | None = None
    model: str | None = None

    @cached_property
    def library(self) -> Library:
        """The user's attempts."""
        return Library()

    @cached_property
    def settings(self) -> Settings:
        """The user's settings, with the targets and the role of this command. Raises InputError."""
        settings = read_settings(self.library.settings_file)
        for told in _meaningless(settings):
            notice(f"{self.library.settings_file}: {told}")
        settings = replace(settings, role=self.role or settings.role)
        return replace(settings, targets=Targets.parse(self.targets)) if self.targets else settings

    @cached_property
    def recognizer(self) -> Recognizer:
        """Opened after offering a model where none was named and none is there. Raises InputError, ModelError."""
        from starclock.cli.recognition import opened  # only here: a list hears nothing, and must not wait for it

        return opened(self.named, self.model)

    def report(self, reference: str) -> Report:
        """The report on a kept attempt by the settings. Raises LibraryError."""
        return judged(self.library, reference, self.settings)

    def summaries(self, heads: Sequence[Attempt], texts: bool = False) -> list[Summary]:
        """The numbers of kept attempts by the settings, and with `texts` their sentences; a bar where it takes long."""
        with progress_bar() as progress:
            return summaries(self.library, heads, self.settings, texts, progress, damaged=notice)


def _meaningless(settings: Settings) -> Iterator[str]:
    """What the user's settings say that changes nothing."""
    if not settings.off and not settings.fillers:
        return
    # Only for who has such settings: a list should not wait for the checks to load.
    from starclock.checks import all_checks
    from starclock.checks.fillers import unlisted

    names = {check.name for check in all_checks()} if settings.off else set()
    yield from (f"off: there is no check {short(name)}; see `starclock checks`" for name in settings.off - names)
    for phrase in unlisted(settings.fillers):
        yield f"fillers: {short(phrase)} is not on the list, so taking it off changes nothing"
