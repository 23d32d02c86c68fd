//! The parity list of a migration against the routes there are.

use portal::Paths as _;
use portal::operator::{PARITY, ParityPlace};
use units::Language;

#[test]
fn o_04_each_page_of_the_parity_list_has_its_route_in_each_language() {
    let mut doors = crate::doors::site().1;
    doors.extend(crate::shop::doors());
    doors.extend(crate::agent::doors());
    doors.extend(crate::operator::doors());
    let mut pages = 0;
    for line in PARITY {
        let ParityPlace::Page(path) = line.place else { continue };
        pages += 1;
        for language in Language::ALL {
            let path = path(language);
            // Guests pay without a door: who they are is not asked.
            let paid = path == language.top_up_path();
            let below = format!("{path}/");
            let known = doors.iter().any(|door| door.path == path || door.path.starts_with(&below));
            assert!(paid || known, "{}: {path}", line.key);
        }
    }
    assert!(pages > 20, "{pages} pages");
}
