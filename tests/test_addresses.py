"""Fetching an address: what is refused, what is bounded, and that the checked host is asked."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from loaders import Rejected
from loaders.reading import Asked, Document, read_documents
from loaders.reading.addresses import (
    PORTS,
    REDIRECTS,
    USER_AGENT,
    Fetched,
    Unreadable,
    fetch,
    is_public,
)

HERE = Asked(allow_private=True, timeout=5.0)
PUBLIC = Asked(timeout=5.0)
PAGE = b"""<html><head><title>Leaders speak by phone</title></head><body><nav>Home</nav><article>
<h1>Leaders speak by phone</h1><p>The two leaders spoke by phone on Sunday and agreed to go on.</p>
<p>They will speak again in coming days, the office of the president said.</p></article>
<script>alert(1)</script></body></html>"""

Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(
    body: bytes = PAGE, *, status: int = 200, content_type: str = "text/html", **headers: str
) -> Answer:
    """Return what a server says: a status, headers ("Content_Encoding" for "-"), a body."""

    def say(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if content_type:
            request.send_header("Content-Type", content_type)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        # A client that has seen enough hangs up.
        with suppress(OSError):
            request.wfile.write(body)

    return say


class Site(ThreadingHTTPServer):
    """A web server on this computer. pages: what it answers; asked: the headers it was sent."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Answer]) -> None:
        self.pages = pages
        self.asked: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Request)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"


