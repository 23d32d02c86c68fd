//! What representatives and households file by their pages: keys, participants, notices, messages, leaving.

use super::*;
use crate::guesses;
use crate::share::groups::warned::{agreed, in_words, warning};
use crate::share::groups::{join_from, of_household};
use portal::sharing::NoticeLine;
use sharing::{Share, SharingParameters, Signed, Terms, Told};
use std::error::Error;
use store::TryKind;

/// The last rank of a cascade that a page takes.
const MOST_RANK: u32 = 999;
/// Parts of a hundred thousand: thousandths of a per cent.
const WHOLE: u64 = 100_000;

/// What a dossier has said against an act, wherever in the chain of causes.
pub fn dossier_error<'a>(
    failure: &'a (dyn Error + Send + Sync + 'static),
) -> Option<&'a DossierError> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(failure);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<DossierError>() {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

/// An error of this kind, wherever in the chain of causes.
pub fn of_chain<'a, E: Error + 'static>(
    failure: &'a (dyn Error + Send + Sync + 'static),
) -> Option<&'a E> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(failure);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

/// A decimal, a fraction or per cent, with a point or a comma.
fn share_of(text: &str) -> Option<Share> {
    let text = text.trim().replace(',', ".");
    let Some(percent) = text.strip_suffix('%') else { return text.parse().ok() };
    let thousandths = u64::try_from(units::parse_decimal(percent.trim(), 3).ok()?).ok()?;
    Share::new(thousandths, WHOLE)
}

fn key_of(shown: KeyShown) -> Key {
    match shown {
        KeyShown::Fixed => Key::Fixed,
        KeyShown::Equal => Key::Equal,
        KeyShown::ProRata => Key::ProRata,
        KeyShown::Hybrid => Key::Hybrid,
        KeyShown::Cascade => Key::Cascade,
        KeyShown::FlemishFixed => Key::VlFixed,
        KeyShown::FlemishRelative => Key::VlRelative,
        KeyShown::FlemishOptimal => Key::VlOptimal,
    }
}

/// A share in parts of a hundred thousand, rounded.
pub(super) fn parts(share: Share) -> Option<u64> {
    together([share].iter())
}

/// Shares together, rounded to parts of a hundred thousand; `None` if they are no such number.
pub(super) fn together<'a>(shares: impl Iterator<Item = &'a Share>) -> Option<u64> {
    let mut sum = 0u128;
    for share in shares {
        let part = u128::from(share.numerator()).checked_mul(u128::from(WHOLE) * 1_000_000)?;
        sum = sum.checked_add(part / u128::from(share.denominator()))?;
    }
    u64::try_from(sum.checked_add(500_000)? / 1_000_000).ok()
}

/// How a group comes to a key; `None` where there is none: the keys of the Flemish protocol outside of Flanders.
/// Errors: no value of the parameter. Source: ES-05, ES-08.
pub(super) fn way_of(
    key: Key,
    parameters: &SharingParameters<'_>,
    day: SettlementDay,
) -> Result<Option<KeyWay>, Failure> {
    Ok(match (parameters.is_standard(key, day)?, key.is_flemish()) {
        (true, _) => Some(KeyWay::Filed),
        (false, false) => Some(KeyWay::Asked),
        (false, true) => None,
    })
}

fn refused_key(error: Option<&DossierError>, terms: Option<&Terms>) -> Option<KeyRefused> {
    match error? {
        DossierError::Key { .. } => {
            Some(KeyRefused::Sum(terms.and_then(|terms| together(terms.shares.values()))))
        }
        DossierError::KeyOutOfOrder { .. } => Some(KeyRefused::Later),
        DossierError::NeedsApproval { .. } => Some(KeyRefused::Approval),
        DossierError::NoReasons => Some(KeyRefused::Reason),
        DossierError::ShareOfNobody { ean, .. } | DossierError::ShareOfProducer { ean, .. } => {
            Some(KeyRefused::Share(*ean))
        }
        DossierError::WrongState { .. } => Some(KeyRefused::State),
        DossierError::NotAQuarterHour { .. } => Some(KeyRefused::Day),
        _ => None,
    }
}

