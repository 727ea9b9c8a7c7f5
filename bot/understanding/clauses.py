"""Where one thought ends and the next begins, punctuation or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.vocabulary import Role

if TYPE_CHECKING:
    from bot.understanding.vocabulary import Item

_VERB_ENDS = frozenset(
    "hai h he hain hei hoga hogi honge hga milega milegi milenge mlega rahega rahegi rhega rhegi"
    " sakta sakte sakti skta skte skti padega pdega padegi chahiye chahie chaiye hua hui gaya gayi"
    " है हैं होगा होगी होंगे मिलेगा मिलेगी रहेगा रहेगी रहेंगे सकता सकते सकती पड़ेगा चाहिए हुआ हुई हूं"
    " hu hun hoon aaunga aayenge aunga paunga btao batao bataiye bataye बताइए बताओ बताएं बताएँ do de दो दीजिए"
    " dijiye dena karu kare karo aayega aayegi aaega आएगा आएगी आएंगे chlega chalega chalegi चलेगा".split()
)
_TRAILING = frozenset(
    "kya kia kyaa क्या na ना ji जी n sir सर ki कि sahab साहब bhai भाई या ya batao btao बताओ bata बता dijiye"
    " bataiye bataye बताइए बताएं बताएँ दो do hai है h tha था thi थी please plz pls mujhe मुझे hume हमें hame to तो".split()
)
_VERBS = frozenset({"willcome", "icome", "able", "happen", "remain", "isit"})
_MODALS = frozenset({"ask", "askdone"})
_ASKING = frozenset({"when", "where", "how", "who", "whom", "why", "howmany", "which"})

_ENGLISH_STARTS = _ASKING | _MODALS | {"what"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Neighbouring items that belong together; `asked` when a question mark ends them."""

    items: tuple[Item, ...]
    asked: bool = False


def clauses_of(items: list[Item]) -> list[Clause]:
    """Return the clauses: cut at pauses and "and", after a Hindi verb, before an English question.

    Hindi puts its verb last, so that "kab aana hai kahan aana hai" ends a thought at each hai;
    English begins a question with its question word. People who speak into their phone give no
    other sign.
    """
    clauses: list[Clause] = []
    current: list[Item] = []
    for place, item in enumerate(items):
        if item.role is Role.PAUSE or item.concept == "and":
            if current:
                clauses.append(Clause(tuple(current), asked=item.tokens[0].key == "?"))
            elif clauses and item.tokens[0].key == "?":
                clauses[-1] = Clause(clauses[-1].items, asked=True)
            current = []
            continue
        if current and _begins(current, item, items[place + 1 :]):
            clauses.append(Clause(tuple(current)))
            current = []
        current.append(item)
    if current:
        clauses.append(Clause(tuple(current)))
    return clauses


def _begins(before: list[Item], item: Item, after: list[Item]) -> bool:
    """Say whether `item` begins a new thought after `before`."""
    if _ends_with_verb(before) and (
        _last_word(item) not in _TRAILING
        or (item.concept == "what" and _asks_again([item, *after]))
    ):
        return item.concept in _ASKING or _asks_again([item, *after])
    if item.meaning.language == "en" and item.concept in _ENGLISH_STARTS:
        if item.concept in _MODALS and any(known.concept in _ENGLISH_STARTS for known in before):
            return any(known.concept in _MODALS for known in before)  # "which id do I need"
        weighty = any(
            known.concept in _ASKING or known.role in (Role.ACT, Role.TOPIC) for known in before
        )
        return weighty and before[-1].role is not Role.QUESTION and item.concept != "whom"
    return False


def _ends_with_verb(items: list[Item]) -> bool:
    """Say whether the last word of weight is a finite verb, particles left aside."""
    for item in reversed(items):
        word = _last_word(item)
        if word in _VERB_ENDS or item.concept in _VERBS:
            return True
        if word not in _TRAILING:
            return False
    return False


def _asks_again(items: list[Item]) -> bool:
    """Say whether what follows has a verb of its own, up to the next pause."""
    for place, item in enumerate(items):
        if item.role is Role.PAUSE or item.concept == "and":
            return False
        if place and (_last_word(item) in _VERB_ENDS or item.concept in _VERBS):
            return True
    return False


def _last_word(item: Item) -> str:
    return item.tokens[-1].text.casefold()
