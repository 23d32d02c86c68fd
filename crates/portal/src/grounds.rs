//! Why a household was looked at: kept as it was said to the machine, read in the words of whoever reads the log.
//! Source: PD-05, UX C-12, S-11.

mod words;

use crate::cpas::{Purpose, purpose_words};
use crate::language::Writes as _;
use crate::words::fill;
use units::Language;
use words::Words;

/// What an early list by law is kept under, before its law. Source: CM-08.
const EARLY_LIST: &str = "early_list, ";

/// A reason in words. What a person wrote stays as it is: on a mandate of before, the law of a list, a notice's number.
pub(crate) fn in_words(reason: &str, language: Language) -> String {
    if let Some(basis) = reason.strip_prefix(EARLY_LIST) {
        return fill(Words::of(language).early_list, &[("basis", basis)]);
    }
    // Several mandates of one office.
    reason.split("; ").map(|one| part(one, language)).collect::<Vec<_>>().join("; ")
}

fn part(reason: &str, language: Language) -> String {
    let m = Words::of(language);
    let plain = match reason {
        "sharing" => m.sharing,
        "sharing, refused: no word of the household" => m.sharing_refused,
        "customers" => m.customers,
        "requests" => m.requests,
        "settlement" => m.settlement,
        "yearly bill" => m.yearly_bill,
        "consent" | "consents" => m.consent,
        "phone line" => m.phone_line,
        _ => "",
    };
    if !plain.is_empty() {
        return plain.to_owned();
    }
    let (first, rest) = reason.split_once(", ").unwrap_or((reason, ""));
    let Some(purpose) = Purpose::of_name(first) else { return reason.to_owned() };
    let purpose = purpose_words(purpose, language);
    if rest.is_empty() {
        purpose.to_owned()
    } else {
        format!("{purpose}, {}", given(rest, language))
    }
}

/// How a mandate came about.
fn given(how: &str, language: Language) -> String {
    let m = Words::of(language);
    let day = |written: &str| match written.parse() {
        Ok(day) => language.date(day),
        Err(_) => written.to_owned(),
    };
    if how == "the holder told the code" {
        return m.code_told.to_owned();
    }
    let signed = how.strip_prefix("signed on ").and_then(|rest| rest.split_once(" on paper "));
    if let Some((on, document)) = signed {
        return fill(m.paper, &[("day", &day(on)), ("document", document)]);
    }
    let notice = how.strip_prefix("notice ").and_then(|rest| rest.rsplit_once(" of "));
    if let Some((notice, dated)) = notice {
        return fill(m.notice, &[("day", &day(dated)), ("notice", notice)]);
    }
    how.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn pd_05_why_a_household_was_seen_reads_in_its_language() {
        let fr = |reason| in_words(reason, Language::Fr);
        assert_eq!(
            fr("early_list, décret du 19/12/2002"),
            "liste des ménages à aider, décret du 19/12/2002"
        );
        assert_eq!(
            fr("budget_help, the holder told the code"),
            "Aide au budget, code donné par le ménage"
        );
        assert_eq!(
            fr("emergency, notice 12 of 3 of 2026-10-02; budget_help"),
            "Urgence, avis 12 of 3 du 02/10/2026; Aide au budget"
        );
        assert_eq!(
            fr("social_inquiry, signed on 2026-10-02 on paper A; B"),
            "Enquête sociale, signé le 02/10/2026, document A; B"
        );
        assert_eq!(fr("yearly bill"), "facture annuelle");
        assert_eq!(fr("asked for aid"), "asked for aid", "what somebody wrote stays");
        for reason in [
            "early_list, decree of 19/12/2002",
            "budget_help, the holder told the code",
            "emergency, notice 12 of 2026-10-02",
            "social_inquiry, signed on 2026-10-02 on paper A",
        ] {
            let said: BTreeSet<String> =
                Language::ALL.into_iter().map(|language| in_words(reason, language)).collect();
            assert_eq!(said.len(), Language::ALL.len(), "each in its own words: {said:?}");
        }
    }
}
