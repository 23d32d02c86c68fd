//! Text as it came from a bank, made fit to keep.

/// What Windows-1252 has at 0x80 to 0x9F; the five places it leaves open are the replacement
/// character.
const C1: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

/// One character of Windows-1252. Control characters become blanks: no field has a use for them,
/// and databases refuse some.
fn character(byte: u8) -> char {
    match byte {
        0x80..=0x9f => C1.get(usize::from(byte & 0x1f)).copied().unwrap_or('\u{fffd}'),
        0x00..=0x1f | 0x7f => ' ',
        _ => char::from(byte),
    }
}

/// Appends Windows-1252 bytes to a text.
pub(crate) fn push_windows_1252(out: &mut String, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        // Nearly every field: plain ASCII is copied at once.
        Ok(text) if bytes.iter().all(|byte| (0x20..0x7f).contains(byte)) => out.push_str(text),
        _ => out.extend(bytes.iter().map(|byte| character(*byte))),
    }
}

/// A field without the blanks around it.
pub(crate) fn trimmed(bytes: &[u8]) -> String {
    let mut out = String::new();
    let blank = |byte: &u8| *byte == b' ';
    let start = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !blank(byte)).map_or(start, |last| last + 1);
    push_windows_1252(&mut out, bytes.get(start..end).unwrap_or_default());
    out
}

/// Removes blanks at the end.
pub(crate) fn trim_end(mut text: String) -> String {
    text.truncate(text.trim_end_matches(' ').len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_10_text_is_windows_1252() {
        assert_eq!(trimmed(b"  Andr\xe9 \x80 5 \x96 Li\xe8ge  "), "André € 5 – Liège");
        assert_eq!(trimmed(b"a\x00b\tc\x81"), "a b c\u{fffd}");
        assert_eq!(trimmed(b"    "), "");
    }
}
