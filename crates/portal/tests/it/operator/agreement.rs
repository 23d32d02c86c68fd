//! The reconciliation as a browser gets it.

use super::*;
use portal::operator::{
    Agreement, AgreementView, DaySums, DaysWanted, DifferenceView, PeriodView, Teller, WayView,
    Wrong,
};

impl Agreement for Room {
    fn agreement(&self, _: &Visitor, days: DaysWanted) -> Result<AgreementView, MyError> {
        let amount = |text: &str| text.parse().unwrap();
        let sums = [amount("47.5"), amount("47.5"), amount("42.5"), amount("5")];
        let lines = vec![
            (Teller::Outside, days.from, amount("20")),
            (Teller::Payments, days.from, amount("20")),
            (Teller::Ledger, days.to, amount("19")),
        ];
        let wrong = vec![
            Wrong::Missing(Teller::Ledger),
            Wrong::Doubled(Teller::Outside),
            Wrong::Amounts,
            Wrong::Days,
        ];
        let way = |name: &str, whole: bool| WayView {
            name: name.to_owned(),
            days: if whole { vec![DaySums { day: days.from, sums }] } else { Vec::new() },
            differences: if whole {
                vec![DifferenceView {
                    key: "T-1 <7>".to_owned(),
                    wrong: wrong.clone(),
                    lines: lines.clone(),
                }]
            } else {
                Vec::new()
            },
            faults: if whole { vec!["a payout <is> missing".to_owned()] } else { Vec::new() },
            remarks: vec!["3 entries".to_owned()],
        };
        let figures = PeriodView {
            credited: amount("47.5"),
            remitted: amount("40"),
            owed: amount("2.5"),
            open: amount("5"),
        };
        Ok(AgreementView {
            dso: Dso::Ores,
            days,
            ways: vec![way("bank", false), way("online", false), way("terminals", true)],
            period: (days.from != days.to).then_some(Ok(figures)),
            remarks: vec!["2 entries at an office".to_owned()],
            as_of: noon(),
        })
    }
}

const AGREEMENT: &str = "/en/operations/reconciliation";

#[test]
fn o_09_each_difference_opens_down_to_its_lines_and_wrong_days_are_said() {
    let (site, _, _) = site();
    let page = get(&site, Role::Auditor, AGREEMENT);
    assert_eq!(page.status, 200);
    let text = html::words(&page.text()).replace('\u{a0}', " ");
    assert!(text.contains("2 differences"), "{text}");
    let said = "T-1 <7>: missing: Ledger, more than once: Outside, amounts differ, days differ";
    let plain = text.replace("&#60;", "<").replace("&#62;", ">");
    assert!(plain.contains(said), "{plain}");
    assert!(text.contains("19.00") && !text.contains("Remitted"), "{text}");
    let days = get(&site, Role::Operator, &format!("{AGREEMENT}?from=2026-11-01&to=2026-11-30"));
    assert!(days.status == 200 && days.text().contains("Remitted"));
    for wrong in ["from=2026-11-02&to=2026-11-01", "from=2026-10-01&to=2026-11-01", "from=soon"] {
        let page = get(&site, Role::Operator, &format!("{AGREEMENT}?{wrong}"));
        assert!(page.status == 422 && page.text().contains("href=\"#from\""), "{wrong}");
    }
}
