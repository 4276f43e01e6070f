//! A message as chats show it, in Slack's markup; Mattermost and others read the same. Pure.
//! <https://docs.slack.dev/messaging/formatting-message-text>

use serde_json::{Value, json};

use super::Message;
use crate::model::health::Health;
use crate::model::text::safe;

/// In characters, of any one text that is somebody else's.
const LONGEST: usize = 500;
/// Of several that are told at once, so many have a line.
const LISTED: usize = 20;

/// The body of the request.
pub(super) fn payload(message: &Message) -> Value {
    json!({"text": text(message), "unfurl_links": false, "unfurl_media": false})
}

fn text(message: &Message) -> String {
    if !message.also.is_empty() {
        return text_of_several(message);
    }
    let sign = match message.state {
        Health::Up => ":large_green_circle:",
        Health::Degraded => ":large_yellow_circle:",
        Health::Down => ":red_circle:",
        Health::Unknown => ":white_circle:",
    };
    let state = match (message.recovered, message.state) {
        (true, Health::Up) => "well again",
        (true, Health::Degraded) => "back, but not well",
        (_, Health::Up) => "up",
        (_, Health::Degraded) => "degraded",
        (_, Health::Down) => "unresponsive",
        (_, Health::Unknown) => "not to be told",
    };
    let title = match message.entity_title.as_str() {
        "" => escaped(&message.entity),
        title => format!("{} ({})", escaped(title), escaped(&message.entity)),
    };
    let mut lines = vec![
        format!("{sign} *{state}*: {title}"),
        format!("{}: {}", escaped(&message.probe), escaped(&message.seen)),
        format!(
            "since {:.0}, told to {} as {}, workspace {}",
            message.since,
            escaped(&message.whom),
            escaped(&message.role),
            escaped(&message.workspace)
        ),
    ];
    lines.extend(message.link.as_deref().and_then(link));
    lines.join("\n")
}

/// One line for each, as many as anybody reads at once.
fn text_of_several(message: &Message) -> String {
    let count = message.also.len() + 1;
    let head = match message.recovered {
        true => format!(":large_green_circle: *{count} are well again*, or better"),
        false => format!(":red_circle: *{count} are unresponsive*"),
    };
    let line = |entity: &str, probe: &str, seen: &str, link_to: Option<&str>| {
        let link = link_to
            .and_then(link)
            .map_or_else(String::new, |link| format!(" {link}"));
        format!(
            "• {} ({}): {}{link}",
            escaped(entity),
            escaped(probe),
            escaped(seen)
        )
    };
    let first = line(
        &message.entity,
        &message.probe,
        &message.seen,
        message.link.as_deref(),
    );
    let others = message.also.iter();
    let others = others.map(|one| line(&one.entity, &one.probe, &one.seen, one.link.as_deref()));
    let mut lines = vec![head];
    lines.extend([first].into_iter().chain(others).take(LISTED));
    if count > LISTED {
        lines.push(format!("and {} more", count - LISTED));
    }
    lines.push(format!(
        "told to {}, workspace {}",
        escaped(&message.whom),
        escaped(&message.workspace)
    ));
    lines.join("\n")
}

/// A text that is neither a link nor a mention. Where Slack asks for `<!channel>`, others call everybody by a bare `@channel`: a
/// sign of no width behind the `@` keeps them from it.
fn escaped(text: &str) -> String {
    let text = safe(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars().take(LONGEST) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' if !before.is_alphanumeric() => out.push_str("@\u{200b}"),
            c => out.push(c),
        }
        before = c;
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A link, where it is one that a browser opens.
fn link(address: &str) -> Option<String> {
    let is_link = address.starts_with("https://") || address.starts_with("http://");
    let is_plain = address
        .chars()
        .all(|c| c.is_ascii_graphic() && !"<>|".contains(c));
    (is_link && is_plain).then(|| format!("<{}|more>", address.replace('&', "&amp;")))
}
