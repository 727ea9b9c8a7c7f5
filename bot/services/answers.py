"""What the bot answers to a question: facts of the event, for the one who asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from bot import facts
from bot.clock import Clock
from bot.event import Event, Faq, Session, Venue
from bot.states import States
from bot.text import Html, Voice, safe
from bot.to_announce import Fact, Kind, unknown
from bot.understanding import DayMention, Intent, Reading, Slots
from db.models import Delegate

TYPED = {Intent.RSVP_YES, Intent.RSVP_NO, Intent.RSVP_MAYBE}
_BY_FAQ = {Intent.STAY, Intent.MEALS, Intent.ENTRY, Intent.COMPANIONS}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": (0,), "tomorrow": (1,), "yesterday_or_tomorrow": (1, -1), "day_after": (2, -2)}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: his roster row, where he has one."""

    delegate: Delegate | None = None
    state: str | None = None  # chosen or given by someone who is not on the roster


@dataclass(frozen=True, slots=True)
class Answer:
    """A tidy reply and what may be offered with it."""

    text: Html
    intents: tuple[Intent, ...] = ()
    session: Session | None = None
    venue: Venue | None = None  # show its map, offer its address for copying
    ask_state: tuple[str, ...] | None = None  # which states to offer; () is all of them
    card: bool = False  # show the delegate's card, with its buttons
    ask_number: bool = False  # offer to share the own number
    unknown: tuple[Fact, ...] = ()  # asked for, and still to be announced


class Answers:
    """Turns what was understood into what is said; no transaction of its own."""

    def __init__(self, clock: Clock, states: States) -> None:
        self._clock = clock
        self._states = states

    def reply(self, voice: Voice, event: Event, asker: Asker, reading: Reading) -> Answer:
        """Answer all that was asked in one message; typed yes and no are not recorded here."""
        if not reading.intents:
            if reading.alternatives:
                return Answer(self.unsure(voice, reading))
            return Answer(self.not_understood(voice))
        aim = self._aim(event, asker, reading)
        turn = _Turn(voice, event, aim, self._states, self._clock.now(), asked=reading.intents)
        answers = [turn.answer(intent) for intent in reading.intents]
        texts = list(dict.fromkeys(a.text for a in answers if a.text))
        whole = Answer(facts.paragraphs(texts), reading.intents, turn.aim.session)
        for answer in answers:
            whole = replace(
                whole,
                venue=whole.venue or answer.venue,
                ask_state=answer.ask_state if whole.ask_state is None else whole.ask_state,
                card=whole.card or answer.card,
                ask_number=whole.ask_number or answer.ask_number,
            )
        if turn.stated and whole.ask_state is None:
            text = facts.paragraphs([whole.text, facts.fresh(voice, event, self._clock.now())])
            whole = replace(whole, text=text)
        return replace(whole, unknown=self._unknown(event, turn.aim, reading.intents))

    def of_faq(self, voice: Voice, event: Event, entry: Faq) -> Answer:
        """Answer with an entry of the FAQ, whatever it was asked by."""
        text = facts.paragraphs(
            [facts.faq(voice, entry), facts.fresh(voice, event, self._clock.now())]
        )
        missing = () if entry.answer else (Fact(Kind.FAQ, entry.id),)
        return Answer(text, unknown=missing)

    def announced(self, voice: Voice, event: Event, asker: Asker, known: Sequence[Fact]) -> Html:
        """Say facts that somebody waited for and that are known now, as if asked for together."""
        texts = [
            self.of_faq(voice, event, entry).text
            for entry in event.faq
            if Fact(Kind.FAQ, entry.id) in known
        ]
        for state in dict.fromkeys(fact.state for fact in known if fact.intent):
            intents = [fact.intent for fact in known if fact.intent and fact.state == state]
            slots = Slots(states=(state,) if state else ())
            locale: Literal["hi", "en"] = "hi" if voice.locale == "hi" else "en"
            asked = Reading(tuple(dict.fromkeys(intents)), 1.0, (), slots, locale, "none")
            texts.append(self.reply(voice, event, asker, asked).text)
        return facts.paragraphs(texts)

    def _unknown(self, event: Event, aim: "_Aim", intents: tuple[Intent, ...]) -> tuple[Fact, ...]:
        """Give what is still to be announced; of what lies behind us, nothing will be."""
        now, session = self._clock.now(), aim.session
        over = session is not None and (session.cancelled or event.has_ended(session, now))
        if over or aim.choose or aim.by_day or event.is_over(now):
            return ()
        delegate = aim.asker.delegate
        facts_of = [unknown(event, intents, delegate, state) for state in (aim.state, *aim.others)]
        return tuple(dict.fromkeys(fact for found in facts_of for fact in found))

    def unsure(self, voice: Voice, reading: Reading) -> Html:
        """Ask whether what is offered below was meant."""
        if len(reading.alternatives) == 1:
            return voice.say("I did not quite understand this. Did you mean this?")
        return voice.say("I did not quite understand this. Did you mean one of these?")

    def not_understood(self, voice: Voice) -> Html:
        """Say so, and what can be asked."""
        return voice.say(
            "I did not understand this. You can ask about the date, the place or the programme, "
            "or use the buttons below."
        )

    def _aim(self, event: Event, asker: Asker, reading: Reading) -> "_Aim":
        """Decide whose session the question is about: the one named, or else the asker's own."""
        slots = reading.slots
        own = _own_session(event, asker)
        own_state = asker.delegate.state if asker.delegate else asker.state
        if slots.states and not slots.state_sure:
            return _Aim(asker, own, None, choose=slots.states)
        others = slots.states[1:]
        if slots.states and slots.states[0] != own_state:
            named = slots.states[0]
            return _Aim(asker, event.session_of(named), named, others=others)
        days = [_session_on(event, day, self._clock.now()) for day in slots.days]
        on_day = next((s for s in days if s), None)
        if on_day is not None and not others:
            return _Aim(asker, on_day, None, by_day=True)
        named_state = None if asker.delegate else (slots.states[0] if slots.states else asker.state)
        session = event.session_of(named_state) if named_state else own
        return _Aim(asker, session, named_state, others=others)


