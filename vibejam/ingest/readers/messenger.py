"""Facebook Messenger and Instagram: message_1.json and the owner's posts and comments of Meta's "Download your information",
and the chats of Messenger's own export of end-to-end encrypted storage.

Layout: joweich/chat-miner (test/instagram), the e2ee layout as in public importers; NorseKode/Waultar-App
(content_examples.md) for posts and comments. Meta writes the bytes of UTF-8 as if each were a character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Message, Owner
from vibejam.ingest.file import File
from vibejam.ingest.parsing.json_stream import mapping, sequence, string, utc, values
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Messenger and Instagram"
MANY_AUTHORS = True

_CHAT = re.compile(rb'"messages"\s*:\s*\[')
_MESSAGE = re.compile(rb'"(?:sender_name|senderName)"\s*:\s*"')
_TIME = re.compile(rb'"(?:timestamp_ms|timestamp)"\s*:\s*\d{12,}')
_POST = re.compile(rb'"data"\s*:\s*\[\s*\{\s*"(?:post|update_timestamp)"\s*:')
_COMMENTS = re.compile(rb'\A\s*\{\s*"comments_v2"\s*:\s*\[')
_CAPTIONS = re.compile(rb'\A\s*\[\s*\{\s*"media"\s*:\s*\[\s*\{\s*"uri"\s*:')

# What the apps write in somebody's name: by itself, or after the name (or "You"). A message that begins with its own
# sender's whole name is one in any language.
_NOTICE = re.compile(
    r"(?:Reacted .{1,12} to your message|Liked a message|Hat mit .{1,12} auf deine Nachricht reagiert|A réagi .{1,12} à votre message"
    r"|Reaccionó con .{1,12} a tu mensaje|Reagiu com .{1,12} à sua mensagem|Ha reagito con .{1,12} al tuo messaggio"
    r"|Heeft met .{1,12} gereageerd op je bericht|Hat eine Nachricht mit „Gefällt mir“ markiert|A aimé un message"
    r"|Le (?:gusta|gustó) un mensaje|Curtiu uma mensagem|Ha messo Mi piace a un messaggio|Vindt een bericht leuk"
    r"|This poll is no longer available|.{1,60}'s poll has multiple updates|Say hi to your new Facebook friend, .*"
    r"|(?:The video (?:call|chat)|Video chat|Audio call) ended|You can now (?:message and )?call each other.*)\.?",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"(?:sent (?:an?|\d+) (?:attachment|photo|video|voice message|gif|sticker|live location|link|location)s?"
    r"|shared a (?:story|post|album|location)|missed (?:a|your) (?:video )?(?:call|chat).{0,60}|called (?:you|.{1,60})|waved at .{1,60}"
    r"|are now connected on Messenger|created a poll: .*|voted for .* in the poll|changed (?:his|her|their|your) vote to .* in the poll"
    r"|(?:named|created|left) the group.*|(?:set|cleared) the nickname .*|set (?:his|her|their|your) (?:own )?nickname to .*"
    r"|(?:added|removed) .* (?:to|from) the group|changed the (?:chat )?(?:theme|group photo).*|set the (?:emoji|quick reaction) to .*"
    r"|(?:started|joined) (?:a|the) (?:video )?(?:call|chat)|(?:pinned|unsent) a message)\.?",
    re.IGNORECASE | re.DOTALL,
)
_MEDIA = {"photos", "videos", "audio_files", "files", "gifs", "sticker", "share", "media"}


def recognise(file: File) -> int:
    head = file.head.removeprefix(b"\xef\xbb\xbf")
    chat = head.lstrip()[:1] == b"{" and _CHAT.search(head) and _MESSAGE.search(head) and _TIME.search(head)
    posts = _COMMENTS.match(head) or _CAPTIONS.match(head) or (head.lstrip()[:1] == b"[" and _POST.search(head))
    return CERTAIN if chat or posts else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where the JSON is damaged, after what is before that."""
    head = file.head.removeprefix(b"\xef\xbb\xbf")
    if _COMMENTS.match(head):
        return _comments(file, wanted)
    if head.lstrip().startswith(b"["):
        return _posts(file)
    return _chat(file, wanted)


