"""WhatsApp's exported chats: _chat.txt of an iPhone ("[date, time] name: ..."), "WhatsApp Chat with ... .txt" of Android.

Layout: the exports in joweich/chat-miner (test/whatsapp), starkdmi/whats_json (test/data) and Pustur/whatsapp-chat-parser.
The file is read twice: which number of a date is the day, and whose names hold a colon, only the whole of it tells.
Day and month: what is over 12 is a day; else the order in which dates go backwards least; else day before month, but
month before day where the clock says AM and PM and numbers are not padded, as in the United States.
"""

from __future__ import annotations

import codecs
import datetime
import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TypeAlias

from vibejam.errors import DataError
from vibejam.ingest.document import FoundItems, Message, Owner
from vibejam.ingest.file import HEAD, File
from vibejam.ingest.parsing.whatsapp_phrases import ATTACHED, DELETED_BY_OWNER, MEDIA, NOTICES, OMITTED, OPTION, POLL
from vibejam.ingest.readers import CERTAIN, NO, Wanted
from vibejam.text.decode import decode

NAME = "WhatsApp chat"
MANY_AUTHORS = True

_BLOCK = 1 << 20  # characters that are read at once
_LONGEST = 4 << 20  # characters of one message; WhatsApp takes 65,536
_LONGEST_MARK = 300  # characters of what WhatsApp adds to a message: at most the name of a file

# The parts of a line's beginning. \d is a digit of any script; Arabic has marks of direction around the strokes.
_BETWEEN = r"[\u200e\u200f \xa0]{0,2}[-./年月년월][\u200e\u200f \xa0]{0,2}"
_DATE = rf"(\d{{1,4}}{_BETWEEN}\d{{1,2}}{_BETWEEN}[RH]?\d{{1,4}})"
_TIME = r"(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)"
_NAMED = r"(?:([^\n]{1,120}?):(?: |(?=\n|\Z)))?(?=([^\n]{0,60}))"
_MARKS = "[\u200e\u200f\u202a\ufeff]{0,3}"
_STYLES = {
    style: re.compile(rf"\n{_MARKS}{start}{_NAMED}")
    for style, start in {
        "[date time]": rf"\[\u200f?{_DATE}([^\d\n\[\]]{{1,18}}){_TIME}([^\d\n\[\]]{{0,20}})\] ?",
        "date time -": rf"{_DATE}([^\d\n\[\]]{{1,18}}){_TIME}([^\d\n\-–\]]{{0,20}})[-–] ",
        "date time:": rf"{_DATE}([^\d\n\[\]]{{1,18}}){_TIME}([^\d\n:\]]{{0,14}}): ",
        "[time, date]": rf"\[(){_TIME}([^\d\n\[\]]{{1,14}}){_DATE}\] ?",  # copied from WhatsApp in a browser
    }.items()
}
_LOG_LEVELS = {"debug", "info", "warn", "warning", "error", "critical", "fatal", "trace", "notice"}

_MORNING = {
    "am", "a", "πμ", "ص", "قظ", "上午", "凌晨", "早上", "午前", "오전", "पूर्वाह्न", "सुबह", "sa", "öö", "pg", "לפנהצ", "ap", "dop", "de",
    "முற்பகல்", "ก่อนเที่ยง", "পূর্বাহ্ণ", "inthemorning",
}  # fmt: skip
_AFTERNOON = {
    "pm", "p", "μμ", "م", "بظ", "下午", "晚上", "中午", "午後", "오후", "अपराह्न", "शाम", "रात", "ch", "ös", "ptg", "אחהצ", "ip", "odp", "du",
    "பிற்பகல்", "หลังเที่ยง", "অপরাহ্ণ", "intheafternoon", "intheevening", "atnight",
}  # fmt: skip

