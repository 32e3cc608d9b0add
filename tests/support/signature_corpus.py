"""A corpus of messages, good and forged, each signed by hand as Standard Webhooks specify it.

A message is its headers and its body, at NOON; LIVE are the two secrets that are valid then.
"""

import base64
import hashlib
import hmac
import math
from collections.abc import Callable

from tests.support.conversations import NOON

KEYS = {"new": b"n" * 32, "old": b"the secret before this one", "expired": b"e" * 24, "odd": b"k"}
LIVE = ["whsec_" + base64.b64encode(KEYS[name]).decode() for name in ("new", "old")]
BODY = b'{"order_id":"1","name":"Zo\xc3\xab"}'
NOW = int(NOON.timestamp())

Case = tuple[dict[str, str], bytes]


def mac(message_id: str, at: str, body: bytes, key: str = "new") -> bytes:
    text = message_id.encode() + b"." + at.encode() + b"." + body
    return hmac.new(KEYS[key], text, hashlib.sha256).digest()


def v1(digest: bytes) -> str:
    return "v1," + base64.b64encode(digest).decode()


def signed(
    *, message_id: str = "msg_1", at: str = str(NOW), body: bytes = BODY, key: str = "new",
    **headers: str | None,
) -> Case:  # fmt: skip
    """Return a message signed as it is; then replace or leave out headers."""
    made = {
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": v1(mac(message_id, at, body, key)),
    }
    changed = made | {name.replace("_", "-"): value for name, value in headers.items()}
    return {name: value for name, value in changed.items() if value is not None}, body


GOOD_SIGNATURE = signed()[0]["webhook-signature"]
DIGEST = mac("msg_1", str(NOW), BODY)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def renamed(change: Callable[[str], str]) -> Case:
    headers, body = signed()
    return {change(name): value for name, value in headers.items()}, body


GENUINE: dict[str, Case] = {
    "plain": signed(),
    "with the old secret": signed(key="old"),
    "an empty body": signed(body=b""),
    "a body of blanks": signed(body=b" \r\n\t "),
    "a body that is no JSON": signed(body=b"order=1&name=x"),
    "a body with a dot": signed(body=b"a.b.c"),
    "a body with NUL": signed(body=b"\x00"),
    "a byte order mark": signed(body=b"\xef\xbb\xbf{}"),
    "a megabyte": signed(body=b"x" * 2**20),
    "four-byte letters": signed(body="\U0001f4e6".encode()),
    "an id of 256": signed(message_id="i" * 256),
    "an id of one": signed(message_id="i"),
    "an id of every sign": signed(message_id="!#$%&'()*+,-/:;<=>?@[]^_`{|}~"),
    "headers in capitals": renamed(str.upper),
    "headers in title case": renamed(str.title),
    "another signature before": signed(webhook_signature=f"v1,AAAA {GOOD_SIGNATURE}"),
    "another signature behind": signed(webhook_signature=f"{GOOD_SIGNATURE} v1,AAAA"),
    "an asymmetric one before": signed(webhook_signature=f"v1a,AAAA {GOOD_SIGNATURE}"),
    "an unknown version before": signed(webhook_signature=f"v9,AAAA {GOOD_SIGNATURE}"),
    "garbage before": signed(webhook_signature=f"garbage {GOOD_SIGNATURE}"),
    "commas before": signed(webhook_signature=f"v1,a,b ,,, {GOOD_SIGNATURE}"),
    "blanks around": signed(webhook_signature=f" {GOOD_SIGNATURE}  "),
    "the tenth of ten": signed(webhook_signature="v1,AAAA " * 9 + GOOD_SIGNATURE),
    "twice": signed(webhook_signature=f"{GOOD_SIGNATURE} {GOOD_SIGNATURE}"),
    "a header that means nothing": signed(svix_id="other", svix_signature="other"),
    **{f"{skew:+} s": signed(at=str(NOW + skew)) for skew in (-300, -299, -1, 1, 299, 300)},
}

