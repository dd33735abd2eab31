"""For Python: a model's weights as arrays, and the decoder made of them. Tests: tests/test_kernels.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import torch

from vibejam.choose import Choice
from vibejam.errors import ContextFull
from vibejam.kernels.parts import ACTIVATIONS, Norms
from vibejam.kernels.products import Matrices
from vibejam.kernels.transformer import Memory, Weights, step, write
from vibejam.lookup import ROWS

Linear = tuple[torch.Tensor, torch.Tensor | None]  # a matrix (rows, columns) and a bias (rows,)
Norm = tuple[torch.Tensor, torch.Tensor | None]  # gain and bias (width,)
_FEW = 4  # tokens that are read one by one sooner than by torch


class Layer(NamedTuple):
    """One block of a Transformer, as its architecture knows it. None: a norm without gain and bias."""

    norm_1: Norm | None
    qkv: Linear
    out: Linear
    norm_2: Norm | None
    up: Linear  # of a gated MLP: the rows of the gate, then the others
    down: Linear
    head_norms: tuple[Norm | None, Norm | None] | None = None  # of queries and of keys; None: there are none


class TransformerDecoder:
    """A Transformer that writes: `read` a text, then `step` token by token, or `write` many at once.

    It is one writer, or as many as `copy` made: those do the same by `read_all` and `write_all`.
    """

    def __init__(self, weights: Weights, memory: Memory, read: Callable[[Sequence[int]], tuple[torch.Tensor, Any]]):
        self._weights, self._memory, self._read = weights, memory, read

    def __str__(self) -> str:
        return f"numba {self._weights.head.weights.dtype}"

    @property
    def position(self) -> int:
        """How many tokens it has read."""
        return int(self._memory.position[0])

    @property
    def guesses(self) -> tuple[int, int]:
        """How many tokens were read because they were likely, and how many of them were written, by all writers."""
        read, right = self._memory.guesses.sum(axis=0)
        return int(read), int(right)

    @property
    def bytes_per_token(self) -> int:
        """What has to be loaded to write one token, the KV cache apart."""
        w = self._weights
        each = [array for part in (w.qkv, w.out, w.up, w.down, w.head) for array in (part.scale, part.bias)]
        return sum(array.nbytes for array in (w.head.weights, *each, w.norms.gain, w.norms.bias))

    def read(self, ids: Sequence[int]) -> np.ndarray:
        """Begin anew with `ids`; the logits (V,) for the token after them."""
        return self.read_all([ids])[0]

    def read_all(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        """Begin anew, each writer with a text of its own, all of one length; the logits (W, V) for the token after them."""
        memory, seen, reach = self._memory, len(texts[0]), self._reach
        memory.position[:], memory.row[:], memory.filled[:] = 0, 0, 1
        if seen <= _FEW:
            for tokens in zip(*texts, strict=True):
                self.step_all(tokens)
            return memory.logits[::ROWS].copy()
        for i, ids in enumerate(texts):
            logits, caches = self._read(ids)  # (V,) and a pair of (K, T, D) for each layer
            for layer, (keys, values) in enumerate(caches):
                memory.keys[i, layer, :, :seen] = keys.numpy()
                memory.values[i, layer, :, :seen] = values.numpy()
            memory.ids[i, reach : reach + seen] = ids
            memory.logits[i * ROWS] = logits.numpy()
        memory.position[:] = seen
        return memory.logits[::ROWS].copy()

    def step(self, token: int) -> np.ndarray:
        """Read one more token; the logits (V,) for the one after it."""
        return self.step_all([token])[0]

    def step_all(self, tokens: Sequence[int]) -> np.ndarray:
        """`step` for each writer: one token each; logits (W, V)."""
        memory = self._memory
        if self.position == memory.keys.shape[3]:
            raise ContextFull(f"{self.position} tokens read: a block_size of {self.position} holds no more")
        memory.ids[:, self._reach + self.position] = tokens
        step(self._weights, memory, np.arange(0, len(memory.logits), ROWS))
        return memory.logits[::ROWS].copy()

    def write(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[int]:
        """The next tokens, one for each random number, or fewer when the context is full: then the last is not yet read.

        `likely` are ids that may be written in their order, such as a draft's: the same comes out sooner.
        """
        return self.write_all(choice, uniforms[None], likely)[0]

    def write_all(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[list[int]]:
        """`write` for each writer, by its row of random numbers (W, n)."""
        tokens, ids = np.zeros(uniforms.T.shape, dtype=np.int64), np.array(likely, dtype=np.int64)
        written = write(self._weights, self._memory, choice, np.ascontiguousarray(uniforms.T), ids, tokens)
        return tokens[:written].T.tolist()

    def copy(self, writers: Sequence[int] = (0,)) -> TransformerDecoder:
        """Others who have read what these writers have."""
        memory, chosen = self._memory, list(writers)
        rows = [writer * ROWS + i for writer in chosen for i in range(ROWS)]
        by_row = {"numbers", "units", "logits", "x", "h", "qkv", "attended", "hidden"}
        sizes = {name: len(rows) if name in by_row else len(chosen) for name in memory._fields}
        arrays = {name: _zeros((sizes[name], *array.shape[1:]), array.dtype) for name, array in memory._asdict().items()}
        fresh = Memory(**arrays | {"scores": _zeros(memory.scores.shape)})
        for name in ("ids", "position", "row", "filled", "needed", "guesses"):
            getattr(fresh, name)[:] = getattr(memory, name)[chosen]
        fresh.logits[:] = memory.logits[rows]
        read = self.position + ROWS  # guesses too
        for i, writer in enumerate(chosen):
            fresh.keys[i, :, :, :read] = memory.keys[writer, :, :, :read]
            fresh.values[i, :, :, :read] = memory.values[writer, :, :, :read]
        return TransformerDecoder(self._weights, fresh, self._read)

    @property
    def _reach(self) -> int:
        """How many ids before a token belong to its vector."""
        return len(self._weights.ngram_factors) - 1


def transformer_decoder(
    model: Any,
    precision: str,
    layers: Sequence[Layer],
    *,
    tokens: torch.Tensor,
    head: Linear,
    norm: Norm | None,
    activation: str,
    attention_scale: float,
    positions: torch.Tensor | None = None,
    ngrams: tuple[torch.Tensor, list[int], list[list[int]]] | None = None,
    rotations: torch.Tensor | None = None,
    halves: bool = False,
    norm_input: bool = False,
    centred: bool = True,
    epsilon: float = 1e-5,
    kv_heads: int = 0,
    head_size: int = 0,
) -> TransformerDecoder:
    """A decoder with a copy of a model's weights; the last item of the model's state must be its KV caches.

    `ngrams` are vectors for the last few tokens, the rows of each length and the factors that number them (see Weights);
    `rotations` (T, D/2) complex numbers, a row per position, which turn neighbours or, with `halves`, number i and i + D/2.
    Norms are LayerNorms or, not `centred`, RMSNorms. `kv_heads` and `head_size` are, if 0, n_head and n_embd / n_head.
    """
    V, C = tokens.shape
    T, H = model.config.block_size, model.config.n_head
    D, K = head_size or C // H, kv_heads or H
    norms = [*(n for layer in layers for n in (layer.norm_1, layer.norm_2)), norm]
    head_norms = [n for layer in layers for n in layer.head_norms or ()]
    table, rows, factors = ngrams or (torch.zeros(0, 0), [], [[]])
    weights = Weights(
        tokens=_array(tokens), positions=_array(torch.zeros(0, C) if positions is None else positions),
        ngrams=_array(table), ngram_rows=np.array(rows, dtype=np.int64), ngram_factors=np.array(factors, dtype=np.int64),
        turns=_array(torch.zeros(0, 0, 2) if rotations is None else torch.view_as_real(rotations)),
        apart=D // 2 if halves else 1, norm_input=norm_input, attention_scale=attention_scale,
        norms=Norms(*_stacked(norms, C), epsilon, centred), head_norms=Norms(*_stacked(head_norms, D), epsilon, centred),
        **_matrices(layers, head, precision), activation=ACTIVATIONS[activation],
    )  # fmt: skip
    sizes = {
        "keys": (1, len(layers), K, T, D), "values": (1, len(layers), K, T, D), "logits": (ROWS, V), "x": (ROWS, C),
        "h": (ROWS, C), "qkv": (ROWS, weights.qkv.scale.shape[1]), "scores": (T,), "attended": (ROWS, H * D),
        "hidden": (ROWS, weights.up.scale.shape[1]), "units": (ROWS,),
    }  # fmt: skip
    widest = max(matrices.columns for matrices in (weights.qkv, weights.out, weights.up, weights.down, weights.head))
    numbers = _zeros((ROWS, widest), "int16" if precision == "int8" else "float32")
    memory = Memory(
        **{name: _zeros(size) for name, size in sizes.items()}, numbers=numbers, ids=np.full((1, len(factors) - 1 + T), V),
        position=np.zeros(1, dtype=np.int64), row=np.zeros(1, dtype=np.int64), filled=np.ones(1, dtype=np.int64),
        needed=np.full(1, 2, dtype=np.int64), guesses=np.zeros((1, 2), dtype=np.int64),
    )  # fmt: skip

    @torch.no_grad()
    def read(ids: Sequence[int]) -> tuple[torch.Tensor, Any]:
        logits, state = model.read(torch.tensor([ids]))
        return logits[0], [(keys[0], values[0]) for keys, values in state[-1]]

    decoder = TransformerDecoder(weights, memory, read)
    with suppress(OSError):  # a full disk: what was compiled is not kept
        decoder.write(Choice(), np.zeros(0))  # compiles or loads it, so that what can go wrong does so here
    return decoder


def _array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().float().contiguous().numpy()


def _stacked(norms: Sequence[Norm | None], width: int) -> tuple[np.ndarray, np.ndarray]:
    """Gains and biases (norms, width): ones and zeros where there are none."""
    gains, biases = np.ones((len(norms), width), dtype=np.float32), np.zeros((len(norms), width), dtype=np.float32)
    for number, norm in enumerate(norms):
        if norm is not None:
            gain, bias = norm
            gains[number] = _array(gain)
            biases[number] = 0 if bias is None else _array(bias)
    return gains, biases


def _zeros(shape: tuple[int, ...], dtype: Any = np.float32) -> np.ndarray:
    """Zeros that begin where a line of the processor's cache does. They are numpy's: from 4 MB on it asks for large pages,
    and those that nobody touches, as in a long context that is never filled, take no memory."""
    size, each = math.prod(shape), np.dtype(dtype).itemsize
    room = np.zeros(size + 64 // each, dtype=dtype)
    return room[-room.ctypes.data % 64 // each :][:size].reshape(shape)


def _matrices(layers: Sequence[Layer], head: Linear, precision: str) -> dict[str, Matrices]:
    """The matrices of each kind, by name. Those of all kinds lie together, so that a token is one long walk through memory."""
    kinds = ("qkv", "out", "up", "down")
    used = [(kind, getattr(layer, kind)) for layer in layers for kind in kinds] + [("head", head)]
    found: dict[str, list[tuple[int, torch.Tensor, torch.Tensor]]] = {kind: [] for kind, _ in used}
    together = _zeros((sum(matrix.numel() for _, (matrix, _) in used),), np.dtype(precision))
    start = 0
    for kind, (matrix, bias) in used:
        weight, rows = matrix.detach().float(), len(matrix)
        scale = torch.ones(rows)
        if precision == "int8":  # the largest of a row becomes 127
            scale = weight.abs().amax(dim=1).clamp_min(1e-30) / 127
            weight = (weight / scale[:, None]).round()
        together[start : start + weight.numel()] = weight.flatten().numpy()
        found[kind].append((start, scale, torch.zeros(rows) if bias is None else bias.detach().float()))
        start += weight.numel()
    columns = {kind: matrix.shape[1] for kind, (matrix, _) in used}
    return {
        kind: Matrices(together, np.array(starts), columns[kind], torch.stack(scales).numpy(), torch.stack(biases).numpy())
        for kind, (starts, scales, biases) in ((kind, zip(*each, strict=True)) for kind, each in found.items())
    }