pub(super) fn problem(refused: &LineRefused) -> LineProblem {
    use super::super::groups::{FieldRefused, LinesRefused, MOST_LINES, ValuesRefused};
    let why = refused.why.as_ref();
    if let Some(field) = of_chain::<FieldRefused>(why) {
        return LineProblem::Field(field.field.to_owned());
    }
    if of_chain::<ValuesRefused>(why).is_some() {
        return LineProblem::Values;
    }
    if of_chain::<LinesRefused>(why).is_some() {
        return LineProblem::Many { most: MOST_LINES };
    }
    if of_chain::<FinalMonth>(why).is_some() {
        return LineProblem::FinalMonth;
    }
    if of_household(&refused.why) {
        // One answer for all: which of them it is, is the household's to tell.
        return LineProblem::Household;
    }
    match dossier_error(why) {
        Some(DossierError::Twice { .. }) => LineProblem::Twice,
        Some(DossierError::OutsidePerimeter { .. } | DossierError::Municipality { .. }) => {
            LineProblem::Perimeter
        }
        Some(DossierError::Unmet { .. } | DossierError::NoticeLate { .. }) => LineProblem::Unmet,
        Some(
            DossierError::SignedLater { .. }
            | DossierError::MandateLate { .. }
            | DossierError::NoDocument,
        ) => LineProblem::Field("signed_on".to_owned()),
        Some(DossierError::NotAQuarterHour { .. }) => LineProblem::Field("from".to_owned()),
        Some(DossierError::WrongState { .. }) => LineProblem::State,
        Some(DossierError::BeforeStart { .. }) => LineProblem::BeforeStart,
        Some(_) => LineProblem::Other,
        None if refused.line == 1 => LineProblem::Columns,
        None => LineProblem::Other,
    }
}

impl Representatives {
    pub(super) fn by(visitor: &Visitor) -> String {
        format!("{} #{}", visitor.name, visitor.person)
    }

    /// The terms of a key, with the operator's rounds and rounding, and how the group comes to it.
    fn wanted(
        &self,
        engine: &Engine,
        kept: &Kept,
        wanted: &KeyWanted,
    ) -> Result<Result<(Terms, KeyWay), KeyRefused>, Failure> {
        // By the page from tomorrow on; what lies behind is the operator's to file.
        if wanted.from <= self.now().day() {
            return Ok(Err(KeyRefused::Day));
        }
        let parameters = engine.books.sharing(kept.dso, self.now());
        let (rounds, rounding) =
            (parameters.rounds(wanted.from)?, parameters.rounding(wanted.from)?);
        let key = key_of(wanted.key);
        let mut terms = Terms { key, rounds, rounding, shares: [].into(), groups: [].into() };
        if key.has_shares() {
            for (ean, text) in &wanted.shares {
                let Some(share) = share_of(text) else {
                    return Ok(Err(KeyRefused::Share(*ean)));
                };
                terms.shares.insert(*ean, share);
            }
        }
        if key == Key::Cascade {
            for (ean, text) in &wanted.ranks {
                match text.trim().parse::<u32>() {
                    Ok(rank @ 1..=MOST_RANK) => terms.groups.insert(*ean, rank),
                    Ok(_) | Err(_) => return Ok(Err(KeyRefused::Rank(*ean))),
                };
            }
        }
        let way = match way_of(key, &parameters, wanted.from)? {
            // Before it shares, a group begins with a key that needs nobody.
            Some(KeyWay::Asked) if kept.dossier.state.shares().is_none() => None,
            way => way,
        };
        Ok(way.map(|way| (terms, way)).ok_or(KeyRefused::Approval))
    }

