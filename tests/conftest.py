"""Every test has a home of its own, and no way to the network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

pytest.register_assert_rewrite("fake_sounddevice", "pseudo_terminal", "virtual_microphone")


# As starclock's own main has it, and before numpy is loaded: in more threads small tables take four times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

LONGEST = "record_answer record_command live pulse cli batch recorder spoken browser advice cluster channels".split()
"""Files that take longest (`test_{name}.py`), in this order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first: where files run side by side, none of them is left over at the end."""
    ranks = {f"test_{name}": rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(LONGEST)))


def own_environment(home: Path) -> dict[str, str]:
    """All that leads a program to the library, models, settings and caches of a person, pointed into `home`."""
    folders = {
        "HOME": ".",
        "USERPROFILE": ".",
        "APPDATA": "roaming",
        "LOCALAPPDATA": "local",
        "XDG_CACHE_HOME": "cache",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
        "HF_HOME": "hub",
        "HF_HUB_CACHE": "hub/hub",
        "STARCLOCK_HOME": "recordings",
        "STARCLOCK_MODELS": "models",
    }
    return {name: str(home / folder) for name, folder in folders.items()} | {"NO_COLOR": "1"}


@pytest.fixture(scope="session", autouse=True)
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is set up once for a module or for all tests is kept from the person's home too."""
    home = tmp_path_factory.mktemp("session-home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own_environment(home).items():
            patch.setenv(name, value)
        yield home


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library, models, settings and caches of this one test; it also starts there, not in the project's folder."""
    home = tmp_path_factory.mktemp("home")
    for name, value in own_environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home)
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever tries to reach another machine fails the test. Sockets of this machine (PulseAudio) stay open."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        local = self.family == getattr(socket, "AF_UNIX", None) or (
            isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1", "localhost")
        )
        if not local:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside data for measuring; tests that want it are skipped where it is not."""
    folder = Path(os.environ.get("STARCLOCK_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the outside development data is not on this computer")
    return folder


@pytest.fixture(autouse=True)
def no_hidden_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that fails costs a user its line; here it fails the test."""

    def failed(_name: str, _measures: Sequence[str], problem: Exception) -> NoReturn:
        raise problem

    monkeypatch.setattr("starclock.pipeline._failed", failed)
