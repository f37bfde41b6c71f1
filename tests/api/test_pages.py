"""The readers of the document come from installed files and run no inline script."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

PAGES = ["/", "/docs", "/docs/swagger", "/docs/redoc"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_everything_from_here(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    links = re.findall(r'(?:src|href|spec-url)="([^"]+)"', answer.text)

    assert answer.mimetype == "text/html"
    assert [link for link in links if not link.startswith("/")] == []
    assert {client.get(link).status_code for link in links} <= {200, 503}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_inline_script(client: FlaskClient, page: str) -> None:
    answer = client.get(page)

    assert re.findall(r"<script(?![^>]*\bsrc=)", answer.text) == []
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in answer.headers["Content-Security-Policy"]


def test_files_of_readers_are_kept_by_browsers(client: FlaskClient) -> None:
    answer = client.get("/docs/files/redoc.js")
    etag = answer.headers["ETag"]

    again = client.get("/docs/files/redoc.js", headers={"If-None-Match": etag})

    assert "max-age" in answer.headers["Cache-Control"]
    assert len(answer.data) > 500_000
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["nothing.js", "..%2f__init__.py", "scalar.js"])
def test_no_other_file_is_given(client: FlaskClient, name: str) -> None:
    assert client.get(f"/docs/files/{name}").status_code == 404


def test_a_page_reports_to_nobody(client: FlaskClient) -> None:
    page = client.get("/docs/redoc")

    assert 'disable-telemetry="true"' in page.text
    assert "connect-src 'self';" in page.headers["Content-Security-Policy"]
