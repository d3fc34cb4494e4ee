"""schema.org's Product, out of JSON-LD or microdata, into facts."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

from yarl import URL

from familydash.fetcher import addresses, money, text
from familydash.fetcher.facts import Facts
from familydash.fetcher.json_ld import Thing

T = TypeVar("T")

_PRODUCTS: Final = frozenset({"Product", "ProductGroup", "ProductModel", "IndividualProduct", "Vehicle", "Car"})
_WAYS: Final = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where the page's own product stands within something else. Not its lists: those are of other products."""
_OFFERED: Final = frozenset({"offers", "hasVariant"})
_DEPTH: Final = 4
_MOST: Final = 500  # things, offers or pictures
_NOT_THE_PRICE: Final = ("list", "srp", "strikethrough", "msrp", "regular")


class Products:
    """What a page describes. References (`{"@id": …}`) are followed."""

    def __init__(self, things: list[Thing], page: URL, base: URL) -> None:
        self._page = page
        self._base = base
        self._all = [each for thing in things for each in _within(thing, _DEPTH)][:_MOST]
        self._by_id = {each["@id"]: each for each in self._all if isinstance(each.get("@id"), str) and len(each) > 1}

    def facts(self) -> Facts:
        """Of the product that the page is about: the first of those of which it says most."""
        product = max(filter(_is_product, self._all), key=self._rank, default=None)
        if product is None:
            return Facts(source=self._publisher())
        variants = self._of(product, "hasVariant")
        groups = self._of(product, "isVariantOf")
        price = self._price([product, *sorted(variants, key=self._is_elsewhere)])
        own = [product, *groups, *variants]
        return Facts(
            name=_first(text.line(said) for each in own for said in _texts(each.get("name"))),
            price=price.minor if price else None,
            currency=price.currency if price else None,
            image_url=_first(self._pictures(own)),
            source=self._publisher(),
            description=_first(text.description(said) for each in own for said in _texts(each.get("description"))),
        )

    def _rank(self, thing: Thing) -> tuple[bool, ...]:
        """The higher, the more likely the page is about it."""
        is_one = bool(_kinds(thing) & _PRODUCTS)
        return not self._is_elsewhere(thing), is_one, not _OFFERED.isdisjoint(thing), "name" in thing

    def _is_elsewhere(self, thing: Thing) -> bool:
        """Whether it does not say that it stands at the page's address."""
        own = (*_texts(thing.get("url")), *_texts(thing.get("@id")), *_texts(thing.get("mainEntityOfPage")))
        offered = (said for offer in self._of(thing, "offers") for said in _texts(offer.get("url")))
        return not any(addresses.is_same_page(said, self._page) for said in (*own, *offered) if said)

    def _of(self, thing: Thing, name: str) -> list[Thing]:
        """The things that a property names, references followed."""
        found = [each for each in _listed(thing.get(name)) if isinstance(each, dict)]
        return [self._by_id.get(each.get("@id", ""), each) if len(each) == 1 else each for each in found][:_MOST]

    def _price(self, things: list[Thing]) -> money.Price | None:
        for thing in things:
            offers = self._of(thing, "offers")
            for offer in sorted(offers, key=self._is_elsewhere):
                if price := self._asked(offer):
                    return price
            for offer in (inner for each in offers for inner in self._of(each, "offers")):
                if price := self._asked(offer):
                    return price
        return None

    def _asked(self, offer: Thing) -> money.Price | None:
        """What an Offer or AggregateOffer asks for."""
        specifications = sorted(self._of(offer, "priceSpecification"), key=lambda each: "referenceQuantity" in each)
        current = [each for each in specifications if not _is_former(each)]
        for said in (offer, *current):
            code = _first(money.currency(each) for one in (said, offer) for each in _texts(one.get("priceCurrency")))
            for name in ("price", "lowPrice", "minPrice"):
                if price := _first(money.price(each, code) for each in _texts(said.get(name))):
                    return price
        return None

    def _pictures(self, things: list[Thing]) -> Iterator[str | None]:
        for thing in things:
            for said in _listed(thing.get("image")):
                picture = self._of({"image": said}, "image")
                where = (picture[0].get("url"), picture[0].get("contentUrl")) if picture else (said,)
                yield from (addresses.absolute(self._base, each) for one in where for each in _texts(one))

    def _publisher(self) -> str | None:
        sites = [each for each in self._all if "WebSite" in _kinds(each)]
        published = [one for each in self._all for one in self._of(each, "publisher")]
        return _first(text.line(said) for each in (*sites, *published) for said in _texts(each.get("name")))


def _is_product(thing: Thing) -> bool:
    """Books, games and tickets are products too, where they are offered."""
    return bool(_kinds(thing) & _PRODUCTS) or not _OFFERED.isdisjoint(thing)


def _within(thing: Thing, depth: int) -> Iterator[Thing]:
    yield thing
    if depth > 0:
        for way in _WAYS:
            for each in _listed(thing.get(way)):
                if isinstance(each, dict):
                    yield from _within(each, depth - 1)


def _kinds(thing: Thing) -> set[str]:
    """`http://schema.org/Product`, `schema:Product` → `Product`."""
    return {kind.replace(":", "/").rpartition("/")[2] for kind in _texts(thing.get("@type"))}


def _is_former(specification: Thing) -> bool:
    """Whether a price is what it would cost without the discount."""
    kinds = " ".join(_texts(specification.get("priceType"))).lower()
    return any(word in kinds for word in _NOT_THE_PRICE)


def _listed(value: Any) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    """The texts of a property, whether it has one, several, or one with its language beside it."""
    plain = (each.get("@value") if isinstance(each, dict) else each for each in _listed(value))
    return [each for each in plain if isinstance(each, str)]


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
