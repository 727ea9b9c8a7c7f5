"""Who may join as whom: links, one's own number, requests, and the team."""

from datetime import timedelta

import pytest
from sqlmodel import col, select
from stage import KAMLA, MORNING, RAMESH, SUNITA, TRICKY, VIMLA, Someone, Stage, shown

from bot import phones
from db.models import Delegate, JoinRequest, Person
from db.types import RequestStatus, Role, Verification
from handlers.presses import BeSeat, DecideJoin
from rehearsal.people import Kind, User

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ELSEWHERE = 8_000_000_001
TOLD = (
    "You have been added to the list. Tap /start to see your date and answer.",
    (
        "The organisers could not add you to the list. If you think this is a mistake, please "
        "call them."
    ),
)


def seats(stage: Stage) -> dict[int, int]:
    """Give roster number -> Telegram id of who holds it, read through another session."""
    query = select(Delegate.roster_no, Person.telegram_id).join(
        Person, col(Person.delegate_id) == col(Delegate.id)
    )
    return stage.fetch(lambda s: dict(s.exec(query).all()))


def payload(stage: Stage, roster_no: int) -> str:
    return (stage.delegate(roster_no).user.link or "").partition("start=")[2]


@SQLITE
async def test_a_forwarded_link_opens_nobody_elses_seat(stage: Stage) -> None:
    ramesh, guest = await stage.joined(RAMESH), stage.stranger()
    await guest.start(payload(stage, RAMESH))
    hindi = stage.voice("hi")
    assert guest.heard[0] == hindi.plain(
        "This link was already used from another account. If that was not you, please tell the "
        "organisers."
    )
    await guest.press("हिंदी")
    assert hindi.plain("📱 Share my number") in guest.menu()
    assert seats(stage) == {RAMESH: ramesh.id}


