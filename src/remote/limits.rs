//! When a system that is busy may be asked again, by what its answer says. Pure.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::Response;

/// Whether an answer means "later" rather than "no". GitHub says so with 403 too.
pub fn is_limited(response: &Response) -> bool {
    match response.status {
        429 => true,
        503 => response.header("retry-after").is_some(),
        403 => {
            response.header("retry-after").is_some()
                || response.header("x-ratelimit-remaining") == Some("0")
                || String::from_utf8_lossy(&response.body)
                    .to_lowercase()
                    .contains("rate limit")
        }
        _ => false,
    }
}

/// The seconds to wait, where the answer says them: `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), else GitHub's
/// moment of the next allowance.
pub fn seconds_to_wait(response: &Response, now: Timestamp) -> Option<u64> {
    let until = |moment: Timestamp| u64::try_from(moment.as_second() - now.as_second()).unwrap_or(0);
    if let Some(after) = response.header("retry-after") {
        let date = || rfc2822::parse(after).ok().map(|date| until(date.timestamp()));
        return after.trim().parse().ok().or_else(date);
    }
    if response.header("x-ratelimit-remaining") == Some("0") {
        let reset: i64 = response.header("x-ratelimit-reset")?.trim().parse().ok()?;
        // A second more: their clock and ours are two.
        return Timestamp::from_second(reset).ok().map(|reset| until(reset) + 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    fn response(status: u16, headers: &[(&'static str, &'static str)]) -> Response {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Response {
            status,
            headers,
            body: vec![],
        }
    }

    #[test]
    fn an_answer_says_how_long_to_wait() {
        let now: Timestamp = "2024-03-05T09:00:00Z".parse().unwrap();
        for (response, limited, seconds) in [
            (response(429, &[("retry-after", "30")]), true, Some(30)),
            (
                response(503, &[("retry-after", "Tue, 05 Mar 2024 09:01:30 GMT")]),
                true,
                Some(90),
            ),
            (
                response(429, &[("retry-after", "Tue, 05 Mar 2024 08:00:00 GMT")]),
                true,
                Some(0),
            ),
            (response(429, &[]), true, None),
            (response(503, &[]), false, None),
            (
                response(
                    403,
                    &[
                        ("x-ratelimit-remaining", "0"),
                        ("x-ratelimit-reset", "1709629260"),
                    ],
                ),
                true,
                Some(61),
            ),
            (response(403, &[("x-ratelimit-remaining", "7")]), false, None),
            (response(429, &[("retry-after", "soon")]), true, None),
        ] {
            assert_eq!(is_limited(&response), limited, "{response:?}");
            assert_eq!(seconds_to_wait(&response, now), seconds, "{response:?}");
        }
    }
}
