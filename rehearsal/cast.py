"""Who takes part in a rehearsal: the people of the roster, the organisers' team, strangers."""

from collections.abc import Iterator

from bot.event import Event
from bot.services.invites import Invites, PersonalLink
from bot.states import States
from bot.text import Voices
from db.types import InviteKind
from rehearsal.people import Kind, User

FIRST_ID = 5_000_000_000  # above 32 bits, as today's accounts are
TEAM_ID = 6_000_000_000
STRANGER_ID = 7_000_000_000
_HINDI_STATES = frozenset(["RJ", "UP", "MP", "BR", "HR", "UK", "HP", "CG", "JH", "DL", "CH"])

# All invented. A stranger has no link and a number that is not on the roster.
_ORGANISERS = (("Sachiv", "Namuna", "सचिव नमूना"), ("Sanyojak", "Namuna", "संयोजक नमूना"))
_STAFF = (
    ("Sahayak", "Rajasthan", "सहायक राजस्थान", ("RJ",)),
    ("Sahayak", "Uttar", "सहायक उत्तर", ("UP", "UK")),
    ("Sahayak", "Sabhi", "सहायक सभी", ()),
)
_STRANGERS = (("Anjan", "Atithi", "अनजान अतिथि", "hi"), ("Curious", "Visitor", "", "en"))


async def delegates(
    invites: Invites, states: States, voices: Voices, event: Event, bot_username: str
) -> list[User]:
    """Give an account to everyone on the roster, with the message and link he was sent."""
    links = await invites.for_delegates(bot_username)
    return [_delegate(link, states, voices, event) for link in links]


def _delegate(link: PersonalLink, states: States, voices: Voices, event: Event) -> User:
    locale = link.language or ("hi" if link.state in _HINDI_STATES else "en")
    voice = voices[locale]
    first, _, last = link.name.partition(" ")
    name = (link.name_hi or link.name) if locale == "hi" else link.name
    return User(
        id=FIRST_ID + link.roster_no,
        first_name=first,
        last_name=last,
        language_code=locale,
        phone=(link.phone or "").removeprefix("+"),
        kind=Kind.DELEGATE,
        name_hi=link.name_hi or "",
        state=link.state,
        state_name=states.get(link.state).name("hi"),
        state_en=states.get(link.state).name("en"),
        district=link.district,
        district_hi=link.district_hi or "",
        link=link.link,
        invitation=voice.plain(
            "Namaste {name}! {organiser} invites you to the {title}. Open this link to see your "
            "date and to answer: {link}",
            name=name,
            organiser=event.organiser.in_(locale),
            title=event.title.in_(locale),
            link=link.link,
        ),
    )


async def team(invites: Invites, voices: Voices, event: Event, bot_username: str) -> list[User]:
    """Give accounts to organisers and staff, with links that last through the rehearsal."""
    people: list[User] = []
    roles = [(*o, (), InviteKind.ORGANISER, Kind.ORGANISER) for o in _ORGANISERS]
    roles += [(*s, InviteKind.STAFF, Kind.STAFF) for s in _STAFF]
    for number, (first, last, hindi, scope, invite, kind) in enumerate(roles, 1):
        link = await invites.for_role(invite, scope, bot_username=bot_username, hours=24 * 365)
        people.append(
            User(
                id=TEAM_ID + number,
                first_name=first,
                last_name=last,
                language_code="hi",
                phone=f"9110000{number:05d}",
                kind=kind,
                name_hi=hindi,
                link=link,
                invitation=voices["hi"].plain(
                    "Namaste! You are in the organisers' team of the {title}. Join with this link: "
                    "{link}",
                    title=event.title.hi,
                    link=link,
                ),
            )
        )
    return people


def strangers() -> Iterator[User]:
    """Give accounts to people whom nobody invited."""
    for number, (first, last, hindi, language) in enumerate(_STRANGERS, 1):
        yield User(
            id=STRANGER_ID + number,
            first_name=first,
            last_name=last,
            language_code=language,
            phone=f"9120000{number:05d}",
            kind=Kind.STRANGER,
            name_hi=hindi,
        )
