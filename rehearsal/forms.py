"""Request bodies: query strings, forms, multipart forms and JSON, as one set of parameters."""

from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value
from urllib.parse import parse_qsl

import orjson

from rehearsal.errors import bad_request
from rehearsal.wire import Wire


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart form."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Body:
    """Parameters by name; a file sent under a parameter's own name is its value.

    `files` holds every file by its part name, for `attach://<name>`.
    """

    parameters: Wire = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


def parse(query: bytes, content_type: str, content: bytes) -> Body:
    """Return what a request carries; raise a 400 for what can't be read."""
    body = Body()
    try:
        if query:
            body.parameters.update(parse_qsl(query.decode(), keep_blank_values=True))
        if content:
            _read_content(body, content_type, content)
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return body


def _read_content(body: Body, content_type: str, content: bytes) -> None:
    if content_type.startswith("application/json"):
        body.parameters.update(_json(content))
    elif content_type.startswith("multipart/form-data"):
        _read_multipart(body, content_type, content)
    elif content_type.startswith("application/x-www-form-urlencoded"):
        body.parameters.update(parse_qsl(content.decode(), keep_blank_values=True, errors="strict"))
    else:
        raise bad_request(f"unsupported content type {content_type}")


def _json(content: bytes) -> Wire:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(value, dict):
        raise bad_request("JSON object expected")
    return value


def _read_multipart(body: Body, content_type: str, content: bytes) -> None:
    """Read a multipart form (RFC 7578) that is wholly in memory."""
    boundary = _header(content_type).get_param("boundary", header="content-type")
    if not isinstance(boundary, str) or not boundary:
        raise bad_request("boundary of the multipart form is missing")
    for part in (b"\r\n" + content).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _part_headers(head.decode())
        name, filename = (_of_disposition(headers, key) for key in ("name", "filename"))
        if name is None:
            raise bad_request("a part of the multipart form has no name")
        if filename is None:
            body.parameters[name] = value.decode()
        else:
            mime = headers.get("content-type", "application/octet-stream")
            body.files[name] = Upload(filename, mime, value)


def _part_headers(head: str) -> Message:
    headers = Message()
    for line in head.split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip()] = value.strip()
    return headers


def _of_disposition(headers: Message, key: str) -> str | None:
    value = headers.get_param(key, header="content-disposition")
    return None if value is None else collapse_rfc2231_value(value)


def _header(content_type: str) -> Message:
    message = Message()
    message["content-type"] = content_type
    return message
