"""What stands below figures and lists of people."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import reach_texts
from bot.event import Event
from bot.place import Group, Place
from bot.reach_texts import GROUPS, count
from bot.services.reach import Met, Overview, Part, People
from bot.states import States
from bot.text import Voice
from handlers.desk_presses import (
    PARTS,
    STATES,
    SendFile,
    ShowDelegate,
    ShowPeople,
    ShowPicture,
    ShowReach,
)
from handlers.presses import Press

PARTS_PER_PAGE = 12
IN_A_ROW = 4  # numbers
_OFFERED = (
    (Group.YES, Group.NO),
    (Group.MAYBE, Group.SILENT),
    (Group.UNJOINED, Group.UNREACHABLE),
    (Group.CAME, Group.AWAITED),
)
_SHORT = 22  # characters that half the width of a phone shows


def button(text: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    """Make a button."""
    return InlineKeyboardButton(text, callback_data=press.data(), style=style)


def in_rows(
    buttons: Sequence[InlineKeyboardButton], width: int
) -> list[Sequence[InlineKeyboardButton]]:
    """Put buttons side by side."""
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def overview(
    voice: Voice, event: Event, states: States, found: Overview, at: ShowReach, *, home: Place
) -> InlineKeyboardMarkup:
    """Offer the parts of a place, its groups, pictures and files, and the way back.

    ``home`` is the widest place that the one who looks can see.
    """
    page = int(at.page)
    inside = [part for part in found.parts if part.place is not None and part.funnel.invited]
    shown = inside[page * PARTS_PER_PAGE : (page + 1) * PARTS_PER_PAGE]
    named = [(reach_texts.part_name(voice, event, states, found.place, p), p) for p in shown]
    places = [_part(voice, name, part, found.place, at) for name, part in named]
    wide = 3 if found.place.session is None and found.place.state is None and at.by == PARTS else 2
    rows = [
        *in_rows(places, wide),
        _turning(voice, at, page, len(inside), PARTS_PER_PAGE),
        *_groups(voice, found),
        _papers(voice, found.place),
        _back(voice, found.place, at, home),
    ]
    return InlineKeyboardMarkup([row for row in rows if row])


def _part(
    voice: Voice, name: str, part: Part, within: Place, at: ShowReach
) -> InlineKeyboardButton:
    place = part.place or within
    name = name[:_SHORT]
    if place.district is None:
        return button(f"{name} ›", ShowReach(place.code()))
    funnel = part.funnel
    if funnel.invited == 1:
        group = next(g for g in _ONE if count(funnel, g))
        mark = voice.plain(GROUPS[group]).split()[0]
        back = ShowDelegate(str(place.district), within.code(), "", at.page)
        return button(f"{mark} {name}", back)
    return button(f"{name} {funnel.yes}/{funnel.invited} ›", ShowReach(place.code()))


_ONE = (Group.CAME, Group.YES, Group.NO, Group.MAYBE, Group.SILENT)


def _groups(voice: Voice, found: Overview) -> list[list[InlineKeyboardButton]]:
    code = found.place.code()
    return [
        [
            button(f"{voice.plain(GROUPS[group])} {voice.number(number)}", ShowPeople(code, group))
            for group in row
            if (number := count(found.total, group))
            and (group is not Group.AWAITED or found.total.checked_in)
        ]
        for row in _OFFERED
    ]


def _papers(voice: Voice, place: Place) -> list[InlineKeyboardButton]:
    code = place.code()
    row = [
        button(voice.plain("📊 Picture"), ShowPicture(code, "")),
        button(voice.plain("📄 File"), SendFile(code, Group.ALL, "")),
    ]
    return row if place.district is None else []


def _back(voice: Voice, place: Place, at: ShowReach, home: Place) -> list[InlineKeyboardButton]:
    again = button(voice.plain("🔄 Now"), at)
    if at.by == STATES:
        return [button(voice.plain("← By date"), ShowReach()), again]
    around = place.around
    if place == home or around is None:
        by_state = button(voice.plain("🗺 By state"), ShowReach(by=STATES))
        return [by_state, again] if place == Place() else [again]
    return [button(voice.plain("← Back"), ShowReach(around.code())), again]


def _turning(
    voice: Voice, at: ShowReach, page: int, total: int, per_page: int
) -> list[InlineKeyboardButton]:
    turn: list[InlineKeyboardButton] = []
    if page:
        turn.append(button(voice.plain("← Earlier"), ShowReach(at.place, at.by, str(page - 1))))
    if (page + 1) * per_page < total:
        turn.append(button(voice.plain("Further →"), ShowReach(at.place, at.by, str(page + 1))))
    return turn


def people(voice: Voice, found: People, at: ShowPeople, *, phones: bool) -> InlineKeyboardMarkup:
    """Offer each of a page by number, the other pages, the list as a file, and the way back."""
    numbers = [
        button(str(n), ShowDelegate(str(one.id), at.place, at.group, str(found.number)))
        for n, one in enumerate(found.entries, 1)
    ]
    turn: list[InlineKeyboardButton] = []
    if found.number:
        to = ShowPeople(at.place, at.group, str(found.number - 1))
        turn.append(button(voice.plain("← Earlier"), to))
    if found.number + 1 < found.pages:
        to = ShowPeople(at.place, at.group, str(found.number + 1))
        turn.append(button(voice.plain("Further →"), to))
    files = []
    if found.total:
        files.append(button(voice.plain("📄 File"), SendFile(at.place, at.group, "")))
    if found.total and phones:
        pdf = SendFile(at.place, at.group, "pdf")
        files.append(button(voice.plain("📞 To call from"), pdf))
    back = [button(voice.plain("← Back"), ShowReach(at.place))]
    rows = [*in_rows(numbers, IN_A_ROW), turn, files, back]
    return InlineKeyboardMarkup([row for row in rows if row])


def found(voice: Voice, people: Sequence[Met]) -> InlineKeyboardMarkup:
    """Offer those who may be meant, by name."""
    return InlineKeyboardMarkup(
        [
            [
                button(
                    f"{reach_texts.mark(one)} {reach_texts.delegate_name(voice, one.delegate)}, "
                    f"{reach_texts.named(voice, one.delegate.district, one.delegate.district_hi)}",
                    ShowDelegate(str(one.id)),
                )
            ]
            for one in people
        ]
    )


def of_day(
    voice: Voice, place: Place, people: Sequence[Met], *, numbered: bool
) -> InlineKeyboardMarkup:
    """Offer each of those of a day, by name or as numbered in the text, and all figures."""
    numbers = [button(str(n), ShowDelegate(str(one.id))) for n, one in enumerate(people, 1)]
    each = in_rows(numbers, IN_A_ROW) if numbered else found(voice, people).inline_keyboard
    return InlineKeyboardMarkup(
        [*each, [button(voice.plain("📊 All figures"), ShowReach(place.code()))]]
    )


def only_people(voice: Voice, place: Place, group: Group) -> InlineKeyboardMarkup:
    """Offer who they are, below a figure, and all figures of the place."""
    code = place.code()
    return InlineKeyboardMarkup(
        [
            [
                button(voice.plain("👥 Who?"), ShowPeople(code, group)),
                button(voice.plain("📊 All figures"), ShowReach(code)),
            ]
        ]
    )
