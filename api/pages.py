"""Pages for people: the API's document read by Swagger UI and ReDoc, from an installed package."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, current_app

from api.answers import tag
from api.callers import public
from api.refusals import RouteNotFound

blueprint = Blueprint("pages", __name__)

# Both readers write style elements of their own. Scripts and connections are of this origin alone:
# ReDoc would also report its use to its makers, which is switched off below and barred here.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
</head>
<body>
{body}
</body>
</html>
"""
_HOME_STYLE = """<style>
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6474; --paper: #f6f5f1; --card: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceef2; --soft: #a3abba; --paper: #14171d; --card: #1e232c; }
}
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 4rem 1.25rem; }
h1 { margin: 0; font-size: 2.5rem; letter-spacing: -.02em; }
p { margin: .25rem 0 2rem; color: var(--soft); }
nav { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); }
a { display: block; padding: 1rem 1.25rem; border-radius: .75rem; background: var(--card);
  color: inherit; text-decoration: none; box-shadow: 0 1px 3px rgb(0 0 0 / .12); }
a:hover, a:focus-visible { outline: 2px solid #2f6fed; }
a span { display: block; color: var(--soft); font-size: .9rem; }
</style>"""
HOME = _HTML.format(
    title="Kopilka",
    head=_HOME_STYLE,
    body="""<main>
<h1>Kopilka</h1>
<p>A loyalty backend: members, cards, points, programs.</p>
<nav>
<a href="/docs/swagger">API, to try<span>Swagger UI</span></a>
<a href="/docs/redoc">API, to read<span>ReDoc</span></a>
<a href="/openapi.json">openapi.json<span>OpenAPI 3.1, to generate clients from</span></a>
<a href="/v1/errors">Refusals<span>Every code, in three languages</span></a>
<a href="/health/ready">Health<span>Ready when the database reads and writes</span></a>
<a href="/metrics">Metrics<span>For Prometheus</span></a>
</nav>
</main>""",
)
SWAGGER = _HTML.format(
    title="Kopilka API",
    head='<link rel="stylesheet" href="/docs/files/swagger.css">',
    body="""<div id="swagger-ui"></div>
<script src="/docs/files/swagger.js"></script>
<script src="/docs/files/swagger-start.js"></script>""",
)
REDOC = _HTML.format(
    title="Kopilka API",
    head="<style>body { margin: 0; padding: 0; }</style>",
    body="""<redoc spec-url="/openapi.json" disable-telemetry="true"></redoc>
<script type="module" src="/docs/files/redoc.js"></script>""",
)
SWAGGER_START = b"""window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
"""
FILES = {
    "swagger.css": ("swagger_style.css", "text/css"),
    "swagger.js": ("swagger_bundle.js", "text/javascript"),
    "redoc.js": ("redoc.js", "text/javascript"),
}


@cache
def packaged(name: str) -> tuple[bytes, str]:
    """Give a reader's file and its entity tag, read from its package without importing it."""
    found = find_spec("offapi")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package offapi carries the API's readers; install it")
    content = (Path(found.submodule_search_locations[0]) / name).read_bytes()
    return content, hashlib.blake2b(content, digest_size=12).hexdigest()


def _page(html: str) -> Response:
    page = Response(html, content_type="text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = POLICY
    page.headers["Cache-Control"] = "no-cache"
    return page


@blueprint.get("/")
@blueprint.get("/docs")
@public
def show_home() -> Response:
    """Link everything there is to read."""
    return _page(HOME)


@blueprint.get("/docs/swagger")
@public
def show_swagger() -> Response:
    """Show the API in Swagger UI."""
    return _page(SWAGGER)


@blueprint.get("/docs/redoc")
@public
def show_redoc() -> Response:
    """Show the API in ReDoc."""
    return _page(REDOC)


@blueprint.get("/docs/files/<name>")
@public
def give_file(name: str) -> Response:
    """Give a script or style of a reader."""
    if name == "swagger-start.js":
        return Response(SWAGGER_START, content_type="text/javascript; charset=utf-8")
    if name not in FILES:
        raise RouteNotFound
    content, etag = packaged(FILES[name][0])
    file = Response(content, content_type=f"{FILES[name][1]}; charset=utf-8")
    file.headers["Cache-Control"] = "public, max-age=86400"
    return tag(file, etag)


@blueprint.get("/openapi.json")
@public
def give_document() -> Response:
    """Give the OpenAPI document."""
    document = current_app.extensions["kopilka_api"].document_bytes
    answer = Response(document, content_type="application/json")
    answer.headers["Cache-Control"] = "public, no-cache"
    return tag(answer)


def is_page(endpoint: str) -> bool:
    """Tell whether an endpoint is for people's eyes, and so outside the document."""
    return endpoint.startswith(f"{blueprint.name}.")
