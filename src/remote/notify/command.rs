//! A program that tells somebody: started without a shell and without the secrets of this one's environment, given the message on
//! its input, and ended with all that it has started where it takes too long.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::Message;
use crate::model::text::safe;
use crate::remote::http::runtime;
use crate::remote::probe::span;

/// In bytes, of what a program says of itself.
const SAID: usize = 2_000;
/// How long is listened to what a program said after its end: what it has started may go on and keep its output open.
const REST: Duration = Duration::from_millis(200);

/// What of the environment a program needs to find its files and its person's screen; everything else stays here.
const KEPT: [&str; 20] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_TIME",
    "TZ",
    "TMPDIR",
    "TERM",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "SYSTEMROOT",
    "USERPROFILE",
];

/// Runs a program to its end. The error is a sentence without its arguments.
pub(super) fn run(
    argv: &[String],
    message: &Message,
    folder: &Path,
    patience: Duration,
) -> Result<(), String> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err("no command is named".to_owned());
    };
    let name = Path::new(program)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let name = safe(&name).into_owned();
    let arguments = arguments.iter().map(|argument| filled_in(argument, message));
    let mut command = Command::new(found(program, folder));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(
            KEPT.iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let input = message.document().to_string();
    let runtime = runtime().map_err(|error| format!("`{name}` cannot be run: {error}"))?;
    let ended = runtime.block_on(async {
        let mut child = command.spawn()?;
        let ended = timeout(patience, attended(&mut child, input)).await;
        if ended.is_err() {
            stop(&mut child).await;
        }
        ended.ok().transpose()
    });
    match ended {
        Err(error) => Err(format!("`{name}` cannot be run: {error}")),
        Ok(None) => Err(format!(
            "`{name}` did not end within {}, and was stopped",
            span(patience)
        )),
        Ok(Some((status, _))) if status.success() => Ok(()),
        Ok(Some((status, said))) => {
            let said = safe(String::from_utf8_lossy(&said).trim()).into_owned();
            let said = if said.is_empty() {
                said
            } else {
                format!(": {said}")
            };
            Err(format!("`{name}` failed with {status}{said}"))
        }
    }
}

/// Gives a program its input, and listens to it until it has ended.
async fn attended(child: &mut Child, input: String) -> io::Result<(ExitStatus, Vec<u8>)> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (mut out, mut err) = (vec![], vec![]);
    let status = {
        let write = async {
            if let Some(mut stdin) = stdin {
                // A program that does not listen may need no more than its arguments.
                let _ = stdin.write_all(input.as_bytes()).await;
            }
        };
        let mut talk = pin!(async {
            tokio::join!(write, listen(stdout, &mut out), listen(stderr, &mut err));
        });
        tokio::select! {
            status = child.wait() => {
                let _ = timeout(REST, talk).await;
                status?
            }
            () = &mut talk => child.wait().await?,
        }
    };
    Ok((status, if err.is_empty() { out } else { err }))
}

/// Takes in all that comes, and keeps the beginning.
async fn listen(from: Option<impl AsyncRead + Unpin>, said: &mut Vec<u8>) {
    let Some(mut from) = from else { return };
    let mut part = [0; 1024];
    while let Ok(length @ 1..) = from.read(&mut part).await {
        let room = SAID.saturating_sub(said.len());
        said.extend(part.iter().take(length.min(room)));
    }
}

/// Ends a program and all of its group.
async fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = child
        .id()
        .and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?))
    {
        // It may have ended by itself meanwhile, which is as good.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.start_kill();
    let _ = timeout(REST, child.wait()).await;
}

/// A path is the workspace's where it is none from the root; a bare name is looked for where programs are.
fn found(program: &str, folder: &Path) -> PathBuf {
    let path = Path::new(program);
    match path.components().count() {
        0 | 1 if !program.starts_with('.') => path.to_owned(),
        _ => folder.join(path),
    }
}

/// An argument with what is known in place of `{whom}`, `{entity}` and `{state}`; what is filled in is not looked at again.
fn filled_in(argument: &str, message: &Message) -> String {
    let known = [
        ("{whom}", message.whom.as_str()),
        ("{entity}", message.entity.as_str()),
        ("{state}", message.state.name()),
    ];
    let mut out = String::with_capacity(argument.len());
    let mut rest = argument;
    'next: while let Some(c) = rest.chars().next() {
        for (place, value) in known {
            if let Some(after) = rest.strip_prefix(place) {
                // No program takes a text with NUL in it.
                out.extend(value.chars().filter(|c| *c != '\0'));
                rest = after;
                continue 'next;
            }
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}
