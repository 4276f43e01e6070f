//! How the database is opened: the file and its permissions, the settings of a connection, and a few readers kept for
//! the next question.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::Cause;
use super::schema;

/// 3.7.0 to 3.51.2 can corrupt a WAL that two connections use (sqlite.org/wal.html#walresetbug).
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long one waits for another process to finish its transaction.
const PATIENCE: Duration = Duration::from_secs(5);
/// Pages in the log before they are moved into the database: 16 MiB, so that a burst is not slowed by moving.
const CHECKPOINT_PAGES: i64 = 4096;
/// Readers kept open between questions.
const IDLE_READERS: usize = 3;
/// Pages copied between two looks at what others do.
const COPY_PAGES: i32 = 1024;

/// Opens the file for writing, made first if it is not there.
pub(super) fn open_writer(path: &Path) -> Result<Connection, Cause> {
    require_sound_sqlite()?;
    create_private(path)?;
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.busy_timeout(PATIENCE)?;
    schema::format_of(&conn)?;
    if conn.is_readonly("main")? {
        return Err(Cause::ReadOnly);
    }
    set_wal(&conn)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "recursive_triggers", true)?;
    conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    harden(&conn)?;
    Ok(conn)
}

/// Opens the file for reading. On a disk that cannot be written the file is read as it lies there.
pub(super) fn open_reader(path: &Path) -> Result<Connection, Cause> {
    require_sound_sqlite()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |conn: rusqlite::Result<Connection>| -> Result<Connection, Cause> {
        let conn = conn?;
        conn.busy_timeout(PATIENCE)?;
        let format = schema::format_of(&conn)?;
        let known = schema::MIGRATIONS.len() as i64;
        match format {
            0 => return nothing(),
            found if found > known => return Err(Cause::Newer { found, known }),
            _ => {}
        }
        harden(&conn)?;
        Ok(conn)
    };
    match open(Connection::open_with_flags(path, flags)) {
        Err(Cause::Io(_) | Cause::ReadOnly) if path.is_file() && !has_log(path) => {
            let uri = format!("file:{}?immutable=1", percent_encoded(path));
            open(Connection::open_with_flags(
                uri,
                flags | OpenFlags::SQLITE_OPEN_URI,
            ))
        }
        other => other,
    }
}

/// What there is to read of a file that is a journal's before anything is in it: somebody begins it just now, or was killed
/// when they did.
fn nothing() -> Result<Connection, Cause> {
    let mut conn = Connection::open_in_memory()?;
    schema::migrate(&mut conn, Path::new(""), schema::MIGRATIONS)?;
    harden(&conn)?;
    Ok(conn)
}

fn require_sound_sqlite() -> Result<(), Cause> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(Cause::OldSqlite {
            found: rusqlite::version().to_owned(),
        });
    }
    Ok(())
}

/// The journal of two processes that start at once is turned to WAL by one of them while the other waits: SQLite does
/// not wait by itself here.
fn set_wal(conn: &Connection) -> Result<(), Cause> {
    let mut waited = Duration::ZERO;
    loop {
        let pause = Duration::from_millis(20);
        match conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0)) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(Cause::Database(format!("the journal stays in mode {mode}"))),
            Err(error) => match Cause::from(error) {
                Cause::Locked if waited < PATIENCE => std::thread::sleep(pause),
                cause => return Err(cause),
            },
        }
        waited += pause;
    }
}

/// Pages that a connection may hold: enough that the upper parts of all indexes of a million events stay.
const CACHE_KIBIBYTES: i64 = 16 * 1024;

fn harden(conn: &Connection) -> Result<(), Cause> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "cache_size", -CACHE_KIBIBYTES)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Makes the folder (0700) and the file (0600) where they are missing. SQLite gives the files beside it the same mode.
/// A file that exists is never opened here: closing it would drop the locks of this process (sqlite.org/howtocorrupt.html).
pub(super) fn create_private(path: &Path) -> Result<(), Cause> {
    if path.exists() {
        return restrict(path);
    }
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        opened => Ok(opened.map(drop)?),
    }
}

/// Takes the rights of others away from a file that has them.
#[cfg(unix)]
fn restrict(path: &Path) -> Result<(), Cause> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> Result<(), Cause> {
    Ok(())
}

/// Copies a whole database into the new file `to`, as one file without a log, through SQLite's backup interface.
pub(super) fn copy_database(from: &Connection, to: &Path) -> Result<(), Cause> {
    if to.exists() {
        fs::remove_file(to)?;
    }
    create_private(to)?;
    let mut copy = Connection::open(to)?;
    Backup::new(from, &mut copy)?.run_to_completion(COPY_PAGES, Duration::ZERO, None)?;
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(fs::File::open(to)?.sync_all()?)
}

/// Whether part of the journal may still be in the log beside it.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(PathBuf::from(log)).is_ok_and(|log| log.len() > 0)
}

fn percent_encoded(path: &Path) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte);
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| {
            if plain(byte) {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Connections that read, kept for the next question.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Readers {
        Readers {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Answers a question. Everything inside sees one state of the journal only within a transaction of its own.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, Cause>) -> Result<T, Cause> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match kept {
            Some(conn) => conn,
            None => open_reader(&self.path)?,
        };
        let answer = ask(&conn);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.is_ok() && idle.len() < IDLE_READERS {
            idle.push(conn);
        }
        answer
    }
}
