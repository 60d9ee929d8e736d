"""Every test has a library of its own and no way to the network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library, models and caches of the person who runs the tests are out of reach."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("STARCLOCK_HOME", str(home / "recordings"))
    monkeypatch.setenv("STARCLOCK_MODELS", str(home / "models"))
    monkeypatch.setenv("HF_HOME", str(home / "hub"))
    monkeypatch.setenv("NO_COLOR", "1")
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
    import os

    folder = Path(os.environ.get("STARCLOCK_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the outside development data is not on this computer")
    return folder
