"""The event: its times, its sessions by state, what is refused, and what differs."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load
from bot.errors import Fault
from bot.event import Audience, Both, Event, FaqIntent, ReminderRule, When
from bot.event_changes import Change, diff
from bot.event_check import event_problems, load_event, unassigned
from bot.states import States
from db.types import RsvpChoice

SHIPPED = Path(__file__).parent.parent / "config.toml"
INDIA = ZoneInfo("Asia/Kolkata")
STATES = States.load()


def both(text: str) -> dict[str, str]:
    return {"hi": f"{text} हिंदी", "en": text}


def document(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 (any part of a document)
    """Describe a small event with two sessions, one of them with a time of day."""
    return {
        "id": "meeting",
        "title": both("Convention"),
        "short_title": both("Dialogue"),
        "organiser": both("Organisation"),
        "purpose": both("To talk"),
        "source": both("office"),
        "timezone": "Asia/Kolkata",
        "venues": {
            "hall": {
                "name": both("Hall"),
                "address": both("Main Road"),
                "latitude": 28.5,
                "longitude": 77,
                "gate": both("Gate 1"),
            }
        },
        "sessions": [
            {"id": "first", "date": date(2025, 3, 27), "venue": "hall", "states": ["RJ"]},
            {
                "id": "second",
                "date": date(2025, 4, 3),
                "time": time(10, 30),
                "end_time": time(17),
                "venue": "hall",
                "gate": both("Gate 2"),
                "states": ["UP", "MP"],
            },
        ],
    } | changes


def event(**changes: Any) -> Event:  # noqa: ANN401
    return Event.model_validate(document(**changes))


def india(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=INDIA)


def says(found: object) -> list[str]:
    return [str(problem) for problem in event_problems(found, STATES, file="e.toml", key="")]


@pytest.fixture(scope="module")
def shipped() -> Event:
    return load(SHIPPED, {}).event


def test_the_shipped_event_is_as_reported(shipped: Event) -> None:
    """What the source gives is there; what it doesn't is not made up."""
    assert [session.date for session in shipped.sessions] == [
        date(2025, 3, 27),
        date(2025, 3, 28),
        date(2025, 4, 3),
    ]
    assert {session.time for session in shipped.sessions} == {None}
    rajasthan = shipped.session_of("RJ")
    assert rajasthan is not None
    assert rajasthan.date == date(2025, 4, 3)
    assert shipped.venue_of(rajasthan).name == Both(hi="इंदिरा गांधी भवन", en="Indira Gandhi Bhawan")
    assert [speaker.name.hi for speaker in shipped.speakers] == ["मल्लिकार्जुन खरगे", "राहुल गांधी"]
    assert len(shipped.agenda_of(rajasthan)) == 5
    assert shipped.contacts == ()
    assert {entry.intents: entry.answer for entry in shipped.faq} == {
        (intent,): None for intent in FaqIntent
    }
    assert shipped.directions_of(rajasthan) is None


def test_every_state_has_one_session_in_the_shipped_event(shipped: Event) -> None:
    assigned = sorted(code for session in shipped.sessions for code in session.states)
    assert assigned == sorted(STATES.codes)
    assert unassigned(shipped, STATES) == ()
    assert [s.code for s in unassigned(event(), STATES)] == [
        code for code in STATES.codes if code not in {"RJ", "UP", "MP"}
    ]


@pytest.mark.parametrize(
    ("state", "override", "expected"),
    [
        ("RJ", None, "first"),
        ("MP", None, "second"),
        ("RJ", "second", "second"),
        ("RJ", "gone", "first"),
        ("KL", None, None),
        (None, None, None),
        (None, "first", "first"),
    ],
)
def test_the_session_of_a_delegate(
    state: str | None, override: str | None, expected: str | None
) -> None:
    session = event().session_of(state, override)
    assert (session.id if session else None) == expected


def test_the_time_of_a_session_without_a_time_of_day_is_its_whole_date() -> None:
    known = event()
    first, second = known.sessions
    assert (known.starts(first), known.ends(first)) == (
        india("2025-03-27T00:00"),
        india("2025-03-28T00:00"),
    )
    assert (known.starts(second), known.ends(second)) == (
        india("2025-04-03T10:30"),
        india("2025-04-03T17:00"),
    )
    noon = datetime(2025, 3, 27, 6, 30, tzinfo=UTC)
    assert not known.has_started(first, noon)
    assert not known.has_ended(first, noon)
    assert known.has_started(first, known.ends(first))
    assert known.local(noon).isoformat() == "2025-03-27T12:00:00+05:30"


