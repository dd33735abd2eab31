"""Mail for tests/ingest/test_fuzz.py to damage."""

from __future__ import annotations

from collections.abc import Iterator

from tests.ingest.mailbox import make_mailbox


def exports() -> Iterator[tuple[str, bytes]]:
    for language in ("en", "ja"):
        data = make_mailbox(0, (language,)).data
        yield f"{language}.mbox", data
        for number, mail in enumerate(data.split(b"\nFrom ")[1:6]):
            yield f"{language}{number}.eml", mail.partition(b"\n")[2]
