//! What a web server answers: its status, and perhaps a text in its body. Redirects are followed a few times, each under the
//! rules of where it leads.

use std::cell::Cell;
use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, CACHE_CONTROL, LOCATION};
use reqwest::{Response, Url};
use tokio::time::timeout;

use super::{Heard, Network, Trouble, is_late, span};
use crate::model::health::Health;
use crate::model::health::target::{Method, StatusRange};
use crate::remote::http::runtime;
use crate::remote::web::{WebError, checked, host_of};

/// In bytes of a body: further is not looked.
const LARGEST: usize = 64 * 1024;
const REDIRECTS: usize = 5;
/// How much longer is waited for a whole exchange than for its connection, so that it can be told which of them was missing.
const GRACE: Duration = Duration::from_millis(50);

/// What is asked of a server.
pub(super) struct Question<'a> {
    pub url: &'a str,
    pub method: Method,
    pub expect: &'a [StatusRange],
    pub contains: Option<&'a str>,
    pub time: Duration,
}

/// What a server answers.
enum Answer {
    /// Its status; where a text was looked for, whether it was found.
    Here(u16, Option<bool>),
    /// It leads elsewhere.
    Elsewhere(u16, String),
}

impl Network {
    pub(super) fn look_http(&self, question: &Question<'_>) -> Heard {
        let start = Instant::now();
        let mut url = match checked(question.url) {
            Ok(url) => url,
            Err(error) => return Heard::unknown(format!("this is no address to ask at: {error}")),
        };
        let mut redirects = 0;
        loop {
            let left = question.time.saturating_sub(start.elapsed());
            let next = match self.ask(&url, question, left) {
                Ok(Answer::Here(status, found)) => {
                    return question.judged(&url, status, found, start.elapsed());
                }
                Ok(Answer::Elsewhere(..)) if redirects == REDIRECTS => {
                    Err(format!("redirects more than {REDIRECTS} times"))
                }
                Ok(Answer::Elsewhere(status, place)) => {
                    // What stands behind a # is for who reads, not for who is asked.
                    let place = place.split('#').next().unwrap_or_default();
                    let next = url.join(place).ok();
                    let next = next.and_then(|next| checked(next.as_str()).ok());
                    next.ok_or_else(|| format!("answers with status {status}, and leads to no address"))
                }
                // What may not be asked is ours to mend; where a server leads to is the server's.
                Err(Trouble::Ours(message)) if redirects > 0 => Err(format!("redirects: {message}")),
                Err(trouble) => return trouble.heard(),
            };
            match next {
                Ok(next) => (url, redirects) = (next, redirects + 1),
                Err(does) => return Heard::down(format!("{} {does}", shown(question.url))),
            }
        }
    }

    /// One exchange, with what is left of the time.
    fn ask(&self, url: &Url, question: &Question<'_>, left: Duration) -> Result<Answer, Trouble> {
        let start = Instant::now();
        let site = self.site(&host_of(url), left)?;
        let method = match question.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
        };
        if let Some(message) = site.closes(method.as_str(), url) {
            return Err(Trouble::forbidden(&site.host, &message));
        }
        let ours = |error: WebError| Trouble::Ours(error.to_string());
        let addresses = site
            .addresses_of(url)
            .map_err(|error| Trouble::of(&site.host, error))?;
        let left = left.saturating_sub(start.elapsed());
        let client = site.client(url, &addresses, left).map_err(ours)?;
        let runtime = runtime().map_err(|error| Trouble::Ours(format!("nobody can be asked: {error}")))?;
        let asked = client.request(method, url.clone());
        let asked = asked.header(ACCEPT, "*/*").header(CACHE_CONTROL, "no-cache");
        let is_answered = Cell::new(false);
        let exchange = async {
            let answer = asked.send().await?;
            is_answered.set(true);
            question.read(answer).await
        };
        let late = |what: &str| {
            Trouble::Theirs(Heard::down(format!(
                "{} {what} {}",
                shown(url.as_str()),
                span(question.time)
            )))
        };
        match runtime.block_on(async { timeout(left + GRACE, exchange).await }) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Trouble::Theirs(question.failed(url, &error, is_answered.get()))),
            Err(_) if is_answered.get() => Err(late("begins to answer, but does not come to an end within")),
            Err(_) => Err(late("does not answer within")),
        }
    }
}