def test_the_event_is_over_when_its_last_session_has_ended() -> None:
    known = event()
    assert not known.is_over(india("2025-04-03T16:59"))
    assert known.is_over(india("2025-04-03T17:00"))


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2025-04-02T18:29:00+00:00", 1),  # 23:59 in India
        ("2025-04-02T18:30:00+00:00", 0),  # midnight in India
        ("2025-04-03T18:30:00+00:00", -1),
        ("2025-03-27T00:00:00+00:00", 7),
    ],
)
def test_days_are_counted_on_the_calendar_at_the_venue(now: str, days: int) -> None:
    known = event()
    assert known.days_until(known.sessions[1], datetime.fromisoformat(now)) == days


@pytest.mark.parametrize(
    ("deadline", "first", "second"),
    [
        (None, "2025-03-27T00:00", "2025-04-03T10:30"),
        ({"days_before": 2, "at_time": time(18)}, "2025-03-25T18:00", "2025-04-01T18:00"),
        ({"hours_before": 24}, "2025-03-27T00:00", "2025-04-02T10:30"),
        ({"at": "2025-03-28T12:00"}, "2025-03-27T00:00", "2025-03-28T12:00"),
        ({"days_before": 0, "at_time": "20:00"}, "2025-03-27T00:00", "2025-04-03T10:30"),
    ],
)
def test_the_deadline_is_never_after_the_start(
    deadline: dict[str, Any] | None, first: str, second: str
) -> None:
    known = event(rsvp={"deadline": deadline})
    assert [known.deadline(s) for s in known.sessions] == [india(first), india(second)]


def test_reminders_have_no_moment_where_it_means_nothing() -> None:
    known = event()
    first, second = known.sessions
    hours = ReminderRule(id="r", to=(Audience.YES,), when=When(hours_before=2))
    assert [known.due(hours, first), known.due(hours, second)] == [None, india("2025-04-03T08:30")]
    late = ReminderRule(id="r", to=(Audience.YES,), when=When(at=datetime(2025, 4, 1, 9)))  # noqa: DTZ001 (the venue's clock)
    assert [known.due(late, first), known.due(late, second)] == [None, india("2025-04-01T09:00")]
    one = hours.model_copy(update={"sessions": ("first",)})
    assert known.due(one, second) is None
    assert known.due(hours, second.model_copy(update={"cancelled": True})) is None


