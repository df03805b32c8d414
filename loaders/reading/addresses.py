"""Fetching one address, with nothing to gain for who controls it.

A server that reads addresses for people can be made to read what only it can reach. So every
address, redirects too, is resolved first, refused if any of its hosts is not public, and the
connection goes to the very host that was checked. What comes is bounded in bytes, unpacked too,
and in time, from the name's resolution to the last byte.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from loaders.reading.documents import Asked

#: Says what reads and why, as sites ask of programs.
USER_AGENT = "Readout/0.1 (reads single pages that a person named; no crawler)"

#: Where public web servers answer. Other ports are somebody's inner services.
PORTS = (80, 443, 8080, 8443)

REDIRECTS = 5

_CHUNK = 65_536
_NOTHING_SAVED = "Paste its text instead; nothing was saved."

PAGE_TYPES = ("text/html", "application/xhtml+xml")
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml")
TEXT_TYPES = ("text/plain",)

#: IPv6 that carries an IPv4 address to connect to (RFC 6052, 3056, 4380): could mean an inner one.
_CARRIERS = tuple(
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "2002::/16", "2001::/32")
)


@dataclass(frozen=True)
class Fetched:
    """What an address gave. url: where it came from in the end, without a fragment.

    content_type: in lower case, without parameters. content: unpacked. encoding: the charset that
    the server named, "" if it named none.
    """

    url: str
    content_type: str
    content: bytes
    encoding: str


@dataclass(frozen=True)
class Unreadable:
    """Why an address can't be read; the reason is a sentence for a person."""

    reason: str


class _Refused(Exception):
    """Ends a fetch; the message is the reason."""


def fetch(url: str, asked: Asked) -> Fetched | Unreadable:
    """Return the page, feed or plain text at `url`, or why it can't be read. Never raises for what
    a server does.

    Limits, of `asked`: largest_page bytes, timeout seconds for all of it, allow_private.
    """
    deadline = time.monotonic() + asked.timeout
    try:
        for _ in range(REDIRECTS + 1):
            found = _fetch_one(url, asked, deadline)
            if isinstance(found, Fetched):
                return found
            url = found
        raise _Refused(f"This address leads on more than {REDIRECTS} times. {_NOTHING_SAVED}")
    except _Refused as refused:
        return Unreadable(str(refused))


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    url: str

    @property
    def host_header(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return shown if self.port == usual else f"{shown}:{self.port}"


def _read_target(url: str, asked: Asked) -> _Target:
    """Return the parts of an address; raises _Refused for one that is not read."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", url) or len(url) > 4000:
        raise _Refused("This is no address: it holds spaces or characters that none has.")
    try:
        parts = parse_url(url)
    except (LocationParseError, ValueError) as error:
        raise _Refused("This is no address: check it and try again.") from error
    scheme = (parts.scheme or "").lower()
    if scheme not in ("http", "https"):
        raise _Refused("Only addresses that begin with http:// or https:// are read.")
    if parts.auth is not None:
        raise _Refused("An address with a user name or password in it is not read: leave them out.")
    host = (parts.host or "").strip("[]").rstrip(".")
    if not host or len(host) > 253:
        raise _Refused("This address names no host: check it and try again.")
    port = {"http": 80, "https": 443}[scheme] if parts.port is None else parts.port
    if port not in PORTS and not asked.allow_private:
        allowed = ", ".join(map(str, PORTS))
        raise _Refused(f"Port {port} is not read; public pages are on ports {allowed}.")
    return _Target(scheme, host, port, parts.request_uri, urldefrag(parts.url).url)


def _resolve(target: _Target, asked: Asked, deadline: float) -> list[str]:
    """Return the IP addresses of a host, all of them public; raises _Refused otherwise."""
    found: list[str] = []
    fault: list[Exception] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            fault.append(error)

    # In a thread, since the system's resolver knows no time limit.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if thread.is_alive():
        raise _late(asked)
    if fault or not found:
        raise _Refused(f"There is no host {target.host!r}: check the address and try again.")
    if not asked.allow_private and not all(is_public(address) for address in found):
        raise _Refused(
            "This address is on this computer or its network; only public pages are read."
        )
    return found


def is_public(address: str) -> bool:
    """Is an IP address one of the public internet's, to which a page may be asked for?

    Not public: private, loopback, link-local, multicast, reserved, shared (CGNAT, 100.64.0.0/10),
    and IPv6 that stands for an IPv4 address (mapped, NAT64, 6to4, Teredo).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.scope_id or ip.ipv4_mapped or ip.is_site_local or any(ip in net for net in _CARRIERS)
    ):
        return False
    return ip.is_global and not (
        ip.is_private
        or ip.is_loopback
        or ip.is_link_local
        or ip.is_multicast
        or ip.is_reserved
        or ip.is_unspecified
    )


