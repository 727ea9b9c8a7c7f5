"""An answered question becomes an FAQ entry: four texts, a look at them, and it answers."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import facts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.inbox_faq import Draft
from bot.text import N_, Html
from bot.understanding import Reading
from handlers import refusals
from handlers.notices import Notice, deliver
from handlers.presses import AddToFaq, ReleaseFaq, UseSuggestion
from handlers.routes import Route, pressed

ASKING_TEXT = "faq:"  # then the draft and the field
ASKS = {
    "question_hi": N_("1/4 – Please write the <b>question in Hindi</b>."),
    "question_en": N_("2/4 – Please write the <b>question in English</b>."),
    "answer_hi": N_("3/4 – Please write the <b>answer in Hindi</b>."),
    "answer_en": N_("4/4 – Please write the <b>answer in English</b>."),
}
HEADS = {"hi": N_("In Hindi:"), "en": N_("In English:")}


async def on_add(ctx: Ctx, press: AddToFaq) -> None:
    """Begin an entry, in the private chat of whoever wants it."""
    if ctx.who.states is not None:
        text = ctx.voice.plain(
            "The FAQ is for all states: please ask somebody who looks after all of them."
        )
        await ctx.note(text, alert=True)
        return
    draft = await ctx.services.faq_drafts.begin(int(press.topic), ctx.who.id)
    asked = await _ask(ctx, draft)
    await ctx.note(None if asked else ctx.voice.plain("Please open a chat with me first: /start"))


async def on_use(ctx: Ctx, press: UseSuggestion) -> None:
    """Take a text as suggested."""
    await ctx.note()
    try:
        draft = await ctx.services.faq_drafts.get(int(press.draft), ctx.who.id)
        text = draft.suggested.get(press.field, "")
        if draft.missing == press.field and text:
            draft = await ctx.services.faq_drafts.write(draft.id, ctx.who.id, press.field, text)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return
    await ctx.take_off()
    await _ask(ctx, draft)


async def on_typed(ctx: Ctx, text: str, _reading: Reading, key: str) -> bool:
    """Take a text as it was typed."""
    draft_id, _, field = key.removeprefix(ASKING_TEXT).partition(":")
    drafts = ctx.services.faq_drafts
    try:
        draft = await drafts.get(int(draft_id), ctx.who.id)
        if not (ctx.again and text.strip() in draft.texts.values()):  # taken the first time
            draft = await drafts.write(draft.id, ctx.who.id, field, text)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
    else:
        await _ask(ctx, draft)
    return True


async def on_end(ctx: Ctx, press: ReleaseFaq) -> None:
    """Release the entry, or give it up."""
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    drafts, draft_id = ctx.services.faq_drafts, int(press.draft)
    if press.release != "1":
        await drafts.drop(draft_id, ctx.who.id)
        await ctx.change(ctx.voice.say("Nothing was added to the FAQ."))
        return
    try:
        await drafts.release(draft_id, ctx.who.id)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return
    await ctx.change(
        ctx.voice.say("✅ Added to the FAQ. Whoever asks this from now on is answered at once.")
    )


async def _ask(ctx: Ctx, draft: Draft) -> bool:
    """Ask for the next text, or show the whole; always in the private chat."""
    field = draft.missing
    expected = f"{ASKING_TEXT}{draft.id}:{field}" if field else None
    await ctx.services.people.expect(ctx.who.id, expected)
    text = _question(ctx, draft, field) if field else _preview(ctx, draft)
    notice = Notice(text, _buttons(ctx, draft, field))
    person = ctx.who.person
    sent = await deliver(ctx.bot, ctx.services, person.chat_id, notice, person.telegram_id)
    return sent.message_id is not None


def _question(ctx: Ctx, draft: Draft, field: str) -> Html:
    known = draft.suggested.get(field)
    quote = Html("<blockquote>") + known + Html("</blockquote>") if known else None
    return facts.lines(ctx.voice.say(ASKS[field]), quote)


def _preview(ctx: Ctx, draft: Draft) -> Html:
    parts: list[Html | None] = []
    for locale, head in HEADS.items():
        question = Html("<b>") + (draft.texts[f"question_{locale}"] or "") + Html("</b>")
        answer = Html("") + (draft.texts[f"answer_{locale}"] or "")
        parts.append(facts.lines(ctx.voice.say(head), question, answer))
    parts.append(ctx.voice.say("Shall I answer this to whoever asks from now on?"))
    return facts.paragraphs(parts)


def _buttons(ctx: Ctx, draft: Draft, field: str | None) -> InlineKeyboardMarkup:
    voice, key = ctx.voice, str(draft.id)
    drop = InlineKeyboardButton(voice.plain("✖️ Give up"), callback_data=ReleaseFaq(key, "0").data())
    if field is None:
        release = InlineKeyboardButton(
            voice.plain("✅ Yes, add it"), callback_data=ReleaseFaq(key, "1").data()
        )
        return InlineKeyboardMarkup([[release], [drop]])
    if field not in draft.suggested:
        return InlineKeyboardMarkup([[drop]])
    use = InlineKeyboardButton(
        voice.plain("👍 Use this text"), callback_data=UseSuggestion(key, field).data()
    )
    return InlineKeyboardMarkup([[use], [drop]])


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(AddToFaq, on_add),
        pressed(UseSuggestion, on_use),
        pressed(ReleaseFaq, on_end),
    ]