@given(
    day=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    hours=st.integers(0, 500),
    zone=st.sampled_from(["Asia/Kolkata", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_hours_before_are_hours_of_waiting(day: date, clock: time, hours: int, zone: str) -> None:
    """Also where clocks change between the reminder and the session."""
    session = {"id": "one", "date": day, "time": clock, "venue": "hall"}
    known = event(timezone=zone, sessions=[session])
    moment = known.moment(When(hours_before=hours), known.sessions[0])
    assert moment is not None
    start = known.starts(known.sessions[0])
    assert start.astimezone(UTC) - moment.astimezone(UTC) == timedelta(hours=hours)


@given(day=st.dates(), clock=st.none() | st.times(), cancelled=st.booleans())
def test_a_document_comes_back_as_it_was(day: date, clock: time | None, *, cancelled: bool) -> None:
    sessions = [
        {"id": "one", "date": day, "time": clock, "venue": "hall", "cancelled": cancelled},
        *document()["sessions"],
    ]
    known = event(sessions=sessions)
    again = Event.from_json(known.to_json())
    assert again == known
    assert again.to_json() == known.to_json()
    assert diff(known, again) == []


def test_texts_are_in_the_language_asked_for() -> None:
    text = Both(hi="हाँ <b>", en="Yes & no")
    assert [text.in_("hi"), text.in_("en"), text.in_("ta")] == ["हाँ <b>", "Yes & no", "Yes & no"]


def test_follow_ups_depend_on_the_answer() -> None:
    text, options = both("When?"), [{"id": i, "label": both(i)} for i in ("soon", "late")]
    known = event(
        rsvp={
            "follow_ups": [
                {"id": "arrival", "text": text, "kind": "choice", "options": options},
                {"id": "note", "text": text, "kind": "text", "ask_after": ["yes", "maybe"]},
            ]
        }
    )
    asked = {choice: [f.id for f in known.rsvp.after(choice)] for choice in RsvpChoice}
    assert asked == {
        RsvpChoice.YES: ["arrival", "note"],
        RsvpChoice.MAYBE: ["note"],
        RsvpChoice.NO: [],
    }
    arrival = known.rsvp.follow_up("arrival")
    assert arrival is not None
    assert [arrival.option("soon"), arrival.option("gone")] == [arrival.options[0], None]
    assert known.rsvp.follow_up("gone") is None


def test_what_a_session_has_of_its_own_comes_first() -> None:
    own = [{"title": both("Welcome"), "time": "11:00"}]
    sessions = document()["sessions"]
    sessions[1]["agenda"] = own
    faq = [{"id": "way", "question": both("How?"), "answer": both("By metro"),
            "intents": ["directions"]}]  # fmt: skip
    known = event(sessions=sessions, agenda=[{"title": both("Topics")}], faq=faq)
    first, second = known.sessions
    assert [item.title.en for item in known.agenda_of(first)] == ["Topics"]
    assert [item.title.en for item in known.agenda_of(second)] == ["Welcome"]
    assert [item.title.en for item in known.agenda_of(None)] == ["Topics"]
    gates = [known.gate_of(first), known.gate_of(second)]
    assert [gate.en for gate in gates if gate] == ["Gate 1", "Gate 2"]
    directions = known.directions_of(first)
    assert directions is not None
    assert directions.en == "By metro"


FIRST = document()["sessions"][0]
RULE = {"id": "r", "to": ["yes"], "when": {"days_before": 1, "at_time": "10:00"}}
ASK = {"id": "q", "text": both("Q"), "kind": "choice"}
OPTIONS = [{"id": "a", "label": both("A")}, {"id": "b", "label": both("B")}]
FAQ = {"id": "stay", "question": both("Q"), "intents": ["stay"], "phrases": ["Rukna"]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Convention"},
         'title: expected a text in both languages, { hi = "...", en = "..." }, got "Convention"'),
        ({"title": {"hi": "अधिवेशन"}}, "title.en: the English text is missing"),
        ({"title": {"hi": "  ", "en": "x"}}, "title.hi: the Hindi text is empty"),
        ({"title": {"hi": "a\x00", "en": "x"}},
         "title.hi: expected plain text, got the control character '\\x00'"),
        ({"titel": both("x")}, 'titel: unknown key, did you mean "title"?'),
        ({"sessions": []}, "sessions: expected at least one, got an empty list"),
        ({"sessions": [FIRST | {"date": "2025-02-30"}]},
         'sessions[first].date: expected a date such as 2025-04-03, got "2025-02-30"'),
        ({"sessions": [FIRST | {"date": datetime(2025, 3, 27, 10, tzinfo=UTC)}]},
         "sessions[first].date: expected a date such as 2025-04-03, got 2025-03-27T10:00:00+00:00"),
        ({"sessions": [FIRST | {"date": 20250327}]},
         "sessions[first].date: expected a date such as 2025-04-03, got 20250327"),
        ({"sessions": [FIRST | {"time": "25:00"}]},
         'sessions[first].time: expected a local time of day such as 10:30:00, got "25:00"'),
        ({"sessions": [FIRST | {"time": "10:00+05:30"}]},
         "sessions[first].time: expected a local time of day such as 10:30:00, got 10:00:00+05:30"),
        ({"sessions": [FIRST | {"time": "10:00", "doors": "11:00"}]},
         "sessions[first]: expected doors no later than time (10:00), got 11:00"),
        ({"sessions": [FIRST | {"tiem": "10:00"}]},
         'sessions[first].tiem: unknown key, did you mean "time"?'),
        ({"sessions": [{"id": "Erste Sitzung", "date": "2025-03-27", "venue": "hall"}]},
         ("sessions[Erste Sitzung].id: expected 1 to 12 of the characters a-z 0-9 _, "
         'got "Erste Sitzung"')),
        ({"sessions": [{"id": "x", "venue": "hall"}]},
         "sessions[x].date: is missing: expected a date such as 2025-04-03"),
        ({"sessions": [FIRST, FIRST | {"states": []}]},
         'sessions[first].id: expected each id once, got "first" 2 times'),
        ({"sessions": [FIRST, FIRST | {"id": "next"}]},
         "sessions[next].states: Rajasthan (RJ) is also in sessions[first]"),
        ({"sessions": [FIRST | {"states": ["Orissa"]}]},
         'sessions[first].states: unknown state "Orissa", did you mean "OD" (Odisha)?'),
        ({"sessions": [FIRST | {"venue": "home"}]},
         'sessions[first].venue: expected one of event.venues (hall), got "home"'),
        ({"timezone": "Europe/Berlin",
          "sessions": [FIRST | {"date": "2025-03-30", "time": "02:30"}]},
         "sessions[first].time: 02:30 on 2025-03-30: the clocks in Europe/Berlin skip it"),
        ({"venues": {"hall": document()["venues"]["hall"] | {"latitude": 91.0}}},
         "venues.hall.latitude: expected a number of at most 90.0, got 91.0"),
        ({"venues": {"hall": document()["venues"]["hall"] | {"longitude": "77"}}},
         'venues.hall.longitude: expected a number, got "77"'),
        ({"contacts": [{"label": both("Desk")}]},
         "contacts[1]: expected a phone or a telegram name, got neither"),
        ({"contacts": [{"label": both("Desk"), "phone": "ask"}]},
         'contacts[1].phone: expected a phone number such as +91 11 2345 6789, got "ask"'),
        ({"faq": [FAQ, FAQ | {"id": "night", "phrases": []}]},
         'faq[night].intents: "stay" already belongs to faq[stay]: only one can answer'),
        ({"faq": [FAQ, FAQ | {"id": "night", "intents": [], "phrases": ["rukna"]}]},
         'faq[night].phrases: "rukna" already belongs to faq[stay]: only one can answer'),
        ({"faq": [FAQ | {"intents": ["sleep"]}]},
         ("faq[stay].intents[1]: expected one of 'stay', 'meals', 'entry', 'companions' or "
         "'directions', got \"sleep\"")),
        ({"reminders": {"rules": [RULE | {"to": ["silent", "not_joined"]}]}},
         ('reminders.rules[r].to[2]: "not_joined" is impossible: who has not joined has no chat '
         "with the bot, and so cannot be reminded by it; send the link by SMS "
         "(samvad invite delegates)")),
        ({"reminders": {"rules": [RULE | {"to": ["everybody"]}]}},
         ("reminders.rules[r].to[1]: expected one of 'yes', 'maybe', 'no' or 'silent', "
         'got "everybody"')),
        ({"rsvp": {"follow_ups": [ASK]}},
         "rsvp.follow_ups[q]: expected two options or more, got 0"),
        ({"rsvp": {"follow_ups": [ASK | {"kind": "text", "options": OPTIONS}]}},
         "rsvp.follow_ups[q]: expected no options where the answer is typed (kind = 'text')"),
        ({"rsvp": {"follow_ups": [ASK | {"options": OPTIONS + OPTIONS[:1]}]}},
         'rsvp.follow_ups[q].options[a].id: expected each id once, got "a" 2 times'),
        ({"rsvp": {"follow_ups": [ASK | {"options": OPTIONS, "id": "reason"}]}},
         ('rsvp.follow_ups[reason].id: "reason" is kept for the reason of a no: '
         "choose another id")),
        ({"rsvp": {"no_reasons": [{"id": "a", "label": both("long " * 20)}]}},
         ("rsvp.no_reasons[a]: expected a label of at most 60 characters: "
         f"{'long ' * 20} हिंदी")),
        ({"rsvp": {"deadline": {"days_before": 2}}},
         "rsvp.deadline: expected days_before and at_time together"),
        ({"rsvp": {"deadline": {"at": datetime(2025, 4, 1, tzinfo=UTC)}}},
         ("rsvp.deadline.at: expected a local date and time such as 2025-04-01T18:00:00, "
         "got 2025-04-01T00:00:00+00:00")),
        ({"rsvp": {"deadline": {"at": "2025-04-10T12:00"}}},
         "rsvp.deadline.at: expected no later than the last session, 2025-04-03"),
        ({"reminders": {"rules": [RULE | {"to": []}]}},
         "reminders.rules[r].to: expected at least one, got an empty list"),
        ({"reminders": {"rules": [RULE | {"when": {}}]}},
         ("reminders.rules[r].when: expected exactly one of days_before, hours_before and at, "
         "got 0")),
        ({"reminders": {"rules": [RULE | {"sessions": ["frist"]}]}},
         'reminders.rules[r].sessions: unknown session "frist", did you mean "first"?'),
        ({"reminders": {"rules": [RULE | {"when": {"at": "2025-05-01T10:00"}}]}},
         "reminders.rules[r].when.at: reminds of nothing: the last session is on 2025-04-03"),
        ({"timezone": "India"},
         'timezone: expected a time zone such as "Asia/Kolkata", got "India"'),
        ({"title": {"hi": "x" * 3501, "en": "x"}},
         f'title.hi: expected at most 3500 characters, got "{"x" * 58}…'),
    ],
)  # fmt: skip
def test_a_wrong_event_is_one_line_with_file_and_key(
    changes: dict[str, Any], expected: str
) -> None:
    assert says(document(**changes)) == [f"e.toml: {expected}"]


@pytest.mark.parametrize("found", [3, [], "text", None])
def test_what_is_no_table_is_one_line(found: object) -> None:
    assert len(says(found)) == 1


@given(
    st.dictionaries(
        st.sampled_from([*Event.model_fields, "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["id", "date", "hi", "rules", "when"]), inner)
            ),
            max_leaves=8,
        ),
    )
)
def test_no_document_breaks_the_check(changes: dict[str, Any]) -> None:
    """Whatever is in the file, there are lines; and a document without lines is an event."""
    found = document(**changes)
    if not says(found):
        Event.model_validate(found)


def test_html_is_text_like_any_other() -> None:
    assert says(document(purpose={"hi": "<b>", "en": "a & <b"})) == []


@pytest.mark.parametrize("form", ["config.toml", "event.json"])
def test_an_event_is_loaded_from_a_config_or_from_its_own_file(
    form: str, tmp_path: Path, shipped: Event
) -> None:
    path = tmp_path / form
    text = shipped.to_json() if form.endswith(".json") else SHIPPED.read_text("utf-8")
    path.write_text(text, "utf-8")
    assert load_event(path, STATES) == shipped


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("e.json", '{"id": }', "e.json: this is not JSON: expecting value (at line 1)"),
        ("e.json", "[]", "e.json: expected a table"),
        ("e.toml", "id = ", "e.toml: this is not TOML: invalid value (at end of document)"),
        ("e.toml", "event = 3", "e.toml: event: expected a table, got 3"),
    ],
)
def test_a_file_that_holds_no_event_is_one_line(
    name: str, text: str, line: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(Fault) as raised:
        load_event(path, STATES)
    assert raised.value.lines == (line,)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"^none.toml: can't be read: No such file or directory$"):
        load_event(tmp_path / "none.toml", STATES)


