"""Prices, letters and addresses: what each reader makes of what stands in pages."""
# ruff: noqa: RUF001  # prices are written with letters that look alike

import pytest
from yarl import URL

from familydash.fetcher import addresses, charset, money, text
from familydash.fetcher.meta import without_shop

PAGE = URL("https://www.shop.example/kites/red?size=2")


@pytest.mark.parametrize(
    ("said", "code", "minor", "currency"),
    [
        ("1.234,56 €", None, 123456, "EUR"),
        ("1 234,56", None, 123456, None),
        ("1 234,56 zł", None, 123456, "PLN"),
        ("1'234.50", None, 123450, None),
        ("CHF 1’234.50", None, 123450, "CHF"),
        ("¥1,234", "JPY", 123400, "JPY"),
        ("12,50", None, 1250, None),
        ("$1,299", None, 129900, None),
        ("US$ 1,299.95", None, 129995, "USD"),
        ("1.299 €", None, 129900, "EUR"),
        ("12,- €", None, 1200, "EUR"),
        ("35€99", None, 3599, "EUR"),
        ("£.75", None, 75, "GBP"),
        ("kr 1.299,-", "DKK", 129900, "DKK"),
        ("１２．５０", None, 1250, None),
        ("12", None, 1200, None),
        ("12.5", None, 1250, None),
        ("12.345678", None, 1235, None),
        ("19.9900", None, 1999, None),
        ("0.999", None, 100, None),
        ("0.004", None, None, None),
        ("129.990", "CLP", 12999000, "CLP"),
        ("1.250", "KWD", 125, "KWD"),
        ("12.500 KWD", "KWD", 1250, "KWD"),
        ("1.234", None, None, None),
        ("1.234", "EUR", None, None),
        ("1234.000", "EUR", None, None),
        ("0", "EUR", None, None),
        ("0,00 €", None, None, None),
        ("Free", None, None, None),
        ("-5", None, None, None),
        ("−5,00 €", None, None, None),
        ("on request", None, None, None),
        ("", None, None, None),
        ("50%", None, None, None),
        ("9999999.99", None, 999_999_999, None),
        ("10000000", None, None, None),
        ("9" * 5_000, None, None, None),
        ("1e9", None, 100, None),
        ("NaN", None, None, None),
        ("١٢٫٥٠", None, 1250, None),
    ],
)
def test_a_price_is_read(said: str, code: str | None, minor: int | None, currency: str | None) -> None:
    found = money.price(said, code)
    assert (found and found.minor, found and found.currency) == (minor, currency)


def test_what_is_no_text_is_no_price() -> None:
    none: tuple[object, ...] = (None, 12, 12.5, True, [], {})
    for said in none:
        assert money.price(said) is None
        assert money.currency(said) is None


def test_a_currency_is_read() -> None:
    said = ("EUR", "eur", " Usd ", "€", "zł", "R$", "US$", "Kč")
    assert [money.currency(each) for each in said] == ["EUR", "EUR", "USD", "EUR", "PLN", "BRL", "USD", "CZK"]
    assert [money.currency(each) for each in ("$", "kr", "¥", "XXX", "EURO!", "E", "", "€€")] == [None] * 8


WORDS = "Zwölf Boxkämpfer — „schön“"


@pytest.mark.parametrize(
    ("written_in", "declared", "words"),
    [
        ("utf-8", None, WORDS),
        ("utf-8", "utf-8", WORDS),
        ("utf-8", "iso-8859-1", WORDS),
        ("utf-8", "no-such-charset", WORDS),
        ("utf-8-sig", "windows-1252", WORDS),
        ("utf-16", None, WORDS),
        ("utf-16-le", "utf-16le", WORDS),
        ("utf-16-be", "UTF-16BE", WORDS),
        ("cp1252", None, WORDS),
        ("cp1252", "ISO-8859-1", WORDS),
        ("cp1252", "utf-8", WORDS),
        ("cp1252", "utf-16", WORDS),
        ("cp1252", "unicode_escape", WORDS),
        ("cp1250", "windows-1250", "Příliš žluťoučký kůň"),
        ("iso8859_2", "ISO-8859-2", "Zażółć gęślą jaźń"),
        ("cp1251", "windows-1251", "Съешь ещё булок"),
        ("koi8_u", "koi8-r", "Съешь ещё булок"),
        ("cp932", "Shift_JIS", "木のおもちゃ"),
        ("euc_jp", "EUC-JP", "木のおもちゃ"),
        ("iso2022_jp", "ISO-2022-JP", "木のおもちゃ"),
        ("cp949", "euc-kr", "나무 장난감"),
        ("gb18030", "GB2312", "木制玩具火车"),
        ("big5", "Big5", "木製玩具"),
    ],
)
def test_a_page_is_decoded(written_in: str, declared: str | None, words: str) -> None:
    html = f"<title>{words}</title>"
    assert charset.decode(html.encode(written_in), declared) == html
    if declared and written_in not in ("utf-16-le", "utf-16-be", "iso2022_jp"):
        html = f'<meta charset="{declared}">{html}'
        assert charset.decode(html.encode(written_in), None) == html


