"""A certificate for the loopback interface, for an emulator whose policies ask for TLS."""

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files: whom to trust, what the server shows, and its key."""

    authority: Path
    chain: Path
    key: Path


def issue(folder: Path) -> Certificate:
    """A new authority and a certificate of it, good for this emulator alone."""
    made = Certificate(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    authority.cert_pem.write_to_path(str(made.authority))
    issued.private_key_pem.write_to_path(str(made.key))
    for number, pem in enumerate(issued.cert_chain_pems):
        pem.write_to_path(str(made.chain), append=number > 0)
    return made
