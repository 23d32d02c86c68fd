//! Requests and settlements for systems of suppliers: what their pages file and show, over the same functions. Each has
//! its own, and what is somebody else's is answered like what is not there. Source: UX F-S2, F-S3, PR-02, PA-35, PD-04.

use super::looks::note;
use super::partners::key_of;
use super::{PlatformDesk, Reader};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::suppliers::{House, Sums, seen_in_month};
use ::access::Act;
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use http_api::{
    Answering, Filed, InOrder, Partner, Refusal, Remittance, RequestOrder, RequestStep,
    RequestsFound, SettledCustomer, SettledPage, Settlement, SettlementMonth, SupplierRequest,
    Suppliers,
};
use portal::supplier::{NotTaken, PayoutLine, PayoutStands, RequestLine, RequestWanted, TookPart};
use procedures::{State, Step};
use std::sync::Arc;
use store::{Owner, SupplierCaseKind};
use units::{AccountId, Dso, MicroEuro};
use vending::{KeptAnswer, judge};

/// Requests that are read at a time.
const A_LOT: i64 = 200;
/// And for one page: what stands otherwise than is asked for is looked through no further.
const LOOKED_THROUGH: usize = 1_000;

/// Behind which place, and how many: the last of so many only says that there is more.
type Page = (i64, usize);
/// By which a key is judged, and the time of what is done and shown.
type Times = (Instant, Instant);

/// A supplier whose key calls.
struct Own {
    key: i64,
    dso: Dso,
    supplier: String,
    now: Instant,
}

impl Own {
    /// `None`: the key was ended meanwhile, or is of somebody else.
    fn of(
        engine: &mut Engine,
        partner: &Partner,
        (at, now): Times,
    ) -> Result<Option<Self>, Failure> {
        let key = key_of(&mut engine.store, partner, at)?;
        Ok(key.and_then(|key| match key.owner {
            Owner::Supplier(supplier) => Some(Self { key: key.id, dso: key.dso, supplier, now }),
            Owner::Operator | Owner::Party(_) | Owner::Terminal(_) | Owner::Representative(_) => {
                None
            }
        }))
    }

    fn house(&self) -> House<'_> {
        House { dso: self.dso, supplier: &self.supplier, now: self.now }
    }

    /// The look at what requests tell of households.
    fn note_requests<'a>(
        &self,
        engine: &mut Engine,
        lines: impl IntoIterator<Item = &'a RequestLine>,
    ) -> Result<(), Failure> {
        let seen = House::told_of(engine, lines)?;
        note(engine, &self.owner(), seen, (&[], "requests"), self.now)
    }

    fn owner(&self) -> Owner {
        Owner::Supplier(self.supplier.clone())
    }
}

fn shown(line: RequestLine) -> SupplierRequest {
    SupplierRequest {
        request: line.id.to_string(),
        point: line.ean.to_string(),
        ground: line.wish.name().to_owned(),
        state: line.state.name().to_owned(),
        open: line.state.is_open(),
        asked_at: line.asked_at.to_local_string(),
        asked_by: line.by,
        due: line.due.to_string(),
        late: line.late,
        documents: line.documents,
        steps: line.steps.into_iter().map(step).collect(),
    }
}

fn step(taken: TookPart) -> RequestStep {
    let (day, name) = (taken.day.to_string(), taken.step.name().to_owned());
    let plain = RequestStep { day, step: name, ..RequestStep::default() };
    match taken.step {
        Step::Appointment { day } => RequestStep { visit: Some(day.to_string()), ..plain },
        Step::Refused { channel } => {
            RequestStep { channel: Some(channel.name().to_owned()), ..plain }
        }
        Step::Impossible { why } | Step::Cancelled { why } => {
            RequestStep { why: Some(why), ..plain }
        }
        Step::LetterSent | Step::Absent | Step::Activated | Step::Withdrawn | Step::Ended => plain,
    }
}

