//! The text of a file, whatever it is encoded in, and the sign between its cells. Knows nothing of tickets.

use std::borrow::Cow;

/// A file's bytes as UTF-8, with what had to be assumed for it.
pub(super) struct Text<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    /// The first line whose bytes were not UTF-8 and were read as Windows-1252.
    pub(super) foreign_line: Option<u64>,
}

/// Decodes UTF-8 and UTF-16 with or without their marks; other bytes are read as Windows-1252, the usual alternative.
pub(super) fn decode(bytes: &[u8]) -> Text<'_> {
    let utf16 = |read: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        Text {
            bytes: Cow::Owned(text.into_bytes()),
            foreign_line: None,
        }
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => return utf16(u16::from_be_bytes, rest),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(_) => Text {
            bytes: Cow::Borrowed(bytes),
            foreign_line: None,
        },
        Err(error) => Text {
            bytes: Cow::Owned(as_windows_1252(bytes).into_bytes()),
            foreign_line: Some(line_of(bytes, error.valid_up_to())),
        },
    }
}

/// The line, counted from 1, that holds a byte.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count() as u64
}

/// What is UTF-8 stays; single bytes between it are Windows-1252.
fn as_windows_1252(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
    }
    text
}

/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The sign between cells: the one that the first line has most of outside of quotes. A first line `sep=;`, as spreadsheets
/// write it, says so itself.
pub(super) fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if let Some([sign, ..]) = announced(first) {
        return *sign;
    }
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in bytes.iter().take(HEADER_AT_MOST) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            byte => counts
                .iter_mut()
                .filter(|(sign, _)| sign == byte)
                .for_each(|(_, count)| *count += 1),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts
        .iter()
        .find(|(_, count)| *count == most && most > 0)
        .map_or(b',', |(sign, _)| *sign)
}

const HEADER_AT_MOST: usize = 256 * 1024;

/// The rest of a first line `sep=…`.
pub(super) fn announced(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_prefix(b"sep=").filter(|rest| rest.len() == 1)
}
