//! What the people of a home were told, as they and those whom they trust read it. Source: UX C-17, S-04.

use super::{CODES, channel_name};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::my::Told;
use store::Notice as KeptNotice;
use units::AccountId;

/// Messages on a page.
const MOST: usize = 30;
/// Letters of a message on a page.
const LETTERS: usize = 200;

/// What left to the holder since then, the newest first. No codes; what was told on several channels is one.
pub fn told_to_holder(
    engine: &mut Engine,
    account: AccountId,
    since: Instant,
) -> Result<Vec<Told>, Failure> {
    let seen = left_for_holder(engine, account)?.into_iter().filter(|one| one.made_at >= since);
    let mut told: Vec<(String, Told)> = Vec::new();
    for one in seen {
        let channel = channel_name(one.notice.channel);
        // A quiet night may lie between: they were told when it left.
        let at = one.handed_at.unwrap_or(one.made_at);
        let known = told.iter_mut().find(|(cause, _)| *cause == one.notice.cause);
        if let Some((_, message)) = known {
            message.channel = format!("{}, {channel}", message.channel);
            message.at = message.at.min(at);
            continue;
        }
        let text = begins(&one.notice.body, LETTERS);
        let message = Told { at, channel: channel.to_owned(), text };
        told.push((one.notice.cause, message));
    }
    let mut told: Vec<Told> = told.into_iter().map(|(_, message)| message).collect();
    told.sort_by_key(|one| std::cmp::Reverse(one.at));
    told.truncate(MOST);
    Ok(told)
}

/// Whatever left for a household, with its words; codes are for whoever asked for them.
pub fn left_for_holder(
    engine: &mut Engine,
    account: AccountId,
) -> Result<Vec<KeptNotice>, Failure> {
    let mut kept = engine.store.notices(&[account])?;
    kept.retain(|one| {
        let told = &one.notice;
        (1..=3).contains(&one.state)
            && told.recipient == "holder"
            && !CODES.contains(&told.message.as_str())
    });
    Ok(kept)
}

/// How a text begins: as many whole words as fit, and a sign that it goes on.
pub fn begins(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let fits: String = text.chars().take(letters).collect();
    // Where a word ends just there, all of it fits.
    let ends = text.chars().nth(letters).is_some_and(char::is_whitespace);
    let whole = match fits.rsplit_once(char::is_whitespace) {
        Some((before, _)) if !ends => before,
        Some(_) | None => fits.as_str(),
    };
    format!("{}\u{a0}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_two_words_and_says_that_it_goes_on() {
        let text = "The meter is ready. Press the red button.";
        assert_eq!(begins(text, 41), text);
        assert_eq!(begins(text, 31), "The meter is ready. Press the\u{a0}…");
        assert_eq!(begins(text, 29), "The meter is ready. Press the\u{a0}…");
        assert_eq!(begins("Donaudampfschiff", 5), "Donau\u{a0}…");
    }
}
