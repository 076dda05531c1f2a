"""The server with Entra ID switched on: tokens of the organisation are let in, others not; no network is needed.

Microsoft's part, which is to sign tokens, is played by a key of ours that the server is told to trust.
"""

from __future__ import annotations

import http.client
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from running_server import Server, running_server

TENANT, CLIENT = "0f000000-0000-4000-8000-000000000001", "0f000000-0000-4000-8000-000000000002"


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "ours"})


@pytest.fixture(scope="module")
def guarded(project: Path, key: RSAKey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own with the three lines of .env filled in."""
    folder = tmp_path_factory.mktemp("entra") / "server"
    shutil.copytree(project, folder)
    (folder / "auth" / "entraid").mkdir(parents=True)
    (folder / "auth" / "__init__.py").write_text("")
    (folder / "auth" / "entraid" / "__init__.py").write_text("from xlwings_server.auth.entraid import validate_token\n")
    keys = json.dumps(KeySet([key]).as_dict(private=False))
    (folder / "auth" / "entraid" / "jwks.py").write_text(
        f"import json\n\n\nasync def get_jwks_json():\n    return json.loads({keys!r})\n"
    )
    with running_server(
        folder,
        XLWINGS_AUTH_PROVIDERS='["entraid"]',
        XLWINGS_AUTH_ENTRAID_CLIENT_ID=CLIENT,
        XLWINGS_AUTH_ENTRAID_TENANT_ID=TENANT,
    ) as running:
        yield running


@pytest.fixture
def status(guarded: Server, key: RSAKey) -> Callable[..., int]:
    """The answer to a call with a token of these claims, signed by a key."""

    def asked(signed_by: RSAKey = key, **claims: Any) -> int:
        known = {
            "ver": "2.0", "aud": CLIENT, "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "oid": "1",
            "tid": TENANT, "name": "A. Person", "preferred_username": "a@example.com", "scp": "access_as_user",
            "exp": int(time.time()) + 600, "nbf": int(time.time()) - 5,
        }  # fmt: skip
        return _call(guarded, f"Bearer {jwt.encode({'alg': 'RS256', 'kid': 'ours'}, known | claims, signed_by)}")

    return asked


def _call(server: Server, authorization: str | None) -> int:
    body = {
        "func_name": "XLCOST_VERSION", "args": [], "version": "", "client": "Office.js", "runtime": "1.4",
        "date_format": None, "caller_address": None, "culture_info_name": "en-US",
    }  # fmt: skip
    headers = {"Content-Type": "application/json"} | ({"Authorization": authorization} if authorization else {})
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", "/xlwings/custom-functions-call", json.dumps(body), headers)
        return connection.getresponse().status


def test_people_of_the_organisation_are_let_in(status: Callable[..., int]) -> None:
    assert status() == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.microsoftonline.com/another/v2.0"},
        {"aud": "another app"},
        {"exp": int(time.time()) - 3600},
    ],
    ids=["another organisation", "another app", "expired"],
)
def test_other_tokens_are_refused(status: Callable[..., int], claims: dict[str, Any]) -> None:
    assert status(**claims) == 401


def test_a_token_that_somebody_else_signed_is_refused(status: Callable[..., int]) -> None:
    assert status(RSAKey.generate_key(2048, {"kid": "ours"})) == 401


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense", "13003"])
def test_no_token_is_refused(guarded: Server, authorization: str | None) -> None:
    assert _call(guarded, authorization) in (401, 403)