_SPACE = "\u200e\u200f \xa0\u202f\n"
_OF_A_NAME = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u2068\u2069~"))  # around phone numbers and strangers
_EDITED = re.compile(
    r"<[^<>\n]*(?:edit|bearbeitet|modifi|bewerkt|измен|редакт|редаг|düzenlen|edytowan|redig|muokat|uprav|sunting|uređen|編集"
    r"|編輯|编辑|수정|تعديل|נערכ|संपादित|แก้ไข|sửa|szerkeszt|ویرایش|επεξεργ)[^<>\n]*>\Z",
    re.IGNORECASE,
)
_MARKED = re.compile(r"(?:\A|(?<=\s))\u200e<[^<>\n]*>\Z")  # the same, and attached files, on an iPhone in any language
_FILE = re.compile(r"\u200e?(?:(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+\.\w+|[^\n]{1,200}\.\w{2,5}) \(([^()\n]{3,40})\)")
_WHATSAPP_FILE = re.compile(r"\u200e?(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+\.\w+ \(")
_IOS_FILE = re.compile(r"\u200e?<[^<>:\n]{2,30}: ?\d{4,}-[^<>\n]+>")
_DOCUMENT = re.compile(r".*(?:•.*|\.\w{2,5})\Z", re.DOTALL)  # what stands before an attached document: "Plan.pdf • 2 pages"
_PLACE = re.compile(r"\u200e?[^\n:]{1,30}:? https://(?:maps\.google\.com/\?q=-?[\d.]+,-?[\d.]+|foursquare\.com/\S+)\Z")


# The beginning of a message as it stands in the file: date, what is between, time, what is after it, name (None or "": the
# line is WhatsApp's own), and how the text begins.
Header: TypeAlias = tuple[str, str, str, str, str | None, str]


