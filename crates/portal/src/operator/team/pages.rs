//! The list of roles, one of them, and one that waits for a second person.

use super::api::{
    Member, MemberView, RoleAct, RoleLine, RoleRequest, RoleWish, TeamRefused, TeamView,
};
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::operator::ChangeState;
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::operator::words::Words as RoomWords;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Standing, Verb};
use askama::Template;
use calendar::SettlementDay;
use units::Language;

pub(super) const NAME: &str = "name";
pub(super) const EMAIL: &str = "email";
pub(super) const ROLE: &str = "role";
pub(super) const LANGUAGE: &str = "language";
pub(super) const LAST_DAY: &str = "last_day";
pub(super) const NOTE: &str = "note";
pub(super) const WHY: &str = "why";
pub(super) const ACT: &str = "act";
pub(super) const CONFIRM: &str = "confirm";
pub(super) const LONGER: &str = "longer";
pub(super) const END: &str = "end";

/// Roles that are given here. Those of partners are given with the partner.
pub(super) const GIVEN: [Role; 4] = [Role::AgentL1, Role::AgentL2, Role::Operator, Role::Auditor];
/// A review that is due in so many days is listed with those that are.
const SOON_DAYS: i32 = 30;

pub(super) fn role_name(role: Role, t: &Words) -> &'static str {
    match role {
        Role::Cpas => t.r_cpas,
        Role::Merchant => t.r_merchant,
        Role::AgentL1 => t.r_agent_l1,
        Role::AgentL2 => t.r_agent_l2,
        Role::Supplier => t.r_supplier,
        Role::Representative => t.r_representative,
        Role::Operator => t.r_operator,
        Role::Auditor => t.r_auditor,
        // Households have no role that is given.
        Role::Customer | Role::Payer | Role::Aide => "–",
    }
}

/// What was refused, in words that say what to do.
pub(super) fn refused(said: TeamRefused, t: &Words) -> PageError {
    match said {
        TeamRefused::NoPerson | TeamRefused::NoRequest => PageError::general(t.e_none),
        TeamRefused::SamePerson => PageError::general(t.e_same_person),
        TeamRefused::OwnRole => PageError::general(t.e_own_role),
        TeamRefused::Decided => PageError::general(t.e_decided),
        TeamRefused::AddressTaken => PageError::at(EMAIL, t.e_taken),
        TeamRefused::DayOver => PageError::at(LAST_DAY, t.e_day_over),
        TeamRefused::Lapsed => PageError::general(t.e_lapsed),
        TeamRefused::Ended => PageError::general(t.e_ended),
    }
}

/// May give and end roles.
fn gives(role: Role) -> bool {
    Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role))
}

/// Opens something on this day, and will for a while.
fn is_well(member: &Member, today: SettlementDay) -> bool {
    match member.standing {
        Standing::Open { review_by } => review_by.days_since(today) > SOON_DAYS,
        Standing::Expired { .. } | Standing::Unreviewed { .. } => false,
    }
}

