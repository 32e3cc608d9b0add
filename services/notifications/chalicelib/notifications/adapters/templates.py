"""Letters from templates: HTML escapes what people wrote, text and subject keep it in its line."""

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.notifications.adapters import wording
from chalicelib.notifications.application.post import Mail
from chalicelib.notifications.domain.contact import Contact
from chalicelib.notifications.domain.occasion import Document, Kind, Shipment

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates"


class TemplateWriter:
    """Writes in the name of `shop`."""

    def __init__(self, shop: str) -> None:
        self._shop = shop

    def write(
        self, kind: Kind, contact: Contact, shipment: Shipment | None, document: Document | None
    ) -> Mail:
        """Return the letter of this kind in the customer's language."""
        customer = contact.customer
        language = wording.language_of(customer.locale)
        values = {
            "shop": self._shop,
            "language": language,
            "contact": contact,
            "shipment": shipment,
            "document": document,
            "amount": partial(wording.amount, currency=contact.currency, language=language),
            "date": partial(wording.date, language=language),
        }

        def written(form: str) -> str:
            template = self._environment.get_template(f"{kind}/{language}.{form}")
            return template.render(values)

        return Mail(customer.email, written("subject"), written("txt"), written("html"))

    @cached_property
    def _environment(self) -> "Environment":
        # Only who writes letters pays for the import.
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

        return Environment(
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            autoescape=_is_html,  # noqa: S701 - off for text and subject only
            finalize=in_one_line,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def in_one_line(value: Any) -> Any:  # noqa: ANN401 - whatever a template writes out
    """Keep a value within its line: what people wrote can add neither headers nor paragraphs."""
    if type(value) is not str:
        return value  # numbers, and what is markup already
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
