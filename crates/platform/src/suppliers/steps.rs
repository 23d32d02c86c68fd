//! What becomes of a request, step by step, whoever tells of it: the command line and the pages of agents go this way.
//! Source: PR-02, PR-04, PR-05, PR-06, PA-04, PA-05, UX A-07.

use super::asked::{Kept, request_rules};
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, refuse};
use crate::webhooks::{About, publish};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use http_api::webhooks::EventType;
use params::RequestParameters;
use prepay::{Rates, Start, TariffGroup, starting_amounts};
use procedures::{
    Begin, CaseKind, Entered, Ground, Home, PointFacts, Request, RequestError, State, Step,
    StepKind, Waiting,
};
use store::{Contact, NewSupplierCase, Owner, SupplierCase, SupplierCaseKind};
use timeline::Fact;
use units::{Dso, Ean, Energy, MicroEuro};

/// The flag under which a refusal bars cuts. Source: CG-11.
const REFUSAL: &str = "refusal";

type Stepped<T> = Result<Result<T, RequestError>, Failure>;

/// Runs the lines of a step with `?` for what has no place.
macro_rules! or_not {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Ok(Err(error)),
        }
    };
}

/// A request with what holds for it.
pub struct Known {
    pub case: SupplierCase,
    pub ean: Ean,
    pub request: Request,
    pub rules: RequestParameters,
}

/// A request by its number. `None` if there is none.
pub fn known(engine: &mut Engine, id: i64, now: Instant) -> Result<Option<Known>, Failure> {
    let Some(case) = engine.store.supplier_case(id)? else { return Ok(None) };
    let (Kept::Request(request), Some(ean)) = (Kept::read(&case)?, case.ean) else {
        return Ok(None);
    };
    let rules = request_rules(engine, case.dso, now)?;
    Ok(Some(Known { case, ean, request: *request, rules }))
}

/// What is known of the point of a request beside it.
pub fn point_facts(engine: &mut Engine, ean: Ean) -> Result<PointFacts, Failure> {
    Ok(PointFacts {
        communicates: engine.store.opted_out(ean)?.is_none(),
        account_open: open_account(engine, ean)?.is_some(),
    })
}

fn open_account(engine: &mut Engine, ean: Ean) -> Result<Option<store::Account>, Failure> {
    Ok(engine.store.account_of(ean)?.filter(|account| account.closed_at.is_none()))
}

/// When the household that a request is about lives there: at the activation, else when it was asked.
pub fn lived_at(request: &Request) -> Instant {
    let mut steps = request.steps.iter().rev();
    let began = steps.find(|taken| taken.step == Step::Activated).map(|taken| taken.at);
    began.unwrap_or(request.asked_at)
}

/// The household that a request is about: the account that it has opened, else the one that was open when it was asked.
/// Whoever has moved in since is not meant. Source: PD-05, PD-07.
pub fn household(
    engine: &mut Engine,
    ean: Ean,
    request: &Request,
) -> Result<Option<store::Account>, Failure> {
    Ok(engine.store.household_at(ean, lived_at(request))?)
}

/// Does `work` on a request under the operator's lock and keeps what became of it; nothing if it has no place.
fn change<T>(
    engine: &mut Engine,
    id: i64,
    now: Instant,
    work: impl FnOnce(&mut Engine, &mut Known) -> Stepped<T>,
) -> Stepped<T> {
    let Some(dso) = engine.store.supplier_case(id)?.map(|case| case.dso) else {
        return refuse(format!("no request {id}"));
    };
    engine.locked(dso, |engine| {
        let Some(mut at) = known(engine, id, now)? else {
            return refuse(format!("case {id} is no request"));
        };
        let was_open = at.request.is_open();
        let done = or_not!(work(engine, &mut at)?);
        let body = serde_json::to_string(&at.request)?;
        engine.store.set_supplier_case(id, at.request.is_open(), at.request.due, &body)?;
        let ends = was_open && !at.request.is_open() && at.request.ground.is_suppliers();
        let taken_back = |taken: &procedures::Taken| taken.step == Step::Withdrawn;
        if ends && !at.request.steps.last().is_some_and(taken_back) {
            let news = (EventType::ActivationAnswered, About::Request(id));
            publish(engine, dso, news, Some(Owner::Supplier(at.case.supplier)), now)?;
        }
        Ok(Ok(done))
    })
}

