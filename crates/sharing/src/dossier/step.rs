//! What may be filed when, and what it does.

use super::act::{Act, Joining, Notice, Paper, Signed, Terms};
use super::conditions::{check_perimeter, papers};
use super::keys::FiledKey;
use super::{Dossier, DossierError, Given, Membership, State};
use crate::group::QUARTER_HOUR_US;
use crate::parameters::SharingParameters;
use calendar::{Instant, SettlementDay};
use units::Ean;

/// Answers of a representative until the dossier is handed in again: each is kept for good.
const MOST_ANSWERS: usize = 50;

/// Whether a text has the form of a municipality's number.
pub(super) fn check_municipality(text: Option<&str>) -> Result<(), DossierError> {
    match text {
        Some(text) if text.len() != 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(DossierError::Municipality { text: text.to_owned() })
        }
        Some(_) | None => Ok(()),
    }
}

fn check_quarter(what: &'static str, at: Instant) -> Result<(), DossierError> {
    if at.0.rem_euclid(QUARTER_HOUR_US) == 0 {
        return Ok(());
    }
    Err(DossierError::NotAQuarterHour { what, at: at.to_local_string() })
}

fn check_signed(signed: &Signed, filed: SettlementDay) -> Result<(), DossierError> {
    if signed.document.trim().is_empty() || signed.document.chars().count() > 200 {
        return Err(DossierError::NoDocument);
    }
    if signed.on > filed {
        let (on, filed) = (signed.on.to_string(), filed.to_string());
        return Err(DossierError::SignedLater { on, filed });
    }
    Ok(())
}

fn check_reasons(reasons: &str) -> Result<(), DossierError> {
    if reasons.trim().is_empty() || reasons.chars().count() > 2_000 {
        return Err(DossierError::NoReasons);
    }
    Ok(())
}

impl Dossier {
    /// What the rules of the day say against an act.
    pub(super) fn check(
        &self,
        act: &Act,
        at: Instant,
        parameters: &SharingParameters<'_>,
    ) -> Result<(), DossierError> {
        match act {
            Act::Opened(_) => Err(DossierError::NotOpened),
            Act::Represented { .. } => Ok(()),
            Act::Papered { paper, signed } => self.check_paper(*paper, signed, at.day()),
            Act::Joined(joining) => self.check_joining(joining, at, parameters),
            Act::Mandated { signed, .. } => check_signed(signed, at.day()),
            Act::Noticed { ean, notice, signed } => {
                check_signed(signed, at.day())?;
                // Who has left a group is not who signs now.
                let runs = |one: &&Membership| one.joining.ean == *ean && one.to.is_none();
                match self.members.iter().rev().find(runs) {
                    // Who came under the social tariff later says its word later. Source: ES-18.
                    Some(member)
                        if *notice == Notice::SocialTariff && !member.joining.social_tariff =>
                    {
                        Ok(())
                    }
                    Some(member) if signed.on > member.joining.from.day() => {
                        Err(DossierError::NoticeLate {
                            ean: *ean,
                            notice: *notice,
                            on: signed.on.to_string(),
                            by: member.joining.from.day().to_string(),
                        })
                    }
                    Some(_) | None => Ok(()),
                }
            }
            Act::Metered { ean, .. } => self.check_known(*ean, at),
            Act::Left { ean, to } => {
                check_quarter("the end", *to)?;
                self.check_leaving(*ean, *to)
            }
            Act::KeyFiled { from, terms, approval } => {
                check_quarter("the key", *from)?;
                self.check_terms(*from, terms)?;
                let approved = approval.as_ref().is_some_and(|text| !text.trim().is_empty());
                if !approved && !parameters.is_standard(terms.key, from.day())? {
                    return Err(DossierError::NeedsApproval { key: terms.key });
                }
                Ok(())
            }
            Act::KeyAsked { from, terms, text } => {
                check_quarter("the key", *from)?;
                self.check_terms(*from, terms)?;
                check_reasons(text)?;
                let mut after = self.clone();
                after.keys.push(self.filed(*from, terms, None));
                after.check_keys()
            }
            Act::KeyDeclined { reasons } => match self.asked {
                Some(_) => check_reasons(reasons),
                None => {
                    let (state, act) = (self.state.name(), act.name());
                    Err(DossierError::WrongState { state, act })
                }
            },
            Act::Submitted => lacking(self.open_tasks(false)),
            Act::Withdrawn => Ok(()),
            Act::Accepted { starts } => {
                check_quarter("the start", *starts)?;
                lacking(self.open_tasks(true))?;
                self.check_start(*starts)
            }
            Act::Proposed { verdict, .. } => self.check(&verdict.act(), at, parameters),
            Act::Returned { reasons, tasks } => {
                check_reasons(reasons)?;
                tasks.values().try_for_each(|text| check_reasons(text))
            }
            Act::Answered { .. } if self.answers >= MOST_ANSWERS => {
                Err(DossierError::Answers { most: MOST_ANSWERS })
            }
            Act::Refused { reasons: text } | Act::Answered { text } => check_reasons(text),
            Act::Ended { at } => check_quarter("the end", *at),
        }
    }