#[derive(Debug)]
struct MemberRow {
    name: String,
    role: &'static str,
    /// Class of the chip and its word.
    standing: (&'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    href: String,
}

impl MemberRow {
    fn new(member: &Member, today: SettlementDay, language: Language) -> Self {
        let t = Words::of(language);
        let standing = match member.standing {
            _ if member.ended => ("s2", t.s_ended),
            Standing::Expired { .. } => ("s5", t.s_expired),
            Standing::Unreviewed { .. } => ("s5", t.s_unreviewed),
            Standing::Open { .. } if is_well(member, today) => ("s1", t.s_open),
            Standing::Open { .. } => ("s3", t.s_soon),
        };
        let last = member.last_day.map(|day| language.date(day));
        let mut facts = vec![
            (t.address, member.address.clone()),
            (t.since, language.date(member.since.day())),
            (t.last_day, last.unwrap_or_else(|| t.no_last_day.to_owned())),
            (t.reviewed, language.date(member.reviewed_on)),
        ];
        if let Standing::Open { review_by } | Standing::Unreviewed { review_by } = member.standing {
            facts.push((t.review_by, language.date(review_by)));
        }
        let second = if member.second_factor { t.second_yes } else { t.second_no };
        facts.push((t.second, second.to_owned()));
        Self {
            name: format!("{} #{}", member.name, member.person).trim().to_owned(),
            role: role_name(member.role, t),
            standing,
            facts,
            href: format!("{}/{}", Page::Team.path(language), member.person),
        }
    }
}

/// A wish in one card.
#[derive(Debug)]
struct RequestRow {
    title: &'static str,
    who: String,
    role: &'static str,
    facts: Vec<(&'static str, String)>,
    asked: String,
    state: &'static str,
    own: bool,
    href: String,
}

impl RequestRow {
    fn new(request: &RoleRequest, language: Language) -> Self {
        let (t, m) = (Words::of(language), RoomWords::of(language));
        let day = |day: &Option<SettlementDay>| {
            day.map_or_else(|| t.no_last_day.to_owned(), |day| language.date(day))
        };
        let (title, facts) = match &request.wish {
            RoleWish::New { email, last_day, note, language: theirs, .. } => (
                t.request_new,
                vec![
                    (t.address, email.to_string()),
                    (t.language, theirs.own_name().to_owned()),
                    (t.last_day, day(last_day)),
                    (t.note, note.clone()),
                ],
            ),
            RoleWish::Longer { last_day, note, .. } => {
                (t.request_longer, vec![(t.last_day, day(last_day)), (t.note, note.clone())])
            }
        };
        let asked_at = language.instant(request.asked_at);
        Self {
            title,
            who: request.name.clone(),
            role: role_name(request.role, t),
            facts,
            asked: fill(t.by_line, &[("who", &request.asked_by), ("time", &asked_at)]),
            state: match request.state {
                ChangeState::Waits => m.c_waits,
                ChangeState::InForce => m.c_in_force,
                ChangeState::TurnedDown => m.c_refused,
            },
            own: request.own,
            href: format!("{}/request/{}", Page::Team.path(language), request.number),
        }
    }
}

/// The fields of all forms, as they were typed.
#[derive(Debug, Default, Clone)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) language: String,
    pub(super) last_day: String,
    pub(super) note: String,
}

#[derive(Debug, Template)]
#[template(path = "operator/team.html")]
pub(super) struct TeamPage {
    frame: Frame,
    m: &'static RoomWords,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    lead: String,
    waiting: Vec<RequestRow>,
    due: Vec<MemberRow>,
    well: Vec<MemberRow>,
    ended: Vec<MemberRow>,
    gives: bool,
    path: &'static str,
    attempt: String,
    typed: Typed,
    roles: Vec<(String, String)>,
    languages: Vec<(String, String)>,
}

impl TeamPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &TeamView,
        (typed, attempt): (Typed, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let path = Page::Team.path(language);
        let (ended, here): (Vec<&Member>, Vec<&Member>) =
            view.members.iter().partition(|member| member.ended);
        let (well, due): (Vec<&Member>, Vec<&Member>) =
            here.into_iter().partition(|member| is_well(member, view.today));
        let rows = |members: Vec<&Member>| {
            let rows = members.into_iter();
            rows.map(|member| MemberRow::new(member, view.today, language)).collect()
        };
        let waiting = view.requests.iter().filter(|one| one.state == ChangeState::Waits);
        Self {
            menu: Menu::at(language, role, path),
            lead: fill(t.lead, &[("months", &view.months.to_string())]),
            waiting: waiting.map(|request| RequestRow::new(request, language)).collect(),
            due: rows(due),
            well: rows(well),
            ended: rows(ended),
            gives: gives(role),
            path,
            attempt,
            typed,
            roles: GIVEN
                .map(|role| (role.name().to_owned(), role_name(role, t).to_owned()))
                .to_vec(),
            languages: Language::ALL
                .map(|one| (one.code().to_owned(), one.own_name().to_owned()))
                .to_vec(),
            frame: frame.titled(t.title, &errors),
            errors,
            m: RoomWords::of(language),
            t,
        }
    }
}