class _Request(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        site.asked.append({name.lower(): value for name, value in self.headers.items()})
        site.pages.get(self.path, answer(b"gone", status=404))(self)

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def site(**pages: Answer) -> Iterator[Site]:
    """Serve pages: `site(news=answer())` is at /news, `site(_=…)` at /."""
    with Site({f"/{name.strip('_')}": page for name, page in pages.items()}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept one connection and let `talk` have it; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def reason(url: str, asked: Asked = HERE) -> str:
    found = fetch(url, asked)
    assert isinstance(found, Unreadable)
    return found.reason


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let every name resolve to the answers, in turn (the last for good); return who was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        if host.replace(".", "").isdigit():
            return real(host, port, *rest, **named)
        asked.append(host)
        return real(answers[min(len(asked), len(answers)) - 1], port, *rest, **named)

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


class TestWhatIsRead:
    def test_a_page(self) -> None:
        with site(news=answer(content_type="text/html; charset=utf-8")) as server:
            assert fetch(server.url("/news#end"), HERE) == Fetched(
                server.url("/news"), "text/html", PAGE, "utf-8"
            )
            assert server.asked[0]["user-agent"] == USER_AGENT
            assert server.asked[0]["host"] == f"127.0.0.1:{server.server_port}"
            assert "cookie" not in server.asked[0]

    def test_a_page_becomes_a_document(self) -> None:
        with site(news=answer()) as server:
            url = server.url("/news")
            (document,) = read_documents(url, replace(HERE, retrieved_at="2022-02-21"))
        assert isinstance(document, Document)
        assert document.text == (
            "Leaders speak by phone\n\n"
            "The two leaders spoke by phone on Sunday and agreed to go on.\n\n"
            "They will speak again in coming days, the office of the president said."
        )
        assert (document.key, document.source_url, document.file) == (url, url, url)
        assert document.publisher == "127.0.0.1"
        assert document.retrieved_at == "2022-02-21"

    def test_an_address_that_went_through_pathlib(self) -> None:
        with site(news=answer()) as server:
            url = server.url("/news")
            (document,) = read_documents(url.replace("//", "/", 1), HERE)
        assert isinstance(document, Document)
        assert document.key == url

    def test_a_feed(self) -> None:
        feed = b"""<rss version="2.0"><channel><title>News</title>
        <item><title>One call</title><link>https://example.org/1</link>
        <description>The two leaders spoke.</description></item></channel></rss>"""
        with site(rss=answer(feed, content_type="application/rss+xml")) as server:
            (document,) = read_documents(server.url("/rss"), HERE)
        assert isinstance(document, Document)
        assert (document.key, document.text) == (
            "https://example.org/1",
            "One call\n\nThe two leaders spoke.",
        )

    def test_a_plain_text(self) -> None:
        text = "The leaders spoke.\r\n“Good,” said one.\r\n"
        with site(
            utf8=answer(text.encode(), content_type="text/plain"),
            old=answer(text.encode("cp1252"), content_type="text/plain; charset=windows-1252"),
            wrong=answer(text.encode("cp1252"), content_type="text/plain; charset=utf-8"),
        ) as server:
            for path in ("/utf8", "/old"):
                (document,) = read_documents(server.url(path), HERE)
                assert isinstance(document, Document)
                assert document.text == text
            (rejected,) = read_documents(server.url("/wrong"), HERE)
            assert "is not UTF-8 (byte 20)" in str(rejected)

    @pytest.mark.parametrize("charset", ["iso-8859-1", "utf-7", "idna", "nonsense", "zlib", ""])
    def test_a_page_in_utf_8_is_read_as_such_whatever_the_server_calls_it(
        self, charset: str
    ) -> None:
        page = PAGE.replace(b"Sunday", "Sunday in Orléans".encode())
        header = f"text/html; charset={charset}" if charset else "text/html"
        with site(news=answer(page, content_type=header)) as server:
            (document,) = read_documents(server.url("/news"), HERE)
        assert isinstance(document, Document)
        assert "Sunday in Orléans" in document.text

    def test_a_page_in_another_encoding(self) -> None:
        page = PAGE.replace(b"Sunday", "Sunday in Orléans".encode("cp1252"))
        with site(
            header=answer(page, content_type="text/html; charset=ISO-8859-1"),
            meta=answer(page.replace(b"<title>", b"<meta charset=windows-1252><title>")),
        ) as server:
            for path in ("/header", "/meta"):
                (document,) = read_documents(server.url(path), HERE)
                assert isinstance(document, Document)
                assert "Sunday in Orléans" in document.text

    @pytest.mark.parametrize(
        ("packing", "pack"),
        [
            ("gzip", gzip.compress),
            ("deflate", zlib.compress),
            ("gzip", lambda page: gzip.compress(page[:100]) + gzip.compress(page[100:])),
            ("deflate", lambda page: zlib.compress(page)[2:-4]),
        ],
        ids=["gzip", "deflate", "gzip in two members", "raw deflate"],
    )
    def test_packed(self, packing: str, pack: Callable[[bytes], bytes]) -> None:
        with site(news=answer(pack(PAGE), Content_Encoding=packing)) as server:
            found = fetch(server.url("/news"), HERE)
        assert isinstance(found, Fetched)
        assert found.content == PAGE

    def test_redirects(self) -> None:
        with site(
            old=answer(b"", status=301, Location="/new?page=1"),
            **{"new?page=1": answer()},
        ) as server:
            found = fetch(server.url("/old"), HERE)
            assert isinstance(found, Fetched)
            assert found.url == server.url("/new?page=1")

    def test_the_host_keeps_its_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        resolve_to(monkeypatch, "127.0.0.1")
        with site(news=answer()) as server:
            found = fetch(server.url("/news", "news.example"), HERE)
            assert isinstance(found, Fetched)
            assert server.asked[0]["host"] == f"news.example:{server.server_port}"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("ftp://example.org/", "Only addresses that begin with http:// or https://"),
            ("file:///etc/passwd", "Only addresses that begin with http:// or https://"),
            ("javascript:alert(1)", "Only addresses that begin with http:// or https://"),
            ("http://", "names no host"),
            ("http:///path", "names no host"),
            ("http://user:secret@example.org/", "user name or password"),
            ("http://user@example.org/", "user name or password"),
            ("http://example.org:22/", "Port 22 is not read"),
            ("http://example.org:6379/", "Port 6379 is not read"),
            ("http://example.org:0/", "Port 0 is not read"),
            ("http://example.org:99999/", "no address"),
            ("http://example.org\\@127.0.0.1/", "no address"),
            ("http://exa mple.org/", "no address"),
            ("http://example.org/\r\nHost: inner", "no address"),
            ("http://[::1/", "no address"),
            ("http://" + "a" * 5000, "no address"),
        ],
    )
    def test_addresses_that_are_none(self, url: str, expected: str) -> None:
        assert expected in reason(url, PUBLIC)

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://127.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://10.0.0.1/",
            "http://192.168.1.1:8080/",
            "http://172.16.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.64.0.1/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://224.0.0.1/",
            "https://[64:ff9b::7f00:1]/",
        ],
    )
    def test_this_computer_and_its_network(self, url: str) -> None:
        assert reason(url, PUBLIC) == (
            "This address is on this computer or its network; only public pages are read."
        )

    def test_nothing_is_sent_to_this_computer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with site(news=answer()) as server:
            monkeypatch.setattr("loaders.reading.addresses.PORTS", (*PORTS, server.server_port))
            (rejected,) = read_documents(server.url("/news"), PUBLIC)
            assert isinstance(rejected, Rejected)
            assert "only public pages are read" in rejected.reason
            assert server.asked == []

    def test_a_name_that_resolves_to_this_computer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = resolve_to(monkeypatch, "127.0.0.1")
        assert "only public pages are read" in reason("http://news.example/", PUBLIC)
        assert asked == ["news.example"]

    def test_a_name_with_one_public_and_one_private_address(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda *a, **k: [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.1")],
        )
        assert "only public pages are read" in reason("http://news.example/", PUBLIC)

    def test_the_checked_address_is_the_one_that_is_asked(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name that resolves anew to another address (DNS rebinding) is not resolved anew."""
        with site(news=answer()) as server:
            asked = resolve_to(monkeypatch, "127.0.0.1", "203.0.113.9")
            assert isinstance(fetch(server.url("/news", "news.example"), HERE), Fetched)
        assert asked == ["news.example"]

    def test_a_redirect_is_checked_anew(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Names on "public" count as public here; what they lead to is as private as it is."""
        with site(
            inner=answer(),
            leads=answer(b"", status=302, Location="http://10.0.0.1/"),
            file=answer(b"", status=302, Location="file:///etc/passwd"),
            secret=answer(b"", status=302, Location="http://user:pass@example.org/"),
        ) as server:
            monkeypatch.setattr("loaders.reading.addresses.PORTS", (80, server.server_port))
            monkeypatch.setattr(
                "loaders.reading.addresses.is_public", lambda ip: ip == "127.0.0.1" or is_public(ip)
            )
            assert isinstance(fetch(server.url("/inner"), PUBLIC), Fetched)
            assert "only public pages are read" in reason(server.url("/leads"), PUBLIC)
            assert "http:// or https://" in reason(server.url("/file"), PUBLIC)
            assert "user name or password" in reason(server.url("/secret"), PUBLIC)

    def test_redirects_end(self) -> None:
        with site(loop=answer(b"", status=302, Location="/loop")) as server:
            assert "leads on more than 5 times" in reason(server.url("/loop"))
            assert len(server.asked) == REDIRECTS + 1

    @pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 410, 429, 500, 503])
    def test_a_status(self, status: int) -> None:
        with site(news=answer(b"", status=status)) as server:
            assert reason(server.url("/news")) == (
                f"This page could not be read ({status}). "
                "Paste its text instead; nothing was saved."
            )

    def test_a_redirect_to_nowhere(self) -> None:
        with site(news=answer(b"", status=302)) as server:
            assert "could not be read (302)" in reason(server.url("/news"))

    @pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/json"])
    def test_what_is_no_text(self, content_type: str) -> None:
        with site(news=answer(content_type=content_type)) as server:
            assert f"this is {content_type}." in reason(server.url("/news"))

    def test_a_page_whose_type_is_not_told(self) -> None:
        with site(page=answer(content_type=""), blob=answer(b"\x7fELF", content_type="")) as server:
            assert isinstance(fetch(server.url("/page"), HERE), Fetched)
            assert "does not say what this is" in reason(server.url("/blob"))

    def test_an_empty_page(self) -> None:
        with site(news=answer(b" \n")) as server:
            assert "is empty" in reason(server.url("/news"))

    def test_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        assert "does not answer" in reason(f"http://127.0.0.1:{port}/")

    def test_no_such_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def nobody(*rest: Any, **named: Any) -> list[Any]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", nobody)
        assert "There is no host 'news.example'" in reason("https://news.example/")


