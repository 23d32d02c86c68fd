//! The decision point of one supply point: the case is gathered, judged twice, proved, acted upon.

use crate::machine::{Timeline, TimelineError};
use calendar::{Instant, ProtectedHours, SettlementDay};
use guards::{
    Approvals, CutCase, Decision, FleetView, Ground, Guard, GuardResult, JournalRead, Measure,
    Proof, WaveView, WayBack, last_of, place_ppm, second_opinion,
};
use ledger::{EntryKind, LedgerAccount};
use params::{Parameters, PriceBasis};
use prepay::Rules;
use units::{Energy, MicroEuro};

impl Timeline {
    /// Decides, if there is something to decide. Source: DOMAIN 4, ST-01 to ST-04, ST-16.
    pub(crate) fn decision_point(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.decide(at, &[], rules)
    }

    /// Decides because people ask for it: the authority is the same, and the proof names them. Whoever asked for a
    /// limit is never given a cut. Source: DOMAIN 4.1, CG-20, UX 7.3.
    pub(crate) fn decide_as_asked(
        &mut self,
        at: Instant,
        (limit, people): (bool, &[String]),
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let right = guards::measure(&self.cut_case(at, rules).0);
        if limit && right == Measure::Disconnect {
            return Ok(());
        }
        self.decide(at, people, rules)
    }

    fn decide(
        &mut self,
        at: Instant,
        asked_by: &[String],
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if !self.may_be_cut() {
            return Ok(());
        }
        let (mut case, read) = self.cut_case(at, rules);
        case.asked_by = asked_by.to_vec();
        if case.entitled_to_minimum_supply && self.limiter() != supply::LimiterState::Off {
            return Ok(());
        }
        let readings = self.readings_of_proof();
        let proof = Proof::of(case, read, readings, last_of(self.proofs()));
        let ean = self.account.ean;
        let proof = proof.map_err(|source| TimelineError::Proof { ean, source })?;
        let (decision, hash) = (proof.decision.clone(), proof.hash.to_string());
        self.keep_proof(proof);
        match decision {
            Decision::Order { measure, expires_at } => {
                self.order_now(at, measure, expires_at, hash, rules)
            }
            Decision::Refused { failing } => {
                let held = failing.contains(&Guard::ProtectedHours);
                let event = if held { "held_on" } else { "cut_refused" };
                self.refuse(at, event, failing, rules);
                Ok(())
            }
        }
    }

    /// What each guard says at an instant, before anything is decided: for whoever looks at a list of
    /// candidates.
    pub fn judged(&self, at: Instant, rules: Rules<'_>) -> Vec<GuardResult> {
        guards::evaluate(&self.cut_case(at, rules).0).1
    }

    /// What two people would be told who ask for a cut or a limit now: the measure that would be right, and the guards
    /// that hold it back. `None` if there is nothing to cut: the supply is off or limited, or about to be, or the
    /// account ends.
    pub fn judged_as_asked(
        &self,
        at: Instant,
        people: &[String],
        rules: Rules<'_>,
    ) -> Option<(Measure, Vec<Guard>)> {
        if !self.is_on_and_free() || self.account.is_leaving() {
            return None;
        }
        let case = CutCase { asked_by: people.to_vec(), ..self.cut_case(at, rules).0 };
        let failing = match guards::evaluate(&case).0 {
            Decision::Refused { failing } => failing,
            // Credit that nobody has judged as exhausted yet.
            Decision::Order { .. } if !self.may_be_cut() => vec![Guard::SettledBalance],
            Decision::Order { .. } => Vec::new(),
        };
        Some((guards::measure(&case), failing))
    }

