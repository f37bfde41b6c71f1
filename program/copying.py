"""The same terms under another code: a manifest carried over to another brand, comments kept."""

from __future__ import annotations

import re

from program.manifest import read_manifest

_CODE = re.compile(r"^code:[ \t]*[^\s#]+", re.MULTILINE)
_JSON_CODE = re.compile(r'"code"\s*:\s*"[^"]*"')


def copied(text: str, *, code: str) -> str:
    """Give a manifest under another code. Raises `ManifestInvalid` if it is not right."""
    form, line = (_CODE, f"code: {code}")
    if not _CODE.search(text):
        form, line = (_JSON_CODE, f'"code": "{code}"')
    other = form.sub(lambda _: line, text, count=1)
    read_manifest(other)
    return other
