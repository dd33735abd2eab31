"""What a text should not give away: addresses, numbers and secrets, found with their places and replaced on request.

Whatever has a checksum is checked, and what could as well be a date, a price, an ISBN or a version is left alone. Patterns are
bounded or possessive, so that no input takes more than linear time. Names of people are not looked for.
Sources: RFC 5321/5322 (mail), E.164 and national plans (telephone), ISO/IEC 7812 (cards), the SWIFT IBAN registry, BIP 13, 173
and 350 (Bitcoin), the key formats that gitleaks knows. Tests: tests/text/test_private.py.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b, sha256
from itertools import chain


@dataclass(frozen=True)
class Item:
    """text[start:end] is of this kind; `value` is the same for every way to write the same thing."""

    start: int
    end: int
    kind: str
    value: str


# The first wins where two overlap. Street addresses are guesses, and only looked for when asked for by name.
KINDS = ("key", "password", "email", "wallet", "iban", "card", "ssn", "ip", "phone")
GUESSED_KINDS = ("address",)


def private_items(text: str, kinds: Collection[str] | None = None) -> list[Item]:
    """Private items of these kinds (None: of all KINDS), in the order of their places, none overlapping another."""
    rank = {kind: number for number, kind in enumerate(KINDS + GUESSED_KINDS)}
    items = (item for kind in (KINDS if kinds is None else kinds) for item in _FINDERS[kind](text))
    found: list[Item] = []
    for item in sorted(items, key=lambda item: (item.start, rank[item.kind])):
        if not found or item.start >= found[-1].end:
            found.append(item)
        elif rank[item.kind] < rank[found[-1].kind]:
            found[-1] = item
    return found


def redact(text: str, kinds: Collection[str] | None = None, salt: str = "") -> tuple[str, dict[str, int]]:
    """`text` with each private item as "[email 3f2a]", and how many there were of each kind.

    The number is a hash of the item and the corpus's `salt`: the same item has the same number in every document, whatever the
    order and the process. Its 16 bits name an item well enough for reading; they are too few to find out a number by trying.
    """
    parts, end = [], 0
    items = private_items(text, kinds)
    for item in items:
        number = blake2b(f"{item.kind}\0{item.value}".encode("utf-8", "surrogatepass"), digest_size=2, key=_key(salt)).hexdigest()
        parts += [text[end : item.start], f"[{item.kind} {number}]"]
        end = item.end
    return "".join([*parts, text[end:]]), dict(Counter(item.kind for item in items))


def _key(salt: str) -> bytes:
    return blake2b(salt.encode("utf-8"), digest_size=32).digest()


# --- Mail ---------------------------------------------------------------------------------------------------------------------

_DOMAIN = r"((?:[^\W_][\w-]{0,62}+\.){1,6}[^\W\d_]{2,24})(?![\w@])"
_AT = re.compile("@" + _DOMAIN)
_AT_IN_WORDS = re.compile(r"\s?[\[(]\s?at\s?[\])]\s?" + _DOMAIN, re.IGNORECASE)
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|pdf|css|js|json|html?|md|txt|py|zip)$", re.IGNORECASE)  # photo@2x.png


def _emails(text: str) -> Iterator[Item]:
    in_words = _AT_IN_WORDS.finditer(text) if "at)" in text or "at]" in text else ()
    for match in chain(_AT.finditer(text), in_words):
        start = match.start()
        while start > max(0, match.start() - 64) and (text[start - 1].isalnum() or text[start - 1] in "._%+-"):
            start -= 1
        while start < match.start() and not text[start].isalnum():
            start += 1
        local, domain = text[start : match.start()], match[1]
        remote_copy = local == "git" and text[match.end() : match.end() + 1] == ":"
        if local and not remote_copy and not _FILE.search(domain):
            yield Item(start, match.end(), "email", f"{local}@{domain}".lower())


# --- Keys and passwords -------------------------------------------------------------------------------------------------------

# Looked for only where the literal occurs, which is found at the speed of memory. Lengths: gitleaks, config/gitleaks.toml.
_KEYS = {
    literal: re.compile(pattern)
    for literal, pattern in {
        "AKIA": r"\bAKIA[A-Z2-7]{16}\b", "ASIA": r"\bASIA[A-Z2-7]{16}\b",  # AWS
        "ghp_": r"\bghp_\w{36}\b", "gho_": r"\bgho_\w{36}\b", "ghu_": r"\bghu_\w{36}\b", "ghs_": r"\bghs_\w{36}\b",  # GitHub
        "ghr_": r"\bghr_\w{36}\b", "github_pat_": r"\bgithub_pat_\w{40,90}\b", "glpat-": r"(?<![\w-])glpat-[\w-]{20,}\b",
        "sk-": r"(?<![\w-])sk-(?=[\w-]{0,40}\d)[\w-]{20,200}(?![\w-])",  # OpenAI, Anthropic and those who write keys like them
        "xox": r"(?<![\w-])xox[abeprs]-(?=[\w-]{0,40}\d)[\w-]{10,200}", "xapp-": r"(?<![\w-])xapp-\d-[\w-]{10,200}",  # Slack
        "hooks.slack.com/": r"\bhooks\.slack\.com/(?:services|workflows|triggers)/[\w/]{20,80}",
        "AIza": r"(?<![\w-])AIza[\w-]{35}(?![\w-])", "GOCSPX-": r"(?<![\w-])GOCSPX-[\w-]{20,40}", "ya29.": r"(?<![\w-])ya29\.[\w-]{20,300}",  # Google
        "_live_": r"\b[srp]k_live_\w{10,99}\b", "_test_": r"\b[srp]k_test_\w{10,99}\b", "whsec_": r"\bwhsec_\w{24,99}\b",  # Stripe
        "hf_": r"\bhf_[A-Za-z0-9]{34}\b", "npm_": r"\bnpm_[A-Za-z0-9]{36}\b", "pypi-": r"(?<![\w-])pypi-[\w-]{50,250}",
        "SG.": r"(?<![\w-])SG\.[\w-]{16,32}\.[\w-]{30,60}",  # SendGrid
        ":AA": r"\b\d{8,10}:AA[\w-]{33}(?![\w-])",  # Telegram
        "eyJ": r"(?<![\w-])eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}+\.[\w-]{0,1000}",  # JWT, RFC 7519
        "-----BEGIN": r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:\s*+[A-Z][A-Za-z-]{1,20}: [^\n]{0,200})*+"
        r"(?:\s*+[A-Za-z0-9+/]{20,}+={0,2})++"
        r"(?:(?:\s*+[A-Za-z0-9+/=]{1,76}+){0,2}+\s*+-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?+",
    }.items()
}  # fmt: skip

_PASSWORD_LABELS = ("password", "passwd", "passcode", "passphrase", "passwort", "pwd", "mot de passe", "contraseña", "senha",
                    "wachtwoord", "hasło", "пароль", "パスワード", "密码")  # fmt: skip
_KEY_LABELS = ("key", "secret", "token")
_LABELLED = re.compile(
    r"[\"'*`]{0,3}(?P<sign>[ \t]?(?:=>|:=|[:=：])|[ \t](?:is|ist|est|es|è)(?=[ \t]))[ \t]{0,4}[\"'`*]{0,3}(?P<value>[^\s\"'`]{4,200})"
)
_PLACE_HOLDER = re.compile(r"[$<{\[(*%]|(?:x+|\.+|•+|your|null|none|true|false)\b|https?:|\w+[.(]\w*[(\[]", re.IGNORECASE)
_RANDOM = re.compile(r"(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[\w+/=.~-]{16,}")
_CREDENTIALS = re.compile(r"://[^\s/:@]{1,64}:([^\s/@]{1,64})@")


def _labelled(text: str, labels: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """What follows "label:", "label=" and "label is"."""
    folded = text.replace("İ", "I").lower()  # the one letter whose lower case is longer
    for label in labels:
        place = folded.find(label)
        while place >= 0:
            place += len(label)
            if match := _LABELLED.match(text, place):
                yield match
            place = folded.find(label, place)


def _keys(text: str) -> Iterator[Item]:
    for literal, pattern in _KEYS.items():
        if literal in text:
            for match in pattern.finditer(text):
                yield Item(*match.span(), "key", match[0])
    for match in _labelled(text, _KEY_LABELS):
        value = match["value"].rstrip(".,;:!?)")
        if _RANDOM.fullmatch(value):
            yield Item(match.start("value"), match.start("value") + len(value), "key", value)


def _passwords(text: str) -> Iterator[Item]:
    for match in _labelled(text, _PASSWORD_LABELS):
        value, start = match["value"].rstrip(".,;:)"), match.start("value")
        if len(value) < 4 or _PLACE_HOLDER.match(value):
            continue
        # A word after "password:" is one when it looks like one, or when nothing follows: "password: a string" is prose.
        ends_line = match["sign"].strip() in (":", "=", "：") and text[match.end() : match.end() + 1] in ("", "\n", '"', "'", "`")
        if ends_line or (re.search(r"[^\W\d_]", value) and re.search(r"[\d!#$%^&*+=@?~]", value)):
            yield Item(start, start + len(value), "password", value)
    if "://" in text:
        for match in _CREDENTIALS.finditer(text):
            yield Item(*match.span(1), "password", match[1])


# --- Wallets ------------------------------------------------------------------------------------------------------------------

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_WALLET = re.compile(r"\b(?:[13LMD][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc|ltc)1[02-9ac-hj-np-z]{11,71}|0x[0-9A-Fa-f]{40})\b", re.ASCII)


def _wallets(text: str) -> Iterator[Item]:
    for match in _WALLET.finditer(text):
        # Ethereum's checksum needs a hash that Python lacks (Keccak); nothing else is written as 0x and 40 digits.
        address = match[0]
        if address.startswith("0x") or (_is_bech32 if address.startswith(("bc1", "ltc1")) else _is_base58)(address):
            yield Item(*match.span(), "wallet", address)


def _is_base58(address: str) -> bool:
    number = 0
    for character in address:
        number = number * 58 + _BASE58.index(character)
    if number >> 200:
        return False
    data = number.to_bytes(25, "big")
    return sha256(sha256(data[:21]).digest()).digest()[:4] == data[21:]


def _is_bech32(address: str) -> bool:
    """BIP 173 (remainder 1) and BIP 350."""
    prefix, _, data = address.partition("1")
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32.index(c) for c in data]
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            remainder ^= generator if top >> bit & 1 else 0
    return remainder in (1, 0x2BC830A3)


# --- Numbers with a checksum --------------------------------------------------------------------------------------------------

# Length by country: SWIFT IBAN registry.
_IBAN_LENGTH = {
    code: length
    for length, codes in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL SO", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA",
        30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip
_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?=[ -]?[0-9A-Z]{4})", re.IGNORECASE | re.ASCII)
_IBAN_PART = re.compile(r"[ -]?[0-9A-Z]", re.IGNORECASE | re.ASCII)


def _ibans(text: str) -> Iterator[Item]:
    for match in _IBAN.finditer(text):
        value, end = match[0].upper(), match.end()
        length = _IBAN_LENGTH.get(value[:2], 0)
        while len(value) < length and (part := _IBAN_PART.match(text, end)):
            value, end = value + part[0][-1].upper(), part.end()
        whole = len(value) == length and not text[end : end + 1].isalnum()
        if whole and int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1:
            yield Item(match.start(), end, "iban", value)


# Cards, telephones and IP addresses are only looked for where a text has so many digits close together: most have not.
_NUMBER = re.compile(r"\d(?:\W{0,3}\d){6}", re.ASCII)

_CARD = re.compile(r"(?<![\w.,-])[2-6]\d{3}([ -]?)(?:\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{6}\1\d{4,5})(?![\w-])", re.ASCII)
# Length by first digits, ISO/IEC 7812 as the card schemes use it; Visa of 13 digits is no more, and EAN has as many.
_ISSUER = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11,13}"
    r"|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|2\d\d|4[4-9]\d|5\d\d)\d{12}(?:\d{3})?|(?:50[1-3]|5[6-8]\d|6[37]\d)\d{13}"
)


def _cards(text: str) -> Iterator[Item]:
    for match in _CARD.finditer(text) if _NUMBER.search(text) else ():
        digits = re.sub(r"\D", "", match[0])
        if _ISSUER.fullmatch(digits) and _luhn(digits) and len(set(digits)) > 1:
            yield Item(*match.span(), "card", digits)


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_SSN = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])", re.ASCII)


def _ssns(text: str) -> Iterator[Item]:
    for match in _SSN.finditer(text) if _NUMBER.search(text) else ():
        yield Item(*match.span(), "ssn", match[0].replace("-", ""))


# --- Internet addresses -------------------------------------------------------------------------------------------------------

_IP = re.compile(
    r"(?<![\w.:-])(?:(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)|(?=[0-9A-Fa-f:]{0,39}\d)(?:[0-9A-Fa-f]{1,4}:){2,7}:?[0-9A-Fa-f:]{1,39}+(?![\w:]))",
    re.ASCII,
)
_NUMBERED = re.compile(r"(?:\bv|version|release|section|chapter|§|\bch|\bno|\bfig(?:ure)?|#)[ .:]{0,2}$", re.IGNORECASE)


def _ips(text: str) -> Iterator[Item]:
    for match in _IP.finditer(text):
        try:
            address = ipaddress.ip_address(match[0])
        except ValueError:
            continue
        # 1.2.3.4 is a section; 127.0.0.1 and 255.255.255.0 are everybody's; 12::34 is arithmetic.
        if isinstance(address, ipaddress.IPv4Address):
            common = match[0].startswith(("0.", "127.", "255.")) or all(len(part) == 1 for part in match[0].split("."))
        else:
            common = len([part for part in match[0].split(":") if part]) < 3
        if not common and not _NUMBERED.search(text, max(0, match.start() - 10), match.start()):
            yield Item(*match.span(), "ip", str(address))


# --- Telephones ---------------------------------------------------------------------------------------------------------------

_GAP = r"[ \t\u00a0\u202f./–-]"
# +49 (0)30 1234567, 0049 30 1234567; (212) 555-0123; 030/1234567, 01 42 68 53 00. Others only where the text calls them so.
_PHONE = re.compile(
    rf"(?<![\w$€£¥.,=/:#-])(?:"
    rf"(?P<international>(?:\(\+[1-9]\d{{0,2}}\)|(?:\+ ?|(?<!\d )00)[1-9])(?:{_GAP}{{0,2}}(?:\(0\)|\(\d{{1,5}}\)|\d)){{6,14}}+)"
    rf"|(?P<american>(?:1{_GAP})?(?:\([2-9]\d\d\){_GAP}?|[2-9]\d\d(?P<gap>{_GAP}))[2-9]\d\d(?(gap)(?P=gap)|{_GAP})\d{{4}})"
    rf"|(?P<national>(?<!\d )(?:\(0[1-9]\d{{0,4}}\)|0[1-9]\d{{0,4}})(?:{_GAP}{{1,2}}\d{{2,8}}){{1,5}}+|(?<!\d )0[1-9]\d{{8,9}})"
    rf"|(?P<other>(?:\(\d{{1,4}}\)|\d)(?:{_GAP}?\d){{6,14}}+)"
    r")(?![\w%€£$]|[.,:/-]\d)",
    re.ASCII,
)
_CALLED = re.compile(
    r"(?:\b(?:tel|tél|phone|telephone|téléphone|telef[oó]no?|telefone|mobile?|móvil|celular|cellulare|handy|cell|fax|whatsapp"
    r"|call (?:me|us)|ring (?:me|us)|text me|reach me|(?:my|phone|new) number|nummer|numéro)\b|☎|📞|📱|电话|電話)[^\d\n\"]{0,16}$",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"(?:\b(?:isbn|issn|doi|ean|asin|pmid|order|invoice|no|nr|usd|eur|chf)|[#№£$€])[-: .#]{0,3}(?:1[03])?[: ]?$", re.IGNORECASE
)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[5-9]|20)\d\d"
_DATE = re.compile(
    rf"(?:{_DAY}[./-]{_MONTH}|{_MONTH}[./-]{_DAY})[./-](?:\d{{4}}|\d\d\b)|{_YEAR}[./ –-]{{1,3}}(?:{_YEAR}|\d\d?[./-]\d\d?)\b"
)
_FIVE_PAIRS = re.compile(r"\d\d(\D)\d\d(?:\1\d\d){3}")  # French, and no date


def _phones(text: str) -> Iterator[Item]:
    for match in _PHONE.finditer(text) if _NUMBER.search(text) else ():
        number, before = match[0], (max(0, match.start() - 40), match.start())
        digits = re.sub(r"\D", "", number.replace("(0)", ""))
        called = _CALLED.search(text, *before)
        if (_DATE.match(number) and not _FIVE_PAIRS.fullmatch(number)) or _OTHERWISE.search(text, *before):
            continue
        if match["international"]:
            value = "+" + digits.removeprefix("00")
            possible = 9 <= len(value) <= 16 and not value.endswith("000000") and ("+" in number or len(number) > len(digits))
            possible = possible and not re.fullmatch(r"\D*\d+\.\d+", number)  # +49.123456 degrees
        elif match["american"]:
            value, possible = digits[-10:], called is not None or match["gap"] != " "  # 300 400 5000
        elif match["national"]:
            value, possible = digits, 9 <= len(digits) <= 12 and not re.fullmatch(r"\d+\.\d+", number)
        else:
            value, possible = digits, called is not None
        if possible:
            yield Item(*match.span(), "phone", value)


# --- Streets ------------------------------------------------------------------------------------------------------------------

_NAME = r"(?:[^\W\d_a-z][^\W\d_]{1,20}[ ])"
_STREET = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?[ ]{_NAME}{{1,4}}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Way)\b\.?"
    rf"(?:,? (?:Apt|Suite|Unit|Flat|#)\.? ?\w{{1,5}})?"
    rf"|\b[^\W\d_a-z][^\W\d_]{{2,25}}(?:straße|strasse|str\.|weg|gasse|platz|allee|gata|gatan|vägen|straat|laan)[ ]\d{{1,4}}[a-z]?\b"
    rf"|\b\d{{1,4}}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|impasse|quai)(?: (?:de|du|des|la|le|les|d'|l'))*+ ?{_NAME}?[^\W\d_a-z][^\W\d_]{{1,20}}"
    rf"|\b(?:Via|Viale|Piazza|Corso|Calle|Avenida|Plaza|Paseo|Rua|Praça)[ ]{_NAME}{{0,4}}[^\W\d_a-z][^\W\d_]{{1,20}},? \d{{1,4}}\b"
)


def _addresses(text: str) -> Iterator[Item]:
    for match in _STREET.finditer(text):
        yield Item(*match.span(), "address", " ".join(match[0].casefold().split()))


_FINDERS: dict[str, Callable[[str], Iterator[Item]]] = {
    "key": _keys, "password": _passwords, "email": _emails, "wallet": _wallets, "iban": _ibans, "card": _cards, "ssn": _ssns,
    "ip": _ips, "phone": _phones, "address": _addresses,
}  # fmt: skip
