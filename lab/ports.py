"""Free TCP ports on the loopback interface."""

import random
import socket

_ASIDE_OF_EPHEMERAL = range(20_000, 32_000)
"""Below the range that Linux gives to outgoing connections: a port found free stays free until its server binds it."""


def free(count: int) -> list[int]:
    """As many different ports that nothing listens on."""
    found: list[int] = []
    for port in random.sample(_ASIDE_OF_EPHEMERAL, k=len(_ASIDE_OF_EPHEMERAL)):
        if len(found) == count:
            break
        if is_free(port):
            found.append(port)
    return found


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
