"""Which addresses are of one site."""

import pytest

from index.load.address import read_address
from index.sources.within import is_below, of_one_site


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.com/a", "https://www.example.com/b", True),
        ("http://example.com/", "https://example.com/", True),
        ("http://example.com:80/", "https://example.com:443/", True),
        ("https://example.com/", "https://docs.example.com/", False),
        ("https://example.com/", "https://example.com:8443/", False),
        ("https://example.com/", "https://wwwexample.com/", False),
    ],
)
def test_www_and_encryption_make_no_other_site(one: str, other: str, same: bool) -> None:
    assert of_one_site(read_address(one), read_address(other)) is same


@pytest.mark.parametrize(
    ("url", "prefix", "below"),
    [
        ("https://www.example.com/docs/a", "https://example.com/docs/", True),
        ("https://example.com/docs/a", "http://example.com/docs/", True),
        ("http://example.com/docs/a", "https://example.com/docs/", False),
        ("https://example.com/news/a", "https://example.com/docs/", False),
        ("https://example.com.other.example/docs/", "https://example.com/docs/", False),
        ("", "https://example.com/", False),
        ("javascript:alert(1)", "https://example.com/", False),
    ],
)
def test_a_prefix_holds_what_stands_below_it(url: str, prefix: str, below: bool) -> None:
    assert is_below(url, prefix) is below
