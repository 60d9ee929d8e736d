"""The training of the phases (scripts/phase_model) against the code that ships; only where torch is installed."""

from __future__ import annotations

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only for training: pip install --group train")

import train_phases  # noqa: E402
from phase_model import encoder, net  # noqa: E402
from phase_model.corpus import Example  # noqa: E402
from phase_model.pretrained import LAYERS, Pretrained  # noqa: E402
from starclock.segmentation import phases  # noqa: E402
from starclock.segmentation.encoder import LONGEST, encode  # noqa: E402
from starclock.segmentation.phase_weights import crf_of, encoder_of  # noqa: E402

SIZE, INNER, PIECES = 48, 96, 20


def pretrained() -> Pretrained:
    """Parameters that are stored without loss."""
    made = np.random.default_rng(1)

    def some(*shape: int) -> np.ndarray:
        steps = made.integers(-100, 101, shape)
        if len(shape) > 1:
            steps[:, 0] = 127
        return (steps / 256).astype(np.float32)

    numbers = {"embedding.weight": some(PIECES, SIZE), "places": some(LONGEST, SIZE)}
    numbers |= {"norm.weight": 1 + some(SIZE), "norm.bias": some(SIZE)}
    for at in range(LAYERS):
        shapes = {"attend": (3 * SIZE, SIZE), "join": (SIZE, SIZE), "inner": (INNER, SIZE), "outer": (SIZE, INNER)}
        for name, shape in shapes.items():
            numbers |= {f"layers.{at}.{name}.weight": some(*shape), f"layers.{at}.{name}.bias": some(shape[0])}
        for name in ("join_norm", "outer_norm"):
            numbers |= {f"layers.{at}.{name}.weight": 1 + some(SIZE), f"layers.{at}.{name}.bias": some(SIZE)}
    return Pretrained([f"piece{at}" for at in range(PIECES)], numbers)


def test_what_ships_reads_as_what_was_trained() -> None:
    torch.manual_seed(0)
    trained = encoder.Encoder(pretrained()).eval()
    shipped = encoder_of(encoder.arrays(trained, pretrained().pieces))
    sentences = [[0, 3, 4, 5, 1], [0, 1], [0, *range(2, 19), 1], [0, 7, 7, 1]] * 20
    with torch.inference_mode():
        wanted = trained.encode(sentences).numpy()
    assert np.abs(wanted[0] - wanted[3]).max() > 0.1
    np.testing.assert_allclose(encode(sentences, shipped), wanted, atol=1e-3)


def test_the_layers_over_neighbours_are_the_same() -> None:
    torch.manual_seed(0)
    crf = net.Crf(16, 0.3).eval()
    alone = torch.tanh(torch.randn(9, 16))
    with torch.inference_mode():
        wanted, real = crf.emissions(alone, [9])
    assert real.all()
    arrays = crf_of({name: np.asarray(array, np.float32) for name, array in net.crf_arrays([crf]).items()})
    np.testing.assert_allclose(phases.emissions(alone.numpy()[:, None], arrays)[:, 0], wanted[0], atol=5e-3)


def test_the_loss_of_answers_together_is_that_of_each() -> None:
    torch.manual_seed(0)
    crf = net.Crf(8, 0.0).eval()
    vectors_, labels = torch.randn(7, 8), torch.tensor([0, 1, 2, 0, 2, 3, 3])
    weights = torch.ones(7)
    together = crf.loss(vectors_, [3, 4], labels, weights)
    parts = [
        crf.loss(vectors_[:3], [3], labels[:3], weights[:3]),
        crf.loss(vectors_[3:], [4], labels[3:], weights[3:]),
    ]
    assert together.item() == pytest.approx((3 * parts[0].item() + 4 * parts[1].item()) / 7, rel=1e-5)


def test_chances_are_calibrated() -> None:
    made = np.random.default_rng(0)
    labels = made.integers(0, 6, 3000)
    examples = [Example("", (("word",),) * 3000, ("S",) * 3000, tuple(labels.tolist()))]
    sure = np.eye(6)[labels]
    noise = made.normal(0, 1, (2, 3000, 6))
    # The second voice knows, the first only guesses. Twice the second's numbers would be the honest scores (normal
    # noise of variance 1 around means 2 apart); both are given twice as sure as that.
    scores = np.stack([noise[0], 2 * sure + noise[1]]) * 4
    models = np.exp(scores) / np.exp(scores).sum(axis=2, keepdims=True)
    found = train_phases.fit_calibration(examples, [models])
    assert found.share > 0.8
    assert found.temperature == pytest.approx(2, rel=0.1)
    error, _ = train_phases.reliability(examples, [found(models)])
    assert error < 0.03
    assert train_phases.fit_calibration(examples, [models[1:]]).share == 0


def test_what_is_misheard_keeps_its_sentences_and_their_ends() -> None:
    answer = encoder.Tokenized([[0, 5, 6, 7, 1], [0, 1], [0, 8, 1]] * 30, torch.zeros(90), torch.ones(90))
    heard = [encoder._with_errors(answer, random.Random(seed)) for seed in range(12)]
    for one in heard:
        assert len(one.pieces) == 90
        assert all(sentence[0] == 0 and sentence[-1] == 1 for sentence in one.pieces)
        assert {row for sentence in one.pieces for row in sentence} <= {0, 1, 5, 6, 7, 8}
    assert any(one.pieces == answer.pieces for one in heard)
    assert any(one.pieces != answer.pieces for one in heard)
