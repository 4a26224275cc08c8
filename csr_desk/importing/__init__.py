"""Reading customers, tickets, orders and texts out of files."""
