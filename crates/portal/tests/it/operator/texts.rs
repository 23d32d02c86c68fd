//! Texts as a browser gets them.

use super::*;
use portal::operator::{
    Catalogue, TextChannel, TextLine, TextPart, TextView, TextsView, Wording, WordsOf,
};

fn line_of(id: &str, state: Option<ShownState>) -> TextLine {
    TextLine {
        id: id.to_owned(),
        subject: "Low <balance>".to_owned(),
        state,
        draft: state.is_none(),
        septets: state.map(|_| 158),
    }
}

impl Catalogue for Room {
    fn texts(&self, _: &Visitor, _: Language) -> Result<TextsView, MyError> {
        let lines = vec![line_of("M04", Some(ShownState::Low)), line_of("M00", None)];
        Ok(TextsView { lines, version: 3, most_septets: 160, as_of: noon() })
    }

    fn words(&self, _: &Visitor) -> Result<Vec<Wording>, MyError> {
        let wording = |family, key, fr, en| Wording {
            of: WordsOf::Pages,
            family,
            key,
            texts: [(Language::Fr, fr), (Language::Nl, ""), (Language::De, ""), (Language::En, en)],
        };
        let days = ("{days} {days~fr:jour|jours}", "{days} {days~en:day|days}");
        Ok(vec![
            wording("my/help", "title", "De l’aide", "Help <here>"),
            wording("my/plan", "days", days.0, days.1),
        ])
    }

    fn text(&self, _: &Visitor, _: Language, id: &str) -> Result<Option<TextView>, MyError> {
        let part = |channel: TextChannel, energy: Option<Energy>| TextPart {
            channel,
            energy,
            subject: if channel == TextChannel::Mail {
                "A subject".to_owned()
            } else {
                String::new()
            },
            text: match channel {
                TextChannel::Voice => Err("a text needs `days`".to_owned()),
                _ => Ok("One line\nanother <one>".to_owned()),
            },
            septets: (channel == TextChannel::Sms).then_some(158),
        };
        let parts = vec![
            part(TextChannel::Sms, Some(Energy::Electricity)),
            part(TextChannel::Sms, Some(Energy::Gas)),
            part(TextChannel::Mail, None),
            part(TextChannel::Letter, None),
            part(TextChannel::Voice, None),
        ];
        Ok((id == "M04" || id == "M00").then(|| TextView {
            line: line_of(id, (id == "M04").then_some(ShownState::Low)),
            parts: Language::ALL.map(|language| (language, parts.clone())).to_vec(),
            most_septets: 160,
        }))
    }
}

#[test]
fn o_05_a_text_is_read_in_four_languages_and_nothing_is_written() {
    let (site, doors, _) = site();
    let page = get(&site, Role::Auditor, "/en/operations/texts/M04").text();
    for said in ["Français", "Nederlands", "Deutsch", "158 of 160 septets", "another &#60;one&#62;"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(page.contains("It cannot be filled: a text needs `days`"), "{page}");
    assert_eq!(get(&site, Role::Operator, "/en/operations/texts/M99").status, 404);
    assert_eq!(get(&site, Role::AgentL1, "/en/operations/texts").status, 303, "sent away");
    assert!(doors.iter().all(|door| door.method != "POST" || !door.path.contains("/texts")));
}

#[test]
fn o_05_words_are_found_by_file_and_by_what_they_say() {
    let (site, _, _) = site();
    let all = get(&site, Role::Operator, "/en/operations/texts").text();
    assert!(all.contains("?kind=pages/my/help") && all.contains("?kind=pages/my/plan"), "{all}");
    let file = get(&site, Role::Operator, "/en/operations/texts?kind=pages/my/help").text();
    assert!(file.contains("1 text, 1 shown") && file.contains("Help &#60;here&#62;"), "{file}");
    assert!(file.contains("<dd lang=\"fr\">De l’aide</dd>") && !file.contains("lang=\"nl\">"));
    let word = get(&site, Role::Operator, "/en/operations/texts?q=JOUR").text();
    assert!(word.contains("<b>days</b>") && word.contains("{days} (jour|jours)"), "{word}");
    assert!(!word.contains("<b>title</b>") && word.contains("value=\"JOUR\""));
    let none = get(&site, Role::Operator, "/en/operations/texts?q=%3Cb%3E").text();
    assert!(none.contains("0 texts") && none.contains("value=\"&#60;b&#62;\""), "{none}");
}