def test_a_difference_is_readable() -> None:
    sessions = document()["sessions"]
    moved = [
        {"id": "zero", "date": "2025-03-26", "venue": "hall"},
        sessions[0] | {"states": ["RJ", "KL"], "cancelled": True},
        sessions[1] | {"date": "2025-04-04", "time": None},
    ]
    assert diff(event(), event(sessions=moved, title=both("Assembly"))) == [
        Change("title.hi", "Convention हिंदी", "Assembly हिंदी"),
        Change("title.en", "Convention", "Assembly"),
        Change("sessions", "first, second", "zero, first, second"),
        Change("sessions[first].states", "RJ", "RJ, KL"),
        Change("sessions[first].cancelled", "false", "true"),
        Change("sessions[second].date", "2025-04-03", "2025-04-04"),
        Change("sessions[second].time", "10:30:00", None),
        Change("sessions[zero].id", None, "zero"),
        Change("sessions[zero].date", None, "2025-03-26"),
        Change("sessions[zero].venue", None, "hall"),
        Change("sessions[zero].cancelled", None, "false"),
    ]


def test_another_order_is_a_difference() -> None:
    swapped = document()["sessions"][::-1]
    assert diff(event(), event(sessions=swapped)) == [
        Change("sessions", "first, second", "second, first")
    ]
