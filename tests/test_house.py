"""The house of CONTRIBUTING.md: imports run one way, stores know no HTTP, files are short."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import familydash

PACKAGE = Path(familydash.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the leaves up: a module may import from its own floor and from the floors above it in this list.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "clock", "config", "auth.viewer"),
    ("shapes", "db", "lock", "jail"),
    ("audience", "realtime.topics"),
    ("web", "realtime", "auth", "fetcher"),
    ("features",),
    ("*.routes", "daily"),
    ("app",),
    ("control", "cli"),
)
STORES = (
    "activity",
    "users",
    "settings",
    "tags",
    "comments",
    "gifts",
    "list_items",
    "lists",
    "occasions",
    "persons",
    "dashboard",
    "media",
)
ACROSS = ("features.users.removal",)  # removing an account reaches what it leaves behind


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if (PACKAGE.parent / Path(*inner.split("."))).with_suffix(".py").exists() else node.module


def ours(path: Path) -> list[str]:
    names = (
        name.removeprefix("familydash").lstrip(".") for name in imports(path) if name.split(".")[0] == "familydash"
    )
    return [name for name in names if name]


def floor(module: str) -> int | None:
    """The floor of a module: of the longest name in FLOORS that it lies under."""
    if module.endswith(".routes") and not module.startswith("realtime."):
        return next(level for level, names in enumerate(FLOORS) if "*.routes" in names)
    found = [
        (len(name), level)
        for level, names in enumerate(FLOORS)
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    return max(found)[1] if found else None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    module = name_of(path)
    if module in ("", "__main__", "features") or (module.count(".") == 1 and module.startswith("features.")):
        return
    mine = floor(module)
    assert mine is not None, f"{module} lives on no floor of the house"
    for other in ours(path):
        theirs = floor(other)
        assert theirs is not None, f"{module} imports {other}, which lives on no floor of the house"
        assert theirs <= mine, f"{module} imports {other}, which lives above it"


def test_the_test_over_the_imports_would_notice() -> None:
    assert floor("db.database") is not None
    low, high = floor("db.paging"), floor("features.gifts.store")
    assert low is not None
    assert high is not None
    assert low < high
    assert floor("features.gifts.routes") == floor("auth.routes") != floor("features.gifts.store")
    assert floor("nowhere") is None


@pytest.mark.parametrize("path", [path for path in MODULES if "features" in path.parts], ids=name_of)
def test_only_routes_know_http(path: Path) -> None:
    if path.name == "routes.py":
        return
    assert not [name for name in imports(path) if name.split(".")[0] == "aiohttp" or name.startswith("familydash.web")]


@pytest.mark.parametrize("path", [path for path in MODULES if "features" in path.parts], ids=name_of)
def test_stores_import_in_their_declared_order(path: Path) -> None:
    module = name_of(path).split(".")
    if path.name == "routes.py" or len(module) < 3 or name_of(path) in ACROSS:
        return
    for other in ours(path):
        parts = other.split(".")
        if (
            parts[0] == "features"
            and parts[1] != module[1]
            and other not in ("features.users.author", "features.list_items.sums")
        ):
            assert STORES.index(parts[1]) < STORES.index(module[1]), f"{name_of(path)} imports {other}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[-2] in ("db", "web", "realtime")], ids=name_of)
def test_the_platform_knows_no_feature(path: Path) -> None:
    assert not [name for name in ours(path) if name.startswith("features")]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300
