"""What the Bot API specification lets a call contain: methods, parameters, and their types."""

from collections.abc import Callable
from importlib import resources
from typing import Any, Self

import orjson

from rehearsal.errors import ApiError, bad_request
from rehearsal.forms import Upload
from rehearsal.wire import Wire

# A check takes a value as it came and returns it in its own type, or raises ApiError.
Check = Callable[[object], Any]

ARRAY = "Array of "
_NO_INTEGER = "value must be an integer"

# Telegram's own words when these are missing, whatever the method.
_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "callback_query_id": ("query is too old and response timeout expired or query ID is invalid"),
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "audio": "there is no audio in the request",
    "video": "there is no video in the request",
    "file_id": "file_id not specified",
}


class Spec:
    """Methods and types as digested in methods.json; parameters are checked against them.

    Telegram ignores a parameter it does not know. Here it is refused, because in a bot it is
    always a mistake.
    """

    def __init__(self, document: Wire) -> None:
        self.licence: str = document["licence"]
        self._methods: dict[str, dict[str, str]] = document["methods"]
        self._types: dict[str, dict[str, str] | list[str]] = document["types"]
        self._names = {name.lower(): name for name in self._methods}
        self._checks: dict[str, Check] = {}

    @classmethod
    def load(cls) -> Self:
        """Return the specification that comes with this package."""
        return cls(orjson.loads(resources.files("rehearsal").joinpath("methods.json").read_bytes()))

    def method(self, name: str) -> str | None:
        """Return the method's name as the specification writes it: case does not matter."""
        return name if name in self._methods else self._names.get(name.lower())

    def takes_file(self, method: str, name: str) -> bool:
        """Return whether a parameter of the method may be a file itself."""
        return "InputFile" in self._methods[method].get(name, "")

    def check(self, method: str, parameters: Wire) -> Wire:
        """Return `parameters` in their own types; raise a 400 for what the method does not take."""
        fields = self._methods[method]
        checked: Wire = {}
        for name, value in parameters.items():
            kinds = fields.get(name)
            if kinds is None:
                raise bad_request(f"unknown parameter {name}")
            # Telegram takes an empty parameter for one that is not given.
            if value is not None and value != "":
                checked[name] = self._check(name, kinds)(value)
        for name, kinds in fields.items():
            if kinds[-1] == "!" and name not in checked:
                raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
        return checked

    def _check(self, name: str, kinds: str) -> Check:
        key = f"{name}:{kinds}"
        if key not in self._checks:
            self._checks[key] = self._checker(name, kinds.rstrip("!"))
        return self._checks[key]

    def _checker(self, name: str, kinds: str) -> Check:
        simple = _SIMPLE.get(kinds)
        if simple is not None:
            return lambda value: simple(name, value)
        options = kinds.split("|")

        def composed(value: object) -> object:
            return self._matched(name, options, _parsed(name, value))

        return composed

    def _matched(self, name: str, options: list[str], value: object) -> object:
        """Return `value` as the first of `options` that it fits; raise what the best one says."""
        refusal: ApiError | None = None
        for option in self._expanded(options):
            try:
                return self._as(name, option, value)
            except _MisfitError as misfit:
                refusal = refusal or misfit
            except ApiError as error:
                refusal = error
        raise refusal or bad_request(f"can't parse {name}")

    def _expanded(self, options: list[str]) -> list[str]:
        expanded: list[str] = []
        for option in options:
            known = self._types.get(option)
            expanded += known if isinstance(known, list) else [option]
        return expanded

    def _as(self, name: str, option: str, value: object) -> object:
        if option.startswith(ARRAY):
            if not isinstance(value, list):
                raise _MisfitError(400, f"Bad Request: expected an Array of {option[len(ARRAY) :]}")
            inner = [option[len(ARRAY) :]]
            return [self._matched(name, inner, item) for item in value]
        if option in _SIMPLE:
            return _SIMPLE[option](name, value)
        return self._object(option, value)

    def _object(self, option: str, value: object) -> object:
        fields = self._types[option]
        if not isinstance(value, dict) or isinstance(fields, list):
            raise _MisfitError(400, f"Bad Request: object expected as {option}")
        absent = [key for key, kinds in fields.items() if kinds[-1] == "!" and key not in value]
        if absent:
            raise _MisfitError(400, f'Bad Request: can\'t find field "{absent[0]}" of {option}')
        result = {}
        for key, item in value.items():
            if key not in fields:
                raise bad_request(f"unknown field {key} of {option}")
            if item is not None:
                result[key] = self._check(key, fields[key])(item)
        return result


class _MisfitError(ApiError):
    """The value is not of this type at all, so another of the allowed types may be meant."""


def _parsed(name: str, value: object) -> object:
    """Return what a form field's text stands for; forms carry objects and lists as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"can't parse {name} JSON object") from error


def _integer(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            pass
    raise _MisfitError(400, f"Bad Request: {_NO_INTEGER}: {name}")


def _float(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            pass
    raise _MisfitError(400, f"Bad Request: value must be a number: {name}")


def _boolean(name: str, value: object) -> bool:
    known = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
    if isinstance(value, bool | str):
        key = value.lower() if isinstance(value, str) else value
        if key in known:
            return known[key]
    raise _MisfitError(400, f"Bad Request: value must be true or false: {name}")


def _string(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _MisfitError(400, f"Bad Request: value must be a string: {name}")


def _chat(name: str, value: object) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = _string(name, value)
    return int(text) if text.lstrip("-").isdecimal() else text


def _file(name: str, value: object) -> str | Upload:
    return value if isinstance(value, Upload) else _string(name, value)


_SIMPLE: dict[str, Callable[[str, object], Any]] = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "String": _string,
    "Integer|String": _chat,
    "InputFile|String": _file,
    "InputFile": _file,
}
