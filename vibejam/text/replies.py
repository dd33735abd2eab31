"""What the writer of a mail typed, without what they answered, passed on, or what a program added below.

Lines are labelled by what they are, from the surest sign to the least: quote marks, what stands above a quoted mail
("On ... wrote:", "From: ... Sent: ..."), and then, at the end of each stretch of the writer's own, signatures, legal notices
and the footers of lists. What nothing marks as another's stays: a greeting, a sign-off ("Kind regards, Marcus"), an answer
between quotes. The words that mail programs use, in some twenty languages, are in mail_words.py; what is right is told by the
tests of github/email_reply_parser and mailgun/talon, as far as they agree. Tests: tests/text/test_replies.py.
"""

from __future__ import annotations

import itertools
import re

from vibejam.text import mail_words as words
from vibejam.text.mail_endings import RULE, added_below, any_of, ends_as_mail

_LOOKED_AT = 400  # characters of a line, and of the lines of an attribution together: no pattern sees more
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\t]")


def own_words(text: str) -> tuple[str, dict[str, int]]:
    """`"Yes.\\n\\nOn 2 May 2021 at 10:47, Tom <t@example.org> wrote:\\n> Tea?"` -> ("Yes.", {"quotes": 49}).

    The second value counts the characters that were taken out, by what they were.
    """
    mail = _Mail(text)
    mail.label_quotes()
    mail.label_what_is_above_quotes()
    for start, end in mail.own_stretches():
        for first, last, label in added_below(mail.lines, start, end):
            mail.mark(first, last, label)
    return mail.own(), mail.removed()


def is_reply(text: str) -> bool:
    """Whether a text without headers is the body of a mail: it quotes one as mail programs do, or ends as they end one."""
    mail = _Mail(text)
    mail.label_quotes()
    quotes_one = mail.label_what_is_above_quotes()
    taken = [line for line, label in zip(mail.lines, mail.labels, strict=True) if label]
    # A chronicle has "On 2 May 1921 at 10:15 she wrote:" too, but no address, and no quote marks.
    if quotes_one and any("@" in line or _QUOTED.match(line) or _ORIGINAL_DASHED.match(line) for line in taken):
        return True
    return sum(_label_of(line) is not None for line in taken) >= 3 or ends_as_mail(mail.lines)


# Quotes ------------------------------------------------------------------------------------------------------------------

_QUOTED = re.compile(r" {0,3}[>＞]")
# Begins with ">" and is no quote: a face, a framed link, Python's prompt.
_NO_QUOTE = re.compile(r" *(?:>[_.:;-]*[<(D/\\]|>[_.:;]|[> ]+[^<>]+ *<{2,}\s*$)")
_PROMPT = re.compile(r">>> \S|\.\.\. ?")
_BROKEN_OFF = re.compile(r">=?\d|> ?wrote:$")  # what a line break may push to the front: "more than", the end of an address
_LINK = re.compile(r"[(<]*https?://\S+[)>]*(?: *>)?\s*$")

# Above quotes -----------------------------------------------------------------------------------------------------------

