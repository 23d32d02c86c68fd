//! Aid: the form, and its effect before it is given: now or on a day, for one energy or both, alone or in place of one
//! that was wrong. Source: UX S-05, PA-44.

use super::api::{AidCopy, AidFacts, AidPart, AidPreview, AidRefused, AidWanted, Motive};
use super::pages::{Menu, error_at, name_of};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::{Language, MicroEuro};

pub(super) const AMOUNT: &str = "amount";
pub(super) const MOTIVE: &str = "motive";
pub(super) const BUDGET: &str = "budget";
pub(super) const OTHER: &str = "other";
pub(super) const DAY: &str = "day";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub amount: String,
    pub motive: String,
    pub budget: String,
    pub other: String,
    pub day: String,
    pub copy: String,
}

impl Typed {
    /// What an aid that is put right says, where nothing was keyed in yet. Nothing is put right that cannot be.
    fn of_copy(mut self, facts: &AidFacts, language: Language) -> Self {
        let Some(copy) = &facts.copy else {
            self.copy.clear();
            return self;
        };
        if !self.amount.is_empty() {
            return self;
        }
        let keyed = |amount: MicroEuro| units::format_decimal(i128::from(amount.0) / 10_000, 2);
        Self {
            amount: keyed(copy.amount),
            other: copy.other.map(keyed).unwrap_or_default(),
            motive: copy.motive.map_or("", Motive::name).to_owned(),
            budget: copy.budget.clone(),
            day: copy.on.map(|day| language.date(day)).unwrap_or_default(),
            ..self
        }
    }

    /// Which aid is put right.
    pub(super) fn copy_of(&self) -> Option<i64> {
        self.copy.parse().ok()
    }

    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<AidWanted, Vec<PageError>> {
        let (amount, motive) = (forms::amount(&self.amount), Motive::of_name(&self.motive));
        let other = forms::amount(&self.other);
        let on = forms::day(&self.day);
        let no_other = !self.other.is_empty() && other.is_none();
        let no_day = !self.day.is_empty() && on.is_none();
        match (amount, motive) {
            (Some(amount), Some(motive)) if !no_other && !no_day => Ok(AidWanted {
                amount,
                motive,
                budget: self.budget.clone(),
                other,
                on,
                copy_of: self.copy_of(),
            }),
            (amount, motive) => {
                let wrong = [
                    (amount.is_none(), AMOUNT, m.e_amount),
                    (no_other, OTHER, m.e_amount),
                    (motive.is_none(), MOTIVE, m.e_motive),
                    (no_day, DAY, m.e_aid_day),
                ];
                let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
                Err(wrong.map(|(_, field, text)| PageError::at(field, text)).collect())
            }
        }
    }
}

pub(super) fn refused(refused: AidRefused, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        AidRefused::NoClient | AidRefused::NoAid => PageError::general(m.no_access_text),
        AidRefused::Ended => PageError::general(m.e_ended),
        AidRefused::SamePerson => PageError::general(m.e_same),
        AidRefused::SentBefore => PageError::general(m.e_sent),
        AidRefused::NoOther => PageError::at(OTHER, m.e_no_other),
        AidRefused::NotADay => PageError::at(DAY, m.e_aid_day),
        AidRefused::NotToCopy => PageError::general(m.e_not_copied),
        AidRefused::OutOfBounds { least, most } => {
            let values =
                [("least", language.short_money(least)), ("most", language.short_money(most))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            PageError::at(AMOUNT, fill(m.e_bounds, &values))
        }
    }
}

pub(super) fn motive_name(motive: Motive, m: &Words) -> &'static str {
    match motive {
        Motive::Energy => m.mo_energy,
        Motive::Guarantee => m.mo_guarantee,
        Motive::Winter => m.mo_winter,
        Motive::Other => m.mo_other,
    }
}

fn of_energy(frame: &Frame, energy: units::Energy, m: &Words) -> String {
    fill(m.amount_of, &[("energy", frame.w.energy_name(energy))])
}

/// What was asked, for each energy.
fn amounts(copy: &AidCopy, language: Language) -> String {
    let all = [Some(copy.amount), copy.other].into_iter().flatten();
    all.map(|amount| language.money(amount)).collect::<Vec<_>>().join(" + ")
}