def _chat(file: File, wanted: Wanted) -> FoundItems:
    """The newest message comes first, 10,000 in a file: the owner's are held to be put in order."""
    people: dict[str, None] = {}
    own: list[Message] = []
    title, damage = "", None
    folder = PurePosixPath(file.source).parent
    chat = str(folder) if re.fullmatch(r"message_\d+", PurePosixPath(file.source).stem) else file.source
    try:
        for number, (place, value) in enumerate(values(file, "title", "threadName", "messages.item")):
            if place != "messages.item":
                title = _mended(value)
            elif message := _message(mapping(value), number, file, chat, wanted):
                people[message.author[0]] = None
                if message.text:
                    own.append(message)
                else:
                    yield message
    except DataError as error:
        damage = error
    others = [name for name in people if name != title]
    if len(people) == 2 and len(others) == 1:
        yield Owner((others[0],), f"it is a chat with {title}", file.source)
    yield from sorted(own, key=lambda message: message.date)
    if damage:
        raise damage


def _message(message: Mapping[str, Any], number: int, file: File, chat: str, wanted: Wanted) -> Message | None:
    """None for what nobody typed."""
    name = _mended(message.get("sender_name") or message.get("senderName")).strip()
    text = _mended(message.get("content") or message.get("text")).strip()
    typed = string(message.get("type", "Generic")).casefold() in ("generic", "share", "text", "link", "media")
    unsent = message.get("is_unsent") or message.get("isUnsent") or "call_duration" in message
    if not name or not typed or unsent or _is_notice(text, name, bool(_MEDIA & message.keys())):
        return None
    if not wanted((name,)):
        return Message((name,), "", file.source, str(number), _time(message), chat)
    return Message((name,), text, file.source, str(number), _time(message), chat) if text else None


def _is_notice(text: str, name: str, has_media: bool) -> bool:
    if text.startswith(f"{name} ") and text.endswith(".") and (" " in name or has_media):
        return True
    deeds = [text[len(who) + 1 :] for who in {name, name.split()[0], "You"} if text.startswith(f"{who} ")]
    return any(_DEED.fullmatch(deed) for deed in deeds) or _NOTICE.fullmatch(text) is not None


def _time(message: Mapping[str, Any]) -> str:
    return utc(message.get("timestamp_ms") or message.get("timestamp"), 1000)


def _posts(file: File) -> FoundItems:
    """Posts on Facebook, captions on Instagram."""
    for number, (_, value) in enumerate(values(file, "item"), start=1):
        post = mapping(value)
        media = mapping(next(iter(sequence(post.get("media"))), None))
        texts = [string(mapping(part).get("post")) for part in sequence(post.get("data"))]
        text = _mended("\n".join(filter(None, texts)) or string(post.get("title") if media else "") or string(media.get("title")))
        seconds = post.get("timestamp") or post.get("creation_timestamp") or media.get("creation_timestamp")
        if text.strip():
            yield Document(text.strip(), file.source, utc(seconds)[:10], position=f"post {number}")


def _comments(file: File, wanted: Wanted) -> FoundItems:
    for number, (_, value) in enumerate(values(file, "comments_v2.item"), start=1):
        for part in sequence(mapping(value).get("data")):
            comment = mapping(mapping(part).get("comment"))
            author, text = _mended(comment.get("author")).strip(), _mended(comment.get("comment")).strip()
            if author and text:
                date = utc(comment.get("timestamp"))
                yield Message((author,), text if wanted((author,)) else "", file.source, str(number), date, file.source)


def _mended(value: object) -> str:
    """ "InÃªs" -> "Inês"; what is right as it stands is not touched."""
    text = string(value)
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