    /// Everything a guard looks at, and what the second evaluator reads for itself.
    pub(crate) fn cut_case(&self, at: Instant, rules: Rules<'_>) -> (CutCase, JournalRead) {
        let today = at.day();
        let parameters = rules.parameters.at(today, at);
        let tomorrow = rules.parameters.at(today.next(), at);
        let levels = self.account.levels(at, rules);
        let balance = self.account.balance();
        let read = self.second_read(at, parameters);
        let objection = second_opinion(&read, balance, at).err();
        let yesterday = self.account.days().contains_key(&today.previous())
            || self.account.opened_at.day() >= today;
        let settled_to = self.account.settled_to();
        let swapped = self
            .account
            .readings
            .last_swap()
            .is_some_and(|swap| settled_to.is_none_or(|settled| swap.day() > settled));
        let (relief_open, entitled) = self.relief_and_entitlement(at, parameters, rules);
        let hours: &ProtectedHours = &parameters.protected_hours;
        let differs = tomorrow.protected_hours != parameters.protected_hours;
        let case = CutCase {
            at,
            ean: self.account.ean,
            account: self.account.id,
            dso: self.account.dso,
            energy: self.account.energy(),
            ground: Ground::Exhausted,
            balance,
            cut_level: levels.cut,
            reconnect_level: levels.reconnect,
            journal_position: i64::try_from(self.account.journal().len()).unwrap_or(i64::MAX),
            settled_days: i64::try_from(self.account.days().len()).unwrap_or(i64::MAX),
            last_heard: self.account.readings.last_heard(),
            fresh_max_age_h: parameters.cut_fresh_max_age_h,
            settled_to,
            yesterday_settled: yesterday,
            measured_balance: self.account.measured_balance(at, parameters),
            hold: self.account.hold().map(str::to_owned),
            protected_hours: hours.clone(),
            protected_hours_next: differs.then(|| tomorrow.protected_hours.as_ref().clone()),
            window_end_margin_min: parameters.cut_window_end_margin_min,
            entitled_to_minimum_supply: entitled,
            limiter_ampere: parameters.limiter_current_a,
            winter_truce: false,
            relief_open,
            pending_payments: self.pending_payments(),
            no_cut_after_chargeback_until: self.no_cut_until(),
            incidents: self.area().barring(at, parameters.outage_recovery_h),
            flags: self.barring_flags(at),
            notice: self.warned().cloned(),
            notice_min_h: parameters.cut_notice_min_h,
            basis: self.lawful_basis().clone(),
            refused: self.is_flagged("refusal", at),
            contract_ended: self.is_flagged("contract_ended", at),
            binding_disputed: self.is_flagged("binding", at),
            swapped_since_settled: swapped,
            second_opinion: objection.map(guards::Objection::from),
            stop_switch: self.stop_switch_is_on(),
            fleet: self.fleet_view(at, parameters),
            approvals: self.orders().map_or_else(Approvals::default, |o| o.approvals.clone()),
            asked_by: Vec::new(),
            order_life_min: parameters.cut_order_life_min,
            way_back: WayBack {
                path_healthy: self.area().path_healthy(at, parameters.outage_recovery_h),
                staff_reachable: self.area().staff_reachable(),
                held_after_undo_until: self.held_after_undo_until(),
            },
            price_version: self.last_price_version(),
            parameter_version: parameters.version,
        };
        (case, read)
    }

    /// Relief stands in the way of a cut of gas; minimum supply takes its place for electricity.
    /// Source: CG-06, PA-16.
    fn relief_and_entitlement(
        &self,
        at: Instant,
        parameters: &Parameters,
        rules: Rules<'_>,
    ) -> (bool, bool) {
        let today = at.day();
        match self.account.energy() {
            Energy::Gas => {
                let relief = self.account.relief();
                (relief.is_some_and(|relief| relief.bars_cut(today, parameters.winter)), false)
            }
            Energy::Electricity => {
                let opened = self.account.opened_at;
                let automatic = rules.parameters.at(opened.day(), at).limiter_auto_for_protected;
                (false, automatic && self.account.status.protected_on(today))
            }
        }
    }

    fn fleet_view(&self, at: Instant, parameters: &Parameters) -> FleetView {
        let fleet = self.fleet();
        let place_of_day = fleet.day.unwrap_or(at.day());
        let orders = self.orders();
        FleetView {
            candidates: fleet.candidates,
            median: fleet.median,
            breaker_abs: parameters.cut_breaker_abs,
            breaker_ratio_ppm: parameters.cut_breaker_ratio_ppm,
            wave_auto_max: parameters.cut_wave_auto_max,
            campaign: false,
            counted: self.fleet_is_counted(at),
            waves: WaveView {
                place_ppm: place_ppm(self.account.ean, place_of_day),
                released_ppm: orders.map_or(0, |orders| orders.released_ppm),
                paused: orders.is_some_and(|orders| orders.paused),
            },
        }
    }

