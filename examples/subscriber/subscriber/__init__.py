"""Follow Waybill's orders and prove that none was missed: copy this and make it yours."""