    fn check_paper(
        &self,
        paper: Paper,
        signed: &Signed,
        filed: SettlementDay,
    ) -> Result<(), DossierError> {
        if !papers(self.form).contains(&paper) {
            return Err(DossierError::NeedlessPaper { form: self.form });
        }
        check_signed(signed, filed)
    }

    fn check_joining(
        &self,
        joining: &Joining,
        at: Instant,
        parameters: &SharingParameters<'_>,
    ) -> Result<(), DossierError> {
        let Joining { ean, from, .. } = joining;
        check_quarter("the begin", *from)?;
        check_municipality(joining.place.municipality.as_deref())?;
        if let Some(mandate) = &joining.mandate {
            check_signed(mandate, at.day())?;
            if mandate.on > from.day() {
                let (on, by) = (mandate.on.to_string(), from.day().to_string());
                return Err(DossierError::MandateLate { ean: *ean, on, by });
            }
        }
        let again = |member: &&Membership| {
            member.joining.ean == *ean && member.to.is_none_or(|to| *from < to)
        };
        if let Some(member) = self.members.iter().find(again) {
            let from = member.joining.from.to_local_string();
            return Err(DossierError::Twice { ean: *ean, from });
        }
        check_perimeter(self, joining, parameters, from.day())?;
        match &self.state {
            State::Accepted { starts } => {
                if from < starts {
                    let (starts, at) = (starts.to_local_string(), from.to_local_string());
                    return Err(DossierError::BeforeStart { starts, at });
                }
                lacking(self.open_for(joining))
            }
            State::Draft
            | State::Submitted
            | State::Refused { .. }
            | State::Withdrawn
            | State::Ended { .. } => Ok(()),
        }
    }

    fn check_known(&self, ean: Ean, at: Instant) -> Result<(), DossierError> {
        if self.members.iter().any(|member| member.joining.ean == ean) {
            return Ok(());
        }
        Err(DossierError::NoMember { ean, at: at.to_local_string() })
    }

    fn check_leaving(&self, ean: Ean, to: Instant) -> Result<(), DossierError> {
        let Some(member) = self.ends_at(ean, to).and_then(|place| self.members.get(place)) else {
            return Err(DossierError::NoMember { ean, at: to.to_local_string() });
        };
        // An end that was announced may come sooner.
        if let Some(left) = member.to.filter(|left| *left <= to) {
            return Err(DossierError::HasLeft { ean, to: left.to_local_string() });
        }
        // Whoever would have joined later and does not is a member of no quarter-hour.
        if to < member.joining.from {
            let (from, to) = (member.joining.from.to_local_string(), to.to_local_string());
            return Err(DossierError::Backwards { ean, from, to });
        }
        Ok(())
    }

