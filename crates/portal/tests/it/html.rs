//! What can be said of a page without a browser.

use std::collections::BTreeSet;

const VOID: [&str; 5] = ["meta", "link", "input", "br", "wbr"];

/// Fails unless every element is closed in order, ids are unique, and what refers to an id finds it.
pub fn assert_sound(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page.strip_prefix("<!doctype html>").expect("a doctype");
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {tag}");
        } else {
            let name = tag.split([' ', '/', '\n']).next().unwrap();
            if !VOID.contains(&name) && !tag.ends_with('/') {
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let ids = values(page, " id=\"");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id is there twice: {ids:?}");
    for attribute in [" for=\"", " aria-labelledby=\"", " aria-describedby=\"", "href=\"#"] {
        for id in values(page, attribute).into_iter().flat_map(str::split_whitespace) {
            assert!(unique.contains(id), "{attribute}{id} leads nowhere");
        }
    }
    for id in values(page, "url(#") {
        assert!(unique.contains(id.trim_end_matches(')')), "{id} leads nowhere");
    }
}

/// What stands between `start` and the next quote.
pub fn values<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    page.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The words of a page, one line for each piece of text.
pub fn words(page: &str) -> String {
    let body = page.split_once("<main").expect("a main").1;
    let body = body.split_once("</main>").expect("an end of main").0;
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let lines: Vec<&str> = pieces.map(str::trim).filter(|text| !text.is_empty()).collect();
    lines.join("\n")
}
