//! One piece of money, whatever way it came: where it came from, its four clocks, and all that was booked,
//! ordered, sent and answered because of it. Source: TP-04, TP-06, TP-16, TP-23.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::{StoredPayment, StoredSale, stored_keys};
use calendar::Instant;
use ledger::{Channel, EntryKind, LedgerAccount};
use serde::Serialize;
use store::{BankLine, KeptPayment, KeptSale, LineState, Payout, PayoutKind};
use timeline::Fact;
use units::{AccountId, Dso, Ean, MicroEuro};
use vending::{Advice, Clocks, Means, MoneyKey, Receipt, SuspenseItem, VendState};

/// Who said a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Terminal,
    Bank,
    Ledger,
    Person,
    Outbox,
    Meter,
}

impl Said {
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Bank => "bank",
            Self::Ledger => "ledger",
            Self::Person => "person",
            Self::Outbox => "outbox",
            Self::Meter => "meter",
        }
    }
}

/// Something that became true of the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub at: Instant,
    pub said: Said,
    pub what: String,
    pub note: String,
}

/// The story of money of a terminal or a bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// `money`, so that it is told from an online payment's story.
    pub kind: &'static str,
    /// As the ledger keeps it.
    pub key: String,
    pub channel: Channel,
    pub dso: Option<Dso>,
    pub account: Option<AccountId>,
    pub ean: Option<Ean>,
    /// `None` of a reversal that came before its sale.
    pub amount: Option<MicroEuro>,
    pub state: String,
    pub clocks: Clocks,
    pub receipt: Option<Receipt>,
    /// In their order in time.
    pub steps: Vec<Step>,
}

/// What was found under a name.
#[derive(Debug)]
pub enum Money {
    Online(Box<StoredPayment>),
    Other(Box<Trace>),
}

/// A receipt's code as somebody types it; nothing if it cannot be one.
fn code_of(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_uppercase();
    let dashes = text.trim().chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
    let (first, last) = plain.split_at_checked(4)?;
    (dashes && last.len() == 4).then(|| format!("{first}-{last}"))
}

/// All money of this name: an online payment's id, the provider's id of it (`tr_...`), a terminal and its number (`T-1/17`), a key of money or
/// of suspense (`bank:...`, `terminal:...`, `provider:...`), or the code of a receipt.
pub fn find(engine: &mut Engine, name: &str) -> Result<Vec<Money>, Failure> {
    if let Some(known) = StoredPayment::load(engine, name)? {
        return Ok(vec![Money::Online(Box::new(known))]);
    }
    let of_terminal = |(terminal, number)| MoneyKey::terminal(terminal, number).ok();
    let key = name.parse().ok().or_else(|| name.split_once('/').and_then(of_terminal));
    match key {
        Some(MoneyKey::Terminal { terminal, transaction }) => {
            let kept = engine.store.sales(&[(terminal.as_str(), transaction.as_str())])?;
            return kept.into_iter().map(|kept| of_sale(engine, kept)).collect();
        }
        Some(key @ MoneyKey::BankLine { .. }) => {
            let line = engine.store.bank_line(&key.to_string())?;
            return line.into_iter().map(|line| of_line(engine, line)).collect();
        }
        Some(MoneyKey::Provider { provider, id }) => {
            let keys = stored_keys(&id);
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            return online(engine.store.payments_of_provider(&provider, &keys)?);
        }
        None => {}
    }
    // As a provider calls it: one payment of theirs may be one for each of two points.
    let mut said = Vec::new();
    for key in stored_keys(name) {
        said.extend(engine.store.payments_of_any_provider(&key)?);
    }
    if !said.is_empty() {
        return online(said);
    }
    let Some(code) = code_of(name) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for kept in engine.store.sales_with_code(&code, Instant(0))? {
        found.push(of_sale(engine, kept)?);
    }
    for kept in engine.store.payments_with_code(&code, Instant(0))? {
        found.push(Money::Online(Box::new(serde_json::from_str(&kept.body)?)));
    }
    Ok(found)
}

