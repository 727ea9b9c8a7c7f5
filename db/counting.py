"""Triggers that keep running counts and words to search for, on SQLite and PostgreSQL.

Counting a million roster rows with their accounts and answers takes seconds; reading some dozen
running counts takes none. They change in the transaction of what they count, also when an import
or the command line makes it. Triggers fire *after* a row changed: one that fires before would
count a row that "insert or ignore" then leaves out. Only an entry that is deleted is looked at
before, with those that remain: PostgreSQL fires the others when the whole statement is done.

A migration that rebuilds a table on SQLite drops its triggers, so `install` puts all of them in
place after every migration.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

_FIGURES = (
    *("invited", "joined", "verified", "yes", "no", "maybe"),
    *("unreachable", "checked_in"),
)


@dataclass(frozen=True, slots=True)
class _Trigger:
    """Statements to run after a row of a table changed."""

    table: str
    event: str  # INSERT, DELETE, or UPDATE OF columns
    body: str
    moment: str = "AFTER"

    @property
    def name(self) -> str:
        return f"count_{self.table}_{self.event.split()[0].lower()}"


def install(connection: Connection) -> None:
    """Put the triggers in place where their tables are."""
    there = set(inspect(connection).get_table_names())
    if not {"tally", "delegate_word"} <= there:
        return
    remove(connection)
    for trigger in _triggers(connection.dialect.name):
        if trigger.table in there:
            for statement in _created(connection.dialect.name, trigger):
                connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Take the triggers away."""
    name = connection.dialect.name
    there = set(inspect(connection).get_table_names())
    for trigger in _triggers(name):
        if name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name}")
        elif trigger.table in there:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {trigger.name}()")


def recount(connection: Connection) -> None:
    """Count everything anew."""
    connection.exec_driver_sql("DELETE FROM tally")
    connection.exec_driver_sql(f"""
        INSERT INTO tally (state, seat, {", ".join(_FIGURES)})
        SELECT d.state, coalesce(d.session_override, ''), count(DISTINCT d.id),
               count(DISTINCT p.id),
               count(DISTINCT CASE WHEN p.verified_at IS NOT NULL THEN p.id END),
               count(DISTINCT CASE WHEN r.choice = 'yes' THEN d.id END),
               count(DISTINCT CASE WHEN r.choice = 'no' THEN d.id END),
               count(DISTINCT CASE WHEN r.choice = 'maybe' THEN d.id END),
               count(DISTINCT CASE WHEN p.unreachable_at IS NOT NULL THEN p.id END),
               count(DISTINCT c.delegate_id)
        FROM delegate d LEFT JOIN person p ON p.delegate_id = d.id
             LEFT JOIN rsvp r ON r.delegate_id = d.id
             LEFT JOIN check_in c ON c.delegate_id = d.id
        WHERE d.status = 'active' GROUP BY 1, 2
    """)  # noqa: S608 (names of ours, no values)
    connection.exec_driver_sql("DELETE FROM delegate_word")
    source, word = _words(connection.dialect.name, "d")
    connection.exec_driver_sql(
        "INSERT INTO delegate_word (word, delegate_id) "  # noqa: S608
        f"SELECT DISTINCT {word}, d.id FROM delegate d, {source} WHERE {word} <> ''"
    )


def _triggers(dialect: str) -> Iterator[_Trigger]:
    person = "delegate_id, verified_at, unreachable_at"
    yield _Trigger("person", "INSERT", _person("NEW", "+"))
    yield _Trigger("person", f"UPDATE OF {person}", _person("OLD", "-") + _person("NEW", "+"))
    yield _Trigger("person", "DELETE", _person("OLD", "-"))
    yield _Trigger("rsvp", "INSERT", _answer("NEW", "+"))
    yield _Trigger("rsvp", "UPDATE OF choice", _answer("OLD", "-") + _answer("NEW", "+"))
    yield _Trigger("rsvp", "DELETE", _answer("OLD", "-"))
    yield _Trigger("check_in", "INSERT", _came("NEW", "+"))
    yield _Trigger("check_in", "DELETE", _came("OLD", "-"), "BEFORE")
    words = _put_words(dialect)
    drop = "DELETE FROM delegate_word WHERE delegate_id = OLD.id;"
    place = "status, state, session_override, search_key"
    moved = _delegate("OLD", "-", dialect) + _delegate("NEW", "+", dialect)
    yield _Trigger("delegate", "INSERT", _delegate("NEW", "+", dialect) + words)
    yield _Trigger("delegate", f"UPDATE OF {place}", moved + drop + words)
    yield _Trigger("delegate", "DELETE", _delegate("OLD", "-", dialect) + drop)