    pub(super) fn tried_key(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<KeyPreview, KeyRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let (terms, way) = match self.wanted(&engine, &kept, wanted)? {
            Ok(wanted) => wanted,
            Err(refused) => return Ok(Some(Err(refused))),
        };
        let mut after = kept.dossier.clone();
        let parameters = engine.books.sharing(kept.dso, self.now());
        // As if it were approved.
        let approval = (way == KeyWay::Asked).then(|| "asked".to_owned());
        let act = Act::KeyFiled { from: wanted.from.start(), terms: terms.clone(), approval };
        if let Err(error) = after.file(&act, self.now(), &parameters) {
            return match refused_key(Some(&error), Some(&terms)) {
                Some(refused) => Ok(Some(Err(refused))),
                None => Err(Box::from(error)),
            };
        }
        drop(engine);
        let sum = if terms.shares.is_empty() { None } else { together(terms.shares.values()) };
        let mut preview = KeyPreview { sum, shared: None, more: Vec::new(), way };
        let to = self.now().day().previous();
        let at = Some(wanted.from.start());
        let question = Question { terms: Some(terms), at, ..Question::default() };
        if let Some((today, all)) = self.figures(visitor, &kept, (to.plus(-29), to), question)?
            && let Some(answer) = all.first()
        {
            let (now, then) = (today.totals.received, answer.outcome.totals.received);
            preview.shared = Some((MilliWattHours(now), MilliWattHours(then)));
            preview.more = answer.gains.iter().map(|(ean, (more, _))| (*ean, *more)).collect();
        }
        Ok(Some(Ok(preview)))
    }

    pub(super) fn key_filed(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<(), KeyRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let (terms, way) = match self.wanted(&engine, &kept, wanted)? {
            Ok(wanted) => wanted,
            Err(refused) => return Ok(Some(Err(refused))),
        };
        let (from, all) = (wanted.from.start(), terms.clone());
        let act = match way {
            KeyWay::Filed => Act::KeyFiled { from, terms, approval: None },
            KeyWay::Asked => Act::KeyAsked { from, terms, text: wanted.reason.trim().to_owned() },
        };
        match file(&mut engine, group, &[act], &Self::by(visitor), self.now()) {
            Ok(_) => Ok(Some(Ok(()))),
            Err(failure) => match refused_key(dossier_error(failure.as_ref()), Some(&all)) {
                Some(refused) => Ok(Some(Err(refused))),
                None => Err(failure),
            },
        }
    }