class TestBounds:
    def test_a_page_that_is_too_large(self) -> None:
        asked = replace(HERE, largest_page=10_000)
        with site(fits=answer(b"x" * 10_000), over=answer(b"x" * 10_001)) as server:
            assert isinstance(fetch(server.url("/fits"), asked), Fetched)
            assert "larger than 0.01 MB" in reason(server.url("/over"), asked)

    def test_a_page_without_end(self) -> None:
        sent = 0

        def without_end(request: BaseHTTPRequestHandler) -> None:
            nonlocal sent
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            with suppress(OSError):
                while sent < 50_000_000:
                    sent += request.wfile.write(b"x" * 65_536)

        with site(news=without_end) as server:
            assert "larger than 1 MB" in reason(
                server.url("/news"), replace(HERE, largest_page=1_000_000)
            )
        assert sent < 50_000_000

    @pytest.mark.parametrize(
        ("packing", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
    )
    def test_a_bomb(self, packing: str, pack: Callable[[bytes], bytes]) -> None:
        """100 MB in 100 KB: unpacked only as far as the limit goes."""
        bomb = pack(b"\0" * 100_000_000)
        assert len(bomb) < 150_000
        with site(news=answer(bomb, Content_Encoding=packing)) as server:
            assert "larger than 5 MB" in reason(server.url("/news"))

    def test_a_bomb_of_many_members(self) -> None:
        with site(
            news=answer(gzip.compress(b"x" * 100_000) * 1000, Content_Encoding="gzip")
        ) as server:
            assert "larger than 5 MB" in reason(server.url("/news"))

    def test_what_is_not_packed_as_it_says(self) -> None:
        with site(
            none=answer(Content_Encoding="gzip"),
            half=answer(gzip.compress(PAGE)[:-12], Content_Encoding="gzip"),
            other=answer(Content_Encoding="br"),
        ) as server:
            assert "packed wrongly" in reason(server.url("/none"))
            assert "broke off" in reason(server.url("/half"))
            assert "packed in a way that is not read" in reason(server.url("/other"))

    def test_a_page_that_breaks_off(self) -> None:
        with site(news=answer(Content_Length="100000")) as server:
            server.pages["/news"] = answer(Content_Length="100000", Connection="close")
            assert "broke off" in reason(server.url("/news"))

    @pytest.mark.parametrize(
        "begin",
        [
            b"",
            b"HTTP/1.1 200 OK\r\nX-Slow: ",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        ],
        ids=["nothing", "headers", "body", "packed body"],
    )
    def test_a_slow_drip(self, begin: bytes) -> None:
        """Each byte comes in good time; all of them never do."""

        def drip(connection: socket.socket) -> None:
            connection.sendall(begin)
            for _ in range(100):
                time.sleep(0.1)
                connection.sendall(b"x")

        started = time.monotonic()
        with raw_server(drip) as port:
            said = reason(f"http://127.0.0.1:{port}/", replace(HERE, timeout=0.6))
            took = time.monotonic() - started
        assert said.startswith("This page took longer than 0.6 seconds")
        assert took < 3

    def test_a_server_that_says_nothing(self) -> None:
        with raw_server(lambda connection: time.sleep(1)) as port:
            said = reason(f"http://127.0.0.1:{port}/", replace(HERE, timeout=0.3))
        assert said.startswith("This page took longer than 0.3 seconds")

    def test_a_resolver_that_says_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        done = threading.Event()

        def stuck(*rest: Any, **named: Any) -> list[Any]:
            done.wait(5)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", stuck)
        said = reason("https://news.example/", replace(PUBLIC, timeout=0.2))
        done.set()
        assert said.startswith("This page took longer than 0.2 seconds")

    def test_redirects_share_one_time(self) -> None:
        def slowly(request: BaseHTTPRequestHandler) -> None:
            time.sleep(0.3)
            answer(b"", status=302, Location="/loop")(request)

        with site(loop=slowly) as server:
            said = reason(server.url("/loop"), replace(HERE, timeout=0.7))
        assert said.startswith("This page took longer than 0.7 seconds")

    @pytest.mark.parametrize(
        "said",
        [
            b"",
            b"SSH-2.0-OpenSSH_9.6\r\n",
            b"HTTP/1.1 two hundred\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n",
        ],
        ids=["nothing", "ssh", "status", "chunk", "many", "long", "location"],
    )
    def test_what_is_no_http(self, said: bytes) -> None:
        def talk(connection: socket.socket) -> None:
            connection.recv(4096)
            connection.sendall(said)

        with raw_server(talk) as port:
            assert reason(f"http://127.0.0.1:{port}/")


class TestTls:
    def test_the_certificate_is_asked_for_by_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The hello of TLS names the host, though an IP address is connected to (RFC 6066, 3)."""
        hello = b""

        def listen(connection: socket.socket) -> None:
            nonlocal hello
            hello = connection.recv(4096)

        resolve_to(monkeypatch, "127.0.0.1")
        with raw_server(listen) as port:
            said = reason(f"https://news.example:{port}/")
        assert b"news.example" in hello
        assert "news.example" in said or "broke off" in said

    def test_a_server_without_tls(self) -> None:
        with site(news=answer()) as server:
            said = reason(server.url("/news").replace("http:", "https:"))
        assert "certificate" in said


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.53", False),
        ("10.1.2.3", False),
        ("172.31.255.255", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("100.127.255.255", False),
        ("0.0.0.0", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.251", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:93.184.215.14", False),
        ("::127.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:53aa:64c::1", False),
        ("2001:db8::1", False),
        ("fc00::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("news.example", False),
    ],
)
def test_public_addresses(address: str, expected: bool) -> None:
    assert is_public(address) is expected
