"""What is drawn or printed: pictures, passes with a QR code, lists on paper, spreadsheets.

Pure: frozen inputs and a voice in, bytes (or a file) out; no database, no Telegram, no clock. All
of it is work for a processor: a handler calls it through ``asyncio.to_thread``. The libraries are
imported with the first picture, list or workbook, not when the bot starts.

``pictures``   PNG for the chat: answers by state, the reach funnel, answers over time, arrivals
``passes``     PNG: a delegate's way in, with QR, roster number and short code
``lists``      PDF: a list of a state to call, a list of a gate to tick off; both languages at once
``workbooks``  XLSX with a sheet per session, and CSV
"""

from pathlib import Path

# Noto Sans Devanagari, under the licence beside it; the page of the rehearsal shows it too.
FONTS = Path(__file__).parent / "fonts"
