"""Unrelated sentences in romanised Hindi, made from patterns: what people say to a phone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOTS: dict[str, tuple[str, ...]] = {
    "time": ("subah 7 baje", "shaam 5 baje", "8 baje", "dopahar 2 baje", "raat 10 baje", "6:30 pm", "9 am", "aadhe ghante baad", "10 minute me", "2 ghante baad", "5:15", "noon", "11 p.m"),
    "day": ("kal", "aaj", "aaj raat", "kal subah", "parso", "somvar ko", "Friday", "is weekend", "agle hafte", "Saturday ko", "ravivar", "is mahine", "Monday subah", "agle Tuesday", "aaj shaam", "Thanksgiving par", "new year eve"),
    "person": ("John", "mummy", "papa", "Rahul", "Priya", "meri behen", "mere bhai", "Sarah", "boss", "Amit", "mom", "Kelly", "meri wife", "dadi", "Mike", "Neha", "mere dost", "Ashley", "Pooja", "mere roommate", "group", "Dr. Sharma", "Sunil chacha"),
    "task": ("dawai lena", "bill bharna", "doodh lana", "gym jana", "homework karna", "kapde dhona", "paudho ko paani dena", "kutte ko ghumana", "meeting ke liye nikalna", "call karna", "khana banana", "dentist ke paas jana", "kiraya dena", "kachra bahar rakhna", "airport jana", "school se bachcho ko lana", "birthday cake order karna", "report bhejna", "gaadi ki service", "sabzi kharidna"),
    "place": ("office", "ghar", "airport", "downtown", "Mumbai", "Seattle", "mall", "school", "beach", "Orlando", "Pune", "San Francisco", "Delhi", "New York", "kaam", "gym", "Jaipur", "Boston", "stadium", "hospital", "mere ghar", "Walmart", "Chicago", "Hyderabad", "museum"),
    "artist": ("Arijit Singh", "Kishore Kumar", "Taylor Swift", "Lata", "Beyonce", "Eminem", "Honey Singh", "Adele", "Coldplay", "Drake", "Shreya Ghoshal", "Badshah"),
    "genre": ("rock", "jazz", "purane", "romantic", "rap", "bhajan", "country", "party wale", "classical", "pop", "sad", "ghazal", "hip hop"),
    "event": ("concert", "match", "festival", "film", "comedy show", "parade", "mela", "fireworks", "cricket match", "party", "food festival", "book fair", "play", "marathon", "exhibition", "kids activities", "live music", "wine tasting", "yoga class", "garage sale", "carnival", "theater show", "events", "farmers market"),
    "say": ("main late ho jaunga", "main aa raha hoon", "main nahi aa paunga", "dinner kab hai", "kahan ho", "kya tum aa rahe ho", "haan", "kal milte hain", "main ghar pahunch gaya", "party me aana hai", "movie dekhne chalein", "mujhe call karo", "happy birthday", "thanks", "main 10 minute me pahunch jaunga", "khana taiyar hai", "main raste me hun", "kitne baje aana hai", "I love you", "good luck"),
    "weather": ("barish", "dhoop", "barf", "thand", "garmi", "toofan", "hawa", "baadal", "humidity", "snow"),
    "road": ("highway", "I-95", "MG road", "ring road", "bridge", "interstate", "main street", "freeway", "flyover", "tunnel"),
    "thing": ("chhata", "jacket", "sunscreen", "sweater", "boots", "raincoat"),
    "num": ("2", "3", "5", "10", "15", "20", "45"),
    "topic": ("biryani", "phone", "laptop", "share market", "sona", "petrol", "cricket score", "iPhone", "bijli bill", "loan", "gas cylinder", "passport", "PAN card", "aadhaar link"),
}  # fmt: skip

_PATTERNS = """
{day} {time} ka alarm laga do
{time} ka alarm set karo
{day} ke liye {time} alarm lagao
mere saare alarm band karo
alarm ko {num} minute ke liye snooze karo
mera agla alarm kab ka hai
kitne alarm lage hai {day} ke liye
{time} wala alarm cancel kar do
alarm {num} minute badha do
mujhe {time} jaga dena
mujhe {day} {time} uthna hai
{day} kitne baje ka alarm hai
{num} minute ka timer lagao
timer me kitna samay bacha hai
timer rok do
timer me {num} minute aur jodo
{num} ghante ka timer shuru karo
timer resume karo
mujhe {day} {task} yaad dilana
mujhe {time} {task} ka reminder do
{task} ke liye {day} reminder set karo
mere {day} ke reminder dikhao
{task} wala reminder hata do
kya mere paas {day} koi reminder hai
{person} ko call karne ka yaad dilao {time}
mujhe yaad dilana ki {day} {task} hai
{person} ke birthday ka reminder {day}
{person} ke saath meeting ka reminder {time} pe laga do
{artist} ke gaane bajao
{genre} gaane chalao
{artist} ka naya album play karo
ye gaana skip karo
ye gana kisne gaya hai
agla gaana bajao
volume badhao
mujhe {genre} music sunna hai
spotify par {artist} chalao
ye gaana dobara bajao
is gaane ka naam kya hai
{genre} radio station lagao
mujhe ye gaana pasand hai like karo
{artist} ki playlist shuffle karo
meri playlist me ye gaana jodo
music band karo
{day} ka mausam kaisa rahega
{place} me mausam kaisa hai
kya {day} {weather} hogi
{place} me {day} {weather} hogi kya
aaj ka tapman kya hai
{place} ka temperature kitna hai
kya mujhe {day} {thing} lena chahiye
{day} {place} me kitni {weather} hai
{weather} kab rukegi
suraj kab doobega {day}
kya {day} {thing} ki zarurat padegi
sunrise kitne baje hai {day}
{day} kitni thand hogi {place} me
{place} me {weather} kab hogi
abhi bahar kaisa mausam hai
{time} tak {weather} hogi kya
{person} ko message bhejo ki {say}
{person} ko bolo ki {say}
{person} ko text karo {say}
{person} ko batao {say}
{person} ka message padho
mere naye message dikhao
{person} ko reply karo {say}
{person} ko likho {say}
{person} ne kya message bheja
{person} se pucho {say}
{person} ko whatsapp karo {say}
{person} ke message ka jawab do {say}
last message par react karo
{person} ko video bhejo
{person} ka last message delete karo
{person} ko message karo aur pucho ki {say}
{person} ko bata do {say}
{person} ko bol dena ki {say}
kya {person} ne mujhe message kiya
{place} jane me kitna samay lagega
{place} ka rasta batao
{place} tak traffic kaisa hai
{road} par traffic kaisa hai
kya {road} par accident hua hai
{place} se {place} kitni door hai
{place} se {place} kitna time lagega
{place} kitne baje tak pahunch jaunga
{place} pahunchne ke liye kab nikalna chahiye
agar main {time} nikalu to {place} kab pahunchunga
{road} band hai kya
{place} jane ka sabse tez rasta kaun sa hai
{place} ke liye {road} avoid karo
mujhe {place} le chalo
ghar jane ka rasta dikhao
{place} se {place} ki drive kitni lambi hai
kya {place} jane me traffic hai {day}
{place} tak gaadi se kitne ghante lagenge
mujhe {time} tak {place} pahunchna hai kab nikalu
{place} jane wali {road} par kaam chal raha hai kya
{day} {place} me kya events hai
{day} koi {event} hai kya
{place} me {event} kab hai
{place} me {day} kya ho raha hai
{artist} ka concert kab hai
{artist} ka concert kahan hai
{event} ke ticket kitne ke hai
{place} me {event} dikhao
{event} kitne baje shuru hoga {place} me
mere paas me {event} kahan hai
{day} bachcho ke liye kya karna hai
{place} me is weekend kya karne ko hai
{event} ki list dikhao {day}
{event} me kaun aa raha hai {place}
{place} me {day} {event} ke liye kahan jaye
agla {event} kab hoga
{artist} {place} kab aa raha hai
kya {day} {place} me koi {event} ho raha hai
{event} kitne din chalega
{person} ka birthday kab hai
{topic} ka bhav kya hai
{topic} kahan milega
mera {topic} kaise apply kare
{topic} kab aayega
{topic} ki jankari chahiye
meri train kab aayegi
flight {num} ghante late kyu hai
{person} kahan hai
{person} kab aayega ghar
{person} ko phone lagao
{person} ka number kya hai
khane me kya banau
aaj dinner me kya hai
restaurant kahan hai acha wala
{place} me acha hotel kahan hai {num} star
{place} me hotel book karo {day}
ek joke sunao
mujhe koi kahani sunao
tumhari umar kya hai
tumhe kaun banaya
{num} guna {num} kitna hota hai
India ki rajdhani kya hai
match ka score kya hai
kaun jeeta kal ka match
{person} se shadi karni hai
padhai me man nahi lagta
mere pair me dard hai kya karu
light kab aayegi gaon me
paani nahi aa raha nal me
sadak kab banegi
ration card kaise banega
kisan yojana ka paisa kab aayega
chunav kab hai
mera ticket kab confirm hoga
bijli ka bill kaise jama kare
meri pension kab aayegi
school kab khulega
exam kab hai
result kab aayega {topic}
bus kab aayegi {place} wali
doctor kab milenge
dukaan kitne baje khulegi
bank kab tak khula hai
gadi ki service kab hai
{person} aur {person} kahan gaye
{person} kyu nahi aaya
{person} ko kitne paise diye
main {place} ja raha hu
mujhe {place} jana hai
main ghar par hu
mujhe neend aa rahi hai
mujhe bhookh lagi hai
mujhe {topic} chahiye
kal chutti hai kya
{day} mera interview hai
kya tum mujhse pyar karte ho
tum kahan rehte ho
tum kya kha rahe ho
lights band kar do
AC chalu karo
tv chalu karo
screenshot lo
battery kitni hai
{person} ki shaadi kab hai
{person} ki party me kaun kaun aa raha hai
{day} ki party kahan hai
{person} ke ghar kaise jaye
{day} {person} ke saath dinner hai
calendar me {day} kya hai
{day} meri kitni meetings hai
{day} ki meri pehli meeting kab hai
meri {time} ki meeting cancel kar do
{person} ke saath {time} meeting set karo
"""


def sentences(count: int, seed: int = 40) -> Iterator[str]:
    """Return `count` sentences, none of which is about the event; the same for the same seed."""
    chance = random.Random(seed)
    patterns = [line for line in _PATTERNS.splitlines() if line]
    for _ in range(count):
        pattern = chance.choice(patterns)
        while "{" in pattern:
            name = pattern[pattern.index("{") + 1 : pattern.index("}")]
            pattern = pattern.replace("{" + name + "}", chance.choice(_SLOTS[name]), 1)
        yield chance.choice((pattern, pattern, pattern.lower(), pattern.capitalize()))