@SQLITE
async def test_a_used_link_opens_again_for_its_own_account(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.start()
    assert ramesh.last == ramesh.card
    assert seats(stage) == {RAMESH: ramesh.id}


@SQLITE
async def test_an_expired_link_and_one_that_never_was(stage: Stage) -> None:
    services, guest, hindi = stage.services, stage.stranger(), stage.voice("hi")
    links = await services.invites.for_delegates("bot", expires_at=MORNING + timedelta(hours=1))
    mine = next(link for link in links if link.roster_no == SUNITA)
    stage.clock.jump(timedelta(hours=2))
    await guest.start(mine.link.partition("start=")[2])
    assert guest.heard[0] == hindi.plain(
        "This link has expired. Please ask the organisers for a new one."
    )
    for nonsense in ("x", "A" * 64, "%00", "lang:hi", "'; DROP TABLE person; --"):
        await guest.start(nonsense)
        assert guest.heard[0] == hindi.plain(
            "This link is not valid. Please use the link from your latest message, or tap "
            "“📱 Share my number” so that I can find you on the list."
        )
    assert seats(stage) == {}


@SQLITE
async def test_two_links_of_two_people_from_one_account(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.start(payload(stage, SUNITA))
    assert ramesh.heard[0] == stage.voice("hi").plain(
        "You have already joined under another name. If that is wrong, please tell the organisers."
    )
    assert seats(stage) == {RAMESH: ramesh.id}
    sunita = await stage.joined(SUNITA, "en")  # her link is as good as before
    assert seats(stage) == {RAMESH: ramesh.id, SUNITA: sunita.id}


@SQLITE
async def test_ones_own_number_finds_ones_seat(stage: Stage) -> None:
    ramesh = stage.delegate(RAMESH)
    await ramesh.start("")
    await ramesh.press("हिंदी")
    await ramesh.share_number()
    assert seats(stage) == {RAMESH: ramesh.id}
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    person = stage.fetch(lambda s: s.exec(select(Person)).one())
    assert (person.verified_by, person.phone) == (Verification.CONTACT, "+911100000001")
    await ramesh.share_number()  # again
    assert seats(stage) == {RAMESH: ramesh.id}


@SQLITE
async def test_someone_elses_number_is_refused_also_when_it_was_forwarded(stage: Stage) -> None:
    guest, ramesh, hindi = stage.stranger(), stage.delegate(RAMESH), stage.voice("hi")
    await guest.start("")
    await guest.press("हिंदी")
    refusal = hindi.plain(
        "This is someone else's number. Please tap “📱 Share my number” below and share your own."
    )
    await guest.share_contact(ramesh.user.phone, "Ramesh Namuna")
    assert guest.heard == [refusal]
    assert hindi.plain("📱 Share my number") in guest.menu()
    typed_in = {"phone_number": "+911100000001", "first_name": "Ramesh"}
    await guest.send({"contact": typed_in})  # a card from the phone's address book
    assert guest.heard == [refusal]
    origin = {"type": "user", "date": 1, "sender_user": guest.user.wire()}
    own = {"phone_number": "911100000001", "first_name": "G", "user_id": guest.id}
    await guest.send({"contact": own, "forward_origin": origin})
    assert guest.heard == [refusal]
    assert seats(stage) == {}


async def test_a_seat_is_never_given_twice(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    second = stage.someone(User(ELSEWHERE, "Doosra", "Phone", phone=ramesh.user.phone))
    await second.start("")
    await second.press("हिंदी")
    await second.share_number()
    assert second.last == stage.voice("hi").plain(
        "Someone has already joined under this name from another account. If that was not you, "
        "please tell the organisers."
    )
    assert seats(stage) == {RAMESH: ramesh.id}


@SQLITE
async def test_a_number_of_two_people_asks_who_one_is(stage: Stage) -> None:
    kamla, vimla = stage.delegate(KAMLA), stage.delegate(VIMLA)
    for who, name in ((vimla, "विमला नमूना"), (kamla, "कमला नमूना")):
        await who.start("")
        await who.press("हिंदी")
        await who.share_number()
        if who is vimla:
            assert who.labels() == ["कमला नमूना", "विमला नमूना"]
            await who.press(name)
    assert seats(stage) == {VIMLA: vimla.id, KAMLA: kamla.id}  # the other is the only one left


@SQLITE
async def test_a_choice_among_seats_needs_the_number(stage: Stage) -> None:
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
    rows = stage.fetch(lambda s: list(s.exec(select(Delegate.id))))
    for row in rows:
        await guest.forge(BeSeat(str(row)).data())
    await guest.share_number()
    for row in rows:
        await guest.forge(BeSeat(str(row)).data())
    assert seats(stage) == {}


async def _asks_to_be_added(stage: Stage) -> Someone:
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
    await guest.share_number()
    assert guest.last == stage.voice("hi").plain(
        "Your number is not on the list of invited district presidents. If you are one, ask to be "
        "added: the organisers will look at it."
    )
    await _request(stage, guest, "Tonk <b>&")
    return guest


async def _request(stage: Stage, guest: Someone, district: str) -> None:
    await guest.press(stage.voice("hi").plain("✋ Ask to be added"))
    while "राजस्थान" not in guest.labels():
        await guest.press(stage.voice("hi").plain("More states →"))
    await guest.press("राजस्थान")
    await guest.say(district)


async def test_a_request_is_made_seen_and_accepted(stage: Stage) -> None:
    helper = await stage.staff(3)  # Rajasthan only
    other = await stage.staff(4)  # UP and Uttarakhand
    guest, hindi = await _asks_to_be_added(stage), stage.voice("hi")
    received = hindi.plain(
        "Your request has reached the organisers: {district}, {state}. You will get an answer "
        "here. Until then you can ask anything.",
        district="Tonk b &",
        state="राजस्थान",
    )
    asking = hindi.plain("Please write your full name too, as it should stand on the list.")
    assert guest.last == f"{received}\n\n{asking}"
    request = hindi.plain(
        "✋ <b>{name}</b> asks to be added to the list.\n{district}, {state}\nNumber: {phone}",
        name="Anjan Atithi",
        district="Tonk b &",
        state="राजस्थान",
        phone=phones.shown(f"+{guest.user.phone}"),
    ).replace("<b>Anjan Atithi</b>", "Anjan Atithi")
    assert helper.last == request
    assert request not in [m.text for m in other.messages]

    await helper.press(hindi.plain("✅ Add"))
    assert helper.toast == hindi.plain("✅ Added")
    assert guest.last == hindi.plain(
        "You have been added to the list. Tap /start to see your date and answer."
    )
    await guest.start("")
    assert "सूची में क्रमांक: 8" in guest.card.splitlines()
    assert seats(stage) == {8: guest.id}


@SQLITE
async def test_a_district_is_taken_for_one_though_it_reads_like_a_question(stage: Stage) -> None:
    guest, helper = stage.stranger(), await stage.staff(3)
    await guest.start("")
    await guest.press("हिंदी")
    await guest.forge("jstate:RJ")
    await guest.say("kab aana hai")
    await guest.say("🙏")
    assert stage.fetch(lambda s: s.exec(select(JoinRequest)).all()) == []
    await guest.say("  Kota\n+911100000001\u202e ")
    request = stage.fetch(lambda s: s.exec(select(JoinRequest)).one())
    assert request.district == "Kota +911100000001"
    assert len(helper.last.splitlines()) == 3  # a line of one's own making could pass for ours


@SQLITE
async def test_who_found_his_seat_meanwhile_gets_no_second_one(stage: Stage) -> None:
    helper, ramesh = await stage.staff(3), stage.delegate(RAMESH)
    await ramesh.start("")
    await ramesh.press("हिंदी")
    await ramesh.forge("jstate:RJ")
    await ramesh.say("Jaipur")
    await ramesh.start()
    await helper.press(stage.voice("hi").plain("✅ Add"))
    assert helper.toast == stage.voice("hi").plain("✅ Added")
    assert seats(stage) == {RAMESH: ramesh.id}


async def test_two_of_the_staff_decide_at_once_and_the_first_counts(stage: Stage) -> None:
    helper, chief = await stage.staff(3), await stage.staff(1)
    guest, hindi = await _asks_to_be_added(stage), stage.voice("hi")
    for who, accept in ((chief, "0"), (helper, "1")):
        who.actor.press(who.messages[-1].id, DecideJoin("1", accept).data())
    await stage.quiet()
    request = stage.fetch(lambda s: s.exec(select(JoinRequest)).one())
    accepted = request.status is RequestStatus.ACCEPTED
    done = hindi.plain("✅ Added") if accepted else hindi.plain("✖️ Declined")
    assert [who.last.splitlines()[-1] for who in (helper, chief)] == [done, done]
    told = [m.text for m in guest.messages if m.text in set(map(hindi.plain, TOLD))]
    assert told == [hindi.plain(TOLD[0] if accepted else TOLD[1])]
    assert seats(stage) == ({8: guest.id} if accepted else {})


@SQLITE
async def test_a_declined_request_can_be_made_again(stage: Stage) -> None:
    chief = await stage.staff(1, "en")
    guest = await _asks_to_be_added(stage)
    await chief.press("✖️ Decline")
    assert guest.last == stage.voice("hi").plain(
        "The organisers could not add you to the list. If you think this is a mistake, please "
        "call them."
    )
    await chief.say("/requests")
    assert chief.last == "No requests are waiting."
    await guest.share_number()
    await _request(stage, guest, "टोंक")
    await chief.say("/requests")
    assert chief.heard[0] == "1 request to be added is waiting."
    statuses = stage.fetch(
        lambda s: list(s.exec(select(JoinRequest.status).order_by(col(JoinRequest.id))))
    )
    assert statuses == [RequestStatus.DECLINED, RequestStatus.OPEN]


@SQLITE
async def test_staff_decide_only_in_their_states(stage: Stage) -> None:
    other = await stage.staff(4)  # UP and Uttarakhand
    await _asks_to_be_added(stage)
    hindi = stage.voice("hi")
    await other.say("/requests")
    assert other.last == hindi.plain("No requests are waiting.")
    await other.forge(DecideJoin("1", "1").data())
    assert other.toast == hindi.plain("This request is from a state that you do not look after.")
    await other.forge(DecideJoin("99", "1").data())
    assert other.toast == hindi.plain("This button is no longer in use. Please send /start.")
    status = stage.fetch(lambda s: s.exec(select(JoinRequest.status)).one())
    assert status is RequestStatus.OPEN


@SQLITE
async def test_a_delegate_neither_sees_nor_uses_what_is_for_staff(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    await _asks_to_be_added(stage)
    no_such = hindi.plain("There is no such command. /help shows what I can do.")
    await ramesh.say("/requests")
    assert ramesh.heard == [no_such]
    await ramesh.say("/nonsense")
    assert ramesh.heard == [no_such]
    await ramesh.forge(DecideJoin("1", "1").data())
    assert ramesh.toast == hindi.plain("This button is for the organisers.")
    names = [name for name, _ in ramesh.commands()]
    assert names == [
        *("date", "venue", "agenda", "rsvp", "pass", "contact", "point"),
        *("ask", "reminders", "language", "privacy", "help"),
    ]
    await ramesh.say("/help")
    shown_commands = [line.split(" ")[0] for line in ramesh.last.splitlines() if "/" in line]
    assert shown_commands == [f"/{name}" for name in names]
    chief = await stage.staff(1, "en")
    assert [name for name, _ in chief.commands()] == [
        *("date", "venue", "agenda", "rsvp", "contact", "ask", "announce", "announcements"),
        *("status", "questions", "points", "door", "arrivals", "feedback", "requests", "change"),
        *("digest", "reminders", "audit", "language", "privacy", "help"),
    ]
    await chief.say("/help")
    assert "/requests – Requests to be added" in chief.last.splitlines()


@SQLITE
async def test_role_links_work_once_and_give_their_role(stage: Stage) -> None:
    chief, helper = await stage.staff(1), await stage.staff(3)
    guest = stage.stranger()
    await guest.start((chief.user.link or "").partition("start=")[2])
    roles = stage.fetch(
        lambda s: {p.telegram_id: (p.role, p.scope) for p in s.exec(select(Person)).all()}
    )
    assert roles == {
        chief.id: (Role.ORGANISER, None),
        helper.id: (Role.STAFF, "RJ"),
        guest.id: (Role.GUEST, None),
    }


@SQLITE
async def test_a_delegate_who_joins_the_team_keeps_his_seat(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    link = stage.organiser(5).user.link or ""
    await ramesh.start(link.partition("start=")[2])
    assert "requests" in [name for name, _ in ramesh.commands()]
    assert seats(stage) == {RAMESH: ramesh.id}


@SQLITE
async def test_a_number_that_is_not_on_the_list_does_not_unseat_a_delegate(stage: Stage) -> None:
    ramesh = stage.delegate(RAMESH)
    ramesh.user.phone = "919999900000"
    await ramesh.start()
    await ramesh.press("हिंदी")
    await ramesh.share_number()
    assert ramesh.last == ramesh.card


@SQLITE
async def test_names_with_markup_arrive_as_they_are(stage: Stage) -> None:
    tricky = await stage.joined(TRICKY, "en")
    assert tricky.card.splitlines()[0] == '🪪 Zakir & "Sons" O\'Namuna'
    names = ["<b>Bold</b> & Sons", "👨‍👩‍👧‍👦", "ज़ुल्फ़िक़ार", "a" * 64, "&lt;i&gt;", "<"]
    for number, name in enumerate(names):
        who = stage.someone(User(ELSEWHERE + number, name, kind=Kind.STRANGER, phone="91"))
        await who.start("")
        assert who.last.splitlines()[0] == shown(
            stage.voice("hi").say(
                "Namaste {name}! Welcome to the {title}.", name=name, title=stage.event.title.hi
            )
        )