#[derive(Debug, Template)]
#[template(path = "cpas/aid.html")]
pub(super) struct AidPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    balance: String,
    note: String,
    /// What is put right.
    copy: Option<String>,
    amount_label: String,
    other_label: Option<String>,
    day_hint: String,
    typed: Typed,
    motives: Vec<(String, String)>,
    path: String,
    client: String,
}

impl AidPage {
    pub(super) fn new(
        frame: Frame,
        facts: &AidFacts,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let motives =
            Motive::ALL.map(|motive| (motive.name().to_owned(), motive_name(motive, m).to_owned()));
        Self {
            menu: Menu::new(&frame, None),
            name: name_of(&facts.line),
            balance: language.balance(facts.line.balance),
            note: fill(m.aid_cap, &[("cap", &language.short_money(facts.cap))]),
            copy: facts.copy.as_ref().map(|copy| {
                let of = fill(
                    m.aid_copy,
                    &[("number", &copy.id.to_string()), ("amount", &amounts(copy, language))],
                );
                if copy.waits { format!("{of} {}", m.aid_copy_ends) } else { of }
            }),
            amount_label: match &facts.other {
                Some(_) => of_energy(&frame, facts.line.energy, m),
                None => m.amount.to_owned(),
            },
            other_label: facts.other.as_ref().map(|other| of_energy(&frame, other.energy, m)),
            day_hint: fill(
                m.aid_day_hint,
                &[
                    ("first", &language.date(facts.first_day)),
                    ("last", &language.date(facts.last_day)),
                ],
            ),
            typed: typed.of_copy(facts, language),
            motives: motives.to_vec(),
            path: format!("{}/{}", Page::Aid.path(language), facts.line.account),
            client: format!("{}/{}", Page::Client.path(language), facts.line.account),
            frame: frame.titled(m.aid_title, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/aid_preview.html")]
pub(super) struct AidPreviewPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    name: String,
    facts: Vec<(&'static str, String)>,
    /// Which energy, and what becomes of it.
    parts: Vec<(&'static str, Vec<(&'static str, String)>)>,
    second: bool,
    /// It is not credited now.
    later: bool,
    typed: Typed,
    attempt: String,
    path: String,
}

impl AidPreviewPage {
    pub(super) fn new(
        frame: Frame,
        facts: &AidFacts,
        (wanted, preview): (&AidWanted, &AidPreview),
        typed: Typed,
        attempt: String,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let part = |part: &AidPart| {
            let effect = &part.effect;
            let mut lines = vec![
                (m.amount, language.money(part.amount)),
                (m.before, language.balance(effect.balance.0)),
            ];
            if effect.repaid > MicroEuro::ZERO {
                lines.push((m.repays, language.money(effect.repaid)));
            }
            lines.push((m.after, language.balance(effect.balance.1)));
            let days = |days: i64| fill(m.t_days, &[("count", &days.to_string())]);
            lines.extend(effect.days.map(|count| (m.lasts, days(count))));
            (frame.w.energy_name(part.energy), lines)
        };
        let parts: Vec<_> = preview.parts.iter().map(part).collect();
        let mut lines = Vec::new();
        if parts.len() > 1 {
            let all = preview.parts.iter().map(|part| part.amount.0).fold(0, i64::saturating_add);
            lines.push((m.aid_sum, language.money(MicroEuro(all))));
        }
        lines.push((m.motive, motive_name(wanted.motive, m).to_owned()));
        if !wanted.budget.is_empty() {
            lines.push((m.budget, wanted.budget.clone()));
        }
        let day = wanted.on.map_or_else(|| m.aid_now.to_owned(), |day| language.date(day));
        lines.push((m.aid_day, day));
        if let Some(copy) = facts.copy.as_ref().filter(|copy| Some(copy.id) == wanted.copy_of) {
            let of = format!("{} ({})", copy.id, amounts(copy, language));
            let ends = copy.waits.then(|| format!("{of}. {}", m.aid_copy_ends));
            lines.push((m.to_copy, ends.unwrap_or(of)));
        }
        Self {
            menu: Menu::new(&frame, None),
            name: name_of(&facts.line),
            facts: lines,
            parts,
            second: preview.second,
            later: wanted.on.is_some(),
            typed,
            attempt,
            path: format!("{}/{}", Page::Aid.path(language), facts.line.account),
            frame: frame.titled(m.aid_preview_title, &[]),
            m,
        }
    }
}
