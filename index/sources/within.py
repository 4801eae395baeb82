"""Addresses come in, whether they are of one site and stand below one of its folders goes out.

`www.example.com` is `example.com`, and either may be encrypted: most sites lead from the one to the
other.
"""

from index.errors import LoadError
from index.load.address import WebAddress, read_address

Place = tuple[str, int, str]
"""Host without `www.`, port (0 where it is the scheme's own), path and query."""


def place_of(address: WebAddress) -> Place:
    """What is the same for all the spellings of an address."""
    own = address.port == (443 if address.scheme == "https" else 80)
    return address.host.removeprefix("www."), 0 if own else address.port, address.target


def of_one_site(one: WebAddress, other: WebAddress) -> bool:
    """Whether two addresses are of the same site."""
    return place_of(one)[:2] == place_of(other)[:2]


def is_below(url: str, prefix: str) -> bool:
    """Whether an address stands below a prefix: never an open one below an encrypted one."""
    try:
        address, above = read_address(url), read_address(prefix)
    except LoadError:
        return False
    if above.scheme == "https" and address.scheme == "http":
        return False
    return of_one_site(address, above) and address.target.startswith(above.target)