def recognise(file: File) -> int:
    if file.suffix not in ("", ".txt", ".text", ".log"):
        return NO
    headers = _headers(_beginning(file))[1]
    names = Counter(header[4].strip() for header in headers if header[4])
    if {name.casefold() for name in names} <= _LOG_LEVELS:
        return NO
    notices = [header[5] for header in headers if not header[4]]
    if "whatsapp" in file.source.casefold() or any("WhatsApp" in notice for notice in notices):
        return CERTAIN
    talk = names.total() > 2 and names.most_common(1)[0][1] > 1
    people = len(names) > 1 or any(name in notice for name in names for notice in notices)  # one talks, another joins
    return CERTAIN if talk and people else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is not text, or when there is too much between two messages."""
    encoding = decode(file.head if len(file.head) < HEAD else file.head[: file.head.rfind(b"\n") + 1])[1].split(" ")[0]
    style = _headers(_beginning(file))[0]
    whole = _Whole(style, _blocks(file, encoding))
    yield from _owners(file, whole)
    is_wanted = {name: wanted((name,)) for name in whole.people}
    for number, (header, body) in enumerate(_messages(style, _blocks(file, encoding)), start=1):
        name = whole.names[header[4]] if header[4] else ""
        if not name:
            continue
        date = whole.iso(header)
        if not is_wanted[name]:
            yield Message((name,), "", file.source, str(number), date, file.source)
        elif text := typed(body.removeprefix(whole.rest_of_name.get(header[4] or "", ""))):
            lost = len(body.strip()) - len(text)
            removed = {"placeholders": lost} if lost > 0 else {}
            yield Message((name,), text, file.source, str(number), date, file.source, removed=removed)


def typed(body: str) -> str:
    """What its writer typed of a message; "" where WhatsApp stands in for a picture, a call, a deleted message."""
    text = body.strip()
    if len(text) < 60 and _plain(text) in NOTICES:
        return ""
    if "<" in text:
        start = max(0, len(text) - _LONGEST_MARK)
        text = text[:start] + _EDITED.sub("", text[start:]).rstrip()
        if marked := _MARKED.search(text, max(0, len(text) - _LONGEST_MARK)):
            text = text[: marked.start()].rstrip()
            if "." in marked.group() and _DOCUMENT.match(text.rsplit("\n", 1)[-1]):
                return ""
    first, _, caption = text.partition("\n")
    if _stands_for_a_file(first):
        return caption.replace("\u200e", "").strip()
    if text.startswith("\u200e"):
        return ""
    if ":" in first and (_PLACE.match(text) or (POLL.match(first) and OPTION.search(caption))):
        return ""
    if "\u200e" in first and OMITTED.fullmatch(first.rsplit("\u200e", 1)[1]):
        before = first.rsplit("\u200e", 1)[0].strip(_SPACE)
        return "" if _DOCUMENT.match(before) else "\n".join(filter(None, (before, caption)))
    return text.replace("\u200e", "").strip()


def _stands_for_a_file(line: str) -> bool:
    if line.endswith(")"):
        match = _FILE.fullmatch(line)
        return bool(match and (_WHATSAPP_FILE.match(line) or ATTACHED.search(match.group(1))))
    if len(line) > 300:
        return False
    bare = line.strip(_SPACE)
    if bare.startswith("<") and bare.endswith(">"):
        return bool(MEDIA.fullmatch(bare) or OMITTED.fullmatch(bare.replace("\u200e", "")) or _IOS_FILE.fullmatch(bare))
    return len(bare) < 60 and bare.count(" ") < 5 and OMITTED.fullmatch(bare) is not None


def _plain(text: str) -> str:
    return text.strip(_SPACE).rstrip(".。।").casefold()


class _Whole:
    """What only the whole file tells: who the people are, who deleted messages, and which number of a date is the day.

    In "Ana: Bo: hi" the writer is "Ana: Bo" if all that Ana writes begins so; a line of WhatsApp's own with a colon in it
    (Rui changed the subject to "Trip: plan") has none.
    """

    def __init__(self, style: re.Pattern[str], blocks: Iterable[str]):
        dates: dict[str, None] = {}
        clocks: set[str] = set()
        counts: Counter[str] = Counter()
        longer: Counter[tuple[str, str]] = Counter()
        self._deleted: dict[str, str] = {}
        for block in blocks:
            rows = _headers_in(style, block)
            dates.update((row[0], None) for row in rows)
            clocks.update(row[3] for row in rows)
            counts.update(row[4] for row in rows if row[4])
            longer.update((row[4], row[5].split(": ")[0]) for row in rows if row[4] and ": " in row[5])
            self._deleted.update((row[4], row[5].strip(_SPACE)) for row in rows if row[4] and _plain(row[5]) in DELETED_BY_OWNER)
        self.rest_of_name = {name: f"{rest}: " for (name, rest), n in longer.items() if n == counts[name] > 2}
        known = {name for name, count in counts.items() if count > 1}
        self.names = {
            name: "" if count == 1 and _is_notice(name, known) else _bare(f"{name}: {self.rest_of_name.get(name, '')}"[:-2])
            for name, count in counts.items()
        }
        self.people = set(filter(None, self.names.values()))
        self._days = _days(dates, clocks)
        self._times: dict[tuple[str, ...], str] = {}

    @property
    def deleted(self) -> dict[str, str]:
        """Who deleted a message of theirs, and in what words the chat says so."""
        return {self.names[name]: words for name, words in self._deleted.items()}

    def iso(self, header: Header) -> str:
        """YYYY-MM-DDTHH:MM:SS, or as much of it as is plausible."""
        day, clock = self._days[header[0]], header[1:4]
        if clock not in self._times:
            self._times[clock] = _time(*clock)
        return day + self._times[clock] if day else ""


def _is_notice(name: str, known: set[str]) -> bool:
    """Whether what stands before a colon is too long or too quoted for a name, or a known name and a sentence."""
    if len(name) > 60 or any(mark in name for mark in '“”"«»„「'):
        return True
    return any(name.startswith(f"{other} ") and name.count(" ", len(other)) > 2 for other in known)


def _bare(name: str) -> str:
    return name.translate(_OF_A_NAME).replace("\u202f", " ").replace("\xa0", " ").strip()


def _owners(file: File, whole: _Whole) -> Iterator[Owner]:
    """Only its owner's deleted messages are told in the second person; of two people, its file bears the other one's name."""
    for name, words in whole.deleted.items():
        yield Owner((name,), f"in it stands “{words}” in place of a message by {name}", file.source)
    if len(whole.people) != 2:
        return
    for part in PurePosixPath(file.source).parts[::-1]:
        if "whatsapp" in part.casefold():
            named = [person for person in whole.people if _letters(person) and _letters(person) in _letters(part)]
            if named:
                (owner,) = whole.people - {max(named, key=len)}
                yield Owner((owner,), f"it is called “{part}” and {owner} is the only other one in it", file.source)
            return


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST = (2, 1, 0), (2, 0, 1), (0, 1, 2)  # where year, month and day stand


def _days(dates: Iterable[str], clocks: Iterable[str]) -> dict[str, str]:
    """Every date as it stands in the file, in ISO."""
    parts = {date: re.findall(r"[RH]?\d+", date) for date in dates}
    american = any(re.match(r"\d/|\d+/\d/", date) for date in parts) and any(re.search("[AP]M", clock) for clock in clocks)
    orders = [_MONTH_FIRST, _DAY_FIRST, _YEAR_FIRST] if american else [_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST]
    best = min(orders, key=lambda order: _unlikely(order, parts.values()))
    return {date: _iso(best, numbers) for date, numbers in parts.items()}


def _unlikely(order: tuple[int, int, int], dates: Iterable[list[str]]) -> tuple[int, int]:
    """How many dates would be none, and how often they would go backwards."""
    days = [_iso(order, date) for date in dates]
    real = list(filter(None, days))
    return len(days) - len(real), sum(before > after for before, after in itertools.pairwise(real))


def _iso(order: tuple[int, int, int], parts: list[str]) -> str:
    year, month, day = (parts[i] for i in order)
    try:
        return datetime.date(_year(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _year(text: str) -> int:
    """19 -> 2019, 2565 of the Buddhist era -> 2022, R4 of the Japanese one -> 2022. Raises ValueError for none of WhatsApp's."""
    year = int(text.lstrip("RH")) + {"R": 2018, "H": 1988}.get(text[0], 0)
    year += 2000 if year < 100 else -543 if year > 2400 else 0
    if not 2009 <= year < 2100:
        raise ValueError(text)
    return year


