"""Run the simulated carriers in the foreground; `local.up` runs them behind."""

import logging
import signal

from local.partners.sandbox import Sandbox, urls
from local.place import the_place

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    signals = {signal.SIGTERM, signal.SIGINT}
    # Blocked before any thread starts, so that only the wait below takes them.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    place = the_place()
    sandbox = Sandbox(place)
    sandbox.start()
    logging.getLogger("partners").info("carriers: %s", urls(place))
    signal.sigwait(signals)
    sandbox.stop()
