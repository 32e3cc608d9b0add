"""Say which fields of some data are wrong, never what is in them."""

from pydantic import ValidationError


def fields_of(error: ValidationError) -> str:
    """Name the fields and what is wrong with them, never their values."""
    return f"{error.title}: " + "; ".join(
        f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors(include_input=False)
    )