/// Payments as they are kept, the first of those that were paid together at the head.
fn online(mut kept: Vec<KeptPayment>) -> Result<Vec<Money>, Failure> {
    kept.sort_by(|one, other| one.provider_id.cmp(&other.provider_id));
    let known = kept.iter().map(|kept| Ok(Money::Online(serde_json::from_str(&kept.body)?)));
    known.collect()
}

/// What the ledger, the outbox and the meter say of an online payment beside its own story.
pub fn behind(engine: &mut Engine, known: &StoredPayment) -> Result<Vec<Step>, Failure> {
    let mut keys = vec![known.payment.intent.id.clone()];
    keys.extend(known.parts.iter().map(|part| part.key.clone()));
    keys.extend(known.money_key().ok().map(|key| key.to_string()));
    let mut told = Behind::default();
    told.book(engine, (known.account, Some(known.dso)), &keys)?;
    Ok(told.in_order())
}

pub fn of_sale(engine: &mut Engine, kept: KeptSale) -> Result<Money, Failure> {
    let sale: StoredSale = serde_json::from_str(&kept.body)?;
    let dso = engine.store.terminal(&kept.terminal)?.map(|(dso, _)| dso);
    let key = sale.vend.id.money_key().to_string();
    let mut told = Behind::default();
    said_at_terminal(&mut told, &kept, &sale);
    told.suspended(engine, &key)?;
    let keys = told.sent_back(engine, (kept.account, dso), &key)?;
    told.book(engine, (kept.account, dso), &keys)?;
    let ean = match sale.vend.state() {
        VendState::Reserved { reservation } => Some(reservation.ean),
        VendState::Credited { ean, .. } | VendState::Undone { ean, .. } => Some(*ean),
        VendState::Suspended { ean, .. } => *ean,
        VendState::Reversed { .. } => sale.vend.reservation().map(|reserved| reserved.ean),
    };
    let state = match (sale.vend.state(), sale.vend.decided()) {
        (VendState::Reserved { .. }, _) => "reserved",
        (VendState::Credited { .. }, _) => "credited",
        (VendState::Undone { .. }, _) => "undone",
        (VendState::Reversed { .. }, _) => "reversed",
        (VendState::Suspended { .. }, None) => "in suspense",
        (VendState::Suspended { .. }, Some(decided)) => match decided.credited_to {
            Some(_) => "credited out of suspense",
            None => "sent back",
        },
    };
    let clocks = Clocks { paid: sale.vend.taken_at(), ..told.clocks };
    Ok(Money::Other(Box::new(Trace {
        kind: "money",
        key,
        channel: Channel::Terminal,
        dso,
        account: kept.account,
        ean,
        amount: sale.amount(),
        state: state.to_owned(),
        clocks,
        receipt: sale.receipt,
        steps: told.in_order(),
    })))
}

fn said_at_terminal(told: &mut Behind, kept: &KeptSale, sale: &StoredSale) {
    let taken = |advice: &Advice| {
        let means = match advice.means {
            Means::Cash => "cash",
            Means::Card => "card",
        };
        let amount = vending::euro(advice.amount);
        let promise = if advice.promise { ", sold without network" } else { "" };
        format!("{amount} EUR, {means}, by {}{promise}", advice.cashier)
    };
    if let Some((first, _)) = kept.number.split_once('~') {
        let note = format!("other money than that of {}/{first}", kept.terminal);
        told.say(sale.at(), Said::Terminal, "a number that was used", note);
    }
    if let Some(reserved) = sale.vend.reservation() {
        let amount = vending::euro(reserved.amount.amount());
        let note = format!("{amount} EUR for {}, by {}", reserved.ean, reserved.cashier);
        told.say(reserved.at, Said::Terminal, "reserved", note);
    }
    if let Some(advice) = sale.vend.advice() {
        told.say(advice.taken_at, Said::Terminal, "money taken", taken(advice));
    }
    for (place, advice) in sale.vend.others().iter().enumerate() {
        let note =
            format!("{}; see {}/{}~{}", taken(advice), kept.terminal, kept.number, place + 2);
        told.say(advice.taken_at, Said::Terminal, "other money under this number", note);
    }
    for advice in sale.vend.doubtful() {
        told.say(advice.taken_at, Said::Terminal, "confirmed again as taken later", taken(advice));
    }
    match sale.vend.state() {
        VendState::Undone { at, .. } => {
            told.say(*at, Said::Terminal, "undone", "given back at the counter".to_owned());
        }
        VendState::Reversed { at } => told.say(*at, Said::Terminal, "reversed", String::new()),
        VendState::Suspended { at, why, .. } => {
            told.say(*at, Said::Ledger, "in suspense", why.to_string());
        }
        VendState::Reserved { .. } | VendState::Credited { .. } => {}
    }
}