/// Files a request, or finds what its key has filed: both within the operator's lock, so that a key that is sent twice
/// at once files one. Source: PR-02, TP-05.
fn file(
    engine: &mut Engine,
    partner: &Partner,
    order: RequestOrder,
    times: Times,
) -> Result<Result<Filed, Refusal>, Failure> {
    let Some(own) = Own::of(engine, partner, times)? else { return Ok(Err(Refusal::KeyEnded)) };
    let RequestOrder { key, fingerprint, point, ground, documents } = order;
    let once = key.as_str();
    // Of the supplier, not of its key: one that was changed for another repeats what the first has sent. No terminal has
    // a name like this.
    let source = format!("supplier/{}/{}", own.dso, own.supplier);
    engine.locked(own.dso, |engine| {
        let known = engine.store.answers(&[(source.as_str(), once)])?.into_values().next();
        let known: Option<KeptAnswer<SupplierRequest>> =
            known.map(|(_, body)| serde_json::from_str(&body)).transpose()?;
        match judge(known.as_ref(), once, fingerprint) {
            Err(reused) => return Ok(Err(reused.into())),
            Ok(Some(first)) => return Ok(Ok(Filed { request: first.clone(), repeated: true })),
            Ok(None) => {}
        }
        let wanted = RequestWanted { ean: point, ground, documents };
        // A key whose answer was forgotten is new again.
        let page = format!("{source}/{once}/{}", own.now.0);
        let by = format!("API {}", own.key);
        let id = match own.house().ask(engine, &wanted, (&by, &page))? {
            Ok(id) => id,
            Err(NotTaken::NoSupplier) => return Ok(Err(Refusal::KeyEnded)),
            Err(NotTaken::Unknown) => return Ok(Err(Refusal::UnknownCustomer)),
            Err(NotTaken::Request(error)) => return Ok(Err(error.into())),
            Err(other @ (NotTaken::OpenAlready | NotTaken::SentBefore | NotTaken::Dispute(_))) => {
                return Err(other.into());
            }
        };
        let kept = engine.store.supplier_case(id)?.into_iter().collect();
        let Some(line) = own.house().lines(kept)?.pop() else {
            return refuse(format!("request {id} was not kept"));
        };
        let request = shown(line);
        let answer = KeptAnswer { fingerprint, answer: request.clone(), at: own.now };
        let body = serde_json::to_string(&answer)?;
        engine.store.keep_answers(&[(source.as_str(), once, own.now, body.as_str())])?;
        Ok(Ok(Filed { request, repeated: false }))
    })
}

fn requests(
    engine: &mut Engine,
    partner: &Partner,
    state: Option<State>,
    (after, most): Page,
    times: Times,
) -> Result<RequestsFound, Failure> {
    let Some(own) = Own::of(engine, partner, times)? else { return Ok(RequestsFound::default()) };
    let (mut found, mut behind, mut looked_through) = (Vec::new(), after, 0_usize);
    let mut goes_on = None;
    while found.len() < most {
        if looked_through >= LOOKED_THROUGH {
            goes_on = Some(behind);
            break;
        }
        let from = (own.dso, own.supplier.as_str());
        let open = state.map(State::is_open);
        let cases = engine.store.requests_behind(from, open, behind, A_LOT)?;
        let Some(last) = cases.last() else { break };
        behind = last.id;
        looked_through = looked_through.saturating_add(cases.len());
        let lines = own.house().lines(cases)?.into_iter();
        found.extend(lines.filter(|line| state.is_none_or(|state| state == line.state)));
    }
    found.truncate(most);
    own.note_requests(engine, found.iter().take(most.saturating_sub(1)))?;
    let found = found.into_iter().map(|line| InOrder { place: line.id, is: shown(line) });
    Ok(RequestsFound { requests: found.collect(), goes_on })
}

fn request(
    engine: &mut Engine,
    partner: &Partner,
    number: &str,
    times: Times,
) -> Result<Option<SupplierRequest>, Failure> {
    let Some(own) = Own::of(engine, partner, times)? else { return Ok(None) };
    let id = number.parse::<i64>().ok().filter(|id| id.to_string() == number);
    let case = match id {
        Some(id) => engine.store.supplier_case(id)?,
        None => None,
    };
    let case = case.filter(|case| {
        (case.dso, &case.supplier) == (own.dso, &own.supplier)
            && case.kind == SupplierCaseKind::Request
    });
    let Some(line) = own.house().lines(case.into_iter().collect())?.pop() else {
        return Ok(None);
    };
    own.note_requests(engine, [&line])?;
    Ok(Some(shown(line)))
}

fn settlements(
    engine: &mut Engine,
    partner: &Partner,
    (after, most): Page,
    times: Times,
) -> Result<Vec<InOrder<SettlementMonth>>, Failure> {
    let Some(own) = Own::of(engine, partner, times)? else { return Ok(Vec::new()) };
    let payouts = own.house().payouts(engine)?;
    let mut found = Vec::new();
    for first in own.house().months(engine)? {
        let (month, next) = (Month::of(first), first.plus_months(1));
        let place = i64::from(month.0);
        if place <= after {
            continue;
        }
        if found.len() == most {
            break;
        }
        let touch = payouts.iter().filter(|payout| payout.from < next && first < payout.to);
        let is = SettlementMonth {
            month: month.to_string(),
            runs: own.now.day() < next,
            remittances: touch.map(|payout| payout.id.to_string()).collect(),
        };
        found.push(InOrder { place, is });
    }
    Ok(found)
}

