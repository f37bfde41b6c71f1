"""Refusals of the porch itself: what is wrong with a request before any service sees it.

Invalid
├── MalformedRequest            MALFORMED_REQUEST
│   ├── MalformedJson           MALFORMED_JSON
│   ├── JsonTooDeep             JSON_TOO_DEEP
│   ├── BodyNotUtf8             BODY_NOT_UTF8
│   ├── IdempotencyKeyRequired  IDEMPOTENCY_KEY_REQUIRED
│   └── IdempotencyKeyInvalid   IDEMPOTENCY_KEY_INVALID
├── MethodNotAllowed            METHOD_NOT_ALLOWED
├── BodyTooLarge                BODY_TOO_LARGE
├── ContentTypeUnsupported      CONTENT_TYPE_UNSUPPORTED
├── RequestInvalid              REQUEST_INVALID
├── ProgramCodeDiffers          PROGRAM_CODE_DIFFERS
└── CursorInvalid               CURSOR_INVALID
NotAllowed
├── NotAuthenticated (identity)
│   └── CredentialMissing       CREDENTIAL_MISSING
└── ScopeMissing                SCOPE_MISSING
Conflict
└── SeqNotReached               SEQ_NOT_REACHED
NotFound
├── RouteNotFound               ROUTE_NOT_FOUND
└── ErrorCodeNotFound           ERROR_CODE_NOT_FOUND
Unavailable
├── TooManyRequests             TOO_MANY_REQUESTS
└── InternalError               INTERNAL_ERROR
"""

from __future__ import annotations

from foundation import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from identity import NotAuthenticated


class CredentialMissing(NotAuthenticated):
    """The request carries no credential."""

    code = "CREDENTIAL_MISSING"
    message = "Send a credential in the header: Authorization: Bearer <token or key>."


class MalformedRequest(Invalid):
    """The request cannot be read."""

    code = "MALFORMED_REQUEST"
    message = "The request cannot be read."


class MalformedJson(MalformedRequest):
    """The body is not JSON."""

    code = "MALFORMED_JSON"
    message = "The body is not valid JSON."


class JsonTooDeep(MalformedRequest):
    """The body is nested too deeply."""

    code = "JSON_TOO_DEEP"
    message = "The body is nested deeper than {limit} levels."


class BodyNotUtf8(MalformedRequest):
    """The body is not UTF-8."""

    code = "BODY_NOT_UTF8"
    message = "The body is not valid UTF-8."


class IdempotencyKeyRequired(MalformedRequest):
    """A write that moves value came without its key."""

    code = "IDEMPOTENCY_KEY_REQUIRED"
    message = "Send an Idempotency-Key header: the same for every retry, new for every operation."


class IdempotencyKeyInvalid(MalformedRequest):
    """The key is not one that we can keep."""

    code = "IDEMPOTENCY_KEY_INVALID"
    message = "An Idempotency-Key is 8 to 128 visible ASCII characters."


class RouteNotFound(NotFound):
    """No route has this path."""

    code = "ROUTE_NOT_FOUND"
    message = "There is nothing at this path."


class MethodNotAllowed(Invalid):
    """The path exists, the method does not."""

    code = "METHOD_NOT_ALLOWED"
    message = "This path does not take this method."


class BodyTooLarge(Invalid):
    """The body is longer than we read."""

    code = "BODY_TOO_LARGE"
    message = "The body is larger than this operation takes."


class ContentTypeUnsupported(Invalid):
    """The body is of a kind that we do not read."""

    code = "CONTENT_TYPE_UNSUPPORTED"
    message = "Send the body as {accepted}."


class TooManyRequests(Unavailable):
    """The caller asks too often."""

    code = "TOO_MANY_REQUESTS"
    message = "Too many requests. Try again later."


class InternalError(Unavailable):
    """A bug of ours; its details are in the log under the request id."""

    code = "INTERNAL_ERROR"
    message = "Something went wrong on our side. Quote the request id when you report it."


class ScopeMissing(NotAllowed):
    """The credential is good, but not for this."""

    code = "SCOPE_MISSING"
    message = "This credential lacks the scope {scope}."


class ErrorCodeNotFound(NotFound):
    """No refusal has this code."""

    code = "ERROR_CODE_NOT_FOUND"
    message = "No refusal has the code {code}."


class RequestInvalid(Invalid):
    """Fields of the request do not fit; `errors` names each."""

    code = "REQUEST_INVALID"
    message = "The request does not fit the description of this operation; see errors."


class CursorInvalid(Invalid):
    """A cursor that we did not give out."""

    code = "CURSOR_INVALID"
    message = "The cursor is not one from an earlier page. Start again without it."


class ProgramCodeDiffers(Invalid):
    """The manifest is of another program than the path."""

    code = "PROGRAM_CODE_DIFFERS"
    message = "The manifest is of the program {named}; the path says {code}."


class SeqNotReached(Conflict):
    """If-Seq names an entry that the wallet does not have."""

    code = "SEQ_NOT_REACHED"
    message = "The wallet has reached the number {seq}; If-Seq asks for more. Ask without it."
