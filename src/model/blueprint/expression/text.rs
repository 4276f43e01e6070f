//! A text with expressions in it, taken apart: plain text, what is printed, and tags. White space is settled here.

use super::error::SyntaxError;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// What begins a printed expression: `${{`, or `{{` in skeletons made for Cookiecutter.
    pub begin: &'static str,
    /// The line end after a tag is left out.
    pub trim_blocks: bool,
    /// The blanks before a tag that begins its line are left out.
    pub lstrip_blocks: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            begin: "${{",
            trim_blocks: false,
            lstrip_blocks: false,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    Print { source: &'t str, at: usize },
    Tag { word: &'t str, rest: &'t str, at: usize },
}

/// The pieces of a text, in order. Empty texts and comments are left out.
pub(super) fn pieces<'t>(text: &'t str, style: &Style) -> Result<Vec<Piece<'t>>, SyntaxError> {
    let mut scan = Scan {
        text,
        style,
        at: 0,
        trim: Trim::No,
        pieces: Vec::new(),
    };
    while scan.step()? {}
    Ok(scan.pieces)
}

/// What the plain text that follows loses at its beginning.
#[derive(Clone, Copy, PartialEq)]
enum Trim {
    No,
    Blanks,
    LineEnd,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Print,
    Tag,
    Comment,
}

struct Scan<'t, 's> {
    text: &'t str,
    style: &'s Style,
    at: usize,
    trim: Trim,
    pieces: Vec<Piece<'t>>,
}

impl<'t> Scan<'t, '_> {
    /// Reads up to and over the next expression, tag or comment. False at the end.
    fn step(&mut self) -> Result<bool, SyntaxError> {
        let rest = &self.text[self.at..];
        let found = [
            (rest.find(self.style.begin), Kind::Print),
            (rest.find("{%"), Kind::Tag),
            (rest.find("{#"), Kind::Comment),
        ];
        let first = found
            .into_iter()
            .filter_map(|(at, kind)| at.map(|at| (at, kind)))
            .min_by_key(|(at, _)| *at);
        let Some((before, kind)) = first else {
            self.plain(rest, false, false);
            return Ok(false);
        };
        let opening = match kind {
            Kind::Print => self.style.begin.len(),
            _ => 2,
        };
        let begin = self.at + before;
        let mut inside = begin + opening;
        let strips = self.text[inside..].starts_with('-');
        inside += usize::from(strips);
        self.plain(&rest[..before], strips, kind != Kind::Print);
        self.read(kind, begin, inside)?;
        Ok(true)
    }

    /// Keeps plain text, without the white space that its neighbours take.
    fn plain(&mut self, text: &'t str, strips: bool, before_tag: bool) {
        let mut text = match self.trim {
            Trim::No => text,
            Trim::Blanks => text.trim_start(),
            Trim::LineEnd => text
                .strip_prefix("\r\n")
                .or_else(|| text.strip_prefix('\n'))
                .unwrap_or(text),
        };
        self.trim = Trim::No;
        if strips {
            text = text.trim_end();
        } else if before_tag && self.style.lstrip_blocks {
            let blank = text.trim_end_matches([' ', '\t']);
            if blank.ends_with('\n') || (blank.is_empty() && self.pieces.is_empty()) {
                text = blank;
            }
        }
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text));
        }
    }

    fn read(&mut self, kind: Kind, begin: usize, inside: usize) -> Result<(), SyntaxError> {
        let (closing, name) = match kind {
            Kind::Print => ("}}", self.style.begin),
            Kind::Tag => ("%}", "{%"),
            Kind::Comment => ("#}", "{#"),
        };
        let rest = &self.text[inside..];
        let end = match kind {
            Kind::Comment => rest.find(closing),
            _ => end_of(rest, closing),
        };
        let Some(end) = end else {
            return Err(SyntaxError::new(
                begin,
                format!("`{name}` is not closed by `{closing}`"),
            ));
        };
        let source = rest[..end].strip_suffix('-').filter(|_| end > 0);
        self.trim = match (source, kind) {
            (Some(_), _) => Trim::Blanks,
            (None, Kind::Print) => Trim::No,
            (None, _) if self.style.trim_blocks => Trim::LineEnd,
            _ => Trim::No,
        };
        let source = source.unwrap_or(&rest[..end]);
        self.at = inside + end + closing.len();
        match kind {
            Kind::Print => self.pieces.push(Piece::Print { source, at: inside }),
            Kind::Tag => self.tag(source, inside, begin)?,
            Kind::Comment => {}
        }
        Ok(())
    }

    fn tag(&mut self, source: &'t str, inside: usize, begin: usize) -> Result<(), SyntaxError> {
        let trimmed = source.trim_start();
        let at = inside + source.len() - trimmed.len();
        let length = trimmed
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(trimmed.len());
        let (word, rest) = trimmed.split_at(length);
        if word == "raw" || word == "verbatim" {
            return self.raw(word, begin);
        }
        self.pieces.push(Piece::Tag {
            word,
            rest,
            at: at + length,
        });
        Ok(())
    }

    /// Text that is to be left as it is, up to its closing tag.
    fn raw(&mut self, word: &str, begin: usize) -> Result<(), SyntaxError> {
        let closing = format!("end{word}");
        let mut from = self.at;
        while let Some(found) = self.text[from..].find("{%") {
            let tag = from + found;
            let inside = self.text[tag + 2..].trim_start_matches('-').trim_start();
            if let Some(rest) = inside.strip_prefix(&closing)
                && let Some(end) = rest.find("%}")
            {
                let strips = self.text[tag + 2..].starts_with('-');
                let text = &self.text[self.at..tag];
                self.plain(text, strips, true);
                self.at = self.text.len() - rest.len() + end + 2;
                if rest[..end].ends_with('-') {
                    self.trim = Trim::Blanks;
                } else if self.style.trim_blocks {
                    self.trim = Trim::LineEnd;
                }
                return Ok(());
            }
            from = tag + 2;
        }
        Err(SyntaxError::new(
            begin,
            format!("`{{% {word} %}}` is not closed by `{{% {closing} %}}`"),
        ))
    }
}

/// Where `closing` stands outside of quotes and brackets.
fn end_of(text: &str, closing: &str) -> Option<usize> {
    let mut quote = None;
    let mut open = 0usize;
    let mut escaped = false;
    for (i, byte) in text.bytes().enumerate() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if byte == b'\\' => escaped = true,
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            None if open == 0 && text.as_bytes()[i..].starts_with(closing.as_bytes()) => return Some(i),
            None => match byte {
                b'"' | b'\'' | b'`' => quote = Some(byte),
                b'{' => open += 1,
                b'}' => open = open.saturating_sub(1),
                _ => {}
            },
        }
    }
    None
}
