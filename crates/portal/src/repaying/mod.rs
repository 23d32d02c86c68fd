//! Another rule for what is repaid, as agents, social services and households see it: week by week, and as a proposal
//! that waits for the household. Source: UX A-08, S-07, C-08, PA-20.

mod api;
mod words;

pub use api::{NotAgreed, PlanEffect, PlanRule, PlanWeek, ProposalLine, ProposalStands};
pub(crate) use words::Words;

use crate::language::Writes as _;
use crate::my::{Repaid, repaid_by};
use crate::words::fill;
use units::Language;

/// Weeks on a page: the first ones, and the last.
const FIRST_WEEKS: usize = 10;

/// What a plan takes week by week, in words.
#[derive(Debug, Default)]
pub(crate) struct Weeks {
    /// Week, taken, left.
    pub(crate) rows: Vec<(String, String, String)>,
    /// Something is left after the last.
    pub(crate) longer: bool,
}

impl Weeks {
    pub(crate) fn new(weeks: &[PlanWeek], language: Language) -> Self {
        let row = |week: &PlanWeek| {
            let (taken, left) = (language.money(week.taken), language.money(week.left));
            (language.date(week.monday), taken, left)
        };
        let mut rows: Vec<_> = weeks.iter().take(FIRST_WEEKS).map(row).collect();
        if let Some(last) = weeks.last().filter(|_| weeks.len() > FIRST_WEEKS) {
            rows.push(("…".to_owned(), String::new(), String::new()));
            rows.push(row(last));
        }
        let moves = weeks.iter().any(|week| week.taken.0 > 0);
        let open = weeks.last().is_some_and(|week| week.left.0 > 0);
        Self { rows: if moves { rows } else { Vec::new() }, longer: moves && open }
    }
}

/// How it would be repaid, in words.
pub(crate) fn rule_words(rule: PlanRule, language: Language) -> String {
    repaid_by(rule.repaid_by(), language)
}

/// Why a proposal cannot be agreed to, in words for whoever wanted to.
pub(crate) fn not_agreed(refused: NotAgreed, language: Language) -> &'static str {
    let p = Words::of(language);
    match refused {
        NotAgreed::NoProposal => p.e_gone,
        NotAgreed::OutOfDate => p.e_out,
        NotAgreed::UnderReview => p.review,
        NotAgreed::Lapsed => p.e_lapsed,
        NotAgreed::Ended => p.e_ended,
        NotAgreed::OtherRule => p.e_other,
    }
}

/// Where a proposal stands, for whoever made it: a class for the colour, and words that say the same.
pub(crate) fn standing(stands: ProposalStands, language: Language) -> (&'static str, String) {
    let p = Words::of(language);
    let on = |words: &str, day| fill(words, &[("day", &language.date(day))]);
    match stands {
        ProposalStands::Waits(day) => ("s2", on(p.waits, day)),
        ProposalStands::OutOfDate => ("s3", p.out_of_date.to_owned()),
        ProposalStands::UnderReview => ("s3", p.under_review.to_owned()),
        ProposalStands::Agreed(day) => ("s1", on(p.agreed, day)),
        ProposalStands::Declined(day) => ("s3", on(p.declined, day)),
        ProposalStands::Replaced(day) => ("s3", on(p.replaced, day)),
        ProposalStands::Lapsed(day) => ("s3", on(p.lapsed, day)),
    }
}

/// A proposal as its household reads it.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) reason: String,
    /// Of one that may be answered.
    pub(crate) open: Option<OpenOffer>,
    /// What became of it.
    pub(crate) said: String,
}

#[derive(Debug)]
pub(crate) struct OpenOffer {
    pub(crate) reads: Repaid,
    pub(crate) weeks: Weeks,
    pub(crate) by: String,
}

impl Offer {
    pub(crate) fn new(line: &ProposalLine, language: Language) -> Self {
        let p = Words::of(language);
        let on = |words: &str, day| fill(words, &[("day", &language.date(day))]);
        let open = match (line.stands, &line.effect) {
            (ProposalStands::Waits(last), Some(effect)) => Some(OpenOffer {
                reads: Repaid::new(&effect.reads, language),
                weeks: Weeks::new(&effect.weeks, language),
                by: on(p.offer_by, last),
            }),
            _ => None,
        };
        let said = match line.stands {
            ProposalStands::Waits(last) if open.is_some() => on(p.offer_by, last),
            // Where the rule says no there is nothing to answer.
            ProposalStands::Waits(_) | ProposalStands::OutOfDate => p.not_current.to_owned(),
            ProposalStands::UnderReview => p.review.to_owned(),
            ProposalStands::Agreed(day) => on(p.you_agreed, day),
            ProposalStands::Declined(day) => on(p.you_declined, day),
            ProposalStands::Replaced(_) => p.e_ended.to_owned(),
            ProposalStands::Lapsed(day) => on(p.no_answer, day),
        };
        Self {
            number: line.number,
            title: fill(p.offer, &[("office", &line.office)]),
            reason: line.reason.clone(),
            open,
            said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::RepaidFor;
    use calendar::SettlementDay;
    use units::MicroEuro;

    fn line(stands: ProposalStands) -> ProposalLine {
        ProposalLine {
            number: 1,
            office: "CPAS de Namur".to_owned(),
            debt: 2,
            what: RepaidFor::Supplier,
            rule: PlanRule::Week(MicroEuro(2_500_000)),
            reason: "less income".to_owned(),
            made: SettlementDay(20_000),
            stands,
            effect: None,
        }
    }

    #[test]
    fn s_07_what_cannot_be_answered_is_not_asked_for() {
        for language in Language::ALL {
            let p = Words::of(language);
            // The rule says no to it: there is no button, so nobody is told to answer.
            let offer = Offer::new(&line(ProposalStands::Waits(SettlementDay(20_030))), language);
            assert!(offer.open.is_none());
            assert_eq!(offer.said, p.not_current);
            let offer = Offer::new(&line(ProposalStands::UnderReview), language);
            assert!(offer.open.is_none());
            assert_eq!(offer.said, p.review, "with why, in words");
        }
    }
}
