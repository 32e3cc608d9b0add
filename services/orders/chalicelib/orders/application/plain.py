"""An order's parts as JSON values, for answers and for fingerprints."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from eventing.envelope import instant


def plain(value: Any) -> Any:  # noqa: ANN401 - any part of an order becomes a JSON value
    """Return `value` as JSON has it; what is None is left out, so that it may be added later."""
    match value:
        case str() | int() | None:
            return value
        case tuple():
            return [plain(part) for part in value]
        case datetime():
            return instant(value)
        case Decimal():
            return str(value)
        case dict():
            return {name: plain(part) for name, part in value.items() if part is not None}
        case _:
            return plain({name: getattr(value, name) for name in value.__dataclass_fields__})
