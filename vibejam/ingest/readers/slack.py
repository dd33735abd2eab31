"""Slack's exported workspaces: CHANNEL/YYYY-MM-DD.json, with the people in users.json above it.

Layout: slack.com/help, "How to read Slack data exports"; api.slack.com/reference/surfaces/formatting for the markup.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from vibejam.errors import DataError
from vibejam.ingest.document import FoundItems, Message
from vibejam.ingest.file import File
from vibejam.ingest.parsing.json_stream import mapping, names, string, utc, values
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Slack channel"
MANY_AUTHORS = True

_TIME = re.compile(rb'"ts"\s*:\s*"\d{10}\.\d{6}"')
_TYPE = re.compile(rb'"type"\s*:\s*"message"')
_TYPED = {"", "thread_broadcast", "me_message", "file_share"}
_UPLOADED = re.compile(r"<@\w+(?:\|[^>]*)?> (?:uploaded|shared|commented on) (?:a |an )?")
_QUOTED = re.compile(r"^(?:&gt;|>).*(?:\n|\Z)", re.MULTILINE)
_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def recognise(file: File) -> int:
    head = file.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return CERTAIN if head.startswith(b"[") and _TIME.search(head) and _TYPE.search(head) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where the JSON is damaged, after what is before that."""
    users = file.beside("../users.json") or file.beside("users.json")
    people = _people(users) if users else {}
    channel = PurePosixPath(file.source).parent
    for _, value in values(file, "item"):
        if message := _message(mapping(value), people, file, wanted, str(channel), channel.name):
            yield message


def _message(
    message: Mapping[str, Any], people: Mapping[str, tuple[str, ...]], file: File, wanted: Wanted, conversation: str, title: str
) -> Message | None:
    """None for what no person typed."""
    user, text = string(message.get("user")), string(message.get("text"))
    typed = message.get("type") == "message" and string(message.get("subtype")) in _TYPED and "bot_id" not in message
    if not typed or user in ("", "USLACKBOT") or _UPLOADED.match(text):
        return None
    profile = mapping(message.get("user_profile"))
    author = people.get(user) or names(profile.get("real_name"), profile.get("display_name"), profile.get("name"), user)
    shown, quoted = _text(text, people) if wanted(author) else ("", 0)
    time = string(message.get("ts"))
    return Message(author, shown, file.source, time, utc(time), conversation, title, {"quotes": quoted} if quoted else {})


@functools.lru_cache(maxsize=4)
def _people(users: File) -> dict[str, tuple[str, ...]]:
    """Everybody's names by their id; a damaged list gives those before the damage."""
    people = {}
    try:
        for _, value in values(users, "item"):
            user, profile = mapping(value), mapping(mapping(value).get("profile"))
            people[string(user.get("id"))] = names(
                user.get("real_name"), profile.get("real_name"), profile.get("display_name"), user.get("name"),
                profile.get("email"), user.get("id"),
            )  # fmt: skip
    except DataError:
        return people  # messages have names of their own, if fewer
    return people


def _text(text: str, people: Mapping[str, tuple[str, ...]]) -> tuple[str, int]:
    """What people see, and how many characters of it they quote: "<@U1> <http://a.org|here>" -> "@Rui here"."""

    def shown(match: re.Match[str]) -> str:
        kind, target, label = match.groups()
        if kind == "@":
            return "@" + (label or people.get(target, (target,))[0])
        if kind == "#":
            return "#" + (label or target)
        if kind == "!":
            return label or ("@" + target if target in ("here", "channel", "everyone") else "")
        return label or target.removeprefix("mailto:")

    own = _QUOTED.sub("", text)
    return html.unescape(_MARKUP.sub(shown, own)).strip(), len(text) - len(own)
