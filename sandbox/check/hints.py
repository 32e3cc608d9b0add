"""What may be the matter where a partner does not take a right request: one hint by cause."""

from sandbox.check.exchange import Seen, plain


def hint(seen: Seen, url: str, path: str) -> str:
    """Return a hint; none where what was seen says it all."""
    if 300 <= seen.status < 400:
        to = plain(seen.headers.get("location", "nowhere"))[:200]
        return f"It leads to {to}, and is not followed: URL is to name the place itself."
    if seen.status in (401, 403):
        return "Does it verify the raw body, as the bytes that came, with this SECRET?"
    if seen.status in (404, 405):
        return f"URL is the root; {path} is added: POST {url}{path} was asked."
    return ""
