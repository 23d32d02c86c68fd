//! What keys would have done, on what was measured. Source: ES-12, PD-03, PD-04, UX R-04.

use super::*;

/// Days before a mandate was signed that a trial of keys may rest on. Source: ES-12.
const BEFORE_SIGNING: i32 = 30;

impl Representatives {
    /// What keys would have done. Of a group that shares: of its members with their mandate, since each shares. Of a dossier
    /// that was handed in: of those alone whose mandate lies there as a document and that somebody of the operator would
    /// accept, since who signed it lives there; the others count as these do on average, for a listed home has agreed to
    /// nothing. Of a draft nobody is read: what stands in it only its representative has seen. Nor of one that was refused
    /// or is over. Whose quarter-hours it rests on is noted. `None`: no figures, or nothing to compare. The engine is not
    /// held: quarter-hours are read. Source: ES-12, PD-03, PD-04, PD-05, PD-06.
    pub(super) fn figures(
        &self,
        visitor: &Visitor,
        kept: &Kept,
        days: (SettlementDay, SettlementDay),
        question: Question,
    ) -> Result<Option<(Outcome, Vec<Answer>)>, Failure> {
        let Some(intervals) = &self.intervals else { return Ok(None) };
        let question = match &kept.dossier.state {
            State::Accepted { .. } => Question { shared_only: true, ..question },
            State::Submitted => {
                let readable = self.mandated(kept)?;
                let mut members = kept.dossier.members.iter();
                // Without what somebody injects there is nothing to share.
                let injects = members.any(|member| {
                    member.joining.role.injects() && readable.contains_key(&member.joining.ean)
                });
                if !injects {
                    return Ok(None);
                }
                Question { readable: Some(readable), ..question }
            }
            State::Draft | State::Refused { .. } | State::Withdrawn | State::Ended { .. } => {
                return Ok(None);
            }
        };
        // No members, no key or nothing measured: there is nothing to compare.
        let found = answers(&mut of(intervals), kept, days, &question).ok();
        if let Some((today, _)) = &found {
            let mut engine = of(&self.engine);
            match &question.readable {
                // Nothing of it is from before whoever lives there now came.
                Some(readable) => self.note(&mut engine, visitor, readable.keys().copied())?,
                None => {
                    let mut accounts = BTreeSet::new();
                    for ean in today.members.keys() {
                        let supplied = SuppliersOf::point(&mut engine, &kept.dossier, *ean)?;
                        accounts.append(&mut supplied.accounts_between(days));
                    }
                    self.note_accounts(&mut engine, visitor, accounts)?;
                }
            }
        }
        Ok(found)
    }

    /// Members of a dossier whose mandate is there as a document that somebody of the operator would accept the dossier
    /// with, and since when whoever signed it lives there. What was only typed has been signed by nobody we know of, and
    /// a document that nobody but its sender has opened proves nothing. Source: PD-03, PD-07.
    pub(super) fn mandated(&self, kept: &Kept) -> Result<BTreeMap<Ean, Instant>, Failure> {
        let (mut engine, mut found) = (of(&self.engine), BTreeMap::new());
        // Whatever is filed after it takes the word back: it is of these mandates.
        if !matches!(kept.dossier.proposed, Some((_, Verdict::Accept { .. }))) {
            return Ok(found);
        }
        let documents = engine.store.sharing_documents(kept.id)?;
        for member in kept.dossier.members.iter().filter(|member| member.to.is_none()) {
            let ean = member.joining.ean;
            let Some(signed) = kept.dossier.mandates.get(&ean) else { continue };
            let file = documents::number_of(signed);
            if !documents.iter().any(|one| one.kept && Some(one.seq) == file) {
                continue;
            }
            let mut since = signed.on.plus(-BEFORE_SIGNING).start();
            let mut is_theirs = signed.on <= self.now().day();
            for account in engine.store.closed_accounts_of(ean)? {
                if let Some((end, _)) = engine.handed_over(&account, self.now())? {
                    since = since.max(end);
                    is_theirs &= end.day() <= signed.on;
                }
            }
            // Of a point without an account no look can be kept: it is not read.
            let Some(account) = engine.store.account_of(ean)? else { continue };
            is_theirs &= account.dso == kept.dso && account.closed_at.is_none();
            since = since.max(OwnTime::of(&mut engine, &account, self.now())?.from);
            if is_theirs {
                found.insert(ean, since);
            }
        }
        Ok(found)
    }

    pub(super) fn tried(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: &AdviceAsked,
    ) -> Result<Option<Simulation>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let (to, tomorrow) = (self.now().day().previous(), self.now().day().next());
        let parameters = engine.books.sharing(kept.dso, self.now());
        let mut offered = Vec::new();
        for key in Key::ALL {
            if let Some(way) = acts::way_of(key, &parameters, tomorrow)? {
                offered.push((key_shown(key), way));
            }
        }
        drop(engine);
        let from = to.plus(-29);
        let mut keys = Vec::new();
        let worth =
            asked.prices.map(|(supplied, shared, surplus)| Worth { supplied, shared, surplus });
        let (panels_ppm, typical) = (asked.panels_ppm, asked.newcomer);
        let question = Question { worth, panels_ppm, typical, ..Question::default() };
        let newcomer = newcomer_ean();
        if let Some((_, all)) = self.figures(visitor, &kept, (from, to), question)? {
            for answer in all {
                let key = key_shown(answer.outcome.key);
                let way = offered.iter().find(|(offered, _)| *offered == key);
                // The key of today stands there whatever is offered now.
                let way = match way {
                    Some((_, way)) => *way,
                    None if answer.of_today => KeyWay::Asked,
                    None => continue,
                };
                let whom = |ean: Ean| (Some(ean) != newcomer).then_some(ean);
                let gains = answer.gains.iter();
                keys.push(KeyOutcome {
                    key,
                    of_today: answer.of_today,
                    way,
                    shared: MilliWattHours(answer.outcome.totals.received),
                    more: gains.map(|(ean, (more, eur))| (whom(*ean), *more, *eur)).collect(),
                });
            }
        }
        let asked = kept.dossier.asked.as_ref();
        let asked = asked.map(|(from, terms)| (key_shown(terms.key), from.day()));
        let group = self.own_view(&mut of(&self.engine), &kept)?;
        let of_draft = kept.dossier.state.shares().is_none();
        Ok(Some(Simulation { group, from, to, keys, offered, asked, of_draft }))
    }
}