/// Takes a step that happens now in somebody's name, with what follows from it. Errors inside: the step has no place
/// now. Errors: no such request.
pub fn take(engine: &mut Engine, id: i64, step: Step, by: &str, now: Instant) -> Stepped<Request> {
    take_entered(engine, id, step, &Entered::now(by, now))
}

/// The same for a step of an earlier day, or with a note.
pub fn take_entered(
    engine: &mut Engine,
    id: i64,
    step: Step,
    entered: &Entered<'_>,
) -> Stepped<Request> {
    change(engine, id, entered.at, |engine, at| {
        or_not!(step_in(engine, at, step, entered)?);
        Ok(Ok(at.request.clone()))
    })
}

/// A household has refused: no cut rests on a request. Source: PR-04, CG-11.
pub fn refusal() -> Fact {
    Fact::Flag { name: REFUSAL.to_owned(), until: None }
}

fn step_in(engine: &mut Engine, at: &mut Known, step: Step, entered: &Entered<'_>) -> Stepped<()> {
    or_not!(would_step(engine, at, &step, entered)?);
    if let (Step::Refused { .. }, true, Some(account)) =
        (&step, at.request.ground.is_suppliers(), open_account(engine, at.ean)?)
    {
        // Whoever was switched on meanwhile, and refuses: no cut rests on this request. Source: PR-04.
        engine.record(&account, &refusal(), entered.at)?;
    }
    let kind = step.kind();
    or_not!(at.request.take_entered(step, entered, &at.rules));
    // Nobody goes to a home for what has ended, also where nobody was there too often: the technician would replace the
    // meter of somebody who has refused. Whoever was switched on is another matter: their visit is told of as it was.
    if !at.request.is_open() && kind != StepKind::Activated {
        crate::visits::call_off(engine, (at.ean, at.case.id), (entered.by, entered.at))?;
    }
    Ok(Ok(()))
}

/// Where a step would lead, with nothing done. Errors inside: it has no place, or the account of the point does not go
/// with it.
pub fn would_step(
    engine: &mut Engine,
    at: &Known,
    step: &Step,
    entered: &Entered<'_>,
) -> Stepped<(State, SettlementDay)> {
    let next = or_not!(at.request.after(step, entered, &at.rules));
    let open = open_account(engine, at.ean)?.is_some();
    Ok(match step.kind() {
        StepKind::Activated if !open => Err(RequestError::NoAccount),
        StepKind::Ended if open => Err(RequestError::StillOpen),
        // What was on a card that is gone from the wall would go nowhere. A household may refuse all the same.
        StepKind::Withdrawn | StepKind::Cancelled | StepKind::Impossible | StepKind::Absent
            if crate::visits::swap_is_due(engine, at.ean, at.case.id)? =>
        {
            Err(RequestError::SwapWaits)
        }
        _ => Ok(next),
    })
}

/// Keeps where the household lives.
pub fn learn_home(engine: &mut Engine, id: i64, home: Home, now: Instant) -> Stepped<()> {
    change(engine, id, now, |_, at| Ok(at.request.learn_home(home)))
}

/// What an account would begin with. Source: PA-04, PA-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartRule {
    pub credit: MicroEuro,
    /// Of a card meter's balance at least this is there.
    pub floor: MicroEuro,
    pub owed: MicroEuro,
    pub per_day: MicroEuro,
    /// Days from the activation to the first repayment.
    pub first_after: i32,
}

/// The rule of the starting credit, as of now.
pub fn start_rule(
    engine: &mut Engine,
    dso: Dso,
    energy: Energy,
    now: Instant,
) -> Result<StartRule, Failure> {
    let parameters = engine.books.rules(dso, energy)?.parameters.at(now.day(), now);
    let Some((credit, owed)) = starting_amounts(Start::Activation, parameters) else {
        return refuse("the starting credit is too large");
    };
    Ok(StartRule {
        credit,
        floor: parameters.swap_credit_floor,
        owed,
        per_day: parameters.recovery_per_day,
        first_after: parameters.recovery_first_day,
    })
}