_DASHES = "-‐‑‒–—―_=*#~•+. "
_WROTE = re.compile(rf"\b{any_of(*words.WROTE)}(?!\w)|{any_of(words.WROTE_UNSPACED)}", re.IGNORECASE)
_ENDS_IN_WROTE = re.compile(rf"(?:{_WROTE.pattern})\W*$", re.IGNORECASE)
_HE_WROTE = re.compile(
    rf"\b{any_of(*words.PRONOUNS)}\s+(?:(?:then|also|once|just|had|has|hat|ha|a)\s+)?(?:{_WROTE.pattern})\W*$", re.IGNORECASE
)
_OPENED = re.compile(
    rf"\W{{0,8}}(?:{any_of(*words.OPENERS)}\b[ ,.]*)?(?:[^\W\d]+[.,]{{0,2}} ){{0,3}}\(?\d{{1,4}}(?:[-./:, ]|年|\.|$|[a-z]{{2}}\b)"
)
_OPENER = re.compile(rf"\W{{0,8}}{any_of(*words.OPENERS)}\b")
_SURE_BEGIN = re.compile(
    rf"\W{{0,8}}(?:{any_of(*words.OPENERS)}\b[^\d\n]{{0,20}}\d|\d{{4}}\s?[-./年년]|\d{{1,2}}\s?[-./]\s?\d{{1,2}}\s?[-./]"
    r"|(?:[^\W\d]+[.,]{0,2} )?\d{1,2}\.? [^\W\d]{3,}\.?,? (?:de )?\d{4})"
)
_BARE_OPENER = re.compile(rf"\W{{0,8}}{any_of(*words.OPENERS)}(?: [^\W\d]+[.,])?\s*$")  # broken right after it
_BARE_SENDER = re.compile(r"[^<>@.!?]{1,60}<[^<>@]*@[^<>@ ]+>,?[^.!?]{0,12}$")
_LONGEST_ATTRIBUTION = 5  # lines
_LONGEST_HEADER = 40
_ADDRESS = re.compile(r"[^\s<>()\[\]\"@,;:]+@[^\s<>()\[\]\"@,;:]+")
_SENDER_FIRST = re.compile(r"[^<>@]{0,80}[<(\[][^<>@]*@[^<>@ ]+[>)\]]")
_ENDS_IN_ADDRESS = re.compile(r"@[^\s<>@]+\s*[>)\]\"”»]+[\s\"'>)]*[:：]?\s*$")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.h時点點시](?:\d{2}|\s?\d{1,2}\s?[分분])(?!\d{2})|\d\s?[ap]\.?m\b|[上下]午|오[전후]", re.IGNORECASE
)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[-./]\s?\d{1,2}[-./]\s?\d{2,4}(?!\d)")
_SENTENCE_END = re.compile(r"[a-zà-öø-ÿ]{3,}[.!?] +[A-ZÀ-ÖØ-Þ]|[。！？]")
_NAMED = re.compile(
    rf"[\W_]*[^\W\d_][\w.'’-]*(?:[ ,]+[^\W\d_][\w.'’-]*){{0,3}}[ ,]*(?:{_WROTE.pattern})\s*[:：]?\s*$", re.IGNORECASE
)

_SPLIT_WITHIN = re.compile(
    r"(?<=\S)[\s-]*(?:\bOn\b (?=(?:[A-Z][a-z]{2,8},? |\d)).{8,150}(?:wrote|sent)\s*:\s*$)",
)

_MAY_END = (":", "：", ">", "-", "—")
_SEPARATOR = re.compile(r"[-‐‑‒–—―_=*~# ]{3,}$")
_DASHED = r"[>\s|]*[-‐‑‒–—―_=*~<\[]{2,}[\s\[]*%s"
_ENDS_IN_DASHES = re.compile(r"[-‐‑‒–—―_=*~>\]]{2,}\s*$")
_ORIGINAL_DASHED = re.compile(_DASHED % any_of(*words.ORIGINAL), re.IGNORECASE)
_FORWARDED_DASHED = re.compile(_DASHED % any_of(*words.FORWARDED), re.IGNORECASE)
_FORWARDED_ALONE = re.compile(rf"\W{{0,4}}(?:{any_of(*words.BEGIN_FORWARDED)})\s?[:：]\W{{0,4}}$", re.IGNORECASE)

_LABELS = {label.casefold(): kind for kind, labels in words.LABELS.items() for label in labels.replace("?", "").split("|")}
_LABELLED = re.compile(r"[\s|]*[*_]{0,2}([^\W\d_][^:：\n*<>@]{0,24}?)[\s*_]{0,4}[:：]")

_INSERTED = re.compile(
    r"\[(?:cid:|image: |inline image|image\d|bild: |immagine |imagen: |imagem: )[^\]\n]{0,200}\]", re.IGNORECASE
)


