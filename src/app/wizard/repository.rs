//! The name of a repository in its three parts, as Backstage writes it: `github.com?owner=acme&repo=cart`
//! (github.com/backstage/backstage, plugins/scaffolder-node/src/actions/util.ts).

/// A part of the name that is filled in by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Host,
    Owner,
    Name,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Host, Part::Owner, Part::Name];

    pub fn word(self) -> &'static str {
        match self {
            Part::Host => "host",
            Part::Owner => "owner",
            Part::Name => "name",
        }
    }
}

/// The three parts, each perhaps empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    host: String,
    owner: String,
    name: String,
    /// Further parameters, as they were.
    rest: Vec<String>,
}

impl Address {
    pub fn parse(text: &str) -> Self {
        let (host, query) = text.split_once('?').unwrap_or((text, ""));
        let mut address = Self {
            host: host.to_owned(),
            ..Self::default()
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("owner", owner)) => address.owner = decode(owner),
                Some(("repo", name)) => address.name = decode(name),
                _ => address.rest.push(pair.to_owned()),
            }
        }
        address
    }

    pub fn get(&self, part: Part) -> &str {
        match part {
            Part::Host => &self.host,
            Part::Owner => &self.owner,
            Part::Name => &self.name,
        }
    }

    pub fn with(mut self, part: Part, text: &str) -> Self {
        let place = match part {
            Part::Host => &mut self.host,
            Part::Owner => &mut self.owner,
            Part::Name => &mut self.name,
        };
        text.clone_into(place);
        self
    }

    /// As one text; none where nothing but the host is said.
    pub fn text(&self) -> Option<String> {
        if self.owner.is_empty() && self.name.is_empty() && self.rest.is_empty() {
            return None;
        }
        let mut text = format!(
            "{}?owner={}&repo={}",
            self.host,
            encode(&self.owner),
            encode(&self.name)
        );
        for pair in &self.rest {
            text.push('&');
            text.push_str(pair);
        }
        Some(text)
    }
}

/// What would end a part is written as `%` and two hexadecimal digits.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' | '&' | '=' | '?' | '#' | '+' | ' ' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        out.push(code.unwrap_or(b'%'));
        rest = match code {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_read_and_written() {
        let address = Address::parse("github.com?owner=acme&repo=cart&x=1");
        assert_eq!(
            Part::ALL.map(|part| address.get(part)),
            ["github.com", "acme", "cart"]
        );
        assert_eq!(
            address.with(Part::Name, "a b").text().as_deref(),
            Some("github.com?owner=acme&repo=a%20b&x=1")
        );
        assert_eq!(Address::parse("github.com").text(), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_comes_back(owner in "\\PC{1,8}", name in "\\PC{0,8}") {
            let typed = Address::default().with(Part::Host, "h").with(Part::Owner, &owner).with(Part::Name, &name);
            prop_assert_eq!(Address::parse(&typed.text().unwrap()), typed);
        }
    }
}
