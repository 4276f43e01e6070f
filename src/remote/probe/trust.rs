//! Why a server's certificate is not trusted, in words for the person who is woken by it.

use jiff::Timestamp;
use rustls::CertificateError::{self, *};
use rustls::pki_types::UnixTime;

/// So many of the names are told that a certificate is for.
const NAMES: usize = 3;

/// What is wrong with the certificate, where that is what is wrong.
pub(super) fn distrust(error: &rustls::Error) -> Option<String> {
    match error {
        rustls::Error::InvalidCertificate(why) => said(why),
        _ => None,
    }
}

fn said(why: &CertificateError) -> Option<String> {
    Some(match why {
        Expired => "its certificate has ended".to_owned(),
        ExpiredContext { not_after, .. } => format!("its certificate has ended{}", day(" on", *not_after)),
        NotValidYet => "its certificate is not valid yet".to_owned(),
        NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid{}", day(" before", *not_before))
        }
        Revoked => "its certificate was revoked".to_owned(),
        UnknownIssuer => "its certificate is signed by nobody whom this machine trusts".to_owned(),
        BadEncoding => "its certificate cannot be read".to_owned(),
        BadSignature => "its certificate is not really signed by whom it says".to_owned(),
        NotValidForName => "its certificate is for another name".to_owned(),
        NotValidForNameContext { presented, .. } => another_name(presented),
        InvalidPurpose | InvalidPurposeContext { .. } => "its certificate is not one for servers".to_owned(),
        // What checks certificates keeps its own kind of error to itself.
        Other(other) if format!("{:?}", other.0).contains("CaUsedAsEndEntity") => {
            "its certificate is an authority's own, as self-signed ones are, and not one for a server"
                .to_owned()
        }
        _ => return None,
    })
}

fn another_name(presented: &[String]) -> String {
    match presented {
        [] => "its certificate is for no name at all".to_owned(),
        names => {
            let more = if names.len() > NAMES { " and more" } else { "" };
            let names: Vec<&str> = names.iter().take(NAMES).map(String::as_str).collect();
            format!("its certificate is for another name: {}{more}", names.join(", "))
        }
    }
}

/// The day, behind a word; nothing where it is none that can be told.
fn day(word: &str, time: UnixTime) -> String {
    let second = i64::try_from(time.as_secs()).ok();
    let moment = second.and_then(|second| Timestamp::from_second(second).ok());
    moment.map_or_else(String::new, |moment| {
        format!("{word} {}", moment.strftime("%Y-%m-%d"))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::ServerName;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_certificate_is_said_in_words() {
        let time = UnixTime::since_unix_epoch(Duration::from_secs(1_767_225_600));
        let names = |names: &[&str]| NotValidForNameContext {
            expected: ServerName::try_from("cart.example.com").unwrap(),
            presented: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let ended = ExpiredContext {
            time,
            not_after: time,
        };
        let early = NotValidYetContext {
            time,
            not_before: time,
        };
        for (why, words) in [
            (ended, "its certificate has ended on 2026-01-01"),
            (early, "its certificate is not valid before 2026-01-01"),
            (UnknownIssuer, "signed by nobody whom this machine trusts"),
            (names(&[]), "for no name at all"),
            (names(&["a", "b", "c", "d"]), "another name: a, b, c and more"),
        ] {
            let found = distrust(&rustls::Error::InvalidCertificate(why)).unwrap();
            assert!(found.ends_with(words), "{found}");
        }
        assert_eq!(distrust(&rustls::Error::HandshakeNotComplete), None);
    }
}
