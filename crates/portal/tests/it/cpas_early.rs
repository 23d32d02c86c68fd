//! The list of a week of households at risk as a browser gets it.

use crate::cpas::{Office, account, ean, get, noon, site_and_done};
use crate::html;
use access::Role;
use portal::cpas::{EarlyGround, EarlyLine, EarlyList, EarlyLists};
use portal::my::{MyError, Visitor};
use units::Energy;

impl EarlyLists for Office {
    fn early(&self, _: &Visitor) -> Result<EarlyList, MyError> {
        let line = |number: i64, ground: EarlyGround| EarlyLine {
            account: account(number),
            ean: ean(number),
            name: "=<b>An".to_owned(),
            address: "Rue \"Haute\" 1, 5000 Namur".to_owned(),
            energy: Energy::Gas,
            exhausted: number == 1,
            nights: i32::try_from(number).unwrap(),
            ground,
        };
        let until = noon().day().plus(60);
        Ok(EarlyList {
            week: noon().day().plus(-4),
            night: Some(noon().day().plus(-6)),
            winter: true,
            bases: vec![("Decree 12".to_owned(), until)],
            lines: vec![
                line(1, EarlyGround::Mandate("budget".to_owned())),
                line(2, EarlyGround::Law("Decree 12".to_owned())),
            ],
            now: noon(),
        })
    }
}

#[test]
fn cm_08_the_list_of_a_week_says_why_each_household_stands_on_it() {
    let (site, _) = site_and_done();
    let page = get(&site, Role::Cpas, "/en/cpas/at-risk").text();
    html::assert_sound(&page);
    let words = html::words(&page).replace('\n', " ");
    for said in [
        "Week from 16/11/2026.",
        "The begin of the week is not counted yet. This is as of 14/11/2026.",
        "By law: Decree 12, until 19/01/2027.",
        "Emergency credit used up For 1 night",
        "Uses emergency credit For 2 nights",
        "The household gave you a mandate.",
        "Each look is kept. The household sees it.",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let client = |number: i64| format!("href=\"/en/cpas/client/{}\"", account(number));
    assert!(page.contains(&client(1)) && !page.contains(&client(2)), "a law opens no file");
    let file = get(&site, Role::Cpas, "/en/cpas/at-risk/csv").text();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 3, "{file}");
    assert!(
        lines[1].starts_with("2026-11-16,2026-11-14,") && lines[1].contains("\"'=<b>An\""),
        "{file}"
    );
    assert!(lines[1].ends_with(",gas,used_up,1,mandate,\"budget\""), "{file}");
    assert!(lines[2].ends_with(",gas,in_use,2,law,\"Decree 12\""), "{file}");
    for role in [Role::AgentL1, Role::Operator, Role::Supplier] {
        assert_ne!(get(&site, role, "/en/cpas/at-risk").status, 200, "{role:?}");
    }
}
