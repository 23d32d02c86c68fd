//! The team: who is there, who is away and who stands in, clients handed over, and what everybody may do.
//! Source: UX S-09.

use super::api::{NewLeave, Team, TeamRefused};
use super::pages::{Menu, error_at};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Role, Verb, rights};
use askama::Template;
use units::Language;

pub(super) const PERSON: &str = "person";
pub(super) const FIRST: &str = "first";
pub(super) const LAST: &str = "last";
pub(super) const STAND_IN: &str = "stand_in";
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";
/// In whose charge nobody's clients are.
pub(super) const NOBODY: &str = "nobody";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub person: String,
    pub first: String,
    pub last: String,
    pub stand_in: String,
    pub from: String,
    pub to: String,
}

impl Typed {
    /// The leave that the fields say. Errors: at each field what is missing.
    pub(super) fn leave(&self, m: &'static Words) -> Result<NewLeave, Vec<PageError>> {
        let (person, stand_in) = (self.person.parse().ok(), self.stand_in.parse().ok());
        let (first, last) = (forms::day(&self.first), forms::day(&self.last));
        let (Some(person), Some(first), Some(last), Some(stand_in)) =
            (person, first, last, stand_in)
        else {
            let wrong = [
                (person.is_none(), PERSON, m.e_member),
                (first.is_none(), FIRST, m.e_day),
                (last.is_none(), LAST, m.e_day),
                (stand_in.is_none(), STAND_IN, m.e_member),
            ];
            let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
            return Err(wrong.map(|(_, field, text)| PageError::at(field, text)).collect());
        };
        Ok(NewLeave { person, first, last, stand_in })
    }
}

/// What is refused, at the field `at` or at that of its own.
pub(super) fn refused(refused: TeamRefused, at: &'static str, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        TeamRefused::NoMember => PageError::at(at, m.e_member),
        TeamRefused::NoClient => PageError::at(at, m.e_no_clients),
        TeamRefused::SamePerson => PageError::at(at, m.e_same_person),
        TeamRefused::Days { most } => {
            PageError::at(FIRST, fill(m.e_leave_days, &[("most", &most.to_string())]))
        }
        TeamRefused::StandInAway => PageError::at(STAND_IN, m.e_stand_in_away),
        TeamRefused::StandsIn => PageError::at(PERSON, m.e_stands_in),
        TeamRefused::NoLeave => PageError::general(m.e_no_leave),
    }
}

/// A right in words. Source: UX 7.3.
fn right_name(act: Act, verb: Verb, m: &'static Words) -> Option<&'static str> {
    Some(match (act, verb) {
        (Act::StateAndAmount, Verb::View) => m.r_state,
        (Act::ThirtyDays, Verb::View) => m.r_days,
        (Act::TopUp, Verb::Do) => m.r_aid,
        (Act::DebtAndPlan, Verb::View) => m.r_plan,
        (Act::DebtAndPlan, Verb::Request) => m.r_plan_ask,
        (Act::Alerts, Verb::Request) => m.r_alerts,
        (Act::MeterCommands, Verb::Request) => m.r_commands,
        (Act::Messages, Verb::View) => m.r_messages,
        (Act::Audit, Verb::View) => m.r_looks,
        _ => return None,
    })
}

/// What a social service may do with a mandate, in words.
pub(crate) fn rights_words(language: Language) -> Vec<&'static str> {
    let m = Words::of(language);
    let all = Act::ALL.into_iter().flat_map(|act| {
        rights(Role::Cpas, act).iter().filter_map(move |right| right_name(act, right.verb, m))
    });
    all.collect()
}

#[derive(Debug)]
struct Row {
    person: i64,
    name: String,
    clients: String,
    away: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "cpas/team.html")]
pub(super) struct TeamPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    rows: Vec<Row>,
    nobodys: Option<String>,
    /// Number and name.
    people: Vec<(String, String)>,
    /// The same, with nobody where somebody is in nobody's charge.
    from: Vec<(String, String)>,
    rights: Vec<&'static str>,
    typed: Typed,
    path: &'static str,
}

impl TeamPage {
    pub(super) fn new(frame: Frame, team: &Team, (typed, errors): (Typed, Vec<PageError>)) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let count = |count: usize| fill(m.clients_of, &[("count", &count.to_string())]);
        let name_of = |person: i64| {
            let known = team.members.iter().find(|member| member.person == person);
            known.map(|member| member.name.clone()).unwrap_or_default()
        };
        let rows = team.members.iter().map(|member| Row {
            person: member.person,
            name: if member.own {
                fill(m.you, &[("name", &member.name)])
            } else {
                member.name.clone()
            },
            clients: count(member.clients),
            away: member.leave.map(|leave| {
                let (first, last) = (language.date(leave.first), language.date(leave.last));
                let name = name_of(leave.stand_in);
                fill(m.away, &[("first", &first), ("last", &last), ("name", &name)])
            }),
        });
        let people: Vec<(String, String)> = team
            .members
            .iter()
            .map(|member| (member.person.to_string(), member.name.clone()))
            .collect();
        let mut from = people.clone();
        if team.nobodys > 0 {
            from.push((NOBODY.to_owned(), m.nobody_in_charge.to_owned()));
        }
        let rights = team.rights.iter().flat_map(|(act, rights)| {
            rights.iter().filter_map(|right| right_name(*act, right.verb, m))
        });
        Self {
            menu: Menu::new(&frame, Some(Page::Team)),
            name: team.name.clone(),
            rows: rows.collect(),
            nobodys: (team.nobodys > 0).then(|| count(team.nobodys)),
            people,
            from,
            rights: rights.collect(),
            typed,
            path: Page::Team.path(language),
            frame: frame.titled(m.team_title, &errors),
            errors,
            m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_7_3_each_right_of_a_social_service_has_words() {
        for language in Language::ALL {
            let m = Words::of(language);
            for act in Act::ALL {
                for right in rights(Role::Cpas, act) {
                    assert!(right_name(act, right.verb, m).is_some(), "{act:?} {right:?}");
                }
            }
        }
    }
}
