"""How a call may be written: as a query, a form, a multipart form or JSON, all the same."""

import json

import httpx
import pytest
from scene import RAM, TOKEN

from rehearsal.digest import digest, rendered
from rehearsal.server import RehearsalServer
from rehearsal.spec import Spec

SEND = f"/bot{TOKEN}/sendMessage"
MARKUP = {"inline_keyboard": [[{"text": "हाँ", "callback_data": "y"}]]}
FORM = {
    "chat_id": str(RAM),
    "text": "नमस्ते",
    "disable_notification": "true",
    "reply_markup": json.dumps(MARKUP),
}
WHOLE = {"chat_id": RAM, "text": "नमस्ते", "disable_notification": True, "reply_markup": MARKUP}


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "params": FORM},
        {"method": "POST", "params": FORM},
        {"method": "POST", "data": FORM},
        {"method": "POST", "json": WHOLE},
        {"method": "POST", "json": FORM},
        {"method": "POST", "data": FORM, "files": {"unused": ("a", b"\r\n--b\0\xff")}},
        {"method": "POST", "params": {"text": "नमस्ते"}, "json": {**WHOLE, "text": "नमस्ते"}},
    ],
)
async def test_all_forms_are_one(http: httpx.AsyncClient, request_: dict[str, object]) -> None:
    response = await http.request(url=SEND, **request_)  # type: ignore[arg-type]
    result = response.json()["result"]
    assert (result["chat"]["id"], result["text"], result["reply_markup"]) == (
        RAM,
        "नमस्ते",
        MARKUP,
    )


async def test_methods_are_found_in_any_case(http: httpx.AsyncClient) -> None:
    assert (await http.get(f"/bot{TOKEN}/GETME")).json()["result"]["id"] == 123456


@pytest.mark.parametrize(
    ("content_type", "content", "reason"),
    [
        ("application/json", b"{", "can't parse JSON object"),
        ("application/json", b"[]", "JSON object expected"),
        ("application/x-www-form-urlencoded", b"text=%ff", "strings must be encoded in UTF-8"),
        ("multipart/form-data", b"x", "boundary of the multipart form is missing"),
        ("text/plain", b"x", "unsupported content type text/plain"),
    ],
)
async def test_refuses_bodies(
    http: httpx.AsyncClient, content_type: str, content: bytes, reason: str
) -> None:
    headers = {"content-type": content_type}
    response = await http.post(SEND, content=content, headers=headers)
    assert (response.status_code, response.json()["description"]) == (
        400,
        f"Bad Request: {reason}",
    )


async def test_a_large_body_comes_in_whole(
    server: RehearsalServer, http: httpx.AsyncClient
) -> None:
    content = bytes(range(256)) * 8192
    files = {"document": ("a.bin", content)}
    sent = await http.post(f"/bot{TOKEN}/sendDocument", data={"chat_id": str(RAM)}, files=files)
    document = sent.json()["result"]["document"]
    assert server.world.files.get(document["file_id"]).content == content


def test_the_digest_keeps_what_calls_need() -> None:
    field = {"description": "long", "types": ["Integer", "String"], "required": True}
    source = {
        "version": "1",
        "methods": {
            "sendX": {
                "description": ["long"],
                "fields": [
                    {**field, "name": "chat_id"},
                    {**field, "name": "rows", "types": ["Array of Button"], "required": False},
                ],
            },
            "getMe": {},
        },
        "types": {
            "Button": {"fields": [{**field, "name": "action", "types": ["Action"]}]},
            "Action": {"subtypes": ["Open"]},
            "Open": {},
            "OnlyReturned": {},
        },
    }
    result = digest(source, "free\n")
    assert result == {
        "version": "1",
        "licence": "free",
        "methods": {
            "getMe": {},
            "sendX": {"chat_id": "Integer|String!", "rows": "Array of Button"},
        },
        "types": {"Action": ["Open"], "Button": {"action": "Action!"}, "Open": {}},
    }
    assert json.loads(rendered(result)) == result


def test_the_shipped_digest_names_its_licence() -> None:
    spec = Spec.load()
    assert spec.method("sendmessage") == "sendMessage"
    assert spec.licence.startswith("MIT License")
