"""A page, read: what it says of its product, from whom it is trusted most to `<title>`."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from familydash.fetcher import addresses, charset, json_ld, microdata
from familydash.fetcher.facts import Facts, merge
from familydash.fetcher.meta import Head, without_shop
from familydash.fetcher.product import Products


def read(body: bytes, declared: str | None, page: URL) -> Facts | None:
    """The facts of the page at the address `page`; `declared` is the charset of its header. None where it says nothing."""
    tree = LexborHTMLParser(charset.decode(body, declared))
    base = _base(tree, page)
    head = Head(tree, base)
    open_graph, twitter, plain = head.open_graph(), head.twitter(), head.plain()
    site = open_graph.source or plain.source
    shops = [site or "", addresses.shop(page), addresses.shop(page).partition(".")[0]]
    linked = json_ld.things(tree)
    for node in tree.css("script, style, template"):  # no text that anybody reads
        node.decompose()
    found = merge(
        [
            Products(linked, page, base).facts(),
            Products(microdata.things(tree), page, base).facts(),
            *(_titled(each, shops) for each in (open_graph, twitter, plain)),
        ]
    )
    if found.name is None and found.price is None and found.image_url is None and found.description is None:
        return None
    # Surest is what is said to be the name of the site; a publisher may be the maker of the product.
    source = open_graph.source or found.source or addresses.shop(page) or None
    return replace(found, source=source, url=head.canonical(page) or str(page.with_fragment(None)))


def _base(tree: LexborHTMLParser, page: URL) -> URL:
    """What relative addresses are relative to."""
    node = tree.css_first("base[href]")
    said = addresses.absolute(page, node.attributes.get("href")) if node else None
    return URL(said) if said else page


def _titled(facts: Facts, shops: list[str]) -> Facts:
    return replace(facts, name=without_shop(facts.name, shops)) if facts.name else facts