impl Question<'_> {
    fn is_expected(&self, status: u16) -> bool {
        self.expect.iter().any(|range| range.holds(status))
    }

    /// Reads no more of an answer than what is asked for.
    async fn read(&self, mut answer: Response) -> reqwest::Result<Answer> {
        let status = answer.status().as_u16();
        let is_expected = self.is_expected(status);
        let place = answer
            .headers()
            .get(LOCATION)
            .and_then(|place| place.to_str().ok());
        if let Some(place) = place
            && !is_expected
            && matches!(status, 301 | 302 | 303 | 307 | 308)
        {
            return Ok(Answer::Elsewhere(status, place.to_owned()));
        }
        let Some(wanted) = self.contains.filter(|_| is_expected) else {
            return Ok(Answer::Here(status, None));
        };
        let mut body: Vec<u8> = vec![];
        while let Some(part) = answer.chunk().await? {
            // What was looked through already may end with the beginning of the text.
            let from = body.len().saturating_sub(wanted.len());
            body.extend(part.iter().take(LARGEST - body.len()));
            if body[from..]
                .windows(wanted.len())
                .any(|window| window == wanted.as_bytes())
            {
                return Ok(Answer::Here(status, Some(true)));
            }
            if body.len() >= LARGEST {
                break;
            }
        }
        Ok(Answer::Here(status, Some(false)))
    }

    fn judged(&self, url: &Url, status: u16, found: Option<bool>, took: Duration) -> Heard {
        let answers = format!("{} answers with status {status}", shown(url.as_str()));
        let (heard, seen) = if !self.is_expected(status) {
            let expected: Vec<String> = self.expect.iter().map(StatusRange::to_string).collect();
            (Health::Down, format!("{answers}, not {}", expected.join(" or ")))
        } else if found == Some(false) {
            let wanted = self.contains.unwrap_or_default();
            (
                Health::Down,
                format!(
                    "{answers}, but does not hold `{wanted}` in its first {} KiB",
                    LARGEST / 1024
                ),
            )
        } else if is_late(took, self.time) {
            (
                Health::Degraded,
                format!("{answers}, but only after {}", span(took)),
            )
        } else {
            (Health::Up, format!("{answers} after {}", span(took)))
        };
        Heard {
            took: Some(took),
            ..Heard::new(heard, seen)
        }
    }

    /// Why an exchange broke off.
    fn failed(&self, url: &Url, error: &reqwest::Error, is_answered: bool) -> Heard {
        let host = host_of(url);
        let (origin, kind) = origin(error);
        let is_closed = matches!(
            kind,
            Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof)
        );
        if error.is_connect() {
            return match kind {
                Some(kind) if super::tcp::is_nobody(kind) => {
                    Heard::nobody(format!("{host} cannot be reached: {origin}"))
                }
                Some(io::ErrorKind::ConnectionRefused) => {
                    Heard::down(format!("{host} refuses the connection: nobody listens there"))
                }
                _ if error.is_timeout() => Heard::nobody(format!(
                    "there is no connection to {host} within {}",
                    span(self.time)
                )),
                _ if is_closed => Heard::down(format!("{host} closes the connection before it is safe")),
                _ => {
                    let distrust = origin.downcast_ref().and_then(super::trust::distrust);
                    let why = distrust.unwrap_or_else(|| origin.to_string());
                    Heard::down(format!("there is no safe connection to {host}: {why}"))
                }
            };
        }
        let place = shown(url.as_str());
        // hyper tells this one by its words alone.
        let is_silent = is_closed
            || origin
                .to_string()
                .contains("connection closed before message completed");
        Heard::down(match (is_answered, is_silent) {
            (true, _) => format!("{place} breaks off in the middle of its answer"),
            (false, true) => format!("{place} closes the connection without an answer"),
            (false, false) => format!("{place} answers with what is no HTTP: {origin}"),
        })
    }
}

/// An address without what is nobody's to see: what a query may hold.
fn shown(url: &str) -> String {
    match url.split_once('?') {
        Some((place, _)) => format!("{place}?…"),
        None => url.to_owned(),
    }
}

/// Where an error began, and what sort of error of reading or writing it was.
fn origin(error: &reqwest::Error) -> (&(dyn Error + 'static), Option<io::ErrorKind>) {
    let mut origin: &(dyn Error + 'static) = error;
    let mut kind = None;
    loop {
        let io = origin.downcast_ref::<io::Error>();
        kind = io.map(io::Error::kind).or(kind);
        // An error of reading or writing keeps what it stands for to itself.
        let inner = io.and_then(io::Error::get_ref);
        let inner = inner.map(|inner| inner as &(dyn Error + 'static));
        match inner.or_else(|| origin.source()) {
            Some(cause) => origin = cause,
            None => return (origin, kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_after_half_of_the_time_is_late() {
        let question = Question {
            url: "https://cart.example.com/healthz",
            method: Method::Get,
            expect: &[StatusRange::WELL],
            contains: Some("ok"),
            time: Duration::from_secs(5),
        };
        let url = Url::parse(question.url).unwrap();
        for (status, found, milliseconds, heard, words) in [
            (
                200,
                true,
                2_500,
                Health::Up,
                "answers with status 200 after 2.5 s",
            ),
            (
                200,
                true,
                2_600,
                Health::Degraded,
                "answers with status 200, but only after 2.6 s",
            ),
            (200, false, 2_600, Health::Down, "but does not hold `ok`"),
            (500, true, 2_600, Health::Down, "status 500, not 2xx"),
        ] {
            let took = Duration::from_millis(milliseconds);
            let judged = question.judged(&url, status, Some(found), took);
            assert_eq!((judged.heard, judged.took), (heard, Some(took)));
            assert!(judged.seen.contains(words), "{}", judged.seen);
        }
    }
}
