"""What the page asks and does: people, chats, the clock, the calls of the bot."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rehearsal import view
from rehearsal.acts import Person, Refused
from rehearsal.clock import RehearsalClock
from rehearsal.errors import ApiError
from rehearsal.faults import EVERY, Faults
from rehearsal.ledger import as_json
from rehearsal.people import Chat, Kind
from rehearsal.profile import DESCRIPTION, NAME, SHORT
from rehearsal.wire import Wire
from rehearsal.world import World

NextMoment = Callable[[], datetime | Awaitable[datetime | None] | None]
Endpoint = Callable[[Request], Awaitable[Response]]

_PAGE = 50
_GROUP = "group"


def answer(content: object, status: int = 200) -> Response:
    """Return `content` as JSON."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def refusing(endpoint: Endpoint) -> Endpoint:
    """Let an endpoint answer {error} with a fitting status for whatever it can't do."""

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return answer({"error": str(refused)}, refused.status)
        except ApiError as error:
            return answer({"error": error.description}, 400)
        except (KeyError, TypeError, ValueError) as error:
            return answer({"error": f"the request can't be read: {error!r}"}, 400)

    return guarded


@dataclass(slots=True)
class PageApi:
    """The endpoints that read, and those that move the clock.

    `event` is whatever the page is to know of the event; `next_moment` says when something
    next happens by itself.
    """

    world: World
    faults: Faults
    event: Wire | None = None
    next_moment: NextMoment | None = None
    groups: list[int] = field(default_factory=list)

    def routes(self) -> list[Route]:
        """Return the routes of these endpoints."""
        table: list[tuple[str, str, Endpoint]] = [
            ("/api/config", "GET", self.config),
            ("/api/people", "GET", self.people),
            ("/api/chat/{id}", "GET", self.chat),
            ("/api/files/{id}", "GET", self.file),
            ("/api/calls", "GET", self.calls),
            ("/api/ledger", "GET", self.ledger),
            ("/api/clock", "GET", self.clock),
            ("/api/clock", "POST", self.move_clock),
            ("/api/faults", "POST", self.plan_fault),
        ]
        return [Route(path, refusing(run), methods=[method]) for path, method, run in table]

    async def config(self, _: Request) -> Response:
        """Return who the bot is, what it says of itself, the event and the time."""
        profile, bot = self.world.profile, self.world.bot
        about = {"id": bot["id"], "username": bot["username"], "name": profile.text(NAME, "")}
        chats = self.world.chats.values()
        return answer(
            {
                "bot": about,
                "names": profile.texts(NAME),
                "descriptions": profile.texts(DESCRIPTION),
                "short_descriptions": profile.texts(SHORT),
                "event": self.event,
                "groups": [view.group(chat) for chat in chats if not chat.private],
                **self._time(),
            }
        )

    async def people(self, request: Request) -> Response:
        """Return people whose name, place or number contains each word of `q`, one page of them.

        The latest conversation comes first, as in a messenger; those without one follow in the
        order in which they were added. `kind=group` gives the groups instead.
        """
        asked = request.query_params
        words, kind = asked.get("q", "").casefold().split(), asked.get("kind", "")
        chats = self.world.chats.values()
        found = [chat for chat in chats if _matches(chat, words, kind)]
        found.sort(key=_latest, reverse=True)
        offset, limit = int(asked.get("offset", 0)), int(asked.get("limit", _PAGE))
        shown = [_row(chat) for chat in found[offset : offset + limit]]
        return answer({"total": len(found), "people": shown})

    async def chat(self, request: Request) -> Response:
        """Return a chat as its person sees it, or as the member named by `as` sees a group."""
        chat = self._chat(request)
        chat.unread = 0
        viewer = int(request.query_params.get("as", chat.id))
        user = chat.user or self.world.users.get(viewer)
        language = (user.language_code if user else None) or ""
        invited = user if user and (user.invitation or user.link) and chat.private else None
        return answer(
            {
                "person": _row(chat),
                "messages": [view.message(one, viewer) for one in chat.messages.values()],
                "pinned": chat.pinned,
                "keyboard": view.keyboard(chat.keyboard),
                "commands": self.world.profile.commands_in(chat, language),
                "started": chat.started,
                "blocked": chat.blocked,
                "invitation": (
                    {"text": invited.invitation or "", "url": invited.link} if invited else None
                ),
            }
        )

    async def file(self, request: Request) -> Response:
        """Return a file that was sent. It may be anything, so it can run nothing in the page."""
        file = self.world.files.get(request.path_params["id"])
        headers = {
            "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "x-content-type-options": "nosniff",
            "cache-control": "max-age=3600",
        }
        return Response(file.content, media_type=file.mime, headers=headers)

    async def calls(self, request: Request) -> Response:
        """Return the last calls of the bot, newest last."""
        limit = int(request.query_params.get("limit", 100))
        return answer({"calls": list(self.world.calls)[-limit:] if limit > 0 else []})

    async def ledger(self, request: Request) -> Response:
        """Return what was really delivered, from row `offset` on."""
        offset = int(request.query_params.get("offset", 0))
        rows = self.world.ledger.rows
        return answer({"total": len(rows), "rows": [as_json(row) for row in rows[offset:]]})

    async def clock(self, _: Request) -> Response:
        """Return the time of the rehearsal and how fast it runs."""
        return answer(self._time())

    async def move_clock(self, request: Request) -> Response:
        """Jump by seconds, to a moment or to the next thing that happens; or change the speed."""
        clock = self.world.clock
        if not isinstance(clock, RehearsalClock):
            raise Refused("this clock can't be moved", 409)
        asked = await request.json()
        if "speed" in asked:
            clock.speed = float(asked["speed"])
        if "jump_seconds" in asked:
            clock.jump(timedelta(seconds=float(asked["jump_seconds"])))
        elif "to" in asked:
            clock.set(datetime.fromisoformat(asked["to"]))
        elif asked.get("next"):
            clock.set(await self._next())
        return answer(self._time())

    async def plan_fault(self, request: Request) -> Response:
        """Plan faults from another process: {fault, method?, times? | probability?, seconds?}."""
        asked = await request.json()
        if asked.get("clear"):
            self.faults.clear()
            return answer({})
        method, seconds = asked.get("method", EVERY), float(asked.get("seconds", 1.0))
        if "probability" in asked:
            chance = float(asked["probability"])
            self.faults.chance(asked["fault"], chance, method, seconds=seconds)
        else:
            times = int(asked.get("times", 1))
            self.faults.next(asked["fault"], method, times, seconds=seconds)
        return answer({})

    async def _next(self) -> datetime:
        moment = self.next_moment() if self.next_moment else None
        if inspect.isawaitable(moment):
            moment = await moment
        if moment is None:
            raise Refused("nothing is planned", 409)
        return moment

    def _time(self) -> Wire:
        return clock_view(self.world)

    def _chat(self, request: Request) -> Chat:
        chat = self.world.chats.get(int(request.path_params["id"]))
        if chat is None:
            raise Refused("there is no such chat", 404)
        if not chat.private:
            Person.at(self.world, chat.id, int(request.query_params.get("as", 0)))
        return chat


def clock_view(world: World) -> Wire:
    """Return the time and speed of a rehearsal."""
    clock = world.clock
    speed = clock.speed if isinstance(clock, RehearsalClock) else 1.0
    return {"now": clock.now().isoformat(), "speed": speed}


def _row(chat: Chat) -> Wire:
    return view.person(chat) if chat.private else view.group(chat)


def _latest(chat: Chat) -> tuple[int, int]:
    last = chat.last()
    return (last.wire["date"], last.id) if last else (0, 0)


def _matches(chat: Chat, words: list[str], kind: str) -> bool:
    if chat.group is not None or kind == _GROUP:
        text = chat.group.title.casefold() if chat.group else ""
        return chat.group is not None and kind == _GROUP and all(word in text for word in words)
    if chat.user is None or (kind and chat.user.kind != Kind(kind)):
        return False
    return all(word in chat.user.words() for word in words)
