//! The fields of a form that sends a file: `multipart/form-data`, read from a body that is there as a whole.
//! Source: RFC 7578, RFC 2046 5.1.

/// The boundary that a content type names.
fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = parameters.split(';').find_map(|one| {
        let (name, value) = one.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"'))
    })?;
    (1..=70).contains(&named.len()).then_some(named)
}

fn position(of: &[u8], inside: &[u8]) -> Option<usize> {
    inside.windows(of.len()).position(|window| window == of)
}

/// Whether the head of a part names this field.
fn names(head: &[u8], field: &str) -> bool {
    let head = String::from_utf8_lossy(head);
    head.lines().any(|line| {
        let Some((name, value)) = line.split_once(':') else { return false };
        let wanted = format!("name=\"{field}\"");
        name.trim().eq_ignore_ascii_case("content-disposition")
            && value.split(';').any(|one| one.trim() == wanted)
    })
}

/// The bytes of a field. `None`: the body is no such form, or has no such field.
pub(crate) fn field<'a>(content_type: &str, body: &'a [u8], field: &str) -> Option<&'a [u8]> {
    let delimiter = format!("\r\n--{}", boundary(content_type)?);
    let delimiter = delimiter.as_bytes();
    // The first one has nothing before it, or a preamble that says nothing.
    let mut rest = match body.strip_prefix(delimiter.get(2..)?) {
        Some(rest) => rest,
        None => body.get(position(delimiter, body)?.checked_add(delimiter.len())?..)?,
    };
    loop {
        if rest.starts_with(b"--") {
            return None;
        }
        let part = rest.get(position(b"\r\n", rest)?.checked_add(2)?..)?;
        let end = position(delimiter, part)?;
        let (own, after) = (part.get(..end)?, part.get(end.checked_add(delimiter.len())?..)?);
        let split = position(b"\r\n\r\n", own)?;
        if names(own.get(..split)?, field) {
            return own.get(split.checked_add(4)?..);
        }
        rest = after;
    }
}

/// The words of a field; empty if it is not there, or no text.
pub(crate) fn text(content_type: &str, body: &[u8], named: &str) -> String {
    let bytes = field(content_type, body, named).unwrap_or_default();
    String::from_utf8(bytes.to_vec()).unwrap_or_default()
}

/// What was typed into a field of such a form, without what surrounds it, up to so many letters.
pub(crate) fn typed(content_type: &str, body: &[u8], name: &str, letters: usize) -> String {
    let bytes = field(content_type, body, name).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    text.trim().chars().filter(|sign| !sign.is_control()).take(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KIND: &str = "multipart/form-data; boundary=\"x-1\"";

    fn body(field: &str, bytes: &[u8]) -> Vec<u8> {
        let mut all =
            b"--x-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nfirst\r\n".to_vec();
        all.extend(
            format!(
                "--x-1\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"p.jpg\"\r\n\
                 Content-Type: image/jpeg\r\n\r\n"
            )
            .into_bytes(),
        );
        all.extend(bytes);
        all.extend(b"\r\n--x-1--\r\n");
        all
    }

    #[test]
    fn a_field_is_found_by_its_name_and_nothing_in_what_is_no_form() {
        let sent = body("photo", b"\xff\xd8\r\n\r\n--x\r\n");
        assert_eq!(field(KIND, &sent, "photo"), Some(&b"\xff\xd8\r\n\r\n--x\r\n"[..]));
        assert_eq!(field(KIND, &sent, "a"), Some(&b"first"[..]));
        assert_eq!(field(KIND, &sent, "pho"), None);
        assert_eq!(field("multipart/form-data", &sent, "photo"), None);
        assert_eq!(field("text/plain; boundary=x-1", &sent, "photo"), None);
        let cut = sent.get(..sent.len() - 8).unwrap();
        assert_eq!(field(KIND, cut, "photo"), None, "what was broken off is nothing");
    }

    proptest! {
        /// Whatever a file holds comes out as it went in, and no body is a panic.
        #[test]
        fn a_file_comes_out_as_it_went_in(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assume!(position(b"\r\n--x-1", &bytes).is_none());
            let sent = body("photo", &bytes);
            prop_assert_eq!(field(KIND, &sent, "photo"), Some(&bytes[..]));
            let _ = field(KIND, &bytes, "photo");
        }
    }
}
