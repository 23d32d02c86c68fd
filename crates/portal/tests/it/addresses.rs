//! What no address may say: it stays in histories, bookmarks and the logs of whoever passes it on. Each page that a test
//! looks at is read for it, and each address to which an answer leads on. Source: PD-06.

use crate::site::Answer;

/// Fields of a form that would stand in an address if the form were sent with `GET`.
const OF_A_HOUSEHOLD: [&str; 5] = ["ean", "reference", "phone", "email", "name"];

/// The reference alone opens nothing but the question for an amount: a code on a card and a link in a letter begin with
/// it. Whoever follows one of them holds that card. Source: PD-01.
fn is_of_a_card(address: &str) -> bool {
    address.contains("?r=")
}

/// What an address says of a household.
fn told_by(address: &str) -> Option<&'static str> {
    let plain = address.replace("%2B", "+").replace("%40", "@").replace("&#38;", "&");
    if plain.contains('@') {
        return Some("an e-mail address");
    }
    let signs: Vec<char> = plain.chars().collect();
    let mut first = 0;
    while first < signs.len() {
        let length = signs[first..].iter().take_while(|sign| sign.is_ascii_digit()).count();
        let before = first.checked_sub(1).and_then(|place| signs.get(place));
        let after = signs.get(first + length);
        let inside = |sign: Option<&char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        if length > 0 && !inside(before) && !inside(after) {
            let run: String = signs[first..first + length].iter().collect();
            let abroad = before == Some(&'+') && (9..=12).contains(&length);
            match length {
                18 if run.starts_with("54") => return Some("an EAN"),
                13 if !is_of_a_card(&plain) => return Some("a reference"),
                9 | 10 if run.starts_with('0') => return Some("a phone number"),
                _ if abroad => return Some("a phone number"),
                _ => {}
            }
        }
        first += length.max(1);
    }
    None
}

/// Fails if an answer leads on to an address that says whose it is. Who was told one may be told it again, as a page of
/// what is not there does in other languages.
pub fn assert_leads_on_with_nothing(asked: &str, answer: &Answer) {
    if told_by(asked).is_some() {
        return;
    }
    if let Some(to) = answer.header("location") {
        assert_says_nothing(to);
    }
    let page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    if page && answer.header("content-encoding").is_none() {
        assert_say_nothing(&answer.text());
    }
}

/// Fails if the address says whose it is.
fn assert_says_nothing(address: &str) {
    // What a phone or a mail program opens goes to no server.
    if !address.starts_with("tel:")
        && !address.starts_with("mailto:")
        && !address.starts_with("sms:")
    {
        assert_eq!(told_by(address), None, "PD-06: {address}");
    }
}

/// Fails if an address on the page, or one that its forms make, says of which household it is.
fn assert_say_nothing(page: &str) {
    for attribute in [" href=\"", "action=\"", " src=\""] {
        for address in crate::html::values(page, attribute) {
            assert_says_nothing(address);
        }
    }
    for form in page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
        let tag = form.split('>').next().unwrap_or_default();
        if !tag.contains("method=\"post\"") {
            for name in OF_A_HOUSEHOLD {
                let field = format!(" name=\"{name}\"");
                assert!(!form.contains(&field), "PD-06: `{name}` is sent in an address: {form}");
            }
        }
    }
}

#[test]
fn pd_06_what_says_whose_an_address_is_is_seen() {
    for (address, said) in [
        ("/en/agent/case/541449012345678908", Some("an EAN")),
        ("/en/agent/payments?q=541449012345678908&#38;page=2", Some("an EAN")),
        ("/en/pay?n=1234567890128#top", Some("a reference")),
        ("/en/homes/home/1234567890128", Some("a reference")),
        ("/en/agent/search?q=0475123456", Some("a phone number")),
        ("/en/agent/search?q=%2B32475123456", Some("a phone number")),
        ("/x?mail=an%40example.be", Some("an e-mail address")),
        ("/en/agent/case/1000000017/answer?line=12", None),
        ("/accounts/1000000017/explain?at=2026-03-02T06:00:00%2B01:00", None),
        ("/en/pay/0123456789abcdef0123456789abcdef", None),
    ] {
        assert_eq!(told_by(address), said, "{address}");
    }
}

#[test]
#[should_panic(expected = "PD-06: `ean` is sent in an address")]
fn pd_06_a_form_that_sends_a_point_in_an_address_is_seen() {
    assert_say_nothing("<form action=\"/x\"><input name=\"from\"><input name=\"ean\"></form>");
}
