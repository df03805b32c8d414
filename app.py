"""The way in: `streamlit run app.py` serves the page, its scripts, and /readyz."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.database import DatabaseError
from views import browser, data, network


def _own_scripts() -> str:
    """Return the hashes of the scripts that stand in Streamlit's own page, as a policy names
    them."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    hashes = [b64encode(sha256(each.encode()).digest()).decode() for each in scripts]
    return " ".join(f"'sha256-{each}'" for each in hashes)


# Streamlit makes its own modules of blob: addresses for components, styles itself with <style>, and
# draws icons from data: addresses. Nothing else, and nothing from anywhere else, is allowed.
POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: {_own_scripts()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # The address holds what a reader looks at: a source that is opened must not learn it.
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds HEADERS to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with HEADERS."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(key.encode(), value.encode()) for key, value in HEADERS.items()]
                kept = [(k, v) for k, v in message["headers"] if k.lower().decode() not in HEADERS]
                message["headers"] = [*kept, *added]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def part(request: Request) -> Response:
    """Serve one of our scripts or vis-network; its address holds a fingerprint, so it may be
    kept."""
    path = browser.served().get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("There is no such part.", status_code=404)
    return FileResponse(
        path,
        media_type="text/javascript",
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )


def ready(request: Request) -> Response:
    """Say whether the database answers: 200 or 503, for whatever keeps the app running."""
    try:
        data.version()
    except DatabaseError:
        return PlainTextResponse("The database does not answer.", status_code=503)
    return PlainTextResponse("ready")


def _warm_up() -> None:
    """Do what the first reader would wait for: open the database, import what is slow."""
    network.prepare()
    with suppress(DatabaseError):  # the page says so, and goes on trying
        data.version()


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    Thread(target=_warm_up, daemon=True).start()
    yield


app = st.App(
    Path(__file__).parent / "views" / "page.py",
    routes=[
        Route(browser.ROUTE + "/{fingerprint}/{name}", part),
        Route("/readyz", ready),
    ],
    middleware=[Middleware(SecurityHeaders)],
    lifespan=_lifespan,
)