/// Whether somebody who gave the digits of this point has refused, and nobody has answered yet: before there is an account
/// nobody signs in, so that the public form is the way. It stops what is about to begin, and no cut. Source: PR-04.
pub fn refusal_waits(engine: &mut Engine, at: &Known) -> Result<bool, Failure> {
    let own = Some(at.ean.reference());
    let open = crate::cases::open_of(engine, at.case.dso)?;
    Ok(open.iter().any(|known| {
        let stored = &known.stored;
        stored.case.kind == CaseKind::RefusePrepayment
            && known.kept.account.is_none()
            && stored.asker.reference == own
    }))
}

/// Where an activation would lead, with nothing done. Errors inside: it has no place, or could not be opened.
pub fn would_begin(
    engine: &mut Engine,
    at: &Known,
    begin: &Begin,
    entered: &Entered<'_>,
) -> Stepped<(State, SettlementDay)> {
    let next = or_not!(at.request.after(&Step::Activated, entered, &at.rules));
    if at.request.home.is_none() {
        return Ok(Err(RequestError::NoHome));
    }
    let facts = point_facts(engine, at.ean)?;
    if facts.account_open {
        return Ok(Err(RequestError::OpenAlready));
    }
    if !facts.communicates {
        return Ok(Err(RequestError::Silent));
    }
    if refusal_waits(engine, at)? {
        return Ok(Err(RequestError::RefusalWaits));
    }
    if crate::visits::swap_waits(engine, at.ean, at.case.id)? {
        return Ok(Err(RequestError::SwapWaits));
    }
    if timeline::registers(&begin.registers, begin.energy).is_err() {
        return Ok(Err(RequestError::Registers));
    }
    Ok(Ok(next))
}

/// Opens the account on which the request rests, with who lives there, and takes the step. Source: PA-04.
pub fn activate(
    engine: &mut Engine,
    id: i64,
    begin: &Begin,
    entered: &Entered<'_>,
) -> Stepped<Request> {
    change(engine, id, entered.at, |engine, at| {
        or_not!(begin_in(engine, at, begin, entered)?);
        Ok(Ok(at.request.clone()))
    })
}

fn begin_in(
    engine: &mut Engine,
    at: &mut Known,
    begin: &Begin,
    entered: &Entered<'_>,
) -> Stepped<()> {
    or_not!(would_begin(engine, at, begin, entered)?);
    let Some(home) = at.request.home.clone() else { return Ok(Err(RequestError::NoHome)) };
    let basis = match &at.request.ground {
        Ground::Judgment { id } => LawfulBasis::Judgment { id: id.clone() },
        Ground::Default { .. } | Ground::Household { .. } | Ground::Paid => {
            LawfulBasis::Request { id: format!("request {}", at.case.id) }
        }
    };
    let opening = Opening {
        start: Fact::Activate { registers: begin.registers.clone() },
        protected: Vec::new(),
        basis,
        answers: None,
        area: Some(home.town.clone()),
        notices_are_facts: true,
        closing: None,
    };
    let rates = match begin.energy {
        Energy::Electricity if begin.two_rates => Rates::Two,
        Energy::Electricity | Energy::Gas => Rates::Single,
    };
    let group = TariffGroup { energy: begin.energy, rates };
    let account = engine.open_account(at.ean, at.case.dso, group, entered.at, &opening)?;
    engine.store.set_contact(&Contact {
        name: home.name,
        phone: home.phone,
        street: home.street,
        postcode: home.postcode,
        town: home.town,
        entered_by: Some(entered.by.to_owned()),
        ..Contact::empty(account, home.language, entered.at)
    })?;
    step_in(engine, at, Step::Activated, entered)
}

/// Puts an activation before a second person. Source: UX 7.3.
pub fn propose(engine: &mut Engine, id: i64, waiting: Waiting) -> Stepped<()> {
    change(engine, id, waiting.at, |engine, at| {
        let entered = Entered::now(&waiting.by, waiting.at);
        or_not!(would_begin(engine, at, &waiting.begin, &entered)?);
        Ok(at.request.propose(waiting))
    })
}

