"""The short code of a pass: made by a signature, read however it is typed.

Eight signs of Crockford's alphabet (https://www.crockford.com/base32.html), which has no I, L, O
and U: what looks like 1 or 0 is one. The first is a letter, so that no code is a number. They
carry 39 bits of an HMAC-SHA256: a code that was guessed is one in 750 thousand million.
"""

import hmac
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = ALPHABET[10:]
LENGTH = 8
_LOOKS_LIKE = str.maketrans("OILU", "011V")
_SEPARATORS = re.compile(r"[\s.\-–—_]+")
_FORM = re.compile(rf"[{LETTERS}][{ALPHABET}]{{{LENGTH - 1}}}")


def code_of(secret: str, delegate_id: int, generation: int) -> str:
    """Give the code of a delegate's pass; the same for the same secret, also after a restore."""
    message = f"pass:{delegate_id}:{generation}".encode()
    number = int.from_bytes(hmac.digest(bytes.fromhex(secret), message, "sha256")[:10])
    number, first = divmod(number, len(LETTERS))
    signs = [LETTERS[first]]
    for _ in range(LENGTH - 1):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def read_code(text: str) -> str | None:
    """Give the code that a text is: case, spaces and dashes do not count; None for none."""
    joined = _SEPARATORS.sub("", text).upper().translate(_LOOKS_LIKE)
    return joined if _FORM.fullmatch(joined) else None


def shown(code: str) -> str:
    """Give a code as it is printed: in two halves."""
    return f"{code[:4]}-{code[4:]}"