    pub(super) fn joined(
        &self,
        visitor: &Visitor,
        group: i64,
        csv: &str,
    ) -> Result<Option<Joined>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let (by, now) = (Self::by(visitor), self.now());
        let most = engine.books.payments(kept.dso, now)?.lookup_wrong_max_per_h;
        let asks = (TryKind::Joining, visitor.person.to_string());
        if let Some(wait) = guesses::wait(&mut engine.store, (asks.0, &asks.1), most, now)? {
            return Ok(Some(Err(JoinStopped::Wait(wait.until))));
        }
        // By the page from tomorrow on, where a group shares; what lies behind is the operator's to file (PD-03).
        let first = kept.dossier.state.shares().map(|_| now.day().next());
        let lines = match join_from(&mut engine, (kept.dso, group), csv, first, (&by, now))? {
            Ok(count) => return Ok(Some(Ok(count))),
            Err(lines) => lines,
        };
        let (of_homes, of_lines): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| of_household(&line.why));
        // As long as a line is wrong by itself nothing is said of any household.
        if !of_lines.is_empty() {
            let lines = of_lines.iter().map(|line| (line.line, problem(line))).collect();
            return Ok(Some(Err(JoinStopped::Lines(lines))));
        }
        self.asked_about(&mut engine, visitor, of_homes.iter().filter_map(|line| line.ean))?;
        for _ in &of_homes {
            guesses::wrong(&mut engine.store, (asks.0, &asks.1), now)?;
        }
        // What goes beyond the limit is not answered, though it came in one file.
        if of_homes.len() > most
            && let Some(wait) = guesses::wait(&mut engine.store, (asks.0, &asks.1), most, now)?
        {
            return Ok(Some(Err(JoinStopped::Wait(wait.until))));
        }
        let lines = of_homes.iter().map(|line| (line.line, problem(line))).collect();
        Ok(Some(Err(JoinStopped::Lines(lines))))
    }

    /// Keeps that a representative was refused households that have not said their word. Source: PD-05.
    pub(super) fn asked_about(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        points: impl Iterator<Item = Ean>,
    ) -> Result<(), Failure> {
        let mut looks = Vec::new();
        for ean in points {
            if let Some(account) = engine.store.account_of(ean)? {
                looks.push(PersonLook {
                    account: account.id,
                    at: self.now(),
                    number: crate::people::look_number()?,
                    person: visitor.person,
                    role: visitor.role.code(),
                    saw: String::new(),
                    reason: "sharing, refused: no word of the household".to_owned(),
                });
            }
        }
        Ok(engine.store.add_person_looks(&looks)?)
    }

    pub(super) fn notices_of(
        &self,
        visitor: &Visitor,
        group: i64,
        prices: Option<(NanoEuroPerKwh, NanoEuroPerKwh)>,
    ) -> Result<Option<Notices>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let needed = kept.dossier.notices_needed();
        let lines = needed.into_iter().map(|(joining, notice, signed)| NoticeLine {
            number: kept.dossier.number_of(joining.ean).unwrap_or(0),
            ean: joining.ean,
            social: notice == Notice::SocialTariff,
            from: joining.from.day(),
            signed: signed
                .map(|signed| (signed.on, signed.signer.clone(), signed.document.clone())),
        });
        let lines = lines.collect();
        // Without prices what the group agreed on is shown.
        let prices = match prices {
            Some(prices) => Some(prices),
            None => agreed(&mut engine, group, self.now().day())?,
        };
        let warning = match prices {
            Some(prices) => warning(&engine, &kept, prices, self.now())?,
            None => None,
        };
        Ok(Some(Notices { lines, warning, prices }))
    }

    pub(super) fn signed(
        &self,
        visitor: &Visitor,
        group: i64,
        signing: &Signing,
    ) -> Result<Option<Result<(), SignRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let notice = if signing.social { Notice::SocialTariff } else { Notice::Compensation };
        let needed = kept.dossier.notices_needed();
        if !needed.iter().any(|(joining, of, _)| joining.ean == signing.ean && *of == notice) {
            return Ok(Some(Err(SignRefused::NoMember)));
        }
        let (mut document, mut told) = (signing.document.trim().to_owned(), None);
        if signing.social
            && let Some(warning) = warning(&engine, &kept, signing.prices, self.now())?
        {
            // What the household was shown before it signed stays beside its signature.
            document = format!("{document} (shown: {})", in_words(warning));
            let (shared, network) = (warning.shared, warning.network);
            told = Some(Told { shared, network, shown: true });
        }
        let signer = Some(signing.signer.trim().to_owned());
        let signed = Signed { on: signing.on, document, signer, told };
        let act = Act::Noticed { ean: signing.ean, notice, signed };
        match file(&mut engine, group, &[act], &Self::by(visitor), self.now()) {
            Ok(_) => Ok(Some(Ok(()))),
            Err(failure) => Ok(Some(Err(match dossier_error(failure.as_ref()) {
                Some(DossierError::SignedLater { .. }) => SignRefused::Day,
                Some(DossierError::NoticeLate { .. }) => SignRefused::Late,
                Some(DossierError::NoDocument) => SignRefused::Document,
                Some(DossierError::WrongState { .. }) => SignRefused::NoMember,
                Some(_) | None => return Err(failure),
            }))),
        }
    }

    pub(super) fn told(
        &self,
        visitor: &Visitor,
        group: i64,
        to: Option<Ean>,
        what: News,
    ) -> Result<Option<Option<usize>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        // Whoever is listed in a draft has signed nothing, and knows nothing of the group. Source: PD-03, PD-04.
        let knows = matches!(
            (&kept.dossier.state, what),
            (State::Accepted { .. }, _) | (State::Submitted, News::Sign)
        );
        let members = kept.dossier.members.iter().filter(|member| knows && member.to.is_none());
        let points: Vec<Ean> = members
            .map(|member| member.joining.ean)
            .filter(|ean| to.is_none_or(|to| to == *ean))
            .collect();
        if points.is_empty() {
            return Ok(Some(None));
        }
        let what = match what {
            News::Any => "sharing_news",
            News::Key => "sharing_key",
            News::Volumes => "sharing_volumes",
            News::Sign => "sharing_sign",
        };
        let (now, of_group) = (self.now(), format!("{group}/{}", visitor.person));
        engine.locked(kept.dso, |engine| {
            for ean in &points {
                let account = engine.store.account_of(*ean)?;
                if let Some(account) = account.filter(|account| account.closed_at.is_none()) {
                    crate::notices::sharing_news(engine, &account, (what, &of_group), now)?;
                }
            }
            Ok(())
        })?;
        // Of whom, and not how many have an account: that a home pays in advance is not the group's matter. Source: PD-01.
        Ok(Some(Some(points.len())))
    }
}
