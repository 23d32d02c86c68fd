//! The catalogue of messages.

use super::*;
use portal::operator::{Catalogue, TextChannel, WordsOf};

#[test]
fn o_05_each_message_is_there_in_four_languages_filled_and_measured() {
    let office = office();
    let view = office.rooms.texts(&office.first, Language::Nl).unwrap();
    assert_eq!(view.lines.len(), notify::Message::ALL.len());
    for line in &view.lines {
        assert!(!line.subject.is_empty() && !line.subject.contains('{'), "{line:?}");
        assert!(line.septets.is_none_or(|count| count <= view.most_septets), "{line:?}");
        let text = office.rooms.text(&office.first, Language::Nl, &line.id).unwrap().unwrap();
        assert_eq!(text.parts.len(), 4);
        for (language, parts) in &text.parts {
            assert!(parts.iter().any(|part| part.channel == TextChannel::Mail), "{language:?}");
            for part in parts {
                let words = part.text.as_ref().unwrap();
                assert!(!words.is_empty() && !words.contains('{'), "{language:?} {part:?}");
                assert_eq!(part.septets.is_some(), part.channel == TextChannel::Sms);
            }
        }
    }
    let cut = view.lines.iter().find(|line| line.id == "M10").unwrap();
    assert_eq!(cut.state, Some(ShownState::Off));
    assert!(cut.septets.is_some());
    assert_eq!(office.rooms.text(&office.first, Language::En, "M99").unwrap(), None);
}

#[test]
fn o_05_every_word_of_the_release_is_there_in_four_languages() {
    let office = office();
    let all = office.rooms.words(&office.first).unwrap();
    for of in WordsOf::ALL {
        assert!(all.iter().any(|one| one.of == of), "{of:?}");
    }
    for one in &all {
        // Developers of partners read one of two.
        let less = one.family.starts_with("developers");
        assert!(less || one.texts.iter().all(|(_, text)| !text.trim().is_empty()), "{one:?}");
    }
    let said = |of, family, key| {
        let mut found = all.iter().filter(|one| (one.of, one.family, one.key) == (of, family, key));
        found.next().map(|one| one.texts[3])
    };
    assert_eq!(
        said(WordsOf::Interface, "problems", "signature_refused.title"),
        Some((Language::En, "Signature refused")),
    );
    assert_eq!(said(WordsOf::Interface, "receipt", "copy"), Some((Language::En, "COPY")));
    assert_eq!(said(WordsOf::PhoneLine, "speech", "midnight"), Some((Language::En, "midnight")));
    assert_eq!(said(WordsOf::Pages, "dates", "monday"), Some((Language::En, "Monday")));
    assert!(said(WordsOf::Pages, "pay/story", "not_sent").is_some());
    assert!(said(WordsOf::Messages, "sender", "letter").is_some());
    assert_eq!(said(WordsOf::Meters, "words", "balance"), Some((Language::En, "balance")));
}