FORGED: dict[str, Case] = {
    # One bit of the signature, the body, or the id.
    **{
        f"bit {bit} of the signature": signed(webhook_signature=v1(flipped(DIGEST, bit)))
        for bit in range(0, 256, 8)
    },
    **{
        f"bit {bit} of the body": (signed()[0], flipped(BODY, bit))
        for bit in range(0, len(BODY) * 8, 16)
    },
    **{f"another id {other!r}": signed(webhook_id=other) for other in ("msg_2", "msg_", "Msg_1")},
    **{
        f"the time {skew:+} s beside the signature": signed(webhook_timestamp=str(NOW + skew))
        for skew in (-60, -1, 1, 60)
    },
    # Secrets that are not live.
    "an expired secret": signed(key="expired"),
    "a secret of another": signed(key="odd"),
    # Too early, too late.
    **{
        f"{skew:+} s": signed(at=str(NOW + skew))
        for skew in (-(10**9), -86400, -3600, -302, -301, 301, 302, 3600, 86400, 10**9)
    },
    # Times that are no whole number of seconds.
    **{
        f"the time {at!r}": signed(at=at)
        for at in (
            *("", " ", "now", "nan", "NaN", "inf", "-inf", "1e9", "0x5", "-1", "-0", "+0", "0"),
            *(f"{NOW}.0", f"{NOW}.9", f"{NOW},0", f"+{NOW}", f"-{NOW}", f" {NOW}", f"{NOW} "),
            *(f"{NOW}\n", f"{NOW}000", f"{NOW}_0", f"{NOW / 10:.1e}", "9" * 11, "9" * 12),
            *("9" * 5000, "\u0661" * 10, "\uff11" * 10, "2026-11-20T12:00:00Z", str(math.pi)),
            *(f"{NOW},{NOW}", f"0{NOW}"),
        )
    },
    "a fraction over a good signature": signed(webhook_timestamp=f"{NOW}.9"),
    # Ids that are none.
    **{
        f"the id {message_id[:9]!r}": signed(message_id=message_id)
        for message_id in (
            *("", " ", "a b", "a\tb", "a\nb", "a\x00b", "msg.1", f"msg_1.{NOW}", "."),
            *("m\u00fcll", "\U0001f4e6", "i" * 257, "i" * 100_000, "msg_1\r\nx: y"),
        )
    },
    "text moved from the id into the body": signed(
        message_id=f"msg_1.{NOW}", body=b"x", webhook_signature=v1(mac("msg_1", str(NOW), b""))
    ),
    # Headers that are missing.
    **{f"no {name}": signed(**{name.replace("-", "_"): None}) for name in signed()[0]},
    "no headers": ({}, BODY),
    "headers of another name": renamed(lambda name: name.replace("webhook", "svix")),
    "headers with underscores": renamed(lambda name: name.replace("-", "_")),
    # Headers given twice come joined by a comma.
    "two ids": signed(webhook_id="msg_1,msg_1"),
    "two signatures by a comma": signed(webhook_signature=f"{GOOD_SIGNATURE},{GOOD_SIGNATURE}"),
    "two signatures by a comma and a blank": signed(webhook_signature=f"{GOOD_SIGNATURE}, v1,A"),
    # Signatures that are none.
    **{
        f"the signature {signature[:24]!r}": signed(webhook_signature=signature)
        for signature in (
            *("", " ", ",", ",,", "v1", "v1,", "v1,,", "v1,a,b", "garbage", "v1 ", "=", "v1,="),
            *("v1,====", "v1,%%%", "v1,\u20ac", "v1,\ud800", "v1,\x00", "\x00", "null", "v1,null"),
            GOOD_SIGNATURE.replace("v1,", "V1,"),
            GOOD_SIGNATURE.replace("v1,", "v1a,"),
            GOOD_SIGNATURE.replace("v1,", "v2,"),
            GOOD_SIGNATURE.replace("v1,", "v1:"),
            GOOD_SIGNATURE.replace("v1,", "v1, "),
            GOOD_SIGNATURE.replace("v1,", ""),
            GOOD_SIGNATURE.replace("v1,", "v1,v1,"),
            GOOD_SIGNATURE.rstrip("="),
            GOOD_SIGNATURE + "=",
            GOOD_SIGNATURE + "A",
            GOOD_SIGNATURE[:-5],
            GOOD_SIGNATURE.swapcase(),
            GOOD_SIGNATURE + "\n",
            "\t" + GOOD_SIGNATURE,
            f"v1,AAAA\t{GOOD_SIGNATURE}",
            f"v1,AAAA\n{GOOD_SIGNATURE}",
            f"v1,AAAA;{GOOD_SIGNATURE}",
            "v1," + DIGEST.hex(),
            "v1," + base64.b32encode(DIGEST).decode(),
            v1(hashlib.sha256(BODY).digest()),
            v1(b""),
            v1(DIGEST[:16]),
            v1(DIGEST + b"\x00"),
            v1(bytes(32)),
            "v1," + "A" * 100_000,
            "v1,AAAA " * 20_000,
        )
    },
    "the eleventh of eleven": signed(webhook_signature="v1,AAAA " * 10 + GOOD_SIGNATURE),
    "a signature over the body alone": signed(
        webhook_signature=v1(hmac.new(KEYS["new"], BODY, hashlib.sha256).digest())
    ),
    "a signature with SHA-1": signed(
        webhook_signature=v1(
            hmac.new(KEYS["new"], f"msg_1.{NOW}.".encode() + BODY, hashlib.sha1).digest()
        )
    ),
    "a signature with the secret as it is written": signed(
        webhook_signature=v1(
            hmac.new(
                LIVE[0].encode(), f"msg_1.{NOW}.".encode() + BODY, hashlib.sha256
            ).digest()
        )
    ),
    # Bodies that are not what was signed.
    **{
        f"the body {body[:12]!r}": (signed()[0], body)
        for body in (b"", BODY + b"\n", b" " + BODY, BODY[:-1], BODY * 2, b"\x00", BODY.upper())
    },
    # What no JSON is written in, though it is signed.
    **{
        f"signed, but not UTF-8: {body!r}": signed(body=body)
        for body in (b"\xff", b"{}\xff", b"\xc3", b"\xed\xa0\x80", "\u00fc".encode("latin-1"))
    },
}  # fmt: skip
