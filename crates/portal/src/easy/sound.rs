//! Easy pages read aloud: a file beside each page, which a browser fetches only when somebody wants to hear it.
//! Source: UX 8.1 P-13.

use super::Easy;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::fmt;
use std::sync::Arc;
use units::Language;

/// Behind the address of a page. The same word in each language, since nobody types it.
pub(crate) const BELOW: &str = "/sound.wav";

/// The voices that there are.
pub trait Sounds: fmt::Debug + Send + Sync {
    /// A page read aloud, as a WAV file; `None` where there is no voice, or not yet.
    fn of(&self, page: Easy, language: Language) -> Option<Arc<[u8]>>;
}

/// The part of a file that a browser asks for: first and last byte. `None` if it asks for none, or for one that is not there;
/// then it gets all of it. Source: RFC 9110, 14.2.
fn part(headers: &HeaderMap, length: usize) -> Option<(usize, usize)> {
    let text = headers.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
    let (first, last) = text.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", count) => (length.saturating_sub(count.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

/// The file, or the part of it that was asked for: some browsers play nothing without parts. It may be kept for a day.
pub(crate) fn answer(headers: &HeaderMap, sound: &[u8]) -> Response {
    let asked = part(headers, sound.len());
    let (first, last) = asked.unwrap_or((0, sound.len().saturating_sub(1)));
    let bytes = sound.get(first..=last).unwrap_or_default().to_vec();
    let mut response = Body::from(bytes).into_response();
    let names = response.headers_mut();
    names.insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
    names.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    names.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    names.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    let range = format!("bytes {first}-{last}/{}", sound.len());
    if asked.is_some()
        && let Ok(range) = HeaderValue::from_str(&range)
    {
        names.insert(header::CONTENT_RANGE, range);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_13_a_part_of_a_sound_is_asked_for_by_its_bytes_and_nonsense_gets_all_of_it() {
        for (asked, expected) in [
            ("bytes=0-1", Some((0, 1))),
            ("bytes=4-", Some((4, 9))),
            ("bytes=-3", Some((7, 9))),
            ("bytes=8-99", Some((8, 9))),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("bytes=x-", None),
            ("bytes=0-1,4-5", None),
            ("lines=0-1", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, asked.parse().unwrap());
            assert_eq!(part(&headers, 10), expected, "{asked}");
            assert_eq!(part(&headers, 0), None, "{asked} of nothing");
        }
    }
}