def _time(before: str, time: str, after: str) -> str:
    """ "9:05" and " p. m. " -> "T21:05:00"; "" when there is no such time."""
    hour, minute, *second = (int(part) for part in re.split("[:.]", time))
    half = {_word(before), _word(after)}
    if half & _AFTERNOON and hour < 12:
        hour += 12
    elif half & _MORNING and hour == 12:
        hour = 0
    try:
        return f"T{datetime.time(hour, minute, second[0] if second else 0)}"
    except ValueError:
        return ""


def _word(text: str) -> str:
    return "".join(c for c in text.casefold() if unicodedata.category(c)[0] in "LM")


def _beginning(file: File) -> str:
    """Its first lines; UTF-8 with a broken end is enough to tell a chat by."""
    head = file.head
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "\n" + head.decode("utf-16", errors="ignore").replace("\r\n", "\n")
    return "\n" + head.decode("utf-8", errors="ignore").replace("\r\n", "\n").replace("\r", "\n")


def _headers(text: str) -> tuple[re.Pattern[str], list[Header]]:
    """The style of most messages in `text`, and their headers."""
    found = [(style, _headers_in(style, text)) for style in _STYLES.values()]
    return max(found, key=lambda pair: sum(bool(header[4]) for header in pair[1]))


def _headers_in(style: re.Pattern[str], text: str) -> list[Header]:
    rows = style.findall(text)
    return [_date_first(*row) for row in rows] if style is _STYLES["[time, date]"] else rows


def _date_first(before: str, time: str, after: str, date: str, name: str, start: str) -> Header:
    return date, before, time, after, name, start


def _messages(style: re.Pattern[str], blocks: Iterable[str]) -> Iterator[tuple[Header, str]]:
    """Each header and what stands from there to the next one."""
    date_first = style is not _STYLES["[time, date]"]
    groups: tuple[str, ...] = ()
    body: list[str] = []
    for block in blocks:
        end = 0
        for match in style.finditer(block):
            if groups:
                body.append(block[end : match.start()])
                yield (groups if date_first else _date_first(*groups)), "".join(body)  # type: ignore[misc]
            groups, body, end = match.groups(), [], match.end()
        body.append(block[end:])
        if len(body) * _BLOCK > _LONGEST:
            raise DataError(f"{_LONGEST >> 20} MB without the beginning of a message")
    if groups:
        yield (groups if date_first else _date_first(*groups)), "".join(body)  # type: ignore[misc]


def _blocks(file: File, encoding: str) -> Iterator[str]:
    """The text in pieces that end with a line; every line but a piece's first, in an endless line, has its \\n before it."""
    with file.open() as raw, io.TextIOWrapper(raw, encoding, errors="ignore") as text:
        start = "\n"
        while block := text.read(_BLOCK):
            if not block.endswith("\n"):
                block += text.readline(_BLOCK)
            yield start + block.removesuffix("\n")
            start = "\n" if block.endswith("\n") else ""
