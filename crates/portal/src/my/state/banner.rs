//! What people are told of a failure where they would act: what it is, where, that nobody need pay twice, that nobody
//! is cut, and which other way there is. Source: CM-10.

use super::api::FailureLine;
use super::pages::place;
use super::words::Words;
use crate::language::Paths as _;
use crate::my::Page;
use units::Language;

/// Of many failures the page of the state tells the rest.
const SHOWN: usize = 3;
const ONLINE: &str = "online";
const TERMINALS: &str = "terminals";
/// Failures in which money seems to be lost, or a supply comes back late: people would pay again.
const PAID_AGAIN: [&str; 5] =
    [ONLINE, TERMINALS, "bank_feed", "field_network", "reconnection_path"];

/// Ready text; a page without failures has none.
#[derive(Debug)]
pub(crate) struct Banner {
    pub title: &'static str,
    /// What fails, and where if it is not everywhere.
    pub lines: Vec<(&'static str, String)>,
    pub advice: String,
    /// Address and name.
    pub links: Vec<(&'static str, &'static str)>,
}

fn what(kind: &str, w: &'static Words) -> &'static str {
    match kind {
        ONLINE => w.b_online,
        TERMINALS => w.b_terminals,
        "bank_feed" => w.b_bank_feed,
        "phone" => w.b_phone,
        "sms" => w.b_sms,
        "field_network" => w.b_field_network,
        "reconnection_path" => w.b_way_back,
        _ => w.b_other,
    }
}

/// What the banner says of one kind of failure, as a message says it: what fails, whether nobody need pay twice, and that
/// nobody is cut. Source: CM-10.
pub fn failure_says(kind: &str, language: Language) -> Vec<&'static str> {
    let w = Words::of(language);
    let mut said = vec![what(kind, w)];
    if PAID_AGAIN.contains(&kind) {
        // Its first sentence.
        said.extend(w.not_twice.split_inclusive('.').next());
    }
    said.push(w.no_cuts);
    said
}

impl Banner {
    pub(crate) fn of(failing: &[FailureLine], language: Language) -> Option<Self> {
        if failing.is_empty() {
            return None;
        }
        let w = Words::of(language);
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        for line in failing {
            let limited = line.energy.is_some() || line.area.is_some();
            let place = match limited {
                true => place(line.dso, line.energy, line.area.as_deref(), language),
                false => String::new(),
            };
            let said = (what(&line.kind, w), place);
            if !lines.contains(&said) && lines.len() < SHOWN {
                lines.push(said);
            }
        }
        let fails = |kind: &str| failing.iter().any(|line| line.kind == kind);
        let again = PAID_AGAIN.into_iter().any(fails);
        let advice = [again.then_some(w.not_twice), Some(w.no_cuts)];
        let mut links = Vec::new();
        match (fails(ONLINE), fails(TERMINALS)) {
            (true, false) => links.push((Page::Places.path(language), w.b_shops)),
            (false, true) => links.push((language.top_up_path(), w.b_pay_online)),
            (true, true) | (false, false) => {}
        }
        links.push((Page::State.path(language), w.b_more));
        let advice = advice.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Some(Self { title: w.b_title, lines, advice, links })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Dso, Energy};

    fn line(kind: &str, area: Option<&str>) -> FailureLine {
        FailureLine {
            dso: Dso::Ores,
            energy: area.map(|_| Energy::Gas),
            area: area.map(str::to_owned),
            kind: kind.to_owned(),
            since: "2026-11-20T08:00:00+01:00".parse().unwrap(),
            paused_until: None,
        }
    }

    #[test]
    fn cm_10_the_banner_says_what_fails_where_what_not_to_do_and_another_way() {
        let of = |lines: &[FailureLine]| Banner::of(lines, Language::En);
        assert!(of(&[]).is_none());
        let online = of(&[line("online", None)]).unwrap();
        assert_eq!(online.lines, [("Online payment does not work well.", String::new())]);
        assert!(online.advice.starts_with("Do not pay twice."), "{}", online.advice);
        assert!(online.advice.ends_with("Nobody is cut where it fails."), "{}", online.advice);
        let paths = |banner: &Banner| banner.links.iter().map(|link| link.0).collect::<Vec<_>>();
        assert_eq!(paths(&online), ["/en/where-to-top-up", "/en/what-works"]);
        let shops = of(&[line("terminals", Some("Huy"))]).unwrap();
        assert_eq!(shops.lines[0].1, "ORES · Gas · Huy");
        assert_eq!(paths(&shops), ["/en/top-up", "/en/what-works"]);
        let both = of(&[line("online", None), line("terminals", None)]).unwrap();
        assert_eq!(paths(&both), ["/en/what-works"], "neither helps");
        let texts = of(&[line("sms", None)]).unwrap();
        assert_eq!(texts.advice, "Nobody is cut where it fails.", "nobody would pay again");
        let many = ["sms", "sms", "clock", "phone", "online", "terminals"];
        let many = of(&many.map(|kind| line(kind, None))).unwrap();
        assert_eq!(many.lines.len(), 3, "the same is said once, and the rest on its own page");
    }

    #[test]
    fn cm_10_each_kind_that_may_be_reported_has_words_and_unknown_ones_too() {
        for language in Language::ALL {
            let w = Words::of(language);
            let own = crate::operator::INCIDENT_KINDS.map(|kind| what(kind, w));
            let other = own.iter().filter(|said| **said == w.b_other).count();
            assert!(other <= 2, "{own:?}");
            assert_eq!(what("something", w), w.b_other);
        }
    }
}