class _Mail:
    """The lines of a mail, and for each what it is: "" for the writer's own."""

    def __init__(self, text: str):
        self.raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.lines = [_SPACES.sub(" ", _INVISIBLE.sub("", line[:_LOOKED_AT])) for line in self.raw]
        self.labels = [""] * len(self.lines)
        self.may_end = [line.rstrip().endswith(_MAY_END) for line in self.lines]  # of an attribution
        self._begins: dict[int, int | None] = {}  # where attributions begin, by where they end

    def mark(self, start: int, end: int, label: str) -> None:
        self._begins.clear()
        for i in range(start, end):
            self.labels[i] = self.labels[i] or label

    def own(self) -> str:
        out: list[str] = []
        gap = False  # something was taken out, and nothing of the writer's came since
        for line, label in zip(self.raw, self.labels, strict=True):
            if label:
                gap = True
            elif line.strip() or not gap:
                if gap and out and out[-1].strip():
                    out.append("")  # what stood on both sides of a quote are two paragraphs
                out.append(_INSERTED.sub("", line))
                gap = False
        return "\n".join(out).strip("\n").rstrip()

    def removed(self) -> dict[str, int]:
        count: dict[str, int] = {}
        for line, label in zip(self.raw, self.labels, strict=True):
            if label:
                count[label] = count.get(label, 0) + len(line) + 1
        return count

    def own_stretches(self) -> list[tuple[int, int]]:
        """Ranges of lines between quotes."""
        edges = [-1, *(i for i, label in enumerate(self.labels) if label), len(self.labels)]
        return [(a + 1, b) for a, b in itertools.pairwise(edges) if b > a + 1]

    def next_filled(self, i: int) -> int:
        """The first line from `i` on that is not empty."""
        while i < len(self.lines) and not self.lines[i].strip():
            i += 1
        return i

    def label_quotes(self) -> None:
        lines = self.lines
        quoted = [bool(_QUOTED.match(line)) and not _NO_QUOTE.match(line) for line in lines]
        if all(_PROMPT.match(line) for line, is_quote in zip(lines, quoted, strict=True) if is_quote):
            quoted = [False] * len(lines)
        for i in range(1, len(lines)):
            if quoted[i] and _BROKEN_OFF.match(lines[i]) and self._goes_on(i):
                quoted[i] = False
        for i in range(1, len(lines) - 1):
            if not quoted[i] and quoted[i - 1] and quoted[i + 1] and _is_rest_of_quote(lines[i - 1], lines[i]):
                quoted[i] = True
        for i, is_quote in enumerate(quoted):
            if is_quote:
                self.labels[i] = "quotes"

    def _goes_on(self, i: int) -> bool:
        """Whether ">50 people" goes on from the line above: no line around it is quoted in the same way."""
        above, below = self.lines[i - 1], "".join(self.lines[i + 1 : i + 2])
        if not above.strip() or above.rstrip().endswith((":", "：")):
            return False
        quoted = re.compile(r" *> " if self.lines[i].startswith("> ") else r" *>(?! )")
        return not quoted.match(above) and not quoted.match(below)

    def label_what_is_above_quotes(self) -> bool:
        """Attributions, and with those that no quote marks follow, the rest of the mail. Whether there was one."""
        found = False
        i = 0
        while i < len(self.lines):
            if self.labels[i] or not self._may_head(i):
                i += 1
                continue
            start, end, label = self._header_at(i) or self._attribution_at(i) or (i, i, "")
            if end > i:
                found = True
                below = self.next_filled(end)
                marked = (
                    below < len(self.lines) and self.labels[below] == "quotes" and not (label == "forwards" and end > start + 1)
                )
                if not marked:
                    below = self._end_of_indented(end) if label == "quotes" else 0
                self.mark(self._above(start), below or len(self.lines), label)
                end = below or len(self.lines)
            i = max(end, i + 1)
        return found

    def _may_head(self, i: int) -> bool:
        """A quick look at whether a header or an attribution can begin at line `i`: nearly all lines are neither."""
        line = self.lines[i].strip()
        return line != "" and (":" in line or "：" in line or line[0] in _DASHES or any(self.may_end[i : i + 5]))

    def _above(self, start: int) -> int:
        """Where the rule or the empty lines above an attribution begin."""
        above = start
        while (
            above
            and not self.labels[above - 1]
            and (not self.lines[above - 1].strip() or _SEPARATOR.match(self.lines[above - 1].strip()))
        ):
            above -= 1
        return above

    def _end_of_indented(self, start: int) -> int:
        """Where a quote ends that is shown by its indent, or by another sign at each line; 0 if it is not shown."""
        first = self.next_filled(start)
        if first == len(self.lines):
            return first
        mark = re.match(r" {2,}|[|:¦}] ", self.lines[first])
        if not mark:
            return 0
        end = first
        for i in range(first, len(self.lines)):
            if self.lines[i].startswith(mark.group()):
                end = i + 1
            elif self.lines[i].strip():
                break
        return end if end < len(self.lines) and self.next_filled(end) < len(self.lines) else len(self.lines)

    def _header_at(self, i: int) -> tuple[int, int, str] | None:
        """The line after what an Outlook-like header begins at line `i`, with what dashes or words stand above it."""
        line = self.lines[i]
        for pattern, label in ((_FORWARDED_DASHED, "forwards"), (_ORIGINAL_DASHED, "quotes")):
            if pattern.match(line):
                end, kinds, _ = self._labels_at(self.next_filled(i + 1))
                if kinds or any(_ENDS_IN_DASHES.search(each) for each in self.lines[i : i + 2]):
                    return i, max(i + 1, end), label
        if line.rstrip().endswith((":", "：")) and _FORWARDED_ALONE.match(line):
            end, kinds, _ = self._labels_at(self.next_filled(i + 1))
            below = self.next_filled(i + 1)
            if kinds or (below < len(self.lines) and self.labels[below] == "quotes"):
                return i, max(i + 1, end), "forwards"
        end, kinds, has_address = self._labels_at(i)
        if not kinds:
            return None
        ruled = i > 0 and any(RULE.match(line.strip()) for line in self.lines[max(i - 2, 0) : i])
        return (i, end, "quotes") if _is_header(kinds, has_address, ruled) else None

    def _labels_at(self, start: int) -> tuple[int, set[str], bool]:
        """Where the labelled lines from `start` on end, which labels they have, whether one has an address."""
        kinds: set[str] = set()
        first: set[str] = set()
        has_address, spaced, end, i = False, True, start, start
        while i < min(len(self.lines), end + 4, start + _LONGEST_HEADER) and not self.labels[i]:
            line = self.lines[i]
            kind = _label_of(line)
            if kind:
                if kind in kinds and kind != "other":
                    break  # another's header
                if len(kinds) == 2 and spaced and i == end:
                    return start + 1, first, has_address  # a label by itself, and then a header
                spaced = spaced if len(kinds) != 1 else not self.lines[i - 1].strip()
                first = first or {kind}
                kinds.add(kind)
                has_address |= kind in ("from", "to") and "@" in line
                end = i + 1
            elif not kinds or (not line.strip() and not (spaced and i == end)) or not self.lines[i - 1].strip():
                break
            else:  # the rest of a long value, or an empty line between labels that all have one
                has_address |= "@" in line and i == end
            i += 1
        while kinds and end < len(self.lines) and not self.labels[end] and re.match(r" +\S", self.lines[end]):
            end += 1  # a folded value
        return end, kinds, has_address

    def _attribution_at(self, i: int) -> tuple[int, int, str] | None:
        """The lines from `i` on that say who wrote what follows, if they do."""
        if within := self._attribution_within(i):
            return within
        for end in range(i + 1, min(i + 1 + _LONGEST_ATTRIBUTION, len(self.lines) + 1)):
            if self.may_end[end - 1]:
                if end not in self._begins:
                    self._begins[end] = self._begin_of_attribution(end)
                begin = self._begins[end]
                if begin is not None:
                    return (i, end, "quotes") if begin == i else None
        return None

    def _begin_of_attribution(self, end: int) -> int | None:
        """Where the attribution begins whose last line is the one before `end`: the latest line that is sure to begin one,
        else the first that may."""
        below = self.next_filled(end)
        followed = self._is_indented(below) or (below < len(self.lines) and self.labels[below] == "quotes")
        begin, joined = None, ""
        for i in range(end - 1, max(end - 1 - _LONGEST_ATTRIBUTION, -1), -1):
            line = self.lines[i].strip()
            if self.labels[i] or len(joined) + len(line) > _LOOKED_AT or not (line or joined.startswith("<")):
                break
            joined = f"{line} {joined}".strip()
            if not line or not _is_attribution(joined, followed):
                continue
            if _SURE_BEGIN.match(line):
                return i - self._begins_above(i, joined)
            if begin is None or _OPENED.match(line) or _OPENER.match(line) or self._begins_above(begin, self.lines[begin]):
                begin = i
        return begin

    def _begins_above(self, i: int, attribution: str) -> bool:
        """Whether the line above `i` is the first of the attribution, broken after "On Tuesday," or the sender's address."""
        above = self.lines[i - 1] if i and not self.labels[i - 1] else ""
        return (
            bool(_BARE_OPENER.match(above))
            or (bool(above.strip()) and (self.lines[i].lstrip().startswith("<") or above.rstrip().endswith("<")))
            or ("@" not in attribution and bool(_BARE_SENDER.match(above)))
        )

    def _is_indented(self, i: int) -> bool:
        return i < len(self.lines) and re.match(r" {4,}\S|[|¦] ", self.lines[i]) is not None

    def _attribution_within(self, i: int) -> tuple[int, int, str] | None:
        """`Yes. On Mon, 2 May 2021, Tom wrote:` above a quote is cut in two; the second half is an attribution."""
        match = _SPLIT_WITHIN.search(self.lines[i]) if self.may_end[i] else None
        below = self.next_filled(i + 1)
        if (
            not match
            or not re.search(r"\w", self.lines[i][: match.start()])
            or below == len(self.lines)
            or self.labels[below] != "quotes"
            or len(self.raw[i]) > _LOOKED_AT
        ):
            return None
        self.lines.insert(i, self.lines[i])
        self.raw.insert(i, self.raw[i])
        self.labels.insert(i, "")
        self.may_end.insert(i, False)
        self._begins.clear()
        self.raw[i] = self.lines[i] = self.lines[i][: match.start()]
        self.raw[i + 1] = self.lines[i + 1] = self.lines[i + 1][match.start() :]
        return i + 1, i + 2, "quotes"


