//! Just enough Rust to scan sources: comments fall away, strings stay whole, the rest is words and
//! single signs. A full parser would cost the build more than all other tasks together.

use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// A word, a number, a literal with its quotes, or one sign (`::` is two tokens).
    pub text: &'a str,
    /// Line in the file, from 1.
    pub line: usize,
}

pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let (length, kept) = measure(rest, first);
        let (text, after) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        if kept {
            let raw_word = text.strip_prefix("r#").filter(|word| word.starts_with(is_word));
            found.push(Token { text: raw_word.unwrap_or(text), line });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    found
}

/// How many bytes the next token takes, and whether it says anything.
fn measure(rest: &str, first: char) -> (usize, bool) {
    if first.is_whitespace() {
        (first.len_utf8(), false)
    } else if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), false)
    } else if rest.starts_with("/*") {
        (block_comment(rest), false)
    } else if let Some(length) = string(rest) {
        (length, true)
    } else if first == '\'' {
        (character_or_lifetime(rest), true)
    } else if is_word(first) {
        let raw = if rest.starts_with("r#") { 2 } else { 0 };
        let word = rest.get(raw..).unwrap_or("");
        (raw + word.find(|sign| !is_word(sign)).unwrap_or(word.len()), true)
    } else {
        (first.len_utf8(), true)
    }
}

fn is_word(sign: char) -> bool {
    sign == '_' || sign.is_alphanumeric()
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a string literal of any sort, `None` if there is none here.
fn string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        let hashes = rest.strip_prefix(prefix).unwrap_or("");
        hashes.starts_with('"')
            || prefix.ends_with('r') && hashes.trim_start_matches('#').starts_with('"')
    })?;
    let body = rest.strip_prefix(prefix)?;
    if prefix.ends_with('r') {
        let hashes = body.find('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = body.get(hashes + 1..)?;
        let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
        return Some(prefix.len() + hashes + 1 + length);
    }
    let mut escaped = false;
    let inside = body.strip_prefix('"')?;
    for (at, sign) in inside.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix.len() + 1 + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

fn character_or_lifetime(rest: &str) -> usize {
    let mut signs = rest.char_indices().skip(1);
    match (signs.next(), signs.next()) {
        (Some((_, '\\')), Some((escaped, _))) => {
            let from = escaped + 1;
            rest.get(from..).and_then(|tail| tail.find('\'')).map_or(rest.len(), |at| from + at + 1)
        }
        (Some(_), Some((quote, '\''))) => quote + 1,
        // A lifetime: the quote alone, its name is the next word.
        _ => 1,
    }
}

/// An attribute, `#[…]` or `#![…]`: its tokens without the brackets, and what follows it.
pub fn attribute<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(&'t [Token<'a>], &'t [Token<'a>])> {
    let [hash, rest @ ..] = tokens else { return None };
    let rest = match rest {
        [bang, rest @ ..] if bang.text == "!" => rest,
        _ => rest,
    };
    let opens = rest.first().is_some_and(|token| token.text == "[");
    if hash.text != "#" || !opens {
        return None;
    }
    let (mut depth, mut end) = (0_usize, 0);
    for token in rest {
        match token.text {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        end += 1;
    }
    Some((rest.get(1..end)?, rest.get(end + 1..)?))
}

/// The path an attribute begins with, e.g. `tokio test` of `#[tokio::test(flavor = "…")]`.
pub fn attribute_path<'a>(attribute: &[Token<'a>]) -> Vec<&'a str> {
    let path = attribute.iter().take_while(|token| !["(", "=", "["].contains(&token.text));
    path.map(|token| token.text).filter(|text| *text != ":").collect()
}

/// All `.rs` files under a folder, in the order of their names; none if there is no such folder.
pub fn rust_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let texts: Vec<_> = tokens(source).into_iter().map(|token| token.text).collect();
        assert_eq!(texts, expected, "{source}");
    }

    #[test]
    fn comments_fall_away_and_strings_stay_whole() {
        check("a // b\nc", &["a", "c"]);
        check("a /* b /* c */ d */ e", &["a", "e"]);
        check(
            r#"f("std::fs // no", 1.5)"#,
            &["f", "(", r#""std::fs // no""#, ",", "1", ".", "5", ")"],
        );
        check(r#""a\"b" c"#, &[r#""a\"b""#, "c"]);
        check(r###"r#"a"b"# c"###, &[r###"r#"a"b"#"###, "c"]);
        check(r#"br"\" b"x" c"#, &[r#"br"\""#, r#"b"x""#, "c"]);
    }

    #[test]
    fn a_quote_opens_a_character_or_a_lifetime() {
        check("'a' b", &["'a'", "b"]);
        check(r"'\'' '\u{e9}' '\\' b", &[r"'\''", r"'\u{e9}'", r"'\\'", "b"]);
        check("'é' '\"' b", &["'é'", "'\"'", "b"]);
        check("&'a str", &["&", "'", "a", "str"]);
        check("r#fn bread", &["fn", "bread"]);
    }

    #[test]
    fn lines_are_counted_through_strings_and_comments() {
        let lines: Vec<_> = tokens("a\n\"x\ny\" /*\n*/ b").iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn attributes_give_their_path() {
        let all = tokens("#[tokio::test(flavor = \"x[\")] fn a() {}");
        let (inside, rest) = attribute(&all).unwrap();
        assert_eq!(attribute_path(inside), ["tokio", "test"]);
        assert_eq!(rest.first().map(|token| token.text), Some("fn"));
        assert!(attribute(&tokens("#x")).is_none());
    }
}
