//! Why another system did not answer as it should, for the person who has to act on it. Holds no secrets.

use std::fmt;

use super::secret::SecretError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteError {
    /// No answer, after several tries.
    Unreachable {
        address: String,
        cause: String,
    },
    /// It answers, but not with what was asked for.
    Refused {
        address: String,
        status: u16,
        /// The system's own words.
        message: String,
    },
    /// It wants to be left alone for longer than anybody waits.
    Busy {
        address: String,
        seconds: u64,
    },
    /// What it says is not what its description promises.
    Malformed {
        address: String,
        message: String,
    },
    /// An address that nobody can be asked at.
    Address {
        address: String,
        message: String,
    },
    Secret(SecretError),
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { address, cause } => write!(f, "{address} does not answer: {cause}"),
            Self::Refused {
                address,
                status,
                message,
            } if message.is_empty() => write!(f, "{address} refuses with status {status}"),
            Self::Refused {
                address,
                status,
                message,
            } => write!(f, "{address} refuses with status {status}: {message}"),
            Self::Busy { address, seconds } => {
                write!(
                    f,
                    "{address} asks to wait for {} min, which is too long",
                    seconds.div_ceil(60)
                )
            }
            Self::Malformed { address, message } => {
                write!(f, "{address} gave an answer that cannot be read: {message}")
            }
            Self::Address { address, message } => write!(f, "`{address}` is no address to ask at: {message}"),
            Self::Secret(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RemoteError {}

impl RemoteError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreachable { .. } => "check the address and the network, then run it again; what was read is kept",
            Self::Refused { status, .. } => match status {
                400 | 422 => "mend what it complains about",
                401 => "the token is missing, wrong or has expired; Jira Cloud also needs the account's mail address",
                403 => "the token's account may not see this; ask for access, or use another token",
                404 | 410 => "check the address and the names in it; what a token may not see is also not found",
                300..=399 => "use the address that it leads to",
                _ => "try again later; what was read is kept",
            },
            Self::Busy { .. } => "run it again after that time; what was read is kept",
            Self::Malformed { .. } => "check that the address is that system's own; what was read is kept",
            Self::Address { .. } => "write it as https://jira.example.com",
            Self::Secret(error) => return error.hint(),
        }
        .to_owned()
    }
}

impl From<SecretError> for RemoteError {
    fn from(error: SecretError) -> Self {
        Self::Secret(error)
    }
}
