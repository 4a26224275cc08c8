"""The fake on a real loopback socket; it is the same for every fake."""

from tests.fakes.common.http_server import HttpServer

__all__ = ["HttpServer"]