pub fn of_line(engine: &mut Engine, line: BankLine) -> Result<Money, Failure> {
    let mut told = Behind::default();
    let booked = line.booked.start();
    let from = [line.counterparty_name.as_str(), line.counterparty_iban.as_str()].join(" ");
    let note = format!("line {}, {} {}", line.line, from.trim(), line.text);
    told.say(booked, Said::Bank, "booked by the bank", note.trim().to_owned());
    told.suspended(engine, &line.key)?;
    let keys = told.sent_back(engine, (line.account, Some(line.dso)), &line.key)?;
    told.book(engine, (line.account, Some(line.dso)), &keys)?;
    let state = match line.state {
        LineState::Credited => "credited",
        LineState::Suspended => "in suspense",
        LineState::OpenDebit => "an open debit",
        LineState::PaidOut => "of a payout",
        LineState::Nothing => "nothing moved",
    };
    let account = line.account.map(|id| engine.store.account(id)).transpose()?.flatten();
    let clocks = Clocks { paid: Some(booked), ..told.clocks };
    let how = if line.how.is_empty() { String::new() } else { format!(", {}", line.how) };
    Ok(Money::Other(Box::new(Trace {
        kind: "money",
        channel: line.channel.parse()?,
        dso: Some(line.dso),
        account: line.account,
        ean: account.map(|account| account.ean),
        amount: Some(line.amount),
        state: format!("{state}{how}"),
        clocks,
        receipt: None,
        steps: told.in_order(),
        key: line.key,
    })))
}

/// What is gathered of one piece of money.
#[derive(Default)]
struct Behind {
    steps: Vec<Step>,
    clocks: Clocks,
}

impl Behind {
    fn say(&mut self, at: Instant, said: Said, what: &str, note: String) {
        self.steps.push(Step { at, said, what: what.to_owned(), note });
    }

    fn in_order(mut self) -> Vec<Step> {
        self.steps.sort_by_key(|step| step.at);
        self.steps
    }

    /// What people did with it in suspense.
    fn suspended(&mut self, engine: &mut Engine, key: &str) -> Result<(), Failure> {
        let Some(row) = engine.store.suspense_item(key)? else { return Ok(()) };
        let item: SuspenseItem = serde_json::from_str(&row.body)?;
        if let Some(owner) = &item.owner {
            self.say(row.received.start(), Said::Person, "in hand", owner.clone());
        }
        for act in engine.store.suspense_acts(key)? {
            let kept: serde_json::Value = serde_json::from_str(&act.body)?;
            let event = kept.get("event").and_then(serde_json::Value::as_object);
            let what = event.and_then(|event| event.keys().next().cloned()).unwrap_or_default();
            let word = |name: &str| kept.get(name).and_then(serde_json::Value::as_str);
            let second = word("approved_by").map(|by| format!(", approved by {by}"));
            let (by, note) = (word("by").unwrap_or("-"), word("note").unwrap_or_default());
            let note = format!("by {by}{}: {note}", second.unwrap_or_default());
            self.say(act.at, Said::Person, &what.replace('_', " "), note);
        }
        Ok(())
    }

