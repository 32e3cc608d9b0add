"""A partner that runs: its server and its telling, started and stopped together."""

from sandbox.carrier import Carrier
from sandbox.enrichment import Enrichment
from sandbox.partner import Partner
from sandbox.server import PartnerServer
from sandbox.tax_documents import TaxDocuments
from sandbox.telling import Telling

KINDS: dict[str, type[Partner]] = {
    "carrier": Carrier,
    "tax-documents": TaxDocuments,
    "enrichment": Enrichment,
}


class RunningPartner:
    """One partner on one port."""

    def __init__(self, partner: Partner, port: int) -> None:
        self.partner = partner
        self._server = PartnerServer(partner, port)
        self._telling = Telling(partner)

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._telling.start()
        self._server.start()

    def stop(self) -> None:
        """End all threads and close the book."""
        self._server.stop()
        self._telling.end()
        self.partner.book.close()
