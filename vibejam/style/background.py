"""How other people write, counted: what a person's fingerprint is compared with. Counts only, no text.

`background.json.gz` beside this file holds the fingerprint of older writing (letters, diaries, memoirs, novels before 1930) and of
newer (weblogs and handbooks after 2010), rare words and pairs left out. docs/background.md says of what and how it was made
(scripts/count_background.py). Tests: tests/style/test_background.py.
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vibejam import paths
from vibejam.errors import DataError
from vibejam.style.fingerprint import Fingerprint

ERAS = ("older", "newer")


@dataclass(frozen=True)
class Background:
    """Fingerprints of other people's writing, by era."""

    older: Fingerprint
    newer: Fingerprint

    @classmethod
    def load(cls, path: Path | None = None) -> Background:
        """The one in the package, or in a file of `to_bytes`. Raises DataError when it is damaged."""
        path = path or paths.inside_package("style", "background.json.gz")
        try:
            said = json.loads(gzip.decompress(path.read_bytes()))
            return cls(*(Fingerprint.from_dict(said[era]) for era in ERAS))
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path} is no background: {error}", "install vibejam again") from error

    def to_bytes(self) -> bytes:
        """What `load` reads; the same counts always give the same bytes."""
        said = {era: getattr(self, era).to_dict() for era in ERAS}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return gzip.compress(text.encode(), compresslevel=9, mtime=0)

    def nearest(self, person: Fingerprint) -> Fingerprint:
        """The era whose words are more like the person's: the lower cross-entropy."""
        return min((self.older, self.newer), key=lambda era: _cross_entropy(person, era))

    @cached_property
    def attested(self) -> frozenset[str]:
        """Pairs of words that have been seen side by side in either era."""
        return frozenset(self.older.bigrams) | frozenset(self.newer.bigrams)


def _cross_entropy(person: Fingerprint, era: Fingerprint) -> float:
    """Nats per word of the person's under the era's word frequencies, one added to each."""
    total = era.words + len(era.unigrams)
    return -sum(count * math.log((era.unigrams[word] + 1) / total) for word, count in person.unigrams.items())