@dataclass(frozen=True, slots=True)
class _Aim:
    """Which session a question is about."""

    asker: Asker
    session: Session | None
    state: str | None  # named, not the asker's own seat
    by_day: bool = False
    choose: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # further states that were named


class _Turn:
    """One reply in the making."""

    def __init__(
        self,
        voice: Voice,
        event: Event,
        aim: _Aim,
        states: States,
        now: datetime,
        *,
        asked: tuple[Intent, ...],
    ) -> None:
        self.voice, self.event, self.aim, self.states, self.now = voice, event, aim, states, now
        self.asked = asked  # all of the message: what one answer says, no other repeats
        self.stated = False  # whether a fact was given, which then carries how fresh it is

    def answer(self, intent: Intent) -> Answer:
        """Answer one intent."""
        if intent in _BY_FAQ:
            return self._faq(intent)
        if intent in TYPED:
            return Answer(Html(""), card=True)
        method = {
            Intent.DATE: self._date,
            Intent.VENUE: self._venue,
            Intent.AGENDA: self._agenda,
            Intent.RSVP: self._rsvp,
            Intent.MY_RSVP: self._rsvp,
            Intent.SPEAKERS: self._speakers,
            Intent.PURPOSE: self._purpose,
            Intent.DIRECTIONS: self._directions,
            Intent.CONTACT: self._contact,
            Intent.GREETING: self._greeting,
            Intent.THANKS: self._thanks,
        }.get(intent)
        return method() if method else Answer(Html(""))  # language and help: see the handlers

    def _date(self) -> Answer:
        voice, event, aim = self.voice, self.event, self.aim
        if aim.choose:
            return Answer(voice.say("Which state do you mean?"), ask_state=aim.choose)
        if aim.session or aim.state:
            self.stated = True
            return Answer(facts.paragraphs([self._date_of(aim.session), *self._dates_besides()]))
        if aim.asker.delegate:
            return Answer(voice.say("Your date will be announced soon."))
        if event.is_over(self.now):
            return self._over()
        return Answer(
            facts.paragraphs(
                [facts.all_days(voice, event), voice.say("For which state shall I tell the date?")]
            ),
            ask_state=(),
        )

    def _date_of(self, session: Session | None) -> Html:
        voice, event, aim = self.voice, self.event, self.aim
        where = not {Intent.VENUE, Intent.DIRECTIONS} & set(self.asked)  # else told beside it
        if aim.by_day and session:
            own = _own_session(event, aim.asker)
            if own == session:
                return facts.own_date(voice, event, session, self.now, where=where)
            whose = facts.day(voice, event, session, self.states, self.now)
            mine = facts.own_date(voice, event, own, self.now) if own else None
            return facts.paragraphs([whose, mine])
        if aim.state or session is None:
            together = [
                code for code in aim.others if session and event.session_of(code) == session
            ]
            names = self._names([code for code in (aim.state, *together) if code])
            alone = len(together) == len(aim.others)
            return facts.state_date(
                voice, event, session, names, self.now, where=where or not alone
            )
        return facts.own_date(voice, event, session, self.now, where=where)

    def _dates_besides(self) -> list[Html]:
        """Tell the dates of further states, those of one session together."""
        event, aim = self.event, self.aim
        by_session: dict[str | None, list[str]] = {}
        for code in aim.others:
            session = event.session_of(code)
            if aim.state is None or session is None or session != aim.session:
                by_session.setdefault(session.id if session else None, []).append(code)
        return [
            facts.state_date(
                self.voice,
                event,
                event.session(key) if key else None,
                self._names(codes),
                self.now,
            )
            for key, codes in by_session.items()
        ]

    def _names(self, codes: Sequence[str]) -> str:
        return self.voice.list([self.states.get(code).name(self.voice.locale) for code in codes])

    def _venue(self) -> Answer:
        if self.aim.session is None and self.event.is_over(self.now):
            return self._over()
        self.stated = True
        session = self.aim.session
        sessions = [session] if session else list(self.event.sessions)
        venues = list(dict.fromkeys(s.venue for s in sessions))
        texts = [facts.place(self.voice, self.event, self.event.venues[v], session) for v in venues]
        return Answer(
            facts.paragraphs([self._behind_us(), *texts]), venue=self.event.venues[venues[0]]
        )

    def _agenda(self) -> Answer:
        self.stated = True
        session, note = self.aim.session, self._behind_us()
        if note is not None and not self.event.agenda_of(session):
            return Answer(note)
        if self.event.is_over(self.now):
            note = self.voice.say("The event is over. This was the programme:")
        programme = facts.agenda(self.voice, self.event, session, over=note is not None)
        elsewhere = self.aim.by_day or self.aim.state is not None or bool(self.aim.others)
        if note is None and session and elsewhere and Intent.DATE not in self.asked:
            programme = facts.paragraphs([self._date_of(session), programme])  # whose it is
        return Answer(facts.lines(note, programme))

    def _behind_us(self) -> Html | None:
        """Say that what is asked about is over, if it is."""
        session = self.aim.session
        if session is not None and self.event.has_ended(session, self.now):
            return self.voice.say("The dialogue there is over.")
        return self._over().text if self.event.is_over(self.now) else None

    def _rsvp(self) -> Answer:
        if self.aim.asker.delegate is None:
            return Answer(
                self.voice.say(
                    "Only those on the list of invited delegates can answer here. So that I can "
                    "find you on it, please tap “📱 Share my number” below."
                ),
                ask_number=True,
            )
        return Answer(Html(""), card=True)

    def _speakers(self) -> Answer:
        self.stated = True
        return Answer(facts.speakers(self.voice, self.event))

    def _purpose(self) -> Answer:
        self.stated = True
        return Answer(safe(self.event.purpose.in_(self.voice.locale)))

    def _directions(self) -> Answer:
        self.stated = True
        session, note = self.aim.session or self.event.sessions[0], self._behind_us()
        if note is not None and self.event.directions_of(session) is None:
            return Answer(note)
        text = facts.known(self.voice, self.event.directions_of(session))
        ways = self.voice.say("🚇 How to get there: {text}", text=text)
        if Intent.VENUE in self.asked:  # the place is told already
            return Answer(ways)
        where = facts.place(self.voice, self.event, self.event.venue_of(session), None)
        return Answer(facts.paragraphs([note, where, ways]), venue=self.event.venue_of(session))

    def _faq(self, intent: Intent) -> Answer:
        self.stated = True
        entry, note = self.event.faq_for(intent.value), self._behind_us()
        if entry is None or (note is not None and entry.answer is None):
            return Answer(note or self.voice.say("This will be announced soon."))
        return Answer(facts.paragraphs([note, facts.faq(self.voice, entry)]))

    def _contact(self) -> Answer:
        self.stated = bool(self.event.contacts)
        return Answer(facts.contacts(self.voice, self.event))

    def _greeting(self) -> Answer:
        delegate = self.aim.asker.delegate
        if delegate is None:
            return Answer(self.voice.say("Namaste! What would you like to know?"))
        name = (delegate.name_hi or delegate.name) if self.voice.locale == "hi" else delegate.name
        return Answer(self.voice.say("Namaste {name}! What would you like to know?", name=name))

    def _thanks(self) -> Answer:
        return Answer(self.voice.say("You are welcome. Write to me any time. 🙏"))

    def _over(self) -> Answer:
        last = max(s.date for s in self.event.sessions)
        return Answer(
            self.voice.say(
                "The event is over; its last day was {date}.", date=self.voice.date(last)
            )
        )


def _own_session(event: Event, asker: Asker) -> Session | None:
    if asker.delegate:
        return event.session_of(asker.delegate.state, asker.delegate.session_override)
    return None


def _session_on(event: Event, mention: DayMention, now: datetime) -> Session | None:
    """Find the session on a day as it was named: "28", "3 अप्रैल", "कल", "रविवार"."""
    today = event.local(now).date()
    return next((s for s in event.sessions if _is_day(mention, s.date, today)), None)


def _is_day(mention: DayMention, day: date, today: date) -> bool:
    if mention.word in _NEAR:
        return any(day == today + timedelta(days=n) for n in _NEAR[mention.word])
    if mention.word in _WEEKDAYS:
        return day.weekday() == _WEEKDAYS.index(mention.word)
    if mention.day is None:
        return False
    return mention.day == day.day and mention.month in (None, day.month)
