"""What the bot would answer to a typed text, without a chat."""

import html
from dataclasses import asdict, replace

import regex

from bot import facts
from bot.event import Event
from bot.faq_match import FaqMatch
from bot.services.answers import TYPED, Answers, Asker
from bot.text import Html, Voice, Voices
from bot.understanding import Intent, Reading, Understanding

LONGEST = 1_000  # characters of a message that the bot reads
_TAG = regex.compile(r"</?[a-z][^<>]*>", regex.IGNORECASE)


class Trial:
    """Answers as the bot does to somebody who is not on the roster."""

    def __init__(
        self,
        *,
        understanding: Understanding,
        answers: Answers,
        voices: Voices,
        event: Event,
        default: str,
        locale: str | None = None,
        state: str | None = None,
    ) -> None:
        self._understanding = understanding
        self._faq = FaqMatch(understanding)
        self._answers = answers
        self._voices = voices
        self._event = event
        self._default = default
        self._locale = locale
        self._asker = Asker(state=state)

    def ask(self, text: str) -> dict[str, object]:
        """Give one line of ``samvad ask --json``; the answer is plain text."""
        reading = self._understanding.read(text.strip()[:LONGEST])
        voice = self._voices[self._locale or self._spoken(reading)]
        entry = None if reading.intents else self._faq.find(self._event.faq, text)
        answer = (
            self._answers.of_faq(voice, self._event, entry)
            if entry
            else self._answers.reply(voice, self._event, self._asker, reading)
        )
        return {
            "text": text,
            "locale": voice.locale,
            "intents": list(reading.intents),
            "session": answer.session.id if answer.session else None,
            "answer": plain(self._said(voice, reading, answer.text)),
            "confidence": reading.confidence,
            "slots": asdict(reading.slots),
            "alternatives": list(reading.alternatives),
        }

    def _spoken(self, reading: Reading) -> str:
        known = reading.intents or reading.alternatives or reading.script == "deva"
        return reading.locale if known else self._default

    def _said(self, voice: Voice, reading: Reading, text: Html) -> Html:
        """Give the text, or what a chat shows in its place."""
        if Intent.LANGUAGE in reading.intents:
            return voice.say("In which language shall we talk?")
        if Intent.HELP in reading.intents:
            return voice.say("Ask as you would ask a person, in Hindi or English, or tap a button.")
        if not any(intent in TYPED for intent in reading.intents):
            return text
        asked = replace(reading, intents=(Intent.RSVP,))
        rsvp = self._answers.reply(voice, self._event, self._asker, asked)
        return facts.paragraphs([text, rsvp.text])


def plain(text: Html) -> str:
    """Give text as it is read: without tags."""
    return html.unescape(_TAG.sub("", text))
