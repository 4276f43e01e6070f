//! The words of an expression as Nunjucks writes them, with what people bring from JavaScript (`&&`, `||`, `!`, `? :`).

use super::error::SyntaxError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Number(f64),
    /// An operator or a bracket, as it is written once and for all: `&&` is `and`, `===` stays itself.
    Mark(&'static str),
}

/// A word and where it begins, in bytes of the whole text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub token: Token,
    pub at: usize,
}

/// Longer marks first.
const MARKS: [&str; 33] = [
    "===", "!==", "==", "!=", "<=", ">=", "//", "**", "&&", "||", "??", "(", ")", "[", "]", "{", "}", "|",
    ".", ",", ":", "=", "<", ">", "+", "-", "*", "/", "%", "~", "!", "?", ";",
];

/// The words of `source`, which begins at `base` in the whole text.
pub(super) fn words(source: &str, base: usize) -> Result<Vec<Word>, SyntaxError> {
    let mut words = Vec::new();
    let mut rest = source;
    loop {
        rest = rest.trim_start();
        let at = base + source.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return Ok(words);
        };
        let (token, length) = match first {
            '"' | '\'' | '`' => quoted(rest, first, at)?,
            '0'..='9' => number(rest, at)?,
            _ if is_name_start(first) => name(rest, at)?,
            _ => mark(rest, at)?,
        };
        words.push(Word { token, at });
        rest = &rest[length..];
    }
}

fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_' || letter == '$'
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Token, usize), SyntaxError> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((i, letter)) = letters.next() {
        match letter {
            _ if letter == quote => return Ok((Token::Text(text), i + letter.len_utf8())),
            '\\' => match letters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'r')) => text.push('\r'),
                Some((_, escaped)) => text.push(escaped),
                None => break,
            },
            _ => text.push(letter),
        }
    }
    Err(SyntaxError::new(at, "this text has no closing quote"))
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = match rest[whole..].strip_prefix('.') {
        Some(digits) => match digits.bytes().take_while(u8::is_ascii_digit).count() {
            0 => 0,
            digits => digits + 1,
        },
        None => 0,
    };
    let length = whole + fraction;
    match rest[..length].parse() {
        Ok(number) => Ok((Token::Number(number), length)),
        Err(_) => Err(SyntaxError::new(at, "this is not a number")),
    }
}

fn name(rest: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    if rest.starts_with("r/") {
        return Err(SyntaxError::new(
            at,
            "regular expressions (r/…/) are not supported; replace plain texts instead",
        ));
    }
    let length = rest
        .find(|letter: char| !(is_name_start(letter) || letter.is_ascii_digit()))
        .unwrap_or(rest.len());
    let name = &rest[..length];
    if name.starts_with("__") {
        return Err(SyntaxError::new(at, format!("the name `{name}` is reserved")));
    }
    let token = match name {
        "and" => Token::Mark("and"),
        "or" => Token::Mark("or"),
        "not" => Token::Mark("not"),
        "in" => Token::Mark("in"),
        "is" => Token::Mark("is"),
        "if" => Token::Mark("if"),
        "else" => Token::Mark("else"),
        _ => Token::Name(name.to_owned()),
    };
    Ok((token, length))
}

fn mark(rest: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) else {
        let letter = rest.chars().next().unwrap_or_default();
        return Err(SyntaxError::new(
            at,
            format!("`{}` has no meaning here", letter.escape_debug()),
        ));
    };
    let token = match mark {
        "&&" => "and",
        "||" | "??" => "or",
        "!" => "not",
        mark => mark,
    };
    Ok((Token::Mark(token), mark.len()))
}
