//! HTML as text: tags go, blocks become lines, entities become characters.

/// Elements that begin a new line.
const BLOCKS: [&str; 16] = [
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "blockquote",
    "pre",
];
/// Elements of which nothing is for reading.
const UNSEEN: [&str; 2] = ["script", "style"];

/// The text of what may be HTML. A `<` that begins no tag stays.
pub(super) fn text(html: &str) -> String {
    let mut lines = vec![String::new()];
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&', '\n']) {
        push(&mut lines, &rest[..at]);
        rest = &rest[at..];
        rest = match rest.as_bytes().first() {
            Some(b'<') => tag(rest, &mut lines),
            Some(b'&') => entity(rest, &mut lines),
            _ => {
                // A line's end in HTML is a blank, in plain text an end; both read well as a line of its own.
                lines.push(String::new());
                &rest[1..]
            }
        };
    }
    push(&mut lines, rest);
    let lines = lines
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty() && line != "•").collect();
    lines.join("\n")
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// Reads over a tag; returns what is left.
fn tag<'a>(rest: &'a str, lines: &mut Vec<String>) -> &'a str {
    let inside = &rest[1..];
    if let Some(comment) = inside.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let Some((tag, after)) = inside.split_once('>').filter(|_| is_tag) else {
        push(lines, "<");
        return inside;
    };
    let name = tag.trim_start_matches('/');
    let name = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    let name = name.to_ascii_lowercase();
    if UNSEEN.contains(&name.as_str()) && !tag.starts_with('/') && !tag.ends_with('/') {
        let end = format!("</{name}");
        let end = after.to_ascii_lowercase().find(&end).unwrap_or(after.len());
        return &after[end..];
    }
    if BLOCKS.contains(&name.as_str()) {
        lines.push(String::new());
        if name == "li" && !tag.starts_with('/') {
            push(lines, "• ");
        }
    }
    after
}

/// Entities that such texts hold.
const ENTITIES: [(&str, &str); 16] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
];

fn entity<'a>(rest: &'a str, lines: &mut [String]) -> &'a str {
    let inside = &rest[1..];
    let decoded = inside.split_once(';').and_then(|(name, after)| {
        let text = match name.strip_prefix('#') {
            Some(number) => {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => number.parse().ok(),
                };
                char::from_u32(code?)?.to_string()
            }
            None => ENTITIES.iter().find(|(known, _)| *known == name)?.1.to_owned(),
        };
        Some((text, after))
    });
    match decoded {
        Some((text, after)) => {
            push(lines, &text);
            after
        }
        None => {
            push(lines, "&");
            inside
        }
    }
}
