"""The database: embedded by default, a given server by DATABASE_URL; its roles, and who logs in as whom.

Three roles. `wangge_owner` owns the tables and runs migrations. `wangge_app` is what the product may do: row-level
security binds it. `wangge_web` is the login of web, worker and timer; it can do nothing but become `wangge_app`.
"""

import os
import secrets
from dataclasses import dataclass, replace
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import embedded
from config.doubt import Doubt
from config.house import kept_secret

OLDEST_SERVER = 15
PREPARING = 0x57616E67
APP, OWNER, WEB = "wangge_app", "wangge_owner", "wangge_web"
# A statement that comes again on the same connection is parsed and rewritten once; the scope says whether its plan may
# be kept (docs/decisions/plans.md). The order of joins as written is good, and trying others costs more than it finds.
PREPARED_STATEMENTS = {"server_side_binding": True, "prepare_threshold": 2}
AS_APP = f"-c role={APP} -c join_collapse_limit=4"
WEB_OPTIONS = {"options": AS_APP, **PREPARED_STATEMENTS}
CONNECT_SECONDS = 5
PREPARED = "WANGGE_DATABASE_PREPARED"
Login = Literal["owner", "web"]


@dataclass(frozen=True)
class Address:
    """Where a PostgreSQL database is and who logs in."""

    host: str
    port: str
    name: str
    user: str
    password: str = ""

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """Open a connection that commits each statement by itself."""
        return psycopg.connect(
            host=self.host,
            port=self.port or None,
            dbname=self.name,
            user=self.user,
            password=self.password or None,
            connect_timeout=CONNECT_SECONDS,
            autocommit=True,
            **options,
        )

    def text(self) -> str:
        """As DATABASE_URL may be written."""
        parts = {"host": self.host, "port": self.port, "dbname": self.name, "user": self.user}
        return make_conninfo(**parts, password=self.password or None)

    def of(self, url: str) -> "Address":
        """Read a postgresql:// address; what it does not name stays as it is here."""
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        return replace(
            self,
            host=parts.get("host", self.host),
            port=parts.get("port", self.port),
            name=parts.get("dbname", self.name),
            user=parts.get("user", self.user),
            password=parts.get("password", self.password),
        )


LOCAL = Address(host="localhost", port="5432", name="wangge", user="postgres")


def connection(login: Login) -> dict[str, Any]:
    """Django's description of the database, for migrations (owner) or for the product (web)."""
    address = address_of(login)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS} | ({} if login == "owner" else WEB_OPTIONS),
        "TEST": {"NAME": f"test_{address.name}"},
    }


def address_of(login: Login) -> Address:
    """Where this login connects."""
    if is_embedded():
        return replace(_embedded(), user=WEB if login == "web" else OWNER)
    given = LOCAL.of(os.environ["DATABASE_URL"])
    if _is_prepared(given):
        return given if login == "web" else _owner_of(given)
    return replace(given, user=WEB if login == "web" else OWNER, password=_password(login))


def for_children() -> dict[str, str]:
    """The environment of web, worker and timer: no login in it but their own."""
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    return ours if is_embedded() else ours | {"DATABASE_URL": address_of("web").text(), PREPARED: "yes"}


def is_embedded() -> bool:
    """Whether the server is our own, under WANGGE_HOME."""
    return not os.environ.get("DATABASE_URL")


def _embedded() -> Address:
    return replace(LOCAL, host=str(embedded.socket_folder()))


def start() -> None:
    """See that our own server runs, unless another was given."""
    if is_embedded():
        embedded.start()


def _is_prepared(given: Address) -> bool:
    """Whether an administrator has made the roles, so that DATABASE_URL is the product's own login."""
    return given.user == WEB or bool(os.environ.get("DATABASE_OWNER_URL") or os.environ.get(PREPARED))


def _owner_of(given: Address) -> Address:
    url = os.environ.get("DATABASE_OWNER_URL")
    if not url:
        raise Doubt(f"DATABASE_URL logs in as {WEB}; to migrate, give the owner's login in DATABASE_OWNER_URL.")
    return given.of(url)


def _password(login: Login) -> str:
    return kept_secret(f"database-{login}", lambda: secrets.token_urlsafe(32))


# --- roles -----------------------------------------------------------------------------------------------------------


def prepare() -> None:
    """Make roles, database and default privileges where they are missing. Running it again changes nothing."""
    if not is_embedded() and _is_prepared(LOCAL.of(os.environ["DATABASE_URL"])):
        _reach(address_of("web")).close()
        return
    administrator = _embedded() if is_embedded() else LOCAL.of(os.environ["DATABASE_URL"])
    with _reach(replace(administrator, name="postgres")) as db:
        # Several processes may come here at once; the lock leaves with the connection.
        db.execute("SELECT pg_advisory_lock(%s)", (PREPARING,))
        _make_roles(db)
        _make_database(db, administrator.name)
        with address_of("owner").connect() as owner:
            grant_by_default(owner)


def _reach(address: Address) -> psycopg.Connection[Any]:
    """Connect; a server that cannot be reached, or that is too old, is refused with a sentence."""
    try:
        db = address.connect()
    except psycopg.OperationalError as error:
        where = f"{address.name} on {address.host}"
        raise Doubt(f"The database {where} cannot be reached: {str(error).strip()}") from error
    version = db.info.server_version // 10000
    if version < OLDEST_SERVER:
        db.close()
        raise Doubt(f"PostgreSQL {version} is too old; Wangge needs {OLDEST_SERVER} or newer.")
    return db


def _make_roles(db: psycopg.Connection[Any]) -> None:
    present = {name for (name,) in db.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name, powers in (
        (OWNER, "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS"),
        (APP, "NOLOGIN NOSUPERUSER NOBYPASSRLS"),
        (WEB, "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS"),
    ):
        if name not in present:
            db.execute(sql.SQL("CREATE ROLE {} " + powers).format(sql.Identifier(name)))
    _grant_app_to_web(db)
    if not is_embedded():
        _set_passwords(db)


def _grant_app_to_web(db: psycopg.Connection[Any]) -> None:
    member = "SELECT pg_has_role(%s, %s, 'MEMBER')"
    if db.execute(member, (WEB, APP)).fetchone() == (True,):
        return
    modern = db.info.server_version >= 160000
    # Before PostgreSQL 16 a grant has no options of its own; NOINHERIT of the role does the same.
    options = " WITH INHERIT FALSE, SET TRUE" if modern else ""
    db.execute(sql.SQL("GRANT {} TO {}" + options).format(sql.Identifier(APP), sql.Identifier(WEB)))


def _set_passwords(db: psycopg.Connection[Any]) -> None:
    for name, login in ((OWNER, "owner"), (WEB, "web")):
        password = sql.Literal(_password(login))  # type: ignore[arg-type]
        db.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), password))


def _make_database(db: psycopg.Connection[Any], name: str) -> None:
    if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
        return
    owner = sql.Identifier(OWNER)
    if db.execute("SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,):
        db.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
    db.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(sql.Identifier(name), owner))


def grant_by_default(db: psycopg.Connection[Any]) -> None:
    """As owner, before migrating: every table made from now on may be used by the product."""
    db.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    for privilege in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        db.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {privilege} TO {APP}")
