"""The microdata of a page (`itemscope`, `itemprop`), in the shape of JSON-LD."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from familydash.fetcher import addresses
from familydash.fetcher.json_ld import Thing

_MOST: Final = 100  # things of a page
_DEPTH: Final = 8  # of things within things
_NODES: Final = 20_000  # that are looked at within one thing
_ADDRESSES: Final = frozenset({"url", "image", "thumbnailUrl", "contentUrl", "logo", "item", "mainEntityOfPage"})
"""Properties whose value is where a link leads; of any other, it is what the link says."""
_PICTURES: Final = frozenset({"img", "source", "video", "embed", "iframe"})


def things(tree: LexborHTMLParser) -> list[Thing]:
    """The outermost things, in the order of the page."""
    scopes = tree.css("[itemscope]:not([itemprop])")[:_MOST]
    return [_thing(scope, _DEPTH) for scope in scopes]


def _thing(scope: LexborNode, depth: int) -> Thing:
    thing: Thing = {"@type": (scope.attributes.get("itemtype") or "").split()}
    if scope.attributes.get("itemid"):
        thing["@id"] = scope.attributes["itemid"]
    for node, names in _properties(scope):
        inner = "itemscope" in node.attributes
        if inner and depth == 0:
            continue
        value: Any = _thing(node, depth - 1) if inner else None
        for name in names:
            thing.setdefault(name, []).append(value if inner else _value(node, name))
    return thing


def _properties(scope: LexborNode) -> Iterator[tuple[LexborNode, list[str]]]:
    """What belongs to a thing itself, not to a thing within it. Without recursion: pages nest deeper than Python calls."""
    waiting = _children(scope)
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop()
        attributes = node.attributes
        if names := (attributes.get("itemprop") or "").split():
            yield node, names
        if "itemscope" not in attributes:
            waiting += _children(node)


def _children(node: LexborNode) -> list[LexborNode]:
    """The elements in a node, the last one first."""
    found = []
    child = node.last_child
    while child is not None:
        if not (child.tag or "-").startswith("-"):
            found.append(child)
        child = child.prev
    return found


def _value(node: LexborNode, name: str) -> str | None:
    attributes: Mapping[str, str | None] = node.attributes
    if content := attributes.get("content"):
        return content
    if node.tag in _PICTURES:
        return addresses.picture(attributes)
    if node.tag in ("a", "link", "area") and (name in _ADDRESSES or not node.text(strip=True)):
        return attributes.get("href")
    if node.tag in ("data", "meter") and attributes.get("value"):
        return attributes["value"]
    return node.html if name == "description" else node.text()  # paragraphs are told apart where it is read