fn line(line: &RoleLine, language: Language) -> (&'static str, String, String) {
    let t = Words::of(language);
    let act = match line.act {
        RoleAct::Given => t.a_given,
        RoleAct::Confirmed => t.a_confirmed,
        RoleAct::Prolonged => t.a_prolonged,
        RoleAct::Ended => t.a_ended,
    };
    let mut about = fill(t.by_line, &[("who", &line.by), ("time", &language.instant(line.at))]);
    if let Some(day) = line.last_day {
        about = format!("{about} · {}", fill(t.until, &[("day", &language.date(day))]));
    }
    (act, about, line.why.clone())
}

#[derive(Debug, Template)]
#[template(path = "operator/member.html")]
pub(super) struct MemberPage {
    frame: Frame,
    m: &'static RoomWords,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    row: MemberRow,
    /// What was done, who and when, and why.
    history: Vec<(&'static str, String, String)>,
    waiting: Vec<RequestRow>,
    /// May end the role or ask for another day.
    changes: bool,
    own: bool,
    path: String,
    back: &'static str,
    attempt: String,
    typed: Typed,
    /// Name and words.
    acts: Vec<(String, String)>,
    chosen: String,
}

impl MemberPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &MemberView,
        (typed, chosen, attempt): (Typed, String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let (back, member) = (Page::Team.path(language), &view.member);
        let row = MemberRow::new(member, view.today, language);
        let changes = gives(role) && !member.own && !member.ended;
        let mut acts = vec![(LONGER, t.longer, t.longer_lead), (END, t.end, t.end_lead)];
        if member.standing.is_open() {
            acts.insert(0, (CONFIRM, t.confirm, t.confirm_lead));
        }
        let acts =
            acts.into_iter().map(|(act, name, lead)| (act.to_owned(), format!("{name}. {lead}")));
        let acts = acts.collect();
        let waiting = view.waiting.iter();
        Self {
            menu: Menu::at(language, role, back),
            history: view.history.iter().map(|one| line(one, language)).collect(),
            waiting: waiting.map(|request| RequestRow::new(request, language)).collect(),
            changes,
            acts,
            chosen,
            own: member.own,
            path: row.href.clone(),
            back,
            attempt,
            typed,
            frame: frame.titled(&row.name, &errors),
            row,
            errors,
            m: RoomWords::of(language),
            t,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/role_request.html")]
pub(super) struct RequestPage {
    frame: Frame,
    m: &'static RoomWords,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    row: RequestRow,
    class: &'static str,
    decided: Option<String>,
    decided_why: Option<String>,
    waits: bool,
    decides: bool,
    back: &'static str,
    why: String,
}

impl RequestPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        request: &RoleRequest,
        why: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let back = Page::Team.path(language);
        let row = RequestRow::new(request, language);
        let decided = request.decided.as_ref();
        let by = decided.map(|(who, at, _)| format!("{who} · {}", language.instant(*at)));
        let decided_why = decided.map(|(_, _, why)| why.clone()).filter(|why| !why.is_empty());
        Self {
            menu: Menu::at(language, role, back),
            class: match request.state {
                ChangeState::Waits => "wait",
                ChangeState::InForce => "good",
                ChangeState::TurnedDown => "bad",
            },
            decided: by,
            decided_why,
            waits: request.state == ChangeState::Waits,
            decides: gives(role),
            back,
            why,
            frame: frame.titled(row.title, &errors),
            row,
            errors,
            m: RoomWords::of(language),
            t: Words::of(language),
        }
    }
}
