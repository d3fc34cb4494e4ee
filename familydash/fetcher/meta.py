"""What stands in a page's head: OpenGraph, Twitter cards, `<title>`."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from familydash.fetcher import addresses, money, text
from familydash.fetcher.facts import Facts

_MOST: Final = 500  # tags
_PRICES: Final = ("product:sale_price", "og:sale_price", "product:price", "og:price")
_BETWEEN: Final = r"\s*(?:[|–—·•»]|::|\s-|:)\s*"  # noqa: RUF001  # a product and its shop in a title


class Head:
    """The `<meta>` and `<link>` tags of a page, of each name the first that says something."""

    def __init__(self, tree: LexborHTMLParser, base: URL) -> None:
        self._tree = tree
        self._base = base
        self._said: dict[str, str] = {}
        for node in tree.css("meta[content]")[:_MOST]:
            content = node.attributes.get("content")
            for name in (node.attributes.get("property"), node.attributes.get("name")):
                if name and content and content.strip():
                    self._said.setdefault(name.strip().lower(), content)

    def open_graph(self) -> Facts:
        price = self._price()
        return Facts(
            name=text.line(self._said.get("og:title")),
            price=price.minor if price else None,
            currency=price.currency if price else None,
            image_url=self._picture("og:image:secure_url", "og:image", "og:image:url"),
            source=text.line(self._said.get("og:site_name")),
            description=text.description(self._said.get("og:description")),
        )

    def twitter(self) -> Facts:
        labelled = {
            (self._said.get(f"twitter:label{number}") or "").strip().lower(): self._said.get(f"twitter:data{number}")
            for number in (1, 2)
        }
        price = money.price(labelled.get("price"))
        return Facts(
            name=text.line(self._said.get("twitter:title")),
            price=price.minor if price else None,
            currency=price.currency if price else None,
            image_url=self._picture("twitter:image", "twitter:image:src"),
            description=text.description(self._said.get("twitter:description")),
        )

    def plain(self) -> Facts:
        title = self._tree.css_first("head title") or self._tree.css_first("title")
        link = self._tree.css_first('link[rel="image_src" i]')
        return Facts(
            name=text.line(title.text()) if title else None,
            image_url=addresses.absolute(self._base, link.attributes.get("href")) if link else None,
            source=text.line(self._said.get("application-name")),
            description=text.description(self._said.get("description")),
        )

    def canonical(self, page: URL) -> str | None:
        """The page's address, as it says itself."""
        links = self._tree.css('link[rel="canonical" i]')[:_MOST]
        said = (*(link.attributes.get("href") for link in links), self._said.get("og:url"))
        return next((url for each in said if (url := addresses.canonical(each, self._base, page))), None)

    def _price(self) -> money.Price | None:
        for name in _PRICES:
            code = money.currency(self._said.get(f"{name}:currency"))
            if price := money.price(self._said.get(f"{name}:amount"), code):
                return price
        return None

    def _picture(self, *names: str) -> str | None:
        found = (addresses.absolute(self._base, self._said.get(name)) for name in names)
        return next((url for url in found if url), None)


def without_shop(name: str, shops: list[str]) -> str:
    """A title without the shop that stands before or behind it: `Kite | The Toy Shop` → `Kite`."""
    for shop in filter(None, shops):
        for pattern in (rf"(.+?){_BETWEEN}{re.escape(shop)}", rf"{re.escape(shop)}{_BETWEEN}(.+)"):
            if found := re.fullmatch(pattern, name, re.IGNORECASE):
                return found[1].strip()
    return name
