//! Files that people open in a spreadsheet.

/// A field of a CSV file on one line that no spreadsheet takes for a formula, in quotes.
///
/// A name or note may begin as a formula does; the apostrophe before it makes it text.
pub fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = text.replace('"', "\"\"").replace(['\r', '\n'], " ");
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_text_on_one_line_whatever_it_begins_with() {
        assert_eq!(field("Rue \"du\" Pont"), "\"Rue \"\"du\"\" Pont\"");
        for begins in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(field(begins).starts_with("\"'"), "{begins:?}");
        }
        assert_eq!(field("a\r\nb"), "\"a  b\"");
        assert_eq!(field(""), "\"\"");
    }
}