def _late(asked: Asked) -> _Refused:
    return _Refused(
        f"This page took longer than {asked.timeout:g} seconds, so it was given up. "
        f"{_NOTHING_SAVED}"
    )


def _fetch_one(url: str, asked: Asked, deadline: float) -> Fetched | str:
    """Return what is at one address, or the address that it leads on to."""
    target = _read_target(url, asked)
    addresses = _resolve(target, asked, deadline)
    connection = _connect(target, addresses, asked, deadline)
    cut = threading.Event()
    # Kept here: with the answer's headers the connection gives its socket away.
    plain = connection.sock

    def cut_off() -> None:
        cut.set()
        if plain is not None:
            # The plain socket's shutdown: the TLS one's would pull the state from under a read
            # that is going on.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(plain, socket.SHUT_RDWR)

    # A read waits anew for each byte, so that a slow drip never times out by itself.
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut_off)
    timer.daemon = True
    timer.start()
    try:
        connection.request(
            "GET",
            target.path,
            headers={
                "Host": target.host_header,
                "User-Agent": USER_AGENT,
                "Accept": ", ".join((*PAGE_TYPES, *FEED_TYPES, *TEXT_TYPES)),
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
            preload_content=False,
            decode_content=False,
        )
        response = connection.getresponse()
        try:
            found = _read_response(response, target, asked)
        finally:
            response.close()
        # Without a stated length, an end that was cut looks like any other.
        if cut.is_set():
            raise _late(asked)
        return found
    except _Refused:
        if cut.is_set():
            raise _late(asked) from None
        raise
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        if cut.is_set() or isinstance(error, TimeoutError):
            raise _late(asked) from error
        raise _Refused(f"The connection broke off. {_NOTHING_SAVED}") from error
    finally:
        timer.cancel()
        connection.close()


def _connect(
    target: _Target, addresses: list[str], asked: Asked, deadline: float
) -> HTTPConnection:
    """Return an open connection to the first of `addresses` that answers."""
    for address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _late(asked)
        if target.scheme == "https":
            # To the checked IP address, yet in the host's name: SNI and the certificate's check.
            connection: HTTPConnection = HTTPSConnection(
                address,
                target.port,
                timeout=left,
                server_hostname=target.host,
                cert_reqs=ssl.CERT_REQUIRED,
            )
        else:
            connection = HTTPConnection(address, target.port, timeout=left)
        try:
            connection.connect()
        except (HTTPError, OSError, ValueError) as error:
            connection.close()
            if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
                raise _Refused(
                    f"{target.host} could not prove that it is who it says (its certificate). "
                    f"{_NOTHING_SAVED}"
                ) from error
            continue
        return connection
    if time.monotonic() >= deadline:
        raise _late(asked)
    raise _Refused(f"{target.host} does not answer. {_NOTHING_SAVED}")


def _read_response(response: BaseHTTPResponse, target: _Target, asked: Asked) -> Fetched | str:
    if response.status in (301, 302, 303, 307, 308) and (to := response.headers.get("location")):
        try:
            return urljoin(target.url, to)
        except ValueError as error:
            raise _Refused(f"This page leads on to no address. {_NOTHING_SAVED}") from error
    if response.status != 200:
        raise _Refused(f"This page could not be read ({response.status}). {_NOTHING_SAVED}")
    content_type, encoding = _read_type(response.headers.get("content-type") or "")
    if content_type and content_type not in (*PAGE_TYPES, *FEED_TYPES, *TEXT_TYPES):
        raise _Refused(
            f"Only pages, feeds and plain texts are read from an address; this is {content_type}. "
            f"{_NOTHING_SAVED}"
        )
    content = _read_content(response, asked)
    if not content.strip():
        raise _Refused(f"This page is empty. {_NOTHING_SAVED}")
    if not content_type:
        if not content.lstrip()[:1] == b"<":
            raise _Refused(f"The server does not say what this is. {_NOTHING_SAVED}")
        content_type = PAGE_TYPES[0]
    return Fetched(target.url, content_type, content, encoding)


def _read_type(header: str) -> tuple[str, str]:
    """Return content type and charset of a header (RFC 9110, 8.3), both "" where missing."""
    kind, _, parameters = header.partition(";")
    found = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", parameters, re.IGNORECASE)
    printable = re.sub(r"[^!-~]", "", kind).lower()[:100]
    return printable, found[1] if found else ""


def _read_content(response: BaseHTTPResponse, asked: Asked) -> bytes:
    """Return the body, unpacked, both sizes bounded; raises _Refused beyond the limit."""
    packing = (response.headers.get("content-encoding") or "identity").strip().lower()
    if packing in ("gzip", "x-gzip", "deflate"):
        unpack: _Unpack | None = _Unpack(packing == "deflate", asked.largest_page)
    elif packing == "identity":
        unpack = None
    else:
        raise _Refused(f"This page is packed in a way that is not read. {_NOTHING_SAVED}")
    too_large = _Refused(
        f"This page is larger than {asked.largest_page / 1_000_000:g} MB, which is no article. "
        f"{_NOTHING_SAVED}"
    )
    packed, body = 0, bytearray()
    while chunk := response.read(_CHUNK, decode_content=False):
        packed += len(chunk)
        try:
            body += unpack.feed(chunk) if unpack else chunk
        except zlib.error as error:
            raise _Refused(f"This page is packed wrongly. {_NOTHING_SAVED}") from error
        if packed > asked.largest_page or len(body) > asked.largest_page:
            raise too_large
    if unpack is not None and packed and not unpack.done:
        raise _Refused(f"The connection broke off. {_NOTHING_SAVED}")
    return bytes(body)


class _Unpack:
    """Unpacks gzip or deflate piece by piece, never more than `largest` bytes and one."""

    def __init__(self, deflate: bool, largest: int) -> None:
        self.deflate, self.left = deflate, largest + 1
        self.done = False
        self.packed: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> bytes:
        """Return what `chunk` unpacks to, as far as the limit goes."""
        out = bytearray()
        while chunk and self.left > 0:
            if self.packed is None:
                self.packed = self._start(chunk)
            piece = self.packed.decompress(chunk, self.left)
            out += piece
            self.left -= len(piece)
            self.done = self.packed.eof
            # What is packed in several members goes on behind the end of one; NULs only fill up.
            chunk = self.packed.unused_data.lstrip(b"\0") if self.done else b""
            if self.done and self.deflate:
                break
            if self.done:
                self.packed = None
        return bytes(out)

    def _start(self, chunk: bytes) -> zlib._Decompress:
        if not self.deflate:
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        # "deflate" is zlib's format by RFC 9110, and raw deflate by some servers: 8 = deflate.
        zlib_format = chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if zlib_format else -zlib.MAX_WBITS)
