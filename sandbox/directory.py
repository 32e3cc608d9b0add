"""The customers that the simulated enrichment provider knows."""

import random
from typing import Any

from sandbox.messages import Document

Known = dict[str, Any]

ADA: Known = {
    "customer": {"name": "Ada Lovelace", "email": "ada@example.com", "locale": "en-GB"},
    "ship_to": {
        "name": "Ada Lovelace",
        "line1": "12 St James's Square",
        "city": "London",
        "region": "Greater London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    "attributes": {"segment": "founder", "card": "1815"},
}
GRACE: Known = {
    "customer": {"name": "Grace Hopper", "email": "grace@example.com", "locale": "en-US"},
    "ship_to": {
        "name": "Grace Hopper",
        "line1": "1 Navy Yard",
        "city": "Arlington",
        "region": "VA",
        "postal_code": "22202",
        "country": "US",
    },
    "attributes": {"segment": "business", "card": "1906"},
}
# Found in an order's external_id or notes.
DIRECTORY = {"SHOP-1815": ADA, "card 1815": ADA, "SHOP-1906": GRACE, "card 1906": GRACE}
UNKNOWN = "NOBODY"

_FIRST = ("Alan", "Barbara", "Edsger", "Frances", "Hedy", "Ken", "Margaret", "Niklaus")
_LAST = ("Allen", "Dijkstra", "Hamilton", "Lamarr", "Liskov", "Thompson", "Turing", "Wirth")
_STREETS = ("Mill Lane", "Station Road", "High Street", "Church Walk")
_TOWNS = (
    ("London", "N1 9GU"),
    ("Leeds", "LS1 4AP"),
    ("Bristol", "BS1 5TY"),
    ("Cardiff", "CF10 1EP"),
)


def look_up(asked: Document) -> Known | None:
    """Find the customer, or make one up: always the same for the same order; None is unknown."""
    words = " ".join(str(asked.get(name) or "") for name in ("external_id", "notes"))
    if UNKNOWN in words:
        return None
    for word, known in DIRECTORY.items():
        if word in words:
            return known
    return _made_up(str(asked.get("external_id") or asked.get("order_id")))


def _made_up(seed: str) -> Known:
    drawn = random.Random(seed)
    first, last = drawn.choice(_FIRST), drawn.choice(_LAST)
    town, postal_code = drawn.choice(_TOWNS)
    name = f"{first} {last}"
    email = f"{first}.{last}.{drawn.randrange(10_000)}@example.com".lower()
    return {
        "customer": {"name": name, "email": email, "locale": "en-GB"},
        "ship_to": {
            "name": name,
            "line1": f"{drawn.randrange(1, 200)} {drawn.choice(_STREETS)}",
            "city": town,
            "postal_code": postal_code,
            "country": "GB",
        },
        "lines": [{"sku": f"BOOK-{drawn.randrange(1, 9)}", "quantity": 1, "unit_price": "19.90"}],
        "currency": "GBP",
        "attributes": {"segment": drawn.choice(("new", "returning", "business"))},
    }
