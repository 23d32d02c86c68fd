//! What a letter says of a decision. Source: UX S-06, 5.5.

use super::Words;
use crate::language::Writes as _;
use crate::words::fill;
use calendar::SettlementDay;
use procedures::{CaseKind, Outcome};
use units::Language;

/// Subject and text of a decision on what a social service has asked for a household. The answer stands in the words of
/// whoever gave it. `help`: the number to call.
pub fn decision_words(
    kind: CaseKind,
    (asked, answered): (SettlementDay, SettlementDay),
    (outcome, answer): (Outcome, &str),
    (office, help): (&str, &str),
    language: Language,
) -> (String, String) {
    let m = Words::of(language);
    let what = match kind {
        CaseKind::DelayCut => m.of_delay,
        CaseKind::ReducedPower => m.of_reduced,
        CaseKind::ChangePlan => m.of_plan,
        CaseKind::CallBack
        | CaseKind::WrongBalance
        | CaseKind::Complaint
        | CaseKind::Moving
        | CaseKind::DataCopy
        | CaseKind::DataCorrection
        | CaseKind::DataErasure
        | CaseKind::RefusePrepayment
        | CaseKind::AskPrepayment => m.of_other,
    };
    let done = matches!(outcome, Outcome::Done | Outcome::Corrected);
    let (asked, answered) = (language.date(asked), language.date(answered));
    let asked = fill(m.l_asked, &[("office", office), ("day", &asked), ("what", what)]);
    let decided = fill(if done { m.l_done } else { m.l_not_done }, &[("day", &answered)]);
    let words = fill(m.l_answer, &[("answer", answer)]);
    let help = fill(m.l_help, &[("help", help)]);
    // A line of a letter is a sentence of its own: an answer does not begin a list.
    let words = words.replace(['\r', '\n'], " ");
    (fill(m.l_subject, &[("what", what)]), [asked, decided, words, help].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_06_a_decision_says_who_asked_for_what_and_what_came_of_it() {
        let days = ("2026-11-04".parse().unwrap(), "2026-11-06".parse().unwrap());
        let said = |outcome, language| {
            let answer = (outcome, "10 A from\nFriday.");
            let who = ("CPAS de Namur", "0800 00 000");
            decision_words(CaseKind::ReducedPower, days, answer, who, language)
        };
        let (subject, text) = said(Outcome::Done, Language::En);
        assert_eq!(subject, "Decision on reduced power");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "CPAS de Namur asked on 04/11/2026 for reduced power for you.",
                "On 06/11/2026 it was decided: yes, as asked.",
                "The answer: 10 A from Friday.",
                "Questions, or you do not agree? Call us: 0800 00 000.",
            ]
        );
        for language in Language::ALL {
            let (yes, no) = (said(Outcome::Done, language), said(Outcome::Explained, language));
            assert_ne!(yes.1, no.1, "{language:?}");
            assert!(!yes.1.contains('{') && yes.1.contains("10 A"), "{}", yes.1);
        }
    }
}
