"""Links of members as operators see and make them: companies and their employees."""

from __future__ import annotations

from typing import Any

import members
import sales
from api.blueprint import Blueprint, refuses
from api.callers import caller, operator
from api.choosing import program_asked
from api.links import ENDED, LINK, MemberLinkSchema, MemberLinksSchema
from api.mobile.links import LIMITS, WITHOUT_TERMS
from api.profiles import MEMBER_EXAMPLE, MemberSchema, Reason
from api.schemas import Schema, Text
from members import links

blueprint = Blueprint(
    "marketing_links",
    url_prefix="/v1/marketing",
    tag="Marketing: links",
    description="Companies, their employees, and all links of a member",
)


class CompanySchema(Schema):
    """A company that shall have a wallet."""

    name = Text(required=True, longest=members.NAME_MAX)
    email = Text(longest=320, load_default=None)
    phone = Text(longest=32, load_default=None)


class EmployeeSchema(Schema):
    """Who works for the company."""

    member_id = Text(required=True, longest=64)


class EndSchema(Schema):
    """Why a link ends."""

    reason = Reason(required=True)


COMPANY = {"name": "Acme", "email": "travel@acme.example"}
EMPLOYEE = {**LINK, "kind": "employee"}


@blueprint.route("/companies", methods=["POST"])
@operator("members.write")
@refuses(members.ProfileInvalid, members.ContactTaken)
@blueprint.arguments(CompanySchema, example=COMPANY)
@blueprint.response(201, MemberSchema, example={**MEMBER_EXAMPLE, "kind": "company"})
def enroll_company(company: dict[str, Any]) -> Any:
    """Make a company a member: it has a wallet and a card, and nobody signs in for it."""
    profile = {"name": {"given": company["name"]}}
    contacts = {key: company[key] for key in ("email", "phone") if company[key]}
    return members.enroll(profile={**profile, **contacts}, kind="company")


@blueprint.route("/companies/<company_id>/employees", methods=["POST"])
@operator("members.write")
@refuses(members.MemberNotFound, *WITHOUT_TERMS, links.LinkEndsInvalid, links.LinkExists, *LIMITS)
@blueprint.arguments(EmployeeSchema, example={"member_id": LINK["to_id"]})
@blueprint.response(201, MemberLinkSchema, example=EMPLOYEE)
def offer_employment(employee: dict[str, Any], company_id: str) -> Any:
    """Ask a member to be linked with a company; it holds when the member accepts."""
    return sales.linking.offer_link(
        program_asked(),
        "employee",
        company_id,
        employee["member_id"],
        by=caller().id,
        is_operator=True,
    )


@blueprint.route("/members/<member_id>/links", methods=["GET"])
@operator("members.read")
@refuses(members.MemberNotFound)
@blueprint.response(200, MemberLinksSchema, example={"items": [EMPLOYEE]})
def list_member_links(member_id: str) -> Any:
    """List the links of a member, a company or a household, ended ones too, newest first."""
    return {"items": links.list_links(members.get_member(member_id)["id"])}


@blueprint.route("/links/<link_id>/end", methods=["POST"])
@operator("members.write")
@refuses(links.LinkNotFound)
@blueprint.arguments(EndSchema, example={"reason": "left the company"})
@blueprint.response(200, MemberLinkSchema, example={**ENDED, "kind": "employee"})
def end_member_link(end: dict[str, Any], link_id: str) -> Any:
    """End a link, saying why. Ending twice is the same as once."""
    by = caller().id
    return sales.linking.end_link(link_id, by=by, reason=end["reason"], is_operator=True)
