"""Bytes → text, whatever the charset is said to be.

The named charset is tried first, then UTF-8, which other text hardly ever looks like, then Windows-1252. Latin-1 and ASCII are
read as Windows-1252, as browsers do (WHATWG Encoding §4.2), and give way to UTF-8 where the bytes are that.
"""

import re

_ALIASES = {
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "latin-9": "iso-8859-15",
    "latin9": "iso-8859-15",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
}

_WESTERN = re.compile(
    r"(?:us-?)?ascii|ansi.*|iso[-_]?8859[-_]1|latin-?1|l1|cp-?1252|windows-1252\w*|x-ansi|cp819"
)
"""Names that in practice mean Windows-1252, or that nobody chose."""

_KNOWN = re.compile(
    r"utf[-_]?(?:7|8|16|32)(?:[-_]?[bl]e)?|utf-8-sig|iso[-_]?8859[-_]\d{1,2}|iso-2022-(?:jp|kr)\w*|latin\d|windows-?125\d|"
    r"cp-?\d{2,5}|koi8[-_]\w|gb18030|big5(?:[-_]?hkscs)?|hz(?:-gb-2312)?|euc[-_]?(?:jp|kr|cn)|mac-\w+|tis-620|ibm\d+"
)
"""Charsets. Python's codecs hold other things too (zip, punycode, unicode_escape), some slow and none a mail's."""

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff\ufff9-\ufffb]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(data: bytes, charset: str = "") -> str:
    """Return `data` as text. Bytes that fit no charset become replacement characters."""
    named = charset.strip(" \t\"'").lower()
    if not named or _WESTERN.fullmatch(named):
        return _western(data)
    codec = _ALIASES.get(named, named)
    if _KNOWN.fullmatch(codec):
        try:
            return data.decode(codec)
        except (LookupError, UnicodeError):
            if codec.startswith(("utf-16", "utf-32", "iso-2022", "gb", "cp9", "big5", "euc")):
                return _replaced(data, codec)
    return _western(data)


def is_known(charset: str) -> bool:
    """Whether a charset's name means something to us; the empty name does."""
    named = charset.strip(" \t\"'").lower()
    return not named or bool(_WESTERN.fullmatch(named) or _KNOWN.fullmatch(_ALIASES.get(named, named)))


def clean(text: str) -> str:
    r"""Return text with lines ended by "\n", and without NUL, controls, byte order marks and invisible spaces."""
    if "\r" in text or not text.isascii() or "\x0b" in text or "\x0c" in text:
        text = _LINE_ENDS.sub("\n", text)
    text = _UNWANTED.sub("", text)
    if text.isascii():
        return text
    return _SURROGATES.sub("\ufffd", text).replace("\xa0", " ")


def _western(data: bytes) -> str:
    """Read as UTF-8, else as Windows-1252; UTF-8 with a few broken bytes in it stays UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    whole = sum(1 for sign in loose if sign > "\x7f") - broken
    return loose if whole > broken else _windows(data)


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _replaced(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except LookupError:
        return _western(data)
