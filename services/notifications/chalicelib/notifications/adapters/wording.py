"""How each language writes amounts and dates, and which language a customer reads."""

from datetime import UTC, datetime
from decimal import Decimal

FALLBACK = "en"
LANGUAGES = ("en", "es")
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio"
    " julio agosto septiembre octubre noviembre diciembre",
}


def language_of(locale: str | None) -> str:
    """Return the language to write in: that of the locale, or English where we write none of it."""
    language = (locale or "").partition("-")[0]
    return language if language in LANGUAGES else FALLBACK


def amount(value: Decimal, currency: str, language: str) -> str:
    """Write an amount with the decimals it has: `EUR 1,234.50`, `1.234,50 EUR`."""
    written = f"{value:,f}"
    if language == "es":
        return f"{written.translate(str.maketrans(',.', '.,'))} {currency}"
    return f"{currency} {written}"


def date(at: datetime, language: str) -> str:
    """Write the day (UTC): `20 November 2026`, `20 de noviembre de 2026`."""
    at = at.astimezone(UTC)
    month = MONTHS[language].split()[at.month - 1]
    between = " de " if language == "es" else " "
    return between.join((str(at.day), month, str(at.year)))
