//! A message to a client: which of six, what it would say in its language with its septets, and then it leaves.
//! Source: UX S-08.

use super::api::{MessageFacts, MessageShown, MessageWanted, NotSent, Template as Of};
use super::pages::{Menu, error_at, name_of};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::{AccountId, Language};

pub(super) const TEMPLATE: &str = "template";
pub(super) const DAY: &str = "day";
pub(super) const TIME: &str = "time";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub template: String,
    pub day: String,
    pub time: String,
}

impl Typed {
    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<MessageWanted, Vec<PageError>> {
        let Some(template) = Of::of_name(&self.template) else {
            return Err(vec![PageError::at(TEMPLATE, m.e_template)]);
        };
        let day = forms::day(&self.day).filter(|_| template.has_day());
        let time = forms::time(&self.time).filter(|_| template.has_time());
        let wrong = [
            (template.has_day() && day.is_none(), DAY, m.e_day),
            (template.has_time() && time.is_none(), TIME, m.e_time),
        ];
        let wrong: Vec<PageError> = wrong
            .into_iter()
            .filter(|(is_wrong, ..)| *is_wrong)
            .map(|(_, field, text)| PageError::at(field, text))
            .collect();
        if wrong.is_empty() { Ok(MessageWanted { template, day, time }) } else { Err(wrong) }
    }
}

pub(super) fn refused(refused: NotSent, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotSent::NoClient => PageError::general(m.no_access_text),
        NotSent::NoDay => PageError::at(DAY, m.e_day),
        NotSent::Day { most } => {
            PageError::at(DAY, fill(m.e_day_range, &[("most", &most.to_string())]))
        }
        NotSent::NoPhone => PageError::general(m.e_no_office_phone),
        NotSent::NoWay => PageError::general(m.e_no_way),
        NotSent::Declined => PageError::general(m.e_declined),
        NotSent::Today => PageError::general(m.e_message_today),
    }
}

fn template_name(template: Of, m: &'static Words) -> &'static str {
    match template {
        Of::Call => m.mt_call,
        Of::Meet => m.mt_meet,
        Of::Papers => m.mt_papers,
        Of::Decision => m.mt_decision,
        Of::Renew => m.mt_renew,
        Of::Help => m.mt_help,
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/message.html")]
pub(super) struct MessagePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    lang: &'static str,
    /// Name, what it is for, and the words of the household's language.
    templates: Vec<(&'static str, &'static str, String)>,
    typed: Typed,
    path: String,
    back: String,
}

impl MessagePage {
    pub(super) fn new(
        frame: Frame,
        facts: &MessageFacts,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let templates = facts.texts.iter();
        let templates = templates
            .map(|(template, text)| (template.name(), template_name(*template, m), text.clone()));
        Self {
            menu: Menu::new(&frame, None),
            name: name_of(&facts.line),
            lang: facts.language.code(),
            templates: templates.collect(),
            typed,
            path: format!("{}/{}", Page::Message.path(language), facts.line.account),
            back: format!("{}/{}", Page::Client.path(language), facts.line.account),
            frame: frame.titled(m.message_title, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug)]
struct Text {
    lang: &'static str,
    text: String,
    count: String,
}

#[derive(Debug, Template)]
#[template(path = "cpas/message_preview.html")]
pub(super) struct MessagePreviewPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    own: Option<Text>,
    others: Vec<Text>,
    ways: Vec<String>,
    typed: Typed,
    attempt: String,
    path: String,
}

impl MessagePreviewPage {
    pub(super) fn new(
        frame: Frame,
        (account, shown): (AccountId, &MessageShown),
        typed: Typed,
        attempt: String,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let text = |(of, text, septets): &(Language, String, usize)| {
            let values = [("count", septets.to_string()), ("most", shown.most.to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            Text { lang: of.code(), text: text.clone(), count: fill(m.septets, &values) }
        };
        let (own, others): (Vec<_>, Vec<_>) =
            shown.texts.iter().partition(|(of, ..)| *of == shown.language);
        let ways = shown.ways.iter().map(|(way, at)| {
            if *at <= shown.now {
                format!("{way}: {}", m.way_now)
            } else {
                let time = language.near(*at, shown.now);
                format!("{way}: {}", fill(m.way_later, &[("time", &time)]))
            }
        });
        Self {
            menu: Menu::new(&frame, None),
            own: own.first().map(|one| text(one)),
            others: others.into_iter().map(text).collect(),
            ways: ways.collect(),
            typed,
            attempt,
            path: format!("{}/{account}", Page::Message.path(language)),
            frame: frame.titled(m.message_preview_title, &[]),
            m,
        }
    }
}
