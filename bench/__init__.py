"""What Waybill costs, measured beside peers: CPU, memory, and billed operations of AWS."""
