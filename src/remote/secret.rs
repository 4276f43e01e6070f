//! Tokens and where they are kept: in the environment, in a file that only its owner can read, or with GitHub's own tool.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::model::secret::Secret;

/// Where to look for a token, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenPlaces {
    pub file: Option<PathBuf>,
    /// Names of variables of the environment.
    pub variables: Vec<String>,
    /// The host whose token `gh auth token` knows.
    pub gh_host: Option<String>,
}

/// Why a token cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretError {
    Unreadable {
        file: PathBuf,
        cause: String,
    },
    /// Others can read the file.
    Open {
        file: PathBuf,
        mode: u32,
    },
    Empty {
        file: PathBuf,
    },
    /// What is there cannot be sent in a header.
    Garbled,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, cause } => {
                write!(f, "cannot read the token in {}: {cause}", file.display())
            }
            Self::Open { file, mode } => {
                write!(
                    f,
                    "others can read the token in {} (mode {mode:o})",
                    file.display()
                )
            }
            Self::Empty { file } => write!(f, "there is no token in {}", file.display()),
            Self::Garbled => f.write_str("the token holds characters that no token has"),
        }
    }
}

impl std::error::Error for SecretError {}

impl SecretError {
    pub fn hint(&self) -> String {
        match self {
            Self::Open { file, .. } => format!("chmod 600 {}", file.display()),
            Self::Unreadable { .. } => "check the path and the file's permissions".to_owned(),
            Self::Empty { .. } => "put the token alone into it".to_owned(),
            Self::Garbled => "copy it again, without blanks or quotes around it".to_owned(),
        }
    }
}

impl TokenPlaces {
    /// The token; none where no place has one. `variable` reads the environment.
    pub fn find(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Secret>, SecretError> {
        if let Some(file) = &self.file {
            return in_file(file).map(Some);
        }
        let found = self
            .variables
            .iter()
            .find_map(|name| variable(name).filter(|token| !token.trim().is_empty()));
        let found = found.or_else(|| gh_token(self.gh_host.as_deref()?));
        found.map(|token| checked(&token)).transpose()
    }
}

fn in_file(file: &Path) -> Result<Secret, SecretError> {
    let unreadable = |cause: std::io::Error| SecretError::Unreadable {
        file: file.to_owned(),
        cause: cause.to_string(),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).map_err(unreadable)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SecretError::Open {
                file: file.to_owned(),
                mode,
            });
        }
    }
    let text = std::fs::read_to_string(file).map_err(unreadable)?;
    if text.trim().is_empty() {
        return Err(SecretError::Empty {
            file: file.to_owned(),
        });
    }
    checked(&text)
}

fn checked(text: &str) -> Result<Secret, SecretError> {
    let token = text.trim();
    if token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Secret::new(token))
    } else {
        Err(SecretError::Garbled)
    }
}

/// What GitHub's own tool knows; nothing where there is no such tool.
fn gh_token(host: &str) -> Option<String> {
    let said = Command::new("gh")
        .args(["auth", "token", "--hostname", host])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let token = String::from_utf8(said.stdout).ok()?;
    (said.status.success() && !token.trim().is_empty()).then_some(token)
}

/// `text` in base64 (RFC 4648, 4), as a basic authorisation is written.
pub(super) fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(text.len().div_ceil(3) * 4);
    for group in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            encoded.push(if at <= group.len() { letter.into() } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basic_authorisation_is_base64() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("ana@acme.io:t0ken", "YW5hQGFjbWUuaW86dDBrZW4="),
        ] {
            assert_eq!(base64(text), encoded);
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_token_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "  t0ken\n").unwrap();
        let places = TokenPlaces {
            file: Some(file.clone()),
            ..TokenPlaces::default()
        };
        for (mode, token) in [(0o644, None), (0o600, Some("t0ken"))] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            let found = places.find(|_| None);
            assert_eq!(found.ok().flatten().as_ref().map(Secret::reveal), token);
        }
        let by_name = TokenPlaces {
            variables: vec!["A".into(), "B".into()],
            ..TokenPlaces::default()
        };
        let found = by_name
            .find(|name| (name == "B").then(|| "b".to_owned()))
            .unwrap();
        assert_eq!(found.as_ref().map(Secret::reveal), Some("b"));
        assert_eq!(by_name.find(|_| Some("a b".into())), Err(SecretError::Garbled));
    }
}