fn settlement(
    engine: &mut Engine,
    partner: &Partner,
    month: &str,
    (after, most): Page,
    times: Times,
) -> Result<Option<SettledPage>, Failure> {
    let Some(own) = Own::of(engine, partner, times)? else { return Ok(None) };
    let first = format!("{month}-01").parse::<SettlementDay>().ok();
    let Some(first) = first.filter(|first| *first <= own.now.day()) else { return Ok(None) };
    let (told, sums) = own.house().month(engine, first)?;
    let sum = |of: fn(&Sums) -> i64| {
        let all = sums.iter().map(|(_, sums)| of(sums));
        MicroEuro(all.fold(0, i64::saturating_add)).to_string()
    };
    let settlement = Settlement {
        month: Month::of(told.first).to_string(),
        runs: !told.has_next,
        received_eur: sum(|line| line.received),
        given_back_eur: sum(|line| line.back),
        advances_recovered_eur: sum(|line| line.recovered),
        to_remit_eur: sum(|line| line.remitted),
        not_yet_remitted_eur: told.not_yet.to_string(),
        customer_count: sums.len(),
        remittances: told.payouts.iter().map(remittance).collect(),
    };
    let all = sums.iter().filter(|(account, _)| account.0 > after).copied();
    let page: Vec<(AccountId, Sums)> = all.take(most).collect();
    // The last of so many only says that there is more.
    let shown = page.iter().take(most.saturating_sub(1)).map(|(account, _)| *account);
    let seen = seen_in_month(&sums, shown);
    note(engine, &own.owner(), seen, (&[Act::TopUp], "settlement"), own.now)?;
    let lines = House::month_lines(engine, &page)?;
    let customers = lines.into_iter().map(|(account, line)| InOrder {
        place: account.0,
        is: SettledCustomer {
            point: line.ean.to_string(),
            received_eur: line.received.to_string(),
            given_back_eur: line.back.to_string(),
            advances_recovered_eur: line.recovered.to_string(),
            to_remit_eur: line.remitted.to_string(),
        },
    });
    Ok(Some((settlement, customers.collect())))
}

fn remittance(payout: &PayoutLine) -> Remittance {
    let difference = i64::try_from(payout.difference()).unwrap_or(i64::MAX);
    let state = match payout.stands {
        PayoutStands::Proposed => "proposed",
        PayoutStands::Approved => "approved",
        PayoutStands::Sent => "sent",
        PayoutStands::Paid => "paid",
    };
    Remittance {
        remittance: payout.id.to_string(),
        from: payout.from.to_string(),
        to: payout.last.to_string(),
        state: state.to_owned(),
        moved_eur: payout.moved.to_string(),
        carried_in_eur: payout.carried_in.to_string(),
        carried_out_eur: payout.carried_out.to_string(),
        paid_eur: payout.pay.to_string(),
        difference_eur: MicroEuro(difference).to_string(),
    }
}

impl PlatformDesk {
    /// Does `work` for a key that is judged by `at`, at the time of the books.
    async fn at_times<T: Send + 'static>(
        &self,
        reader: Reader,
        at: Instant,
        work: impl FnOnce(&mut Engine, Times) -> Result<Result<T, Refusal>, Failure> + Send + 'static,
    ) -> Result<T, Refusal> {
        let clock = Arc::clone(&self.clock);
        self.read_at(reader, move |engine| {
            crate::engine::freshened(engine);
            work(engine, (at, clock()))
        })
        .await
    }
}

impl Suppliers for PlatformDesk {
    fn file_request<'a>(
        &'a self,
        partner: &'a Partner,
        order: RequestOrder,
        at: Instant,
    ) -> Answering<'a, Filed> {
        let partner = partner.clone();
        Box::pin(self.at_times(Reader::Filing, at, move |engine, times| {
            file(engine, &partner, order, times)
        }))
    }

    fn supplier_requests<'a>(
        &'a self,
        partner: &'a Partner,
        state: Option<State>,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, RequestsFound> {
        let partner = partner.clone();
        Box::pin(self.at_times(Reader::Questions, at, move |engine, times| {
            Ok(Ok(requests(engine, &partner, state, page, times)?))
        }))
    }

    fn supplier_request<'a>(
        &'a self,
        partner: &'a Partner,
        number: &'a str,
        at: Instant,
    ) -> Answering<'a, Option<SupplierRequest>> {
        let (partner, number) = (partner.clone(), number.to_owned());
        Box::pin(self.at_times(Reader::Questions, at, move |engine, times| {
            Ok(Ok(request(engine, &partner, &number, times)?))
        }))
    }

    fn settlements<'a>(
        &'a self,
        partner: &'a Partner,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Vec<InOrder<SettlementMonth>>> {
        let partner = partner.clone();
        Box::pin(self.at_times(Reader::Settlements, at, move |engine, times| {
            Ok(Ok(settlements(engine, &partner, page, times)?))
        }))
    }

    fn settlement<'a>(
        &'a self,
        partner: &'a Partner,
        month: &'a str,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Option<SettledPage>> {
        let (partner, month) = (partner.clone(), month.to_owned());
        Box::pin(self.at_times(Reader::Settlements, at, move |engine, times| {
            Ok(Ok(settlement(engine, &partner, &month, page, times)?))
        }))
    }
}
