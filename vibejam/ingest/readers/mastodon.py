"""An archive of Mastodon, or of another server of its kind: the outbox; what was boosted is somebody else's.

Layout: the W3C's recommendation ActivityPub (outbox.json is an OrderedCollection of activities).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from vibejam.ingest.document import FoundItems, Owner
from vibejam.ingest.file import File
from vibejam.ingest.parsing import posts
from vibejam.ingest.parsing.records import json_object, json_objects, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted
from vibejam.text.markup import prose_of

NAME = "Mastodon archive"

_MENTIONS = re.compile(r"(?:\s*@[\w.]{1,60}(?:@[\w.-]{1,100})?(?=\s|$))+\s*")
_QUOTE = re.compile(r"\n?RE: https?://\S{1,300}\s*$")  # how a server that knows no quotes is told of one


def recognise(file: File) -> int:
    if file.suffix != ".json":
        return NO
    if b'"orderedItems"' in file.head and b'"OrderedCollection"' in file.head:
        return CERTAIN if b'"Create"' in file.head or b'"Announce"' in file.head else NO
    return CERTAIN if file.name == "actor.json" and b'"preferredUsername"' in file.head else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    if b'"orderedItems"' not in file.head:
        yield Owner(_names(file), "it is their Mastodon account", file.source)
        return
    beside = file.beside("actor.json")
    author = next(iter(_names(beside)), "") if beside else ""
    yield from posts.documents(_own_posts(file), file.source, author)


def _names(file: File) -> tuple[str, ...]:
    actor = json_object(file)
    return tuple(str(actor[key]) for key in ("name", "preferredUsername") if actor.get(key))


def _own_posts(file: File) -> Iterator[posts.Post]:
    for activity in json_objects(file, "orderedItems.item"):
        written = activity.get("object")
        if activity.get("type") != "Create" or not isinstance(written, dict):
            continue
        markup = written.get("content")
        text, removed = prose_of(markup) if isinstance(markup, str) else ("", {})
        mentions = match.end() if (match := _MENTIONS.match(text)) else 0
        if text := _QUOTE.sub("", text[mentions:]):
            title = str(written.get("name") or "")
            published = when(written.get("published") or activity.get("published", ""))
            answers = str(written.get("inReplyTo") or "")
            yield posts.Post(
                text, published, str(written.get("id") or ""), answers, title, +Counter(removed | {"mentions": mentions})
            )
