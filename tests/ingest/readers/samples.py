"""Small exports in the layouts of the programs that write them, for the readers' tests and the fuzz."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from vibejam.ingest.document import Document, Found, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.read import found_in

ME = "Ines Duarte"
THEIRS = "words of somebody else that must not be learnt"


def found(path: Path, me: Iterable[str] = (ME,)) -> list[Found]:
    names = set(me)
    return list(found_in(File(path, path.name), lambda author: bool(names & set(author))))


def documents(path: Path) -> list[Document]:
    return [item for item in found(path) if isinstance(item, Document)]


def messages(path: Path, me: Iterable[str] = (ME,)) -> list[Message]:
    return [item for item in found(path, me) if isinstance(item, Message)]


def owners(path: Path) -> list[Owner]:
    return [item for item in found(path) if isinstance(item, Owner)]


def skipped(path: Path) -> list[Skipped]:
    return [item for item in found(path) if isinstance(item, Skipped)]


def put(path: Path, content: str | bytes | Any) -> Path:
    """Text and bytes as they are, all else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, str | bytes):
        content = json.dumps(content, ensure_ascii=False)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ytd(kind: str, entries: list[Any], part: int = 0) -> str:
    """A file of an X archive: JSON that is assigned to a variable."""
    return f"window.YTD.{kind}.part{part} = " + json.dumps(entries, indent=2)


def tweet(number: int, text: str, day: int = 1, month: str = "May", **more: Any) -> dict[str, Any]:
    created = f"Wed {month} {day:02} 12:00:{number % 60:02} +0000 2019"
    return {"tweet": {"id_str": str(number), "created_at": created, "full_text": text, "retweeted": False, **more}}


def note(number: int, text: str, created: str) -> dict[str, Any]:
    return {"noteTweet": {"noteTweetId": str(number), "createdAt": created, "core": {"text": text, "urls": [], "mentions": []}}}


def direct_messages(*messages: tuple[str, str]) -> str:
    """(senderId, text) pairs, the oldest first, as one conversation."""
    entries = [
        {"messageCreate": {"id": str(i), "senderId": sender, "recipientId": "0", "text": text, "createdAt": f"2020-01-0{i}T10:00:00.000Z"}}
        for i, (sender, text) in enumerate(messages, 1)
    ]  # fmt: skip
    return ytd("direct_messages", [{"dmConversation": {"conversationId": "7-8", "messages": entries[::-1]}}])


ACCOUNT = ytd("account", [{"account": {"username": "inesd", "accountId": "7", "accountDisplayName": ME}}])


def chatgpt(*turns: tuple[str, Any], title: str = "Bread", **more: Any) -> dict[str, Any]:
    """A conversation of (role, parts) turns, one below the other."""
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": ["1"]}}
    for number, (role, parts) in enumerate(turns, 1):
        content = parts if isinstance(parts, dict) else {"content_type": "text", "parts": [parts]}
        message = {"id": str(number), "author": {"role": role}, "content": content, "metadata": {}}
        parent = str(number - 1) if number > 1 else "root"
        mapping[str(number)] = {"id": str(number), "message": message, "parent": parent, "children": [str(number + 1)]}
    ends = {"title": title, "create_time": 1700000000.5, "mapping": mapping, "current_node": str(len(turns))}
    return {**ends, "conversation_id": "c-1", **more}


def claude(*turns: tuple[str, str], blocks: bool = True, **more: Any) -> dict[str, Any]:
    messages = [
        {"uuid": f"m{i}", "sender": sender, "text": text, "attachments": []}
        | ({"content": [{"type": "text", "text": text}]} if blocks else {})
        for i, (sender, text) in enumerate(turns)
    ]
    head = {"uuid": "u-1", "name": "Bread", "created_at": "2024-03-01T10:00:00.000000Z", "account": {"uuid": "a"}}
    return {**head, "chat_messages": messages, **more}


def keep(**more: Any) -> dict[str, Any]:
    times = {"userEditedTimestampUsec": 1582955199253000, "createdTimestampUsec": 1582955199253000}
    return {"color": "DEFAULT", "isTrashed": False, "isPinned": False, "isArchived": False, **times, **more}


def outbox(*activities: dict[str, Any]) -> dict[str, Any]:
    head = {"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection"}
    return {**head, "totalItems": len(activities), "orderedItems": list(activities)}


def created(number: int, content: str, **more: Any) -> dict[str, Any]:
    written = {"id": f"https://example.org/{number}", "type": "Note", "content": content, "inReplyTo": None, **more}
    return {"type": "Create", "published": f"2023-01-{number:02}T10:00:00Z", "object": written}


