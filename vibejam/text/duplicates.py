"""Near duplicates among millions of texts: a sketch of 64 bytes per text, compared in numpy arrays of flat size.

A sketch is 8 bytes that only equal texts share and 56 one-byte min-hashes of the text's word 3-shingles: the share of equal
bytes is the Jaccard similarity of two texts, with a standard error of 0.05 at 0.8. Candidates meet in 14 bands of 4 bytes
(Broder 1997; bands: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3; one byte each: Li and König 2010).
Tests: tests/text/test_duplicates.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b, shake_256
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SKETCH_SIZE = 64
LEAST_SIMILARITY = 0.8  # Jaccard, of the shingles
# Drafts grow: one text almost whole inside another is its duplicate too, when their sizes are this close.
LEAST_CONTAINED = 0.9
LEAST_RATIO = 0.7
SHORT = 8  # words; below, one other word is another message, and only equal texts are duplicates

_EXACT = 8  # bytes
_HASHES = SKETCH_SIZE - _EXACT
_BAND = 4
_NEIGHBOURS = 8  # in a band that a text is compared with, besides the latest one there
_KEPT_PAIRS = 4  # per text
_CHUNK = 4096  # shingles, or pairs, at a time: what fits the cache

# Where words are not told by spaces (kana, Han, Thai, Lao, Burmese, Khmer) each character counts as one.
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿຀-໿က-႟ក-៿]|[^\W_]+")
_ODD = np.frombuffer(shake_256(b"vibejam sketch 1").digest(8 * (_HASHES + 4)), "<u8") | np.uint64(1)
_FACTORS, _PLACES, _MIX = _ODD[:_HASHES, None], _ODD[_HASHES : _HASHES + 3], _ODD[-1]

Indices = NDArray[np.int32]  # half of numpy's usual 64 bits: with millions of texts it counts
Sketches = NDArray[np.uint8]  # (n, SKETCH_SIZE)


def sketch(text: str) -> bytes:
    """SKETCH_SIZE bytes, the same on every machine; case, spaces and, but in a text without words, punctuation do not matter."""
    words = " ".join(_WORD.findall(text.casefold()) or text.split()).encode("utf-8", "surrogatepass")
    exact = blake2b(words, digest_size=SKETCH_SIZE).digest()
    hashes = np.array([crc32(word) for word in words.split(b" ")], np.uint64)
    return exact if len(hashes) < SHORT else exact[:_EXACT] + _min_hashes(hashes).tobytes()


def _min_hashes(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """One byte of the least value of each hash function over the shingles of these words (32-bit hashes)."""
    shingles = words[:-2] * _PLACES[0] + words[1:-1] * _PLACES[1] + words[2:] * _PLACES[2]
    shingles = (shingles ^ (shingles >> np.uint64(32))) * _MIX
    shingles ^= shingles >> np.uint64(29)
    least = np.full(_HASHES, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(shingles), _CHUNK):
        np.minimum(least, (_FACTORS * shingles[start : start + _CHUNK]).min(axis=1), out=least)
    return (least >> np.uint64(24)).astype(np.uint8)  # the highest bits of a least value are all zero


def duplicates(sketches: Iterable[bytes], sizes: Sequence[int], order: Sequence[int]) -> dict[int, int]:
    """Which texts to drop: index of a dropped text -> index of the similar one that is kept, the last of them in `order`.

    `sizes` are the texts' lengths, in any one unit. Every dropped text is similar to the kept one itself: there are no chains.
    """
    count = len(sizes)
    table: Sketches = np.fromiter(sketches, f"S{SKETCH_SIZE}", count).view(np.uint8).reshape(count, SKETCH_SIZE)
    length = np.asarray(sizes, np.float32)
    latest_first: Indices = np.lexsort((np.arange(count), np.asarray(order)))[::-1].astype(np.int32)
    equal = latest_first[next(_meetings(table[latest_first, :_EXACT].view(np.uint64)[:, 0]))]
    alone = np.ones(count, bool)
    alone[equal[:, 0]] = False
    unlike = latest_first[alone[latest_first]]
    kept = np.arange(len(unlike), dtype=np.int32)  # by itself, as long as nothing later is like it
    for text, candidate in _similar(table, length, unlike):
        if kept[text] == text and kept[candidate] == candidate:
            kept[text] = candidate
    del table
    places = np.flatnonzero(kept != np.arange(len(kept)))
    dropped = dict(zip(unlike[places].tolist(), unlike[kept[places]].tolist(), strict=True))
    for start in range(0, len(equal), _CHUNK):
        dropped.update({text: dropped.get(same, same) for text, same in equal[start : start + _CHUNK].tolist()})
    return dropped


def _similar(table: Sketches, length: NDArray[np.float32], texts: Indices) -> Indices:
    """Pairs (k, 2) of places in `texts`: a text and a similar one before it, sorted; at most _KEPT_PAIRS per text."""
    found = np.empty((0, 2), np.int32)
    for start in range(_EXACT, SKETCH_SIZE, _BAND):
        keys = table[texts, start : start + _BAND].view(np.uint32)[:, 0]
        pairs = np.concatenate([found, *_verified(table, length, texts, _meetings(keys))])
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        pairs = pairs[np.append(True, (pairs[1:] != pairs[:-1]).any(axis=1))[: len(pairs)]]
        # Of very many alike, pairs with the latest are the ones that decide; the rest would only fill the memory.
        over = np.append(np.zeros(_KEPT_PAIRS, bool), pairs[_KEPT_PAIRS:, 0] == pairs[:-_KEPT_PAIRS, 0])[: len(pairs)]
        found = pairs[~over]
    return found


def _meetings(keys: NDArray[np.unsignedinteger]) -> Iterator[Indices]:
    """Pairs (k, 2) of places with the same key: each with the first that has it and with its nearest neighbours there."""
    by_key = np.argsort(keys, kind="stable").astype(np.int32)
    sorted_keys = keys[by_key]
    new = np.append(True, sorted_keys[1:] != sorted_keys[:-1])
    first = np.maximum.accumulate(np.where(new, np.arange(len(keys), dtype=np.int32), np.int32(0)))
    place = np.flatnonzero(~new)
    yield np.stack([by_key[place], by_key[first[place]]], axis=1)
    for distance in range(1, _NEIGHBOURS + 1):
        place = place[place - distance > first[place]]
        yield np.stack([by_key[place], by_key[place - distance]], axis=1)


def _verified(table: Sketches, length: NDArray[np.float32], texts: Indices, meetings: Iterable[Indices]) -> Iterator[Indices]:
    for pairs in meetings:
        for start in range(0, len(pairs), _CHUNK):
            some = pairs[start : start + _CHUNK]
            yield some[_are_duplicates(table, length, texts[some[:, 0]], texts[some[:, 1]])]


def _are_duplicates(table: Sketches, length: NDArray[np.float32], a: Indices, b: Indices) -> NDArray[np.bool_]:
    equal = (table[a, _EXACT:] == table[b, _EXACT:]).mean(axis=1)
    similarity = np.maximum(equal - 1 / 256, 0) / (1 - 1 / 256)  # unlike shingles have equal bytes by chance
    smaller, larger = np.minimum(length[a], length[b]), np.maximum(length[a], length[b])
    shared = similarity * (smaller + larger) / (1 + similarity)
    contained = (shared >= LEAST_CONTAINED * smaller) & (smaller >= LEAST_RATIO * larger)
    return (similarity >= LEAST_SIMILARITY) | contained
