"""Does a real partner's endpoint do what Waybill counts on? Ask it as Waybill would, and report."""
