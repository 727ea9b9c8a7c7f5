"""What the page does for a person: every button and field of the chat, as one POST each."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rehearsal import forms, view
from rehearsal.acts import Attachment, Person, Refused, folder
from rehearsal.page_api import answer, refusing
from rehearsal.people import Stored
from rehearsal.wire import Wire
from rehearsal.world import World

_ANSWER_SECONDS = 8.0
Act = Callable[[Person, Wire], Stored | None]


@dataclass(frozen=True, slots=True)
class PageActs:
    """The endpoints under /api/chat/{id}/. In a group `?as=` says which member acts."""

    world: World

    def routes(self) -> list[Route]:
        """Return the routes of these endpoints."""
        table: dict[str, Act] = {
            "start": lambda person, asked: person.start(asked.get("payload") or ""),
            "text": lambda person, asked: person.say(asked["text"], asked.get("reply_to")),
            "edit": lambda person, asked: person.edit(asked["message_id"], asked["text"]),
            "contact": _contact,
            "location": _location,
            "block": lambda person, asked: person.block(blocked=bool(asked["blocked"])),
        }
        routes = [self._route(name, act) for name, act in table.items()]
        for name, endpoint in (("press", self.press), ("file", self.file)):
            path = f"/api/chat/{{id}}/{name}"
            routes.append(Route(path, refusing(endpoint), methods=["POST"]))
        return routes

    async def press(self, request: Request) -> Response:
        """Press a button and return what the person sees of the bot's answer."""
        asked = await request.json()
        query_id = self._person(request).press(asked["message_id"], asked["data"])
        return answer(await self.world.callbacks.outcome(query_id, _ANSWER_SECONDS))

    async def file(self, request: Request) -> Response:
        """Send a file; where no kind is named it goes as a document."""
        content_type = request.headers.get("content-type", "")
        body = forms.parse(b"", content_type, await request.body())
        upload = body.files.get("file")
        if upload is None:
            raise Refused("there is no file in the form")
        kind = Attachment(body.parameters.get("kind") or Attachment.DOCUMENT)
        person = self._person(request)
        file = self.world.files.add(upload.name, upload.mime, upload.content, folder(kind))
        stored = person.send_file(file, kind, body.parameters.get("caption", "").strip())
        return answer({"message": view.message(stored, person.user.id)})

    def _route(self, name: str, act: Act) -> Route:
        async def endpoint(request: Request) -> Response:
            person = self._person(request)
            stored = act(person, await request.json() if await request.body() else {})
            return answer({"message": view.message(stored, person.user.id)} if stored else {})

        return Route(f"/api/chat/{{id}}/{name}", refusing(endpoint), methods=["POST"])

    def _person(self, request: Request) -> Person:
        member = request.query_params.get("as")
        chat_id = int(request.path_params["id"])
        return Person.at(self.world, chat_id, int(member) if member else None)


def _contact(person: Person, asked: Wire) -> Stored:
    if asked.get("own"):
        return person.share_own_contact()
    return person.share_contact(str(asked["phone"]), str(asked["name"]))


def _location(person: Person, asked: Wire) -> Stored:
    # Where a page can't know where it is, everybody is at Delhi's Connaught Place.
    latitude, longitude = asked.get("latitude", 28.6315), asked.get("longitude", 77.2167)
    return person.send_location(float(latitude), float(longitude))
