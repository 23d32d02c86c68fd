//! What a supplier's system gets in the sandbox: requests that stand in different ways, and a month that adds up.

use super::{AT_S, MONTH, Sandbox};
use crate::desk::Refusal;
use crate::sharing::InOrder;
use crate::suppliers::{
    Remittance, RequestStep, SettledCustomer, SettledPage, Settlement, SettlementMonth,
    SupplierRequest,
};
use calendar::Instant;
use params::{ParameterBook, RequestParameters};
use procedures::{Ground, Request, State};
use std::sync::OnceLock;
use units::{Dso, MicroEuro};

/// Point, ground, state, and the steps that led there: day, name, and by which way a household refused.
type Example =
    (&'static str, &'static str, State, &'static [(&'static str, &'static str, &'static str)]);

const REQUESTS: [Example; 3] = [
    (
        "sandbox-p1",
        "default",
        State::Refused,
        &[("2026-11-16", "letter_sent", ""), ("2026-11-19", "refused", "card")],
    ),
    ("sandbox-p2", "judgment", State::LetterSent, &[("2026-11-18", "letter_sent", "")]),
    ("sandbox-p3", "paid", State::Requested, &[]),
];

/// The number of a request that is filed: it is none of those that can be read.
const FILED: &str = "sandbox-r9";
/// By which the next step is due.
const DUE: &str = "2026-11-30";

/// Point, and in euro what was received, given back and recovered.
const CUSTOMERS: [(&str, [i64; 3]); 3] =
    [("sandbox-p1", [75, 0, 7]), ("sandbox-p2", [40, 0, 0]), ("sandbox-p3", [30, 20, 0])];
/// The place of the month in the order of months.
const PLACE: i64 = 24_321;
const REMITTANCE: &str = "sandbox-7";

fn eur(whole: i64) -> String {
    MicroEuro(whole.saturating_mul(1_000_000)).to_string()
}

fn asked(number: &str, point: &str, ground: &str, state: State) -> SupplierRequest {
    SupplierRequest {
        request: number.to_owned(),
        point: point.to_owned(),
        ground: ground.to_owned(),
        state: state.name().to_owned(),
        open: state.is_open(),
        asked_at: Instant::from_unix_s(AT_S).to_local_string(),
        asked_by: "an example".to_owned(),
        due: DUE.to_owned(),
        late: false,
        documents: vec!["registered letter RR 1".to_owned()],
        steps: Vec::new(),
    }
}

/// By the shipped parameters: no operator's own are read.
fn rules(at: Instant) -> Result<RequestParameters, Refusal> {
    static BOOK: OnceLock<ParameterBook> = OnceLock::new();
    let book = match BOOK.get() {
        Some(book) => book,
        None => {
            let shipped = ParameterBook::shipped().map_err(Refusal::failed)?;
            BOOK.get_or_init(|| shipped)
        }
    };
    RequestParameters::resolve(book, Dso::Ores, at.day(), at).map_err(Refusal::failed)
}

impl Sandbox {
    /// Nothing is kept, nor a key: what is filed is refused as it would be, or told as a request of the example's dates.
    pub(crate) fn filed(
        (point, ground): (&str, &str),
        (rests_on, documents): (Ground, Vec<String>),
        at: Instant,
    ) -> Result<SupplierRequest, Refusal> {
        let Request { documents, state, .. } =
            Request::open(rests_on, documents, "", at, &rules(at)?)?;
        Ok(SupplierRequest { documents, ..asked(FILED, point, ground, state) })
    }

    pub(crate) fn requests(state: Option<State>, after: i64) -> Vec<InOrder<SupplierRequest>> {
        let shown = (1..).zip(REQUESTS).map(|(place, (point, ground, stands, steps))| {
            let steps = steps.iter().map(|(day, step, channel)| RequestStep {
                day: (*day).to_owned(),
                step: (*step).to_owned(),
                channel: (!channel.is_empty()).then(|| (*channel).to_owned()),
                ..RequestStep::default()
            });
            let request = asked(&format!("sandbox-r{place}"), point, ground, stands);
            let is = SupplierRequest { steps: steps.collect(), ..request };
            (stands, InOrder { place, is })
        });
        let wanted = shown.filter(|(stands, _)| state.is_none_or(|state| state == *stands));
        wanted.map(|(_, one)| one).filter(|one| one.place > after).collect()
    }

    pub(crate) fn request(number: &str) -> Option<SupplierRequest> {
        let all = Self::requests(None, 0).into_iter().map(|one| one.is);
        all.into_iter().find(|one| one.request == number)
    }

    pub(crate) fn settlements(after: i64) -> Vec<InOrder<SettlementMonth>> {
        let is = SettlementMonth {
            month: MONTH.to_owned(),
            runs: false,
            remittances: vec![REMITTANCE.to_owned()],
        };
        [InOrder { place: PLACE, is }].into_iter().filter(|one| one.place > after).collect()
    }

