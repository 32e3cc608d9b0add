"""Bring the whole system up on this machine: `python -m local.up`."""

import os
import sys
import time

from local import endpoints, engine_program, partners_program, registration
from local.background import DidNotStart
from local.deploy import DeployFailed, deploy_all
from local.endpoints import Endpoints
from local.place import Place, the_place


def up(place: Place) -> Endpoints:
    """Start what does not run, deploy what is new, register who is unknown; say where it all is."""
    engine_program.start(place)
    os.environ.update(place.aws_environment())
    deploy_all()
    partners_program.start(place)
    known = endpoints.read(place)
    clients = registration.clients(known.get("clients", {}))
    partners = registration.partners(place, known.get("partners", {}))
    registration.channels()
    administrators = registration.administrators(known.get("administrators", {}))
    return endpoints.write(place, clients=clients, partners=partners, administrators=administrators)


if __name__ == "__main__":
    began = time.monotonic()
    here = the_place()
    try:
        up(here)
    except (DidNotStart, DeployFailed) as failure:
        sys.exit(str(failure))
    print(f"up after {time.monotonic() - began:.1f} s; addresses and keys: {here.endpoints_file}")