def _person(row: str, sign: str) -> str:
    return _counted(
        f"{row}.delegate_id",
        f"joined = joined {sign} 1, "
        f"verified = verified {sign} CAST(({row}.verified_at IS NOT NULL) AS INTEGER), "
        f"unreachable = unreachable {sign} CAST(({row}.unreachable_at IS NOT NULL) AS INTEGER)",
    )


def _answer(row: str, sign: str) -> str:
    changes = ", ".join(
        f"{choice} = {choice} {sign} CAST(({row}.choice = '{choice}') AS INTEGER)"
        for choice in ("yes", "no", "maybe")
    )
    return _counted(f"{row}.delegate_id", changes)


def _came(row: str, sign: str) -> str:
    """Count a person once, however many sessions he came to."""
    others = "id < NEW.id" if row == "NEW" else "id <> OLD.id"
    first = (
        f"(SELECT count(*) FROM check_in WHERE delegate_id = {row}.delegate_id AND {others}) = 0"  # noqa: S608
    )
    change = f"checked_in = checked_in {sign} CAST(({first}) AS INTEGER)"
    return _counted(f"{row}.delegate_id", change)


def _counted(delegate: str, changes: str) -> str:
    """Change the counts of the place where an active delegate belongs."""
    return (
        f"UPDATE tally SET {changes} WHERE (state, seat) = "  # noqa: S608
        "(SELECT d.state, coalesce(d.session_override, '') FROM delegate d "
        f"WHERE d.id = {delegate} AND d.status = 'active');"
    )


def _delegate(row: str, sign: str, dialect: str) -> str:
    """Count an active delegate, with all that he brings along, in or out of his place."""
    came = f"(SELECT count(DISTINCT delegate_id) FROM check_in WHERE delegate_id = {row}.id)"  # noqa: S608
    one = {
        "invited": "1",
        "joined": f"(SELECT count(*) FROM person WHERE delegate_id = {row}.id)",  # noqa: S608
        "verified": f"(SELECT count(verified_at) FROM person WHERE delegate_id = {row}.id)",  # noqa: S608
        "unreachable": f"(SELECT count(unreachable_at) FROM person WHERE delegate_id = {row}.id)",  # noqa: S608
        **{
            c: f"(SELECT count(*) FROM rsvp WHERE delegate_id = {row}.id AND choice = '{c}')"  # noqa: S608
            for c in ("yes", "no", "maybe")
        },
        "checked_in": came,
    }
    seat = f"coalesce({row}.session_override, '')"
    if sign == "-":
        changes = ", ".join(f"{name} = {name} - {count}" for name, count in one.items())
        return (
            f"UPDATE tally SET {changes} "  # noqa: S608
            f"WHERE state = {row}.state AND seat = {seat} AND {row}.status = 'active';"
        )
    total = "tally." if dialect == "postgresql" else ""
    changes = ", ".join(f"{name} = {total}{name} + excluded.{name}" for name in one)
    return (
        f"INSERT INTO tally (state, seat, {', '.join(one)}) "
        f"SELECT {row}.state, {seat}, {', '.join(one.values())} WHERE {row}.status = 'active' "
        f"ON CONFLICT (state, seat) DO UPDATE SET {changes};"
    )


def _put_words(dialect: str) -> str:
    source, word = _words(dialect, "NEW")
    return (
        "INSERT INTO delegate_word (word, delegate_id) "  # noqa: S608
        f"SELECT DISTINCT {word}, NEW.id FROM {source} WHERE {word} <> '';"
    )


def _words(dialect: str, row: str) -> tuple[str, str]:
    """Cut a search key into words: letters and digits with single spaces, no quotes in it."""
    if dialect == "sqlite":
        array = f"'[\"' || replace({row}.search_key, ' ', '\",\"') || '\"]'"
        return f"json_each({array}) w", "w.value"
    return f"regexp_split_to_table({row}.search_key, ' ') w", "w"


def _created(dialect: str, trigger: _Trigger) -> Iterator[str]:
    when = f"{trigger.moment} {trigger.event} ON {trigger.table} FOR EACH ROW"
    if dialect == "sqlite":
        yield f"CREATE TRIGGER {trigger.name} {when} BEGIN {trigger.body} END"
        return
    given_back = "NULL" if trigger.moment == "AFTER" else "OLD"
    yield (
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {trigger.body} RETURN {given_back}; END $$"
    )
    yield f"CREATE TRIGGER {trigger.name} {when} EXECUTE FUNCTION {trigger.name}()"