    /// Which membership of a point an end is of: the newest that has begun by then, else the newest.
    fn ends_at(&self, ean: Ean, to: Instant) -> Option<usize> {
        let of = |one: &Membership| one.joining.ean == ean;
        let begun = self.members.iter().rposition(|one| of(one) && one.joining.from <= to);
        begun.or_else(|| self.members.iter().rposition(of))
    }

    /// Ends a membership. In a group that shares, what was signed for it ends with it: whoever joins at this point later
    /// signs anew, and may be another household. Source: PD-03, ES-18.
    fn end(&mut self, ean: Ean, to: Instant) {
        let Some(place) = self.ends_at(ean, to) else { return };
        let shares = self.state.shares().is_some();
        let Some(member) = self.members.get_mut(place) else { return };
        let first = member.to.replace(to).is_none();
        if shares && first {
            let mut given = Given { mandate: self.mandates.remove(&ean), ..Given::default() };
            for notice in Notice::ALL {
                if let Some(signed) = self.notices.remove(&(ean, *notice)) {
                    given.notices.insert(*notice, signed);
                }
            }
            member.signed = Some(given);
        }
    }

    fn check_terms(&self, from: Instant, terms: &Terms) -> Result<(), DossierError> {
        if let Some(last) = self.keys.last().filter(|last| from <= last.from) {
            let (last, from) = (last.from.to_local_string(), from.to_local_string());
            return Err(DossierError::KeyOutOfOrder { last, from });
        }
        for ean in terms.shares.keys().chain(terms.groups.keys()) {
            let still = |member: &&Membership| {
                member.joining.ean == *ean && member.to.is_none_or(|to| from < to)
            };
            let Some(member) = self.members.iter().find(still) else {
                let from = from.to_local_string();
                return Err(DossierError::ShareOfNobody { ean: *ean, from });
            };
            let role = member.joining.role;
            if !role.takes() {
                return Err(DossierError::ShareOfProducer { ean: *ean, role });
            }
        }
        Ok(())
    }

