"""An archive of X (Twitter): posts, long posts and direct messages; what was reposted is somebody else's.

Layout: the project rust-utilities/twitter-archive (the docs of its structs).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from vibejam.ingest.document import FoundItems, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing import posts
from vibejam.ingest.parsing.records import json_objects, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "X archive"
MANY_AUTHORS = True

_KIND = re.compile(rb"\s*window\.(?:YTD\.(\w+)\.part\d+|__THAR_CONFIG)\s*=\s*")
_POSTS = ("tweet", "tweets", "community_tweet")
_MENTIONS = re.compile(r"(?:\s*@\w{1,20}(?=\s|$))+\s*")
_LINK = re.compile(r"https?://t\.co/\w+")
_LAST_LINKS = re.compile(r"(?:(?<!\s)\s*https?://t\.co/\w+)+\s*$")
_TRUNCATED = 100  # characters by which the beginning of a long post is known


def recognise(file: File) -> int:
    return CERTAIN if file.suffix in (".js", ".json", ".txt") and _KIND.match(file.head) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    kind, objects = _objects(file)
    if kind in ("account", ""):
        names = _owner(file)
        if names:
            yield Owner(names, "it is their X account", file.source)
    elif kind in _POSTS:
        yield from posts.documents(_own_posts(objects, file), file.source, _author(file))
    elif kind == "note_tweet":
        notes = (note for entry in objects if (note := _note(entry)))
        yield from posts.documents(notes, file.source, _author(file))
    elif kind.startswith("direct_messages"):
        yield from _direct_messages(objects, file, wanted)
    else:
        yield Skipped(file.source, "a part of an X archive that is not its owner's posts or messages")


def _objects(file: File) -> tuple[str, Iterator[dict[str, Any]]]:
    """What the file holds ("tweets", "account", "" for the manifest) and its objects one by one."""
    match = _KIND.match(file.head)
    if match is None:
        return "", iter(())
    kind = (match.group(1) or b"").decode()
    return kind, json_objects(file, "item" if kind else "", start=match.end())


def _owner(file: File) -> tuple[str, ...]:
    """The account's id, handle and name, from account.js or the archive's manifest."""
    for entry in _objects(file)[1]:
        account = entry.get("account") or entry.get("userInfo")
        if isinstance(account, dict):
            keys = ("accountDisplayName", "displayName", "username", "userName", "accountId", "email")
            return tuple(dict.fromkeys(str(account[key]) for key in keys if account.get(key)))
    return ()


def _owner_beside(file: File) -> tuple[str, ...]:
    beside = file.beside("account.js") or file.beside("manifest.js")
    return _owner(beside) if beside else ()


def _author(file: File) -> str:
    return next(iter(_owner_beside(file)), "")


def _own_posts(objects: Iterator[dict[str, Any]], file: File) -> Iterator[posts.Post]:
    """The archive also holds the beginning of each long post, which the file of long posts holds whole."""
    beside = file.beside("note-tweet.js")
    notes = (_note(entry) for entry in _objects(beside)[1]) if beside else ()
    long = {(note.date, note.text[:_TRUNCATED]) for note in notes if note}
    for entry in objects:
        tweet = entry.get("tweet", entry)
        if not isinstance(tweet, dict):
            continue
        text = html.unescape(str(tweet.get("full_text") or tweet.get("text") or ""))
        date = when(tweet.get("created_at", ""))
        reposted = text.startswith("RT @") or tweet.get("retweeted") is True or "retweeted_status" in tweet
        if not reposted and (date, text[:_TRUNCATED]) not in long:
            text, removed = _own_words(text, _links(tweet))
            if text:
                answers = str(tweet.get("in_reply_to_status_id_str") or tweet.get("in_reply_to_status_id") or "")
                yield posts.Post(text, date, str(tweet.get("id_str") or tweet.get("id") or ""), answers, removed=removed)


def _links(tweet: dict[str, Any]) -> dict[str, str]:
    """What was typed for each of X's own short links."""
    entities = tweet.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    entries = [entry for entry in urls if isinstance(entry, dict)] if isinstance(urls, list) else []
    return {str(entry.get("url")): str(entry.get("expanded_url") or "") for entry in entries}


def _own_words(text: str, links: dict[str, str]) -> tuple[str, Counter[str]]:
    """Without the names that X puts before an answer and the links that it puts after a text."""
    mentions = match.end() if (match := _MENTIONS.match(text)) else 0
    shorter = _LAST_LINKS.sub("", text[mentions:])
    removed = Counter(mentions=mentions, links=len(text) - mentions - len(shorter))
    return _LINK.sub(lambda link: links.get(link.group(), ""), shorter).strip(), +removed


def _note(entry: dict[str, Any]) -> posts.Post | None:
    note = entry.get("noteTweet")
    core = note.get("core") if isinstance(note, dict) else None
    if not isinstance(note, dict) or not isinstance(core, dict) or not isinstance(core.get("text"), str):
        return None
    text, removed = _own_words(html.unescape(core["text"]), {})
    return posts.Post(text, when(note.get("createdAt", "")), str(note.get("noteTweetId", "")), removed=removed)


def _direct_messages(objects: Iterator[dict[str, Any]], file: File, wanted: Wanted) -> FoundItems:
    owner = _owner_beside(file)
    for entry in objects:
        conversation = entry.get("dmConversation")
        if not isinstance(conversation, dict) or not isinstance(messages := conversation.get("messages"), list):
            continue
        for holder in reversed(messages):  # the newest is the first
            message = holder.get("messageCreate") if isinstance(holder, dict) else None
            if not isinstance(message, dict):
                continue
            sender = str(message.get("senderId") or "")
            names = (*owner, sender) if sender in owner else (sender,)
            text = _LINK.sub("", html.unescape(str(message.get("text") or ""))).strip() if wanted(names) else ""
            yield Message(
                names, text, file.source, str(message.get("id") or ""), when(message.get("createdAt", "")),
                conversation=str(conversation.get("conversationId") or file.source),
            )  # fmt: skip