def _is_rest_of_quote(quoted: str, line: str) -> bool:
    """Whether a line between quoted ones is the end of the one above, that was broken when it was sent."""
    line = line.strip()
    if _LINK.match(line):
        return True
    opened = quoted.count("(") > quoted.count(")") or quoted.count("<") > quoted.count(">") - 1 > 0
    if opened and line.rstrip(".,").endswith((")", ">")):
        return True
    return len(quoted) >= 65 and 0 < len(line) <= 40 and not line[0].isupper() and not line.endswith(("!", "?"))


def _label_of(line: str) -> str | None:
    """`*Betreff:* Plums` -> "subject"; None for a line without a label of a mail's header."""
    match = _LABELLED.match(line) if ":" in line or "：" in line else None
    return _LABELS.get(match.group(1).strip().casefold()) if match else None


def _is_header(kinds: set[str], has_address: bool, ruled: bool) -> bool:
    """Whether these labels stand above a quoted mail, and not in somebody's prose ("From: Bern, To: Genoa, Date: Friday")."""
    when = kinds & {"sent", "date"}
    if "from" in kinds and ("sent" in kinds or (when and "subject" in kinds) or {"to", "subject"} <= kinds):
        return True
    if when and {"to", "subject"} <= kinds:
        return True
    return len(kinds - {"other"}) >= 2 and bool(kinds & {"from", "sent", "date"}) and (has_address or ruled)


