"""Stop the local system; its state stays, so that `local.up` goes on where it was."""

from local import engine_program, partners_program
from local.place import Place, the_place


def down(place: Place) -> None:
    """Stop what runs, the partners first, so that they do not call into nothing."""
    print("partners: " + ("stopped" if partners_program.stop(place) else "not running"))
    print("engine: " + ("stopped" if engine_program.stop(place) else "not running"))


if __name__ == "__main__":
    down(the_place())