    /// A key holds when the group starts, and somebody is there.
    fn check_start(&self, starts: Instant) -> Result<(), DossierError> {
        let first = self.keys.first().map(|key| key.from);
        match first {
            Some(from) if from > starts => {
                let (starts, at) = (from.to_local_string(), starts.to_local_string());
                Err(DossierError::BeforeStart { starts, at })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn filed(&self, from: Instant, terms: &Terms, approval: Option<String>) -> FiledKey {
        let version = self.keys.len().saturating_add(1);
        FiledKey { version, from, terms: terms.clone(), approval }
    }

    /// What an act does. Errors: it has no place in this state.
    pub(super) fn take(&mut self, act: &Act) -> Result<(), DossierError> {
        self.state = self.state_after(act)?;
        if changes_what_is_judged(act) {
            // Whoever confirms a verdict sees what the first person saw. Source: UX 7.3.
            self.proposed = None;
        }
        match act {
            Act::Opened(_) => return Err(DossierError::NotOpened),
            Act::Represented { person } => self.representative = *person,
            Act::Papered { paper, signed } => {
                self.papers.insert(*paper, signed.clone());
            }
            Act::Joined(joining) => {
                let joining = joining.clone();
                self.members.push(Membership { joining, to: None, signed: None });
            }
            Act::Mandated { ean, signed } => {
                self.mandates.insert(*ean, signed.clone());
            }
            Act::Noticed { ean, notice, signed } => {
                self.notices.insert((*ean, *notice), signed.clone());
            }
            Act::Metered { ean, metering } => {
                self.metering.insert(*ean, *metering);
            }
            Act::Left { ean, to } => self.end(*ean, *to),
            Act::KeyFiled { from, terms, approval } => {
                let key = self.filed(*from, terms, approval.clone());
                self.keys.push(key);
                // It is what was asked for, or that would come before it.
                self.asked = self.asked.take().filter(|(asked, _)| from < asked);
            }
            Act::KeyAsked { from, terms, .. } => self.asked = Some((*from, terms.clone())),
            Act::KeyDeclined { .. } => self.asked = None,
            Act::Returned { reasons, tasks } => {
                self.returned = Some(reasons.clone());
                self.replies.clone_from(tasks);
                self.proposed = None;
            }
            Act::Submitted => {
                self.returned = None;
                self.replies.clear();
                self.answers = 0;
            }
            Act::Proposed { person, verdict } => self.proposed = Some((*person, verdict.clone())),
            Act::Accepted { .. } | Act::Refused { .. } | Act::Withdrawn => self.proposed = None,
            Act::Answered { .. } => self.answers = self.answers.saturating_add(1),
            Act::Ended { .. } => {}
        }
        Ok(())
    }

    fn state_after(&self, act: &Act) -> Result<State, DossierError> {
        let wrong = || Err(DossierError::WrongState { state: self.state.name(), act: act.name() });
        match (&self.state, act) {
            (State::Refused { .. } | State::Withdrawn | State::Ended { .. }, _) => wrong(),
            (_, Act::Opened(_)) => Err(DossierError::NotOpened),
            // What is on paper changes neither members nor key.
            (
                state,
                Act::Represented { .. }
                | Act::Papered { .. }
                | Act::Mandated { .. }
                | Act::Noticed { .. }
                | Act::Metered { .. },
            ) => Ok(state.clone()),
            // What the operator looks at stays as it was submitted.
            (State::Submitted, Act::Joined(_) | Act::Left { .. } | Act::KeyFiled { .. }) => wrong(),
            // Only a group that shares asks: before, the operator looks at its first key.
            (State::Draft | State::Submitted, Act::KeyAsked { .. } | Act::KeyDeclined { .. }) => {
                wrong()
            }
            (state @ State::Accepted { .. }, Act::KeyAsked { .. } | Act::KeyDeclined { .. }) => {
                Ok(state.clone())
            }
            (
                state @ (State::Draft | State::Accepted { .. }),
                Act::Joined(_) | Act::Left { .. } | Act::KeyFiled { .. },
            ) => Ok(state.clone()),
            (State::Draft, Act::Submitted) => Ok(State::Submitted),
            (State::Draft | State::Submitted, Act::Withdrawn) => Ok(State::Withdrawn),
            (state @ (State::Draft | State::Submitted), Act::Answered { .. })
            | (state @ State::Submitted, Act::Proposed { .. }) => Ok(state.clone()),
            (State::Submitted, Act::Returned { .. }) => Ok(State::Draft),
            (State::Submitted, Act::Accepted { starts }) => Ok(State::Accepted { starts: *starts }),
            (State::Submitted, Act::Refused { reasons }) => {
                Ok(State::Refused { reasons: reasons.clone() })
            }
            (State::Accepted { starts }, Act::Ended { at }) if at > starts => {
                Ok(State::Ended { starts: *starts, at: *at })
            }
            (
                State::Draft,
                Act::Returned { .. }
                | Act::Proposed { .. }
                | Act::Accepted { .. }
                | Act::Refused { .. }
                | Act::Ended { .. },
            )
            | (State::Submitted, Act::Submitted | Act::Ended { .. })
            | (
                State::Accepted { .. },
                Act::Submitted
                | Act::Withdrawn
                | Act::Answered { .. }
                | Act::Proposed { .. }
                | Act::Returned { .. }
                | Act::Accepted { .. }
                | Act::Refused { .. }
                | Act::Ended { .. },
            ) => wrong(),
        }
    }
}

fn lacking(unmet: Vec<super::Unmet>) -> Result<(), DossierError> {
    if unmet.is_empty() { Ok(()) } else { Err(DossierError::Unmet { unmet }) }
}

/// Whether an act may come while a verdict waits for a second person, and changes what it rests on.
fn changes_what_is_judged(act: &Act) -> bool {
    matches!(
        act,
        Act::Papered { .. }
            | Act::Mandated { .. }
            | Act::Noticed { .. }
            | Act::Metered { .. }
            | Act::Answered { .. }
    )
}
