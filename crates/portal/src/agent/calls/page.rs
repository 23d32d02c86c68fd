//! Call-backs with owner, age and deadline, then the paths that were heard.

use super::super::api::{CallsView, DueCall, HeardCall, HeardTransfer};
use super::super::pages::Menu;
use super::super::paths::{Page, case_path};
use super::super::queues::{age_of, due_of};
use super::super::words::Words as Common;
use super::{Words, path_words};
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use calendar::Instant;
use units::Language;

#[derive(Debug)]
struct Due {
    due: (&'static str, String),
    age: String,
    who: String,
    facts: Vec<(&'static str, String)>,
    tries: Option<String>,
    owner: String,
    /// Whether it may be taken (true) or given back.
    take: Option<bool>,
    path: String,
    case: Option<String>,
    outcome: String,
}

#[derive(Debug)]
struct Heard {
    when: String,
    language: &'static str,
    /// Chip, reference and address.
    told: Vec<(Chip, String, String)>,
    path: String,
    then: Vec<String>,
}

#[derive(Debug, Template)]
#[template(path = "agent/calls.html")]
pub(in crate::agent) struct CallsPage {
    frame: Frame,
    m: &'static Common,
    c: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    due: Vec<Due>,
    heard: Vec<Heard>,
}

impl Due {
    fn new(one: &DueCall, now: Instant, may_take: bool, language: Language) -> Self {
        let (m, c) = (Common::of(language), Words::of(language));
        let name = one.who.as_ref().map(|who| who.name.clone()).filter(|name| !name.is_empty());
        let digits = one.who.as_ref().map(|who| who.ean.reference()).or(one.reference);
        let digits = digits.map(|digits| format!("{:013}", digits.as_u64()));
        let mut facts = Vec::new();
        facts.extend(one.phone.clone().map(|phone| (m.phone, phone)));
        facts.extend(digits.map(|digits| (m.reference, digits)));
        facts.push((m.speaks, one.language.own_name().to_owned()));
        if one.promised {
            facts.push((c.promised, language.near(one.deadline, now)));
        }
        let (owner, take) = match &one.owner {
            None => (c.nobody.to_owned(), Some(true)),
            Some((_, true)) => (c.mine.to_owned(), Some(false)),
            Some((name, false)) => (fill(c.taken, &[("who", name)]), None),
        };
        let outcome = format!("{}/{}", Page::Question.path(language), one.number);
        Self {
            due: due_of(one.deadline, now, language, m),
            age: age_of(one.asked, now, m),
            who: name.unwrap_or_else(|| c.somebody.to_owned()),
            facts,
            tries: (one.tries > 0).then(|| fill(c.tries, &[("count", &one.tries.to_string())])),
            owner,
            take: take.filter(|_| may_take),
            path: format!("{}/{}", Page::Calls.path(language), one.number),
            case: one.who.as_ref().map(|who| case_path(who.account, language)),
            outcome,
        }
    }
}

impl Heard {
    fn new(one: &HeardCall, language: Language) -> Self {
        let c = Words::of(language);
        let told = one.told.iter().map(|(account, ean, state)| {
            let reference = format!("{:013}", ean.reference().as_u64());
            let case = case_path(*account, language);
            (Chip::of(*state, language), reference, case)
        });
        let mut then = Vec::new();
        if one.texts > 0 {
            then.push(fill(c.texts, &[("count", &one.texts.to_string())]));
        }
        if one.promised {
            then.push(c.call_back_promised.to_owned());
        }
        then.extend(one.transfer.map(|transfer| {
            let words = match transfer {
                HeardTransfer::Person => c.to_person,
                HeardTransfer::Danger => c.to_danger,
            };
            words.to_owned()
        }));
        if !one.ended {
            then.push(c.still_on.to_owned());
        }
        Self {
            when: language.instant(one.at),
            language: one.language.own_name(),
            told: told.collect(),
            path: path_words(&one.path, language),
            then,
        }
    }
}

impl CallsPage {
    pub(in crate::agent) fn new(
        frame: Frame,
        role: Role,
        view: &CallsView,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let c = Words::of(language);
        let may_take = Needs::PartOf(Act::Messages, Only::Resend).allows(Some(role));
        let due = view.due.iter().map(|one| Due::new(one, view.now, may_take, language));
        Self {
            menu: Menu::new(language, role, Some(Page::Calls)),
            due: due.collect(),
            heard: view.heard.iter().map(|one| Heard::new(one, language)).collect(),
            frame: frame.titled(c.title, &errors),
            m: Common::of(language),
            c,
            errors,
        }
    }
}
