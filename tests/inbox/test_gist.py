"""Which messages count as asking the same: what is grouped, and what an FAQ entry answers."""

import pytest
from stage import understanding

from bot.event import Both, Faq
from bot.faq_match import FaqMatch
from bot.services.inbox import ALIKE
from bot.understanding.gist import likeness

SAME = [
    ("gadi kahan khadi karein", "गाड़ी कहाँ खड़ी करें"),
    ("parking kahan hai", "पार्किंग कहाँ पर मिलेगी?"),
    ("parking kaha h", "where is the parking"),
    ("wheelchair milegi kya", "व्हीलचेयर की व्यवस्था है क्या"),
    ("driver ke liye khana milega", "ड्राइवर को खाना मिलेगा क्या"),
    ("yatra bhatta kaise milega", "यात्रा भत्ता मिलेगा क्या"),
    ("doctor ki vyavastha hai kya", "डॉक्टर मिलेगा क्या वहां"),
    ("ticket kis ko milega", "टिकट किसको मिलेगा इस बार"),
    ("bijli ka bill bahut aa raha hai", "बिजली का बिल बहुत आ रहा है"),
    ("Is there wifi", "wifi milega kya"),
    ("नमस्ते, ड्रेस कोड क्या है", "dress code kya hai"),
]
OTHER = [
    ("parking kahan hai", "parking kab khulegi"),
    ("parking kahan hai", "parking ka kiraya kitna hai"),
    ("wheelchair milegi kya", "parking milegi kya"),
    ("train ka kiraya milega kya", "hotel ka kiraya milega kya"),
    ("driver ke liye khana milega", "driver ke liye kamra milega"),
    ("driver ke liye khana milega", "patni ke liye khana milega"),
    ("bijli ka bill bahut aa raha hai", "pani ka bill bahut aa raha hai"),
    ("ticket kis ko milega", "ticket kab milega"),
    ("कल की 2 बजे वाली गाड़ी", "कल की 5 बजे वाली गाड़ी"),
    ("मेरा नाम सूची में गलत है", "मेरा फोन नंबर सूची में गलत है"),
    ("Can I bring my laptop", "can I bring my gun"),
    ("क्या", "kya"),
    ("🙏🙏", "🙏🙏"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_is_alike_in_any_spelling_and_script(one: str, other: str) -> None:
    gist = understanding().gist
    score = likeness(gist(one), gist(other))
    assert score >= ALIKE
    assert likeness(gist(other), gist(one)) == score


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_is_not(one: str, other: str) -> None:
    gist = understanding().gist
    assert likeness(gist(one), gist(other)) < ALIKE


PARKING = Faq(
    id="q1",
    question=Both(hi="गाड़ी कहाँ खड़ी करें?", en="Where can I park?"),
    answer=Both(hi="भवन के पीछे।", en="Behind the building."),
    phrases=("parking kahan hai", "क्या पार्किंग मिलेगी", "park krne ki jgh"),
)
CHAIR = Faq(
    id="q2",
    question=Both(hi="क्या व्हीलचेयर मिलेगी?", en="Is there a wheelchair?"),
    phrases=("wheelchair milegi kya",),
)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("parking kahan hai", PARKING),
        ("PARKING kaha h??", PARKING),
        ("नमस्ते जी, पार्किंग कहाँ है", PARKING),
        ("where can I park", PARKING),
        ("व्हीलचेयर की व्यवस्था है क्या", CHAIR),
        ("whelchair milegi", CHAIR),
        ("parking ka kiraya kitna hai", None),
        ("parking kab khulegi", None),
        ("व्हीलचेयर कितने की है", None),
        ("wheelchair kahan milegi", None),
        ("gadi ka number badal gaya", None),
        ("gaana bajao", None),
        ("kal subah 6 baje ka alarm lagao", None),
        ("kya mausam hai", None),
        ("milegi kya", None),
        ("🙏", None),
        ("", None),
    ],
)
def test_an_entry_answers_its_own_question_and_no_other(text: str, entry: Faq | None) -> None:
    assert FaqMatch(understanding()).find((PARKING, CHAIR), text) == entry


def test_a_changed_faq_is_noticed() -> None:
    match = FaqMatch(understanding())
    assert match.find((CHAIR,), "parking kahan hai") is None
    assert match.find((CHAIR, PARKING), "parking kahan hai") == PARKING
    assert match.find((), "parking kahan hai") is None
