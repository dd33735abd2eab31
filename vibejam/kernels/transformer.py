"""The compiled loop: one step of a Transformer, and the choice of token after token.

One path serves every architecture: what one has and another has not is data, an array of size zero or of ones.
Shapes are those of the package. Tests: tests/test_kernels.py, tests/test_lookup.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba.extending import register_jitable

from vibejam import choose as choosing
from vibejam import lookup
from vibejam.choose import Choice
from vibejam.kernels.compiling import entry, exact, part
from vibejam.kernels.parts import Norms, activate, add, attend, normalise, rotate, standardise
from vibejam.kernels.products import Matrices, Vectors, multiply
from vibejam.lookup import ROWS

register_jitable(choosing.narrow)
choose = exact(choosing.choose)  # there are infinities in it
register_jitable(lookup.longest_repeat)
guess, needed_after = exact(lookup.guess), exact(lookup.needed_after)


class Weights(NamedTuple):
    """A Transformer as arrays. What an architecture does not have is there with size zero, or changes nothing."""

    tokens: np.ndarray  # (V, C)
    positions: np.ndarray  # (T, C), or (0, C)
    ngrams: np.ndarray  # (rows, width): vectors of the last two, three, ... tokens, one after the other
    ngram_rows: np.ndarray  # (N,) how many rows each length of run has
    ngram_factors: np.ndarray  # (N + 1, N) what each of the last N + 1 ids counts for in the number of each run
    turns: np.ndarray  # (T, D/2, 2), or (0, 0, 2): rotary positions
    apart: int  # how far apart the two numbers are that positions turn
    norm_input: bool
    attention_scale: float
    norms: Norms  # (2L + 1, C): two for each layer and one before the head
    head_norms: Norms  # (2L, D), or (0, D): of each layer's queries and of its keys, head by head
    qkv: Matrices  # (L, (H + 2K) D, C)
    out: Matrices  # (L, C, H D)
    up: Matrices  # (L, F, C), or (L, 2F, C): the gate, and what it lets through
    down: Matrices  # (L, C, F)
    head: Matrices  # (1, V, C)
    activation: int


class Memory(NamedTuple):
    """What writers remember of their texts, and room to compute in."""

    keys: np.ndarray  # (W, L, K, T, D)
    values: np.ndarray  # (W, L, K, T, D)
    ids: np.ndarray  # (W, N + T) each text, after N times V: what is before the beginning
    position: np.ndarray  # (W,) how many tokens each has read
    row: np.ndarray  # (W,) in which of its rows are the logits for the token after those
    filled: np.ndarray  # (W,) how many of its rows were read in the last pass: those after `row` are guesses
    needed: np.ndarray  # (W,) how long a repeat has to be for a guess
    guesses: np.ndarray  # (W, 2) how many were read so far, and how many of them were right
    numbers: np.ndarray  # (R, columns of the widest matrix) what is multiplied: products.Vectors
    units: np.ndarray  # (R,)
    logits: np.ndarray  # (R, V)
    x: np.ndarray  # (R, C) the stream
    h: np.ndarray  # (R, C)
    qkv: np.ndarray  # (R, (H + 2K) D)
    scores: np.ndarray  # (T,)
    attended: np.ndarray  # (R, H D)
    hidden: np.ndarray  # (R, F), or (R, 2F)


@part
def embed(weights: Weights, position: int, recent: np.ndarray, x: np.ndarray) -> None:
    """x := the vector of the last of `recent`, plus what belongs to its position and, in the first channels, to all of them."""
    x[:] = weights.tokens[recent[-1]]
    if len(weights.positions) > 0:
        x += weights.positions[position]
    first, width = 0, weights.ngrams.shape[1]
    for n in range(len(weights.ngram_rows)):
        number = np.sum(recent * weights.ngram_factors[:, n]) % weights.ngram_rows[n]
        add(weights.ngrams[first + number], x[n * width : n * width + width])
        first += weights.ngram_rows[n]
    if weights.norm_input:
        standardise(x, weights.norms.centred, weights.norms.epsilon, x)


@part
def attention(weights: Weights, memory: Memory, layer: int, row: int) -> None:
    """attended := what the heads of this layer make of qkv; the new key and value are remembered."""
    qkv, attended, writer = memory.qkv[row], memory.attended[row], row // ROWS
    position = memory.position[writer] + row % ROWS
    keys, values = memory.keys[writer, layer], memory.values[writer, layer]
    K, _, D = keys.shape
    H = len(attended) // D
    if len(weights.head_norms.gain) > 0:
        for head in range(H + K):  # queries, then keys
            x = qkv[head * D : head * D + D]
            normalise(x, weights.head_norms, 2 * layer + (head >= H), x)
    if len(weights.turns) > 0:
        turns = weights.turns[position]
        for head in range(H + K):
            rotate(qkv[head * D : head * D + D], turns, weights.apart)
    queries = qkv[: H * D]
    queries *= np.float32(weights.attention_scale)
    for head in range(K):
        key, value = (H + head) * D, (H + K + head) * D
        keys[head, position] = qkv[key : key + D]
        values[head, position] = qkv[value : value + D]
    for head in range(H):
        part, shared = slice(head * D, head * D + D), head // (H // K)
        attend(qkv[part], keys[shared], values[shared], position + 1, memory.scores, attended[part])


@entry
def step(weights: Weights, memory: Memory, rows: np.ndarray) -> None:
    """Read the next ids of some writers: the first rows of each and as many after it as are named, in their order.

    The first of each counts as read; memory.row is then its.
    """
    x, h, hidden, before = memory.x, memory.h, memory.hidden, len(weights.ngram_factors) - 1
    vectors = Vectors(memory.numbers, memory.units)
    for i in rows:
        position = memory.position[i // ROWS] + i % ROWS
        embed(weights, position, memory.ids[i // ROWS, position : position + before + 1], x[i])
    for layer in range(memory.keys.shape[1]):
        for i in rows:
            normalise(x[i], weights.norms, 2 * layer, h[i])
        multiply(weights.qkv, layer, h, vectors, memory.qkv, rows)
        for i in rows:
            attention(weights, memory, layer, i)
        multiply(weights.out, layer, memory.attended, vectors, h, rows)
        for i in rows:
            add(h[i], x[i])
            normalise(x[i], weights.norms, 2 * layer + 1, h[i])
        multiply(weights.up, layer, h, vectors, hidden, rows)
        for i in rows:
            activate(hidden[i], weights.activation)
        multiply(weights.down, layer, hidden, vectors, h, rows)
        for i in rows:
            add(h[i], x[i])
    for i in rows:
        normalise(x[i], weights.norms, 2 * memory.keys.shape[1], h[i])
    multiply(weights.head, 0, h, vectors, memory.logits, rows)
    for i in rows:
        writer = i // ROWS
        if i % ROWS == 0:
            memory.position[writer] += 1
            memory.row[writer] = 0
        memory.filled[writer] = i % ROWS + 1


@part
def look_ahead(memory: Memory, writer: int, before: int, likely: np.ndarray) -> int:
    """Put guesses behind the last id of a text, which is not yet read, and return how many: at most ROWS - 1."""
    proposed, accepted = memory.filled[writer] - 1, memory.row[writer]
    memory.guesses[writer, 0] += proposed
    memory.guesses[writer, 1] += accepted
    memory.needed[writer] = needed_after(memory.needed[writer], proposed, accepted)
    text, after = memory.ids[writer, before:], memory.position[writer] + 1
    most = ROWS - 1 if proposed == accepted > 0 else ROWS // 2 - 1
    found = guess(text[:after], likely, memory.needed[writer], min(most, len(text) - after))
    text[after : after + len(found)] = found
    return len(found)


@entry
def write(weights: Weights, memory: Memory, choice: Choice, uniforms: np.ndarray, likely: np.ndarray, tokens: np.ndarray) -> int:
    """Fill `tokens` (n, W), one for each of `uniforms` (n, W), and return how many rows: fewer when the context is full.

    All are read too, but the last ones before a full context: they belong to the next. `likely` (N,) are ids of which some may
    be written in their order; with none, nothing is guessed.
    """
    writers, limit, before = len(memory.position), memory.keys.shape[3], len(weights.ngram_factors) - 1
    count = min(len(uniforms), limit - memory.position[0] + 1)
    written = np.zeros(writers, dtype=np.int64)
    rows = np.zeros(writers * ROWS, dtype=np.int64)
    reading = -1
    while reading != 0:
        reading = 0
        for w in range(writers):
            while written[w] < count:
                logits = memory.logits[w * ROWS + memory.row[w]]
                token = choose(logits.astype(np.float64), choice, uniforms[written[w], w])
                tokens[written[w], w] = token
                written[w] += 1
                if memory.position[w] == limit:
                    break
                if memory.row[w] + 1 < memory.filled[w] and memory.ids[w, before + memory.position[w]] == token:
                    memory.row[w] += 1  # it was guessed, and is read already
                    memory.position[w] += 1
                    continue
                memory.ids[w, before + memory.position[w]] = token
                guessed = look_ahead(memory, w, before, likely) if len(likely) > 0 else 0
                for i in range(guessed + 1):
                    rows[reading] = w * ROWS + i
                    reading += 1
                break
        if reading > 0:
            step(weights, memory, rows[:reading])
    return count