    pub(crate) fn settlement(month: &str, after: i64) -> Option<SettledPage> {
        if month != MONTH {
            return None;
        }
        let left = |[received, back, recovered]: [i64; 3]| received - back - recovered;
        let [mut received, mut back, mut recovered] = [0; 3];
        for (_, [one, two, three]) in CUSTOMERS {
            (received, back, recovered) = (received + one, back + two, recovered + three);
        }
        let to_remit = eur(left([received, back, recovered]));
        let settlement = Settlement {
            month: MONTH.to_owned(),
            runs: false,
            received_eur: eur(received),
            given_back_eur: eur(back),
            advances_recovered_eur: eur(recovered),
            to_remit_eur: to_remit.clone(),
            not_yet_remitted_eur: eur(0),
            customer_count: CUSTOMERS.len(),
            remittances: vec![Remittance {
                remittance: REMITTANCE.to_owned(),
                from: "2026-10-01".to_owned(),
                to: "2026-10-31".to_owned(),
                state: "paid".to_owned(),
                moved_eur: to_remit.clone(),
                carried_in_eur: eur(0),
                carried_out_eur: eur(0),
                paid_eur: to_remit,
                difference_eur: eur(0),
            }],
        };
        let customers = (1..).zip(CUSTOMERS).map(|(place, (point, sums))| {
            let [received, back, recovered] = sums.map(eur);
            let is = SettledCustomer {
                point: point.to_owned(),
                received_eur: received,
                given_back_eur: back,
                advances_recovered_eur: recovered,
                to_remit_eur: eur(left(sums)),
            };
            InOrder { place, is }
        });
        Some((settlement, customers.filter(|one| one.place > after).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pr_02_requests_of_the_sandbox_stand_as_they_are_asked_for() {
        assert_eq!(Sandbox::requests(None, 0).len(), REQUESTS.len());
        let refused = Sandbox::requests(Some(State::Refused), 0);
        assert_eq!((refused.len(), refused[0].is.open), (1, false));
        assert_eq!(refused[0].is.steps[1].channel.as_deref(), Some("card"));
        assert!(Sandbox::requests(Some(State::Refused), 1).is_empty());
        for one in Sandbox::requests(None, 0) {
            assert_eq!(Sandbox::request(&one.is.request), Some(one.is));
        }
        assert_eq!(Sandbox::request("1000000001"), None);
        let asked = ("541449900077000008", "paid");
        let at = Instant::from_unix_s(AT_S);
        let filed = Sandbox::filed(asked, (Ground::Paid, Vec::new()), at).unwrap();
        assert_eq!((filed.state.as_str(), filed.open), ("requested", true));
        assert_eq!(Sandbox::request(&filed.request), None, "nothing is kept");
    }

    #[test]
    fn pr_01_pr_02_the_sandbox_refuses_what_the_rules_refuse_and_answers_what_was_sent() {
        let at = Instant::from_unix_s(AT_S);
        let filed = |notified: &str, owed: i64, documents: &[&str]| {
            let notified = notified.parse().unwrap();
            let ground = Ground::Default { notified, owed: MicroEuro(owed), both_energies: false };
            let documents = documents.iter().map(|one| (*one).to_owned()).collect();
            Sandbox::filed(("541449900077000008", "default"), (ground, documents), at)
        };
        let (old, enough) = ("2026-10-01", 150_000_000);
        assert_eq!(filed(old, enough, &["RR 7", "RR 8"]).unwrap().documents, ["RR 7", "RR 8"]);
        let code = |refused: Result<SupplierRequest, Refusal>| {
            crate::problem::Problem::from(refused.unwrap_err()).code.name()
        };
        assert_eq!(code(filed(old, enough, &[])), "document-missing");
        assert_eq!(code(filed(old, 99_990_000, &["RR 7"])), "debt-too-small");
        assert_eq!(code(filed("2026-11-19", enough, &["RR 7"])), "notice-too-recent");
        let long = "x".repeat(procedures::MOST_OF_A_LINE + 1);
        assert_eq!(code(filed(old, enough, &[&long])), "field-too-long");
        let paid = Sandbox::filed(("541449900077000008", "paid"), (Ground::Paid, Vec::new()), at);
        assert_eq!(paid.unwrap().documents, [""; 0], "it has none");
    }

    #[test]
    fn pa_35_the_month_of_the_sandbox_adds_up() {
        let months = Sandbox::settlements(0);
        let (told, customers) = Sandbox::settlement(&months[0].is.month, 0).unwrap();
        let sum = |of: fn(&SettledCustomer) -> &String| -> String {
            let micro = |text: &str| units::parse_decimal(text, 6).unwrap();
            MicroEuro(customers.iter().map(|one| micro(of(&one.is))).sum()).to_string()
        };
        assert_eq!(told.received_eur, sum(|one| &one.received_eur));
        assert_eq!(told.to_remit_eur, sum(|one| &one.to_remit_eur));
        assert_eq!(told.remittances[0].paid_eur, told.to_remit_eur);
        assert_eq!(told.customer_count, customers.len());
        assert_eq!(told.remittances[0].remittance, months[0].is.remittances[0]);
        assert_eq!(Sandbox::settlement(MONTH, 2).unwrap().1.len(), 1);
        assert_eq!(Sandbox::settlement("2026-09", 0), None);
        assert!(Sandbox::settlements(PLACE).is_empty());
    }
}
