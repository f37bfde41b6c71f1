"""Logins, passwords, roles: tables and properties, no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import errors, rules


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@example.com", "anna@example.com"),
        ("  Anna@Example.COM ", "anna@example.com"),
        ("anna.maria+shop@example.co.uk", "anna.maria+shop@example.co.uk"),
        ("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_an_email_has_one_form(typed: str, kept: str) -> None:
    assert rules.normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "anna", "anna@", "@example.com", "anna@example", "a b@example.com", "anna@example..com",
        ".anna@example.com", "anna.@example.com", "an..na@example.com", "anna@-example.com",
        "a@b@example.com", "a" * 65 + "@example.com", "anna@" + "a" * 64 + ".com",
        "anna@" + ".".join(["abcdefgh"] * 30) + ".com", "anna@example.com\n.ru", "",
    ],
)  # fmt: skip
def test_what_is_no_email_is_refused(typed: str) -> None:
    with pytest.raises(errors.LoginInvalid):
        rules.normalise_email(typed)


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("+37369123456", "MD", "+37369123456"),
        ("069123456", "MD", "+37369123456"),
        (" 069 123-456 ", "MD", "+37369123456"),
        ("+7 (916) 123-45-67", "MD", "+79161234567"),
        ("8 916 123-45-67", "RU", "+79161234567"),
    ],
)
def test_a_phone_number_has_one_form(typed: str, region: str, kept: str) -> None:
    assert rules.normalise_phone(typed, region=region) == kept


@pytest.mark.parametrize(
    "typed", ["12345", "+1 800 FLOWERS", "069123456 ext 5", "+999123456789", "", "+", "0" * 40]
)
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(errors.LoginInvalid):
        rules.normalise_phone(typed, region="MD")


def test_a_login_key_may_be_given_again() -> None:
    assert rules.login_key("Anna@example.com", region="MD") == "email:anna@example.com"
    assert rules.login_key("email:anna@example.com", region="MD") == "email:anna@example.com"
    assert rules.login_key("069123456", region="MD") == "phone:+37369123456"
    assert rules.login_key("phone:+37369123456", region="RU") == "phone:+37369123456"


@given(st.text(max_size=300))
def test_any_text_is_a_login_in_its_one_form_or_is_refused(text: str) -> None:
    try:
        key = rules.login_key(text, region="MD")
    except errors.LoginInvalid:
        return

    assert rules.login_key(key, region="RU") == key


@pytest.mark.parametrize("length", [12, 128])
def test_a_password_at_the_bounds_is_taken(length: int) -> None:
    rules.check_password(("sparrow" * 20)[:length], common=frozenset())


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("sparrowmar1", errors.PasswordTooShort),
        ("", errors.PasswordTooShort),
        (("sparrow" * 20)[:129], errors.PasswordTooLong),
        ("Password1234", errors.PasswordCommon),
        ("aaaaaaaaaaaa", errors.PasswordCommon),
        ("121212121212", errors.PasswordCommon),
    ],
)
def test_a_poor_password_is_refused(password: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.check_password(password, common=frozenset({"password1234"}))


def test_roles_have_scopes_and_an_unknown_role_is_refused() -> None:
    assert rules.scopes_of_role("viewer") == {"members.read", "programs.read"}
    assert rules.scopes_of_role("owner") >= rules.scopes_of_role("support")
    assert "adjust" not in rules.scopes_of_role("marketer")
    with pytest.raises(errors.RoleUnknown):
        rules.scopes_of_role("king")


@pytest.mark.parametrize("scopes", [["earn", "adjust"], [], ["*"]])
def test_a_terminal_is_not_given_scopes_that_tills_lack(scopes: list[str]) -> None:
    with pytest.raises(errors.ScopeUnknown):
        rules.check_terminal_scopes(scopes)
