//! Bytes as people copy them.

/// Bytes in hexadecimal, in lower case.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    use std::fmt::Write;
    let bytes = bytes.as_ref();
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

#[test]
fn bytes_are_written_with_two_digits_each() {
    assert_eq!(hex([0, 10, 255]), "000aff");
}