def _is_attribution(text: str, followed: bool) -> bool:
    """Whether a text says who wrote what follows; when that is marked as a quote, less is asked of it."""
    dashed, text = text.endswith(("-", "—")), text.strip(_DASHES)
    if _SENTENCE_END.search(text):
        return False
    ends = dashed or text.endswith((":", "："))
    wrote = _WROTE.search(text)
    address = _ADDRESS.search(text)
    time, date = _TIME.search(text), _DATE.search(text)
    if wrote and _HE_WROTE.search(text) and not (followed and (address or (time and date))):
        return False  # prose: "On 2 May 2021 he wrote:"
    if _OPENED.match(text) or _OPENER.match(text):
        if not wrote:
            return bool(address and (time or date) and (ends or followed) and _ENDS_IN_ADDRESS.search(text))
        if not ends and not followed and not _ENDS_IN_WROTE.search(text):
            return False
        return bool((address or (time and date)) if not followed else re.search(r"\d", text))
    if address and (_SENDER_FIRST.match(text) or _ENDS_IN_ADDRESS.search(text)):
        return bool((wrote and (ends or followed)) or ((time or date) and ends))
    if wrote and time and date and ends and (followed or _ENDS_IN_WROTE.search(text) or text.rstrip(":： ")[-1:].isdigit()):
        return True
    return followed and ends and bool(_NAMED.match(text)) and text[:1].isupper()