    /// Transfers of it to who paid, and the keys under which it and what was refunded of it stand.
    fn sent_back(
        &mut self,
        engine: &mut Engine,
        (account, dso): (Option<AccountId>, Option<Dso>),
        key: &str,
    ) -> Result<Vec<String>, Failure> {
        let mut keys = vec![key.to_owned()];
        if let Some(account) = account {
            let part = format!("{key}/refund-");
            for kept in
                engine.store.facts(&[account])?.into_iter().filter(|one| one.kind == "refund")
            {
                if let Fact::Refund { id, .. } = serde_json::from_str(&kept.body)?
                    && id.starts_with(&part)
                {
                    keys.push(id);
                }
            }
        }
        let payouts = dso.map(|dso| engine.store.payouts(dso)).transpose()?.unwrap_or_default();
        let own = |one: &Payout| one.kind == PayoutKind::Return && one.subject == key;
        for payout in payouts.into_iter().filter(own) {
            let amount = vending::euro(payout.amount);
            for event in engine.store.payout_events(payout.id)? {
                let by = [&event.entered_by, &event.approved_by].into_iter().flatten();
                let by = by.cloned().collect::<Vec<_>>().join(", ");
                let note = format!("payout {}, {amount} EUR to {} {by}", payout.id, payout.iban);
                self.say(event.at, Said::Bank, event.kind.name(), note.trim_end().to_owned());
            }
        }
        Ok(keys)
    }

    /// Entries under the keys, and what followed on the account that the money was credited to.
    fn book(
        &mut self,
        engine: &mut Engine,
        (account, dso): (Option<AccountId>, Option<Dso>),
        keys: &[String],
    ) -> Result<(), Failure> {
        let house = dso.map(AccountId::house);
        let mut moved = Vec::new();
        for (id, key) in
            account.iter().chain(&house).flat_map(|id| keys.iter().map(move |key| (*id, key)))
        {
            for entry in engine.store.entries_under(id, key)? {
                let parts = entry.transaction.postings().iter();
                let parts: Vec<String> = parts
                    .map(|posting| format!("{} {}", posting.account.name(), posting.amount))
                    .collect();
                let place = format!("{}/{}: {}", entry.account, entry.seq, parts.join(", "));
                self.say(entry.booked_at, Said::Ledger, kind_name(entry.kind), place);
                let credits = entry.transaction.postings().iter().any(|posting| {
                    posting.account == LedgerAccount::CustomerCredit
                        && posting.amount < MicroEuro::ZERO
                });
                if Some(id) == account {
                    if credits && self.clocks.credited.is_none() {
                        self.clocks.credited = Some(entry.booked_at);
                    }
                    moved.push(entry.booked_at);
                }
            }
        }
        if let Some(account) = account {
            self.followed(engine, account, &moved)?;
        }
        Ok(())
    }

    /// Messages of the instants at which the account moved; of an order to the meter also the answer.
    fn followed(
        &mut self,
        engine: &mut Engine,
        account: AccountId,
        moved: &[Instant],
    ) -> Result<(), Failure> {
        let mut orders = Vec::new();
        for message in engine.store.messages(&[account])? {
            if !moved.contains(&message.at) {
                continue;
            }
            let name = format!("{} {}", message.kind, message.key);
            self.say(message.at, Said::Outbox, "to be sent", name.clone());
            if let Some(at) = message.delivered_at {
                self.say(at, Said::Outbox, "sent", name);
            }
            if super::worker::is_release(&message) {
                self.clocks.sent = self.clocks.sent.or(message.delivered_at);
                orders.push(message.key.trim_start_matches("command/").to_owned());
            }
        }
        if orders.is_empty() {
            return Ok(());
        }
        for kept in engine.store.facts(&[account])? {
            if kept.kind != "meter_answer" {
                continue;
            }
            let Fact::MeterAnswer { command, confirmed } = serde_json::from_str(&kept.body)? else {
                continue;
            };
            if orders.contains(&command) {
                let what = if confirmed { "confirmed" } else { "refused" };
                self.say(kept.learnt_at, Said::Meter, what, command);
                if confirmed {
                    self.clocks.confirmed = self.clocks.confirmed.or(Some(kept.learnt_at));
                }
            }
        }
        Ok(())
    }
}

fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::TopUp => "credited",
        EntryKind::Suspense => "suspense",
        EntryKind::Refund => "refund",
        EntryKind::Chargeback => "chargeback",
        EntryKind::Reversal => "reversal",
        _ => "entry",
    }
}