def test_a_page_that_is_cut_off_within_a_letter_is_still_utf8() -> None:
    assert charset.decode("schön".encode()[:-2], None) == "sch"


def test_bytes_that_are_nothing_still_become_text() -> None:
    for body in (b"\xff\xfe\x00", b"\x81\x8d", b"\xfe\xff\xd8", bytes(range(256))):
        assert isinstance(charset.decode(body, "utf-8"), str)


def test_texts_are_plain() -> None:
    assert text.line("  Tom &amp;\n Jerry ") == "Tom & Jerry"
    assert text.line("<b>Big</b>ger <i>kite</i>") == "Bigger kite"
    assert text.line("a\x00b\x1b[31mc\u202ed\ue000\ud800") == "a b [31mcd"
    assert text.line("e\N{COMBINING ACUTE ACCENT}") == "é"
    assert text.line("👩‍👧 family") == "👩‍👧 family"
    assert text.line("https://shop.example/kite") is None
    none: tuple[object, ...] = ("", " ", "<br>", None, 7, [])
    assert [text.line(said) for said in none] == [None] * 6
    assert len(text.line("x" * 500) or "") == 200
    assert text.description("One<br>two<p>three</p><script>four</script>") == "One two three"
    assert len(text.description("word " * 5_000) or "") <= 2_000


def test_addresses_are_absolute_and_of_the_web() -> None:
    told = {
        "blue": "https://www.shop.example/kites/blue",
        "/a b?c=d e": "https://www.shop.example/a%20b?c=d+e",
        "//cdn.example/x.jpg": "https://cdn.example/x.jpg",
        "HTTP://Cdn.Example/X": "http://cdn.example/X",
        "?x": "https://www.shop.example/kites/red?x",
    }
    assert {said: addresses.absolute(PAGE, said) for said in told} == told
    wrong = (
        "",
        " ",
        "data:image/png;base64,AA",
        "javascript:1",
        "mailto:a@b.example",
        "http://u:p@x.example/",
        "http://[",
        None,
        7,
    )
    assert [addresses.absolute(PAGE, said) for said in (*wrong, "/" + "a" * 2_000)] == [None] * 10


def test_a_canonical_address_is_of_the_same_site_and_of_a_page() -> None:
    told = {
        "/kites/red": "https://www.shop.example/kites/red",
        "https://shop.example/r#x": "https://shop.example/r",
        "https://m.shop.example/r": "https://m.shop.example/r",
        "https://de.shop.example/r": "https://de.shop.example/r",
        "https://other.example/r": None,
        "https://notshop.example/r": None,
        "/": None,
        "https://www.shop.example:8443/r": None,
    }
    assert {said: addresses.canonical(said, PAGE, PAGE) for said in told} == told


def test_a_picture_is_what_will_be_shown() -> None:
    lazy = {"src": "/grey.gif", "data-src": "/red.jpg", "srcset": "/small.jpg 1x"}
    assert addresses.picture(lazy) == "/red.jpg"
    assert addresses.picture({"src": "/a", "srcset": "/b 1x, /c 2.5x,  /d 2x"}) == "/c"
    assert addresses.picture({"src": "/a", "srcset": ""}) == "/a"
    assert addresses.picture({"srcset": "data:image/png;base64,AA 9x, /b 1x"}) == "/b"
    assert addresses.picture({}) is None


def test_a_title_loses_its_shop() -> None:
    shops = ["Windy Toys", "windy.example", "windy"]
    for title in (
        "Kite | Windy Toys",
        "Kite – windy.example",
        "Windy.example: Kite",
        "Windy Toys » Kite",
        "Kite - WINDY",
    ):
        assert without_shop(title, shops) == "Kite"
    for title in ("Windy Toys", "Kite-Windy", "A windy day", "Kite | Windy Toys | Sale"):
        assert without_shop(title, shops) == title