BOOST = {"type": "Announce", "published": "2023-01-09T10:00:00Z", "object": "https://example.org/others/1"}


def dayone(*texts: str) -> dict[str, Any]:
    entries = [{"uuid": f"U{i}", "creationDate": f"2021-05-0{i}T08:00:00Z", "text": text} for i, text in enumerate(texts, 1)]
    return {"metadata": {"version": "1.0"}, "entries": entries}


def enex(*notes: tuple[str, str], attributes: str = "") -> str:
    """(title, markup) pairs."""
    parts = [
        f"<note><title>{title}</title><content><![CDATA[<?xml version='1.0'?><!DOCTYPE en-note SYSTEM 'enml2.dtd'>"
        f"<en-note>{markup}</en-note>]]></content><created>20190203T101112Z</created>"
        f"<note-attributes><author>{ME}</author>{attributes}</note-attributes>"
        f"<resource><data encoding='base64'>{'QUJD' * 50}</data></resource></note>"
        for title, markup in notes
    ]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">\n'
    )
    return f"{head}<en-export application='Evernote'>{''.join(parts)}</en-export>"


def gemini(*prompts: str) -> list[dict[str, Any]]:
    return [
        {"header": "Gemini Apps", "title": prompt, "time": f"2024-05-0{i}T10:00:00.000Z", "products": ["Gemini Apps"],
         "safeHtmlItem": [{"html": f"<p>{THEIRS}</p>"}]}
        for i, prompt in enumerate(prompts, 1)
    ]  # fmt: skip


SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
LINKEDIN_MESSAGES = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS\n"
COMMENTS = "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"


def exports() -> Iterator[tuple[str, bytes]]:
    """One of each kind by the name of its file, as seeds for mutations."""

    def as_bytes(content: Any) -> bytes:
        return (content if isinstance(content, str) else json.dumps(content)).encode()

    long = "A long paragraph about bread, and how it never rises when it rains. " * 12
    seeds: dict[str, Any] = {
        "tweets.js": ytd("tweets", [tweet(i, f"post {i} &amp; more https://t.co/Ab1", i % 28 + 1) for i in range(20)]),
        "note-tweet.js": ytd("note_tweet", [note(1, long, "2023-05-01T10:00:00.000Z")]),
        "direct-messages.js": direct_messages(("7", "hello you"), ("8", THEIRS)),
        "account.js": ACCOUNT,
        "conversations.json": [chatgpt(("user", "How do I bake?"), ("assistant", THEIRS), ("user", long + "\n```\nx=1\n```"))],
        "claude.json": [claude(("human", "How do I bake?"), ("assistant", THEIRS), ("human", long))],
        "notes.jsonl": "\n".join(json.dumps({"text": f"{i} {long}", "date": "2020-01-01", "id": i}) for i in range(5)),
        "array.json": [{"body": long, "sender": {"name": ME}}, {"body": THEIRS, "sender": {"name": "Rui"}}],
        "table.csv": "date,text\n" + "\n".join(f'2020-01-0{i},"{long}\nand ""more"""' for i in range(1, 6)),
        "note.json": keep(title="Plums", textContent=long, listContent=[{"text": "jam", "isChecked": False}]),
        "outbox.json": outbox(
            created(1, f"<p>{long}<br>and</p>"), BOOST, created(2, '<p><span><a href="x">@<b>rui</b></a></span> no</p>')
        ),
        "Journal.json": dayone("# Day\n\n" + long + "![](dayone-moment://ABC)", "no\\."),
        "notes.enex": enex(("Plums", f"<div>{long}</div><ul><li>jam</li></ul>"), ("Jam", "<div>short<br/></div>")),
        "My Activity.json": gemini("Prompted " + long, "Used Gemini Apps"),
        "Shares.csv": SHARES + '2022-01-01 10:00:00,https://example.org/1,"one""\n""\n""two",,,PUBLIC\n' * 3,
        "messages.csv": LINKEDIN_MESSAGES + f"1,,{ME},u,Rui,v,2022-01-01 10:00:00 UTC,,<p>mine</p>,INBOX,\n" * 3,
        "comments.csv": COMMENTS + 'c1,/r/x,2022-01-01 10:00:00 UTC,,plums,0,l,,"> theirs\n\nmine",\n' * 3,
    }
    for name, content in seeds.items():
        yield name, as_bytes(content)
