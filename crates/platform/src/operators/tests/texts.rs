//! The catalogue of messages.

use super::*;
use portal::operator::{Catalogue, TextChannel};

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
