"""The settings: ``config.toml`` and the environment, checked once, then never changed.

Any key can be set as ``SAMVAD_<SECTION>__<KEY>``; the value is read as TOML where it is TOML, and
as plain text otherwise. Relative paths, wherever they are set, start at the folder of the config
file, so that the bot finds its database from any working directory.
"""

import contextlib
import re
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.complaints import complaints, dotted, shown
from bot.errors import Fault, Problem
from bot.event import Event
from bot.event_check import event_problems
from bot.event_parts import AtLeastOne, LocalTime
from bot.overrides import CONFIG_VARIABLE, Overrides
from bot.states import States
from bot.toml_text import parse

DEFAULT_PATH = Path("config.toml")
DATABASES = ("sqlite", "postgresql+psycopg")
_NO_DATABASE = (None, "", ":memory:")  # in memory each connection would have a database of its own
_TOKEN_FORM = r"^[0-9]+:[A-Za-z0-9_-]+$"  # noqa: S105 (a form, not a token)

Locale = Literal["hi", "en"]
Count = Annotated[int, Field(strict=True, ge=1)]


def _database_url(value: object) -> object:
    """Refuse what no engine can open; the address is never repeated, it may hold a password."""
    try:
        url = make_url(value) if isinstance(value, str) else None
    except ArgumentError:
        url = None
    if not url or url.drivername not in DATABASES or url.database in _NO_DATABASE:
        raise ValueError("expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME")
    return value


def _http_url(value: object) -> object:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise ValueError(f"expected an http:// or https:// address, got {shown(value)}")
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _moment(value: object) -> object:
    """Accept a date with a time, with or without an offset."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        raise ValueError(  # noqa: TRY004 (pydantic collects only this one)
            f"expected a date and time such as 2025-03-16T10:00:00, got {shown(value)}"
        )
    return value


class Section(BaseModel):
    """A section of the file: never changed after it is read, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DatabaseSection(Section):
    """``[database]``."""

    url: Annotated[str, BeforeValidator(_database_url)] = "sqlite:///var/samvad.db"


class TelegramSection(Section):
    """``[telegram]``."""

    api_url: Annotated[str, BeforeValidator(_http_url)] = "https://api.telegram.org/bot"
    poll_timeout: Annotated[int, Field(strict=True, ge=0, le=50)] = 30
    concurrency: Annotated[int, Field(strict=True, ge=1, le=1000)] = 64


class LogSection(Section):
    """``[log]``."""

    level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"
    format: Literal["text", "json"] = "text"


class LanguagesSection(Section):
    """``[languages]``."""

    default: Locale = "hi"
    offered: Annotated[tuple[Locale, ...], AtLeastOne] = ("hi", "en")

    @model_validator(mode="after")
    def _default_is_offered(self) -> "LanguagesSection":
        if self.default not in self.offered:
            raise ValueError(f'expected the default "{self.default}" among those offered')
        return self


class PrivacySection(Section):
    """``[privacy]``."""

    version: Annotated[str, Field(min_length=1, max_length=20)] = "1"
    keep_intake_days: Count = 30
    hide_phones_from: tuple[Literal["staff", "organiser"], ...] = ()
    shred_after_days: Count = 60


class TeamSection(Section):
    """``[team]``."""

    digest_at: time = time(8, 30)


class LimitsSection(Section):
    """``[limits]``."""

    invite_days: Count = 90


class DeliverySection(Section):
    """``[delivery]``."""

    per_second: Annotated[float, Field(strict=True, ge=0, le=1000, allow_inf_nan=False)] = 25.0
    in_flight: Annotated[int, Field(strict=True, ge=1, le=64)] = 16
    second_organiser: bool = False


class FeedbackSection(Section):
    """``[feedback]``."""

    ask: bool = True
    days_after: Annotated[int, Field(strict=True, ge=0, le=30)] = 1
    at: LocalTime = time(10, 0)


class RehearsalSection(Section):
    """``[rehearsal]``."""

    port: Annotated[int, Field(strict=True, ge=0, le=65_535)] = 8080
    speed: Annotated[float, Field(strict=True, ge=0, le=10_000, allow_inf_nan=False)] = 1.0
    now: Annotated[datetime, BeforeValidator(_moment)] | None = None  # see rehearsal_now
    roster: Path = Path("rehearsal/roster.csv")


class Settings(Section):
    """All sections but the event."""

    database: DatabaseSection = DatabaseSection()
    telegram: TelegramSection = TelegramSection()
    log: LogSection = LogSection()
    languages: LanguagesSection = LanguagesSection()
    privacy: PrivacySection = PrivacySection()
    team: TeamSection = TeamSection()
    limits: LimitsSection = LimitsSection()
    delivery: DeliverySection = DeliverySection()
    feedback: FeedbackSection = FeedbackSection()
    rehearsal: RehearsalSection = RehearsalSection()


class Config(Settings):
    """All settings. ``event`` is the first version of the event document."""

    event: Event
    bot_token: SecretStr | None = None
    path: Path

    def rehearsal_now(self) -> datetime | None:
        """Give the moment at which a rehearsal starts, aware; None: the present.

        Written without an offset it is that of the clock at the venue.
        """
        now = self.rehearsal.now
        return now if now is None or now.tzinfo else now.replace(tzinfo=self.event.zone)


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the settings; raises Fault with everything that is wrong, one line each.

    Without a path it is that of SAMVAD_CONFIG, or else ``config.toml`` in the working directory.
    """
    path = path or Path(environ.get(CONFIG_VARIABLE) or DEFAULT_PATH)
    document, problems = parse(_read(path), file=path.name)
    overrides = Overrides.of(environ, Config)
    problems += [*overrides.problems, *overrides.apply(document)]
    found, settings = _sections(document, path.name)
    event = document.get("event")
    if event is None:
        found.append(Problem(path.name, "event", "is missing: expected the event's description"))
    else:
        found += event_problems(event, States.load(), file=path.name)
    problems += [overrides.named(problem) for problem in found]
    token = environ.get("BOT_TOKEN", "").strip()
    if token and not re.match(_TOKEN_FORM, token):
        problems.append(
            Problem("environment", "BOT_TOKEN", "expected 123456789:AA..., as given by @BotFather")
        )
    if problems or settings is None:
        raise Fault(*map(str, problems))
    return Config(
        **dict(_anchored(settings, path.resolve().parent)),
        event=Event.model_validate(event),
        bot_token=SecretStr(token) if token else None,
        path=path.resolve(),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise Fault(
            f"{path}: there is no such file; start in the project's folder, "
            f"or say where it is with {CONFIG_VARIABLE}"
        ) from None
    except UnicodeDecodeError:
        raise Fault(f"{path}: can't be read: it is not UTF-8 text") from None
    except OSError as error:
        raise Fault(f"{path}: can't be read: {error.strerror}") from None


def _sections(document: dict[str, Any], file: str) -> tuple[list[Problem], Settings | None]:
    sections = {name: table for name, table in document.items() if name != "event"}
    try:
        return [], Settings.model_validate(sections)
    except ValidationError as error:
        return [
            Problem(file, dotted(at, sections), says) for at, says in complaints(error, Settings)
        ], None


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Let relative paths start at the config's folder."""
    url = make_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(folder / url.database))
    return settings.model_copy(
        update={
            "database": DatabaseSection(url=url.render_as_string(hide_password=False)),
            "rehearsal": settings.rehearsal.model_copy(
                update={"roster": folder / settings.rehearsal.roster}
            ),
        }
    )