/// A second person has it done, or turns it down: what was asked at the moment that their page names, and nothing that
/// was asked since. Source: UX 7.3.
pub fn decide(
    engine: &mut Engine,
    id: i64,
    (person, by): (i64, &str),
    (approve, seen): (bool, Instant),
    now: Instant,
) -> Stepped<()> {
    change(engine, id, now, |engine, at| {
        if at.request.waiting.as_ref().is_some_and(|waiting| waiting.at != seen) {
            return Ok(Err(RequestError::NotSeen));
        }
        if !approve {
            return Ok(at.request.turn_down());
        }
        let Waiting { by: first, begin, note, .. } = or_not!(at.request.to_approve(person)).clone();
        let by = format!("{first}, {by}");
        let entered = Entered { note: &note, ..Entered::now(&by, now) };
        begin_in(engine, at, &begin, &entered)
    })
}

/// A judgment has come after a request that had ended: a new one rests on it, of the same supplier. The same judgment
/// twice is the same request. Source: PR-01, PR-02.
pub fn judged(
    engine: &mut Engine,
    id: i64,
    (judgment, document): (&str, &str),
    now: Instant,
) -> Stepped<i64> {
    let Some(dso) = engine.store.supplier_case(id)?.map(|case| case.dso) else {
        return refuse(format!("no request {id}"));
    };
    engine.locked(dso, |engine| {
        let Some(at) = known(engine, id, now)? else {
            return refuse(format!("case {id} is no request"));
        };
        let request = or_not!(would_judge(&at, (judgment, document), now));
        Ok(Ok(engine.store.add_supplier_case(&NewSupplierCase {
            dso,
            supplier: &at.case.supplier,
            kind: SupplierCaseKind::Request,
            ean: Some(at.ean),
            page: &format!("judged/{id}/{}", judgment.trim()),
            due: request.due,
            body: &serde_json::to_string(&request)?,
        })?))
    })
}

/// A household's own request begins, out of the case in which it asked. The same case twice is the same request. Errors
/// inside: the point has an open account, or a request that runs. Source: PR-02.
pub fn asked_by_household(
    engine: &mut Engine,
    (dso, ean, case): (Dso, Ean, i64),
    by: &str,
    asked_at: Instant,
) -> Stepped<i64> {
    engine.locked(dso, |engine| {
        let page = format!("household/{case}");
        for known in engine.store.supplier_cases_of_point(ean)? {
            let Kept::Request(one) = Kept::read(&known)? else { continue };
            if one.ground == (Ground::Household { case }) {
                return Ok(Ok(known.id));
            }
            if one.is_open() && one.ground.activates() {
                return Ok(Err(RequestError::NotNow { state: one.state, step: "asked" }));
            }
        }
        if open_account(engine, ean)?.is_some() {
            return Ok(Err(RequestError::OpenAlready));
        }
        let rules = request_rules(engine, dso, asked_at)?;
        let ground = Ground::Household { case };
        let request = or_not!(Request::open(ground, Vec::new(), by, asked_at, &rules));
        Ok(Ok(engine.store.add_supplier_case(&NewSupplierCase {
            dso,
            // Nobody's: no supplier sees it among its own.
            supplier: "",
            kind: SupplierCaseKind::Request,
            ean: Some(ean),
            page: &page,
            due: request.due,
            body: &serde_json::to_string(&request)?,
        })?))
    })
}

/// The request that a judgment would begin.
pub fn would_judge(
    at: &Known,
    (judgment, document): (&str, &str),
    now: Instant,
) -> Result<Request, RequestError> {
    if !at.request.goes_to_judge() {
        return Err(RequestError::NotNow { state: at.request.state, step: "judged" });
    }
    let ground = Ground::Judgment { id: judgment.trim().to_owned() };
    let by = at.case.dso.to_string();
    let mut request = Request::open(ground, vec![document.to_owned()], &by, now, &at.rules)?;
    request.home = at.request.home.clone();
    Ok(request)
}
