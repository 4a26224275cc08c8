"""csr_desk: an offline-first terminal desk for customer-service agents."""

__version__ = "0.1.0"