    fn last_price_version(&self) -> u32 {
        self.account.days().values().next_back().map_or(0, |day| day.price_version)
    }

    /// The second evaluator's own read: postings from the journal and from the day lines, and what of
    /// them is not measured, found from the entries, not from the account's state. Source: CG-13.
    fn second_read(&self, at: Instant, parameters: &Parameters) -> JournalRead {
        let mut postings = Vec::new();
        let mut not_measured = Vec::new();
        for entry in self.account.journal() {
            for posting in entry.transaction.postings() {
                postings.push((posting.account, posting.amount));
            }
            let age = at.day().days_since(entry.booked_at.day());
            let recent = age < parameters.correction_grace_days;
            let rests_on_estimate =
                self.account.days().get(&entry.day).is_some_and(|day| day.consumption.is_none());
            let taken: i64 = entry
                .transaction
                .postings()
                .iter()
                .filter(|posting| posting.account == LedgerAccount::CustomerCredit)
                .map(|posting| posting.amount.0)
                .sum();
            let doubted = match entry.kind {
                EntryKind::Correction => rests_on_estimate || (recent && taken > 0),
                // An estimate that is owed apart was given back to the balance.
                EntryKind::LimitedEnergy => rests_on_estimate,
                EntryKind::SharedEnergy => recent && taken > 0,
                _ => false,
            };
            if doubted {
                not_measured.push(MicroEuro(taken));
            }
        }
        for day in self.account.days().values() {
            let energy = match day.terms.basis {
                PriceBasis::Average => LedgerAccount::EnergyAtAveragePrice,
                PriceBasis::Social => LedgerAccount::EnergyAtSocialPrice,
            };
            let mut pair = |debit: LedgerAccount, credit: LedgerAccount, amount: MicroEuro| {
                postings.push((debit, amount));
                postings.push((credit, MicroEuro(amount.0.saturating_neg())));
            };
            pair(LedgerAccount::CustomerCredit, energy, day.first_charge);
            pair(LedgerAccount::CustomerCredit, LedgerAccount::DebtsCollected, day.collected);
            if day.consumption.is_none() {
                not_measured.push(day.first_charge);
            }
        }
        let (announced, ended) = self.payments_seen();
        JournalRead {
            postings,
            not_measured,
            announced: announced.to_vec(),
            ended: ended.to_vec(),
            emergency_limit: parameters.emergency_limit,
            grace: self.account.grace_at(at),
            open_minutes: open_minutes(&parameters.protected_hours, at.day()),
            holidays_protected: parameters.protected_hours.open_on(holiday_of(at.day())).is_empty(),
            margin_min: u16::try_from(parameters.cut_window_end_margin_min).unwrap_or(u16::MAX),
        }
    }

    /// The readings that the last settled days rest on. Source: CG-20.
    fn readings_of_proof(&self) -> Vec<String> {
        let last = self.account.days().iter().rev().take(8);
        last.map(|(day, known)| {
            let quality = if known.consumption.is_some() { "measured" } else { "provisional" };
            let learnt = self
                .account
                .readings
                .midnight(day.next())
                .map(|midnight| midnight.learnt_at.to_utc_string());
            let learnt = learnt.unwrap_or_else(|| "not received".to_owned());
            format!("{day} {quality} version {} learnt {learnt}", known.reading_version)
        })
        .collect()
    }
}

/// The wall-clock minutes at which cuts may act on a working day near `day`.
fn open_minutes(hours: &ProtectedHours, day: SettlementDay) -> (u16, u16) {
    let mut working = day;
    for _ in 0..15 {
        if working.is_working_day()
            && let [window] = hours.open_on(working)
        {
            return (window.from_minute(), window.to_minute());
        }
        working = working.previous();
    }
    // No such day: the second evaluator then finds every minute protected.
    (0, 0)
}

/// A holiday of the year of `day` that falls on a weekday.
fn holiday_of(day: SettlementDay) -> SettlementDay {
    let mut at = day;
    for _ in 0..370 {
        if calendar::is_holiday(at) && !at.weekday().is_weekend() {
            return at;
        }
        at = at.next();
    }
    day
}
