//! The page of whoever helps and who looked, as a struct of ready text.

use super::BELOW;
use super::api::{GivenLine, HelperRole, MyHelpers};
use super::words::Words;
use crate::grounds;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as OwnWords;
use crate::my::{deeds, quarters};
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use calendar::Instant;
use units::Language;

fn role(role: HelperRole, m: &OwnWords) -> &'static str {
    match role {
        HelperRole::Payer => m.payer,
        HelperRole::Helper => m.helper,
        HelperRole::Mandate => m.mandate,
        HelperRole::MandateByLaw => m.mandate_by_law,
    }
}

/// What was seen, in words: it is kept as names of rights, and behind them in brackets why. Source: PD-05.
fn seen(saw: &str, language: Language) -> String {
    let w = Words::of(language);
    let (names, why) = match saw.split_once(" (") {
        Some((names, why)) => (names, why.strip_suffix(')').unwrap_or(why)),
        None => (saw, ""),
    };
    let words = names.split(' ').map(|name| match name {
        "see_state" => w.saw_state,
        "see_balance" => w.saw_balance,
        "see_movements" => w.saw_movements,
        "state" => w.saw_both,
        "thirty_days" => w.saw_use,
        "quarter_hours" => w.saw_quarters,
        "plan" => w.saw_plan,
        "messages" => w.saw_messages,
        "alerts" => w.saw_alerts,
        "audit" => w.saw_access,
        "top_up" => w.saw_top_up,
        other => other,
    });
    let words = words.collect::<Vec<_>>().join(", ");
    // In which role somebody of the operator looked says nothing to a household.
    let is_role = why.parse::<access::Role>().is_ok();
    if why.is_empty() || is_role {
        words
    } else {
        format!("{words} ({})", grounds::in_words(why, language))
    }
}

#[derive(Debug)]
struct Helper {
    grant: i64,
    name: String,
    role: &'static str,
    until: String,
    /// Where they are told.
    told: Option<String>,
    renews: bool,
}

#[derive(Debug, Template)]
#[template(path = "my/helpers.html")]
pub(in crate::my) struct HelpersPage {
    frame: Frame,
    m: &'static OwnWords,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    /// The form that lets somebody, and another key for whoever is let.
    allow: String,
    stopped: bool,
    helpers: Vec<Helper>,
    looks: Vec<(String, String, String)>,
    older: Option<String>,
    /// Name, whether it may see days, and what is said of it.
    supplier: Option<(String, bool, String)>,
    place: usize,
    path: &'static str,
}

/// When, who, and that somebody was let see or is let no more; with the reason of whoever ended it for the household.
fn given(line: &GivenLine, language: Language) -> (Instant, String, String) {
    let (m, w) = (OwnWords::of(language), Words::of(language));
    let who = if line.own { w.you } else { m.somebody };
    let words = if line.ended { w.log_stopped } else { w.log_allowed };
    let said = fill(words, &[("name", line.name.as_str()), ("role", role(line.role, m))]);
    let said = if line.why.is_empty() { said } else { format!("{said} ({})", line.why) };
    (line.at, who.to_owned(), said)
}

/// Lines of the log on one page.
const AT_ONCE: usize = 50;

impl HelpersPage {
    /// `from`: so many lines of the log are newer than those that are shown.
    pub(in crate::my) fn new(frame: Frame, page: &MyHelpers, stopped: bool, from: usize) -> Self {
        let language = frame.language;
        let (m, w) = (OwnWords::of(language), Words::of(language));
        let path = Page::Helpers.path(language);
        let helpers = page.helpers.iter().map(|line| Helper {
            grant: line.grant,
            name: line.name.clone(),
            role: role(line.role, m),
            renews: line.renews,
            told: line.told.as_ref().map(|phone| fill(w.told_at, &[("phone", phone)])),
            until: match line.until {
                Some(until) => fill(m.granted_until, &[("day", &language.date(until))]),
                None => m.no_end.to_owned(),
            },
        });
        let looks = page.looks.iter().map(|look| {
            let who = look.who.clone().unwrap_or_else(|| m.somebody.to_owned());
            let saw = seen(&look.saw, language);
            let often =
                if look.times > 1 { format!(" · {}×", look.times) } else { String::new() };
            (look.at, who, saw + &often)
        });
        let said = page.consents.iter().map(|line| {
            let (who, what) = quarters::logged(line.agreed, language);
            (line.at, who.to_owned(), what.to_owned())
        });
        let given = page.given.iter().map(|line| given(line, language));
        let deeds = page.deeds.iter().map(|line| {
            let (who, what) = deeds::told(line, language);
            (line.at, who.to_owned(), what)
        });
        let mut looks: Vec<_> = looks.chain(said).chain(given).chain(deeds).collect();
        looks.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        let older = looks.len() > from.saturating_add(AT_ONCE);
        let looks = looks.into_iter().skip(from).take(AT_ONCE);
        let looks = looks.map(|(at, who, saw)| (language.instant(at), who, saw));
        Self {
            menu: Menu::new(language, Some(Page::Helpers)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            allow: format!("{path}{BELOW}?n={}", page.meter.place),
            stopped,
            helpers: helpers.collect(),
            looks: looks.collect(),
            older: older.then(|| {
                let next = from.saturating_add(AT_ONCE);
                format!("{path}?n={}&older={next}#looks", page.meter.place)
            }),
            supplier: page.supplier.as_ref().map(|of| {
                let says = match of.sees_until {
                    Some(day) => fill(m.supplier_sees, &[("day", &language.date(day))]),
                    None => m.supplier_sees_not.to_owned(),
                };
                (of.name.clone(), of.sees_until.is_some(), says)
            }),
            place: page.meter.place,
            path,
            frame: frame.titled(m.helpers_title, &[]),
            m,
            w,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_05_a_household_reads_in_words_what_was_seen() {
        let w = Language::En;
        assert_eq!(seen("see_state see_balance", w), "state, balance");
        assert_eq!(seen("state thirty_days (agent_l2)", w), "state and balance, use of 30 days");
        assert_eq!(seen("alerts (agent_l1)", w), "where and how you are told");
        assert_eq!(seen("state (asked for aid)", w), "state and balance (asked for aid)");
        assert_eq!(
            seen("state (early_list, decree 7 (art. 2))", w),
            "state and balance (list of who needs help, decree 7 (art. 2))"
        );
        assert_eq!(seen("commands", w), "commands", "what has no words yet is not hidden");
    }

    #[test]
    fn pd_03_a_household_reads_why_somebody_of_the_operator_ended_a_mandate() {
        let ended = GivenLine {
            at: Instant::from_unix_s(0),
            name: "CPAS de Namur".to_owned(),
            role: HelperRole::Mandate,
            ended: true,
            own: false,
            why: "You asked us by phone".to_owned(),
        };
        let (_, who, said) = given(&ended, Language::En);
        assert_eq!(who, OwnWords::of(Language::En).somebody);
        assert!(said.starts_with("CPAS de Namur has no access any more"), "{said}");
        assert!(said.ends_with("(You asked us by phone)"), "{said}");
        let own = GivenLine { own: true, why: String::new(), ..ended };
        let (_, who, said) = given(&own, Language::En);
        assert!(who == Words::of(Language::En).you && !said.contains('('), "{said}");
    }
}
