"""Settings: what is read, what is refused, and that everything wrong is said at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, load
from bot.errors import Fault
from bot.overrides import value

SHIPPED = Path(__file__).parent.parent / "config.toml"

EVENT = """
[event]
id = "meeting"
title = { hi = "अधिवेशन", en = "Convention" }
short_title = { hi = "संवाद", en = "Dialogue" }
organiser = { hi = "संगठन", en = "Organisation" }
purpose = { hi = "बातचीत", en = "To talk" }
source = { hi = "कार्यालय", en = "office" }
timezone = "Asia/Kolkata"

[event.venues.hall]
name = { hi = "सभागार", en = "Hall" }
address = { hi = "मुख्य सड़क", en = "Main Road" }
latitude = 28.6
longitude = 77.2

[[event.sessions]]
id = "first"
date = 2025-03-27
venue = "hall"
states = ["RJ", "UP"]
"""


def lines(path: Path, **environ: str) -> list[str]:
    with pytest.raises(Fault) as raised:
        load(path, environ)
    return list(raised.value.lines)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(EVENT, "utf-8")
    return path


def test_the_shipped_settings_are_sound() -> None:
    config = load(SHIPPED, {})
    assert config.database.url == f"sqlite:///{SHIPPED.parent / 'var/samvad.db'}"
    assert config.languages.default == "hi"
    assert config.bot_token is None
    assert config.rehearsal_now() == datetime(2025, 3, 16, 4, 30, tzinfo=UTC)


def test_the_shipped_values_are_the_defaults(path: Path) -> None:
    """A section left out of the file means the same as in the shipped one."""
    shipped, sparse = load(SHIPPED, {}), load(path, {})
    for section in ("telegram", "log", "languages", "privacy", "limits"):
        assert getattr(shipped, section) == getattr(sparse, section), section


def test_every_key_of_a_section_is_shipped_with_a_comment() -> None:
    """The line above each key is a comment."""
    written = SHIPPED.read_text("utf-8").split("[event]", maxsplit=1)[0].splitlines()
    keys = {}
    section = ""
    for above, line in zip(["", *written], written, strict=False):
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            keys[f"{section}.{line.split(' = ')[0]}"] = above.startswith("# ")
    expected = {
        f"{name}.{key}": True
        for name, field in Config.model_fields.items()
        for key in getattr(field.annotation, "model_fields", {})
        if name != "event"
    }
    assert keys == expected


def test_relative_paths_start_at_the_folder_of_the_file(path: Path) -> None:
    config = load(path, {"SAMVAD_DATABASE__URL": "sqlite:///here.db"})
    assert config.database.url == f"sqlite:///{path.parent / 'here.db'}"
    assert config.rehearsal.roster == path.parent / "rehearsal/roster.csv"
    absolute = load(path, {"SAMVAD_DATABASE__URL": "sqlite:////srv/there.db"})
    assert absolute.database.url == "sqlite:////srv/there.db"
    url = "postgresql+psycopg://samvad:secret@localhost/samvad"
    assert load(path, {"SAMVAD_DATABASE__URL": url}).database.url == url


def test_the_path_is_named_by_the_environment_or_is_in_the_working_directory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(None, {"SAMVAD_CONFIG": str(path)}).path == path
    monkeypatch.chdir(path.parent)
    assert load(None, {}).path == path


def test_the_environment_comes_before_the_file(path: Path) -> None:
    config = load(
        path,
        {
            "SAMVAD_LOG__LEVEL": "debug",
            "SAMVAD_TELEGRAM__CONCURRENCY": "8",
            "SAMVAD_LANGUAGES__OFFERED": '["hi"]',
            "SAMVAD_PRIVACY__VERSION": "2",
            "SAMVAD_REHEARSAL__NOW": "2025-03-20T10:00:00+05:30",
            "SAMVAD_EVENT__TITLE__EN": "Assembly",
            "BOT_TOKEN": " 123456:fictional-token \n",
            "PATH": "/bin",
        },
    )
    assert config.log.level == "DEBUG"
    assert config.telegram.concurrency == 8
    assert config.languages.offered == ("hi",)
    assert config.privacy.version == "2"
    assert config.rehearsal_now() == datetime(2025, 3, 20, 4, 30, tzinfo=UTC)
    assert config.event.title.en == "Assembly"
    assert config.bot_token is not None
    assert config.bot_token.get_secret_value() == "123456:fictional-token"
    assert "fictional-token" not in repr(config)


@given(st.text(max_size=30))
def test_a_variable_is_toml_or_the_text_itself(text: str) -> None:
    """Nothing that the environment holds can break the reading or add keys."""
    found = value(text)
    assert not isinstance(found, str) or found == text or text.strip()[0] in "\"'"


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("SAMVAD_LOG__LEVEL", "loud", ("expected one of 'DEBUG', 'INFO', 'WARNING' or 'ERROR', got "
         '"LOUD"')),
        ("SAMVAD_LOG__LEVL", "INFO", 'unknown key, did you mean "level"?'),
        ("SAMVAD_LOGS__LEVEL", "INFO", 'unknown section, did you mean "log"?'),
        ("SAMVAD_DATABASE_URL", "sqlite:///x", "unknown, did you mean SAMVAD_DATABASE__URL?"),
        ("SAMVAD_TELEGRAM__CONCURRENCY", "many", 'expected a whole number, got "many"'),
        ("SAMVAD_TELEGRAM__API_URL", "api.example", ("expected an http:// or https:// address, got "
         '"api.example"')),
        ("SAMVAD_REHEARSAL__NOW", "tomorrow", ("expected a date and time such as "
         '2025-03-16T10:00:00, got "tomorrow"')),
        ("SAMVAD_EVENT__TIMEZONE", "Asia/Kolkatta", ('expected a time zone such as "Asia/Kolkata", '
         'got "Asia/Kolkatta", did you mean "Asia/Kolkata"?')),
        ("SAMVAD_EVENT__SESSIONS__FIRST__DATE", "2025-03-28", ("can't be set by itself: set it in "
         "the file")),
        ("BOT_TOKEN", "secret", "expected 123456789:AA..., as given by @BotFather"),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_named(path: Path, variable: str, text: str, says: str) -> None:
    assert lines(path, **{variable: text}) == [f"environment: {variable}: {says}"]


def test_a_password_or_token_is_never_repeated(path: Path) -> None:
    hidden = "hush-hush"
    found = lines(
        path, SAMVAD_DATABASE__URL=f"mysql://samvad:{hidden}@localhost/samvad", BOT_TOKEN=hidden
    )
    assert found == [
        (
            "environment: SAMVAD_DATABASE__URL: expected sqlite:///PATH or "
            "postgresql+psycopg://USER@HOST/NAME"
        ),
        "environment: BOT_TOKEN: expected 123456789:AA..., as given by @BotFather",
    ]


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("[databse]", 'databse: unknown key, did you mean "database"?'),
        ('[database]\npath = "x"', "database.path: unknown key"),
        ('[database]\nurl = "sqlite://"', ("database.url: expected sqlite:///PATH or "
         "postgresql+psycopg://USER@HOST/NAME")),
        ("[telegram]\npoll_timeout = 90",
         "telegram.poll_timeout: expected a number of at most 50, got 90"),
        ("[telegram]\nconcurrency = 1.5",
         "telegram.concurrency: expected a whole number, got 1.5"),
        ("[telegram]\nconcurrency = true",
         "telegram.concurrency: expected a whole number, got true"),
        ("[limits]\ninvite_days = 0",
         "limits.invite_days: expected a number of at least 1, got 0"),
        ('[languages]\ndefault = "ta"',
         "languages.default: expected one of 'hi' or 'en', got \"ta\""),
        ('[languages]\noffered = ["en"]',
         'languages: expected the default "hi" among those offered'),
        ('log = "INFO"', 'log: expected a table, got "INFO"'),
        ("[rehearsal]\nspeed = nan", "rehearsal.speed: expected a number, got nan"),
    ],
)  # fmt: skip
def test_a_wrong_section_is_one_line_with_file_and_key(path: Path, section: str, says: str) -> None:
    path.write_text(f"{section}\n{EVENT}", "utf-8")
    assert lines(path) == [f"config.toml: {says}"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[log\nlevel = 1", ("config.toml: this is not TOML: expected ']' at the end of a table "
         "declaration (at line 1, column 5)")),
        ("[log]\nlevel = INFO", ("config.toml: this is not TOML: invalid value "
         "(at line 2, column 9)")),
        ("[log]", "config.toml: event: is missing: expected the event's description"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_toml_is_one_line(path: Path, text: str, says: str) -> None:
    path.write_text(text, "utf-8")
    assert lines(path) == [says]


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert lines(missing) == [
        (
            f"{missing}: there is no such file; start in the project's folder, "
            "or say where it is with SAMVAD_CONFIG"
        )
    ]
    assert lines(tmp_path) == [f"{tmp_path}: can't be read: Is a directory"]
    excel = tmp_path / "config.toml"
    excel.write_bytes("[log]\n# ज़िला".encode("utf-16"))
    assert lines(excel) == [f"{excel}: can't be read: it is not UTF-8 text"]


def test_ten_mistakes_are_ten_lines(path: Path) -> None:
    """Sections, event, and what is between the parts of the event, all in one go."""
    text = """
    [database]
    url = "oracle://db"
    [log]
    levle = "INFO"
    [telegram]
    concurrency = "many"
    """ + EVENT.replace("2025-03-27", "2025-02-30").replace(', en = "Dialogue"', "").replace(
        "28.6", "286.0"
    )
    text += """
    [[event.sessions]]
    id = "second"
    date = 2025-03-28T10:00:00Z
    venue = "hall"
    [[event.sessions]]
    id = "third"
    date = 2025-04-03
    time = 10:30
    end_time = 09:00:00
    venue = "hall"
    [[event.sessions]]
    id = "fourth"
    date = 2025-04-04
    venue = "home"
    states = ["Rajasthan"]
    """
    path.write_text(text, "utf-8")
    assert lines(path) == [
        "config.toml: line 37: expected a time with seconds, 10:30:00, got 10:30",
        "config.toml: database.url: expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME",
        'config.toml: telegram.concurrency: expected a whole number, got "many"',
        'config.toml: log.levle: unknown key, did you mean "level"?',
        "config.toml: event.short_title.en: the English text is missing",
        "config.toml: event.venues.hall.latitude: expected a number of at most 90.0, got 286.0",
        (
            "config.toml: event.sessions[first].date: expected a date such as 2025-04-03, "
            'got "2025-02-30"'
        ),
        (
            "config.toml: event.sessions[second].date: expected a date such as 2025-04-03, "
            "got 2025-03-28T10:00:00+00:00"
        ),
        "config.toml: event.sessions[third]: expected end_time after time (10:30), got 09:00",
        (
            "config.toml: event.sessions[fourth].venue: expected one of event.venues (hall), "
            'got "home"'
        ),
        (
            'config.toml: event.sessions[fourth].states: unknown state "Rajasthan", '
            'did you mean "RJ" (Rajasthan)?'
        ),
    ]
