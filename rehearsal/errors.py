"""The refusals of the Bot API: a code, Telegram's own sentence, and sometimes when to retry."""

from rehearsal.wire import Wire


class ApiError(Exception):
    """A call that the Bot API refuses.

    Descriptions are those of https://github.com/tdlib/telegram-bot-api and of Telegram's servers
    wherever they are known.
    """

    def __init__(self, code: int, description: str, parameters: Wire | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def wire(self) -> Wire:
        """Return the answer that says so."""
        answer: Wire = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str) -> ApiError:
    """Return a 400: the call itself is at fault."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return a 403: the bot may not write there."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """Return a 409: somebody else takes the updates of this bot."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return a 429: nothing is taken for `retry_after` seconds."""
    reason = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, reason, {"retry_after": retry_after})
