//! The page of a virtual meter, without script.

use crate::html::{assert_sound, values, words};
use crate::site::{Site, reporter};
use calendar::Instant;
use expect_test::expect;
use params::ParameterBook;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use virtual_meters::{Kind, Place, Stand};

const FORM: &str =
    "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";

struct Wall {
    site: Site,
    path: String,
    now_s: Arc<AtomicI64>,
}

fn wall(kind: Kind, with: &str) -> Wall {
    let book = ParameterBook::shipped().unwrap();
    let place = format!("place {kind} at=2026-11-12T08:00:00+01:00 {with}");
    let stand = Stand::new(Place::parse(&place).unwrap().meter(&book).unwrap());
    let now_s = Arc::new(AtomicI64::new(stand.meter().now().unix_s()));
    let clock = Arc::clone(&now_s);
    let clock = Arc::new(move || Instant::from_unix_s(clock.load(Ordering::SeqCst)));
    let reports = Arc::new(Mutex::new(Vec::new()));
    let router = portal::meter::router(Box::new(stand), clock, reporter(&reports));
    Wall { site: Site::serving(router, reports), path: format!("/meter/{kind}"), now_s }
}

impl Wall {
    fn page(&self, lang: &str) -> String {
        let answer = self.site.get(&format!("{}?lang={lang}", self.path));
        assert_eq!(answer.status, 200);
        let page = answer.text();
        assert_sound(&page);
        page
    }

    /// Sends a line and, as a browser would, reads the page it leads to.
    fn send(&self, form: &str) -> u16 {
        let headers = format!("{FORM}content-length: {}\r\n", form.len());
        let answer = self.site.send("POST", &self.path, &headers, form.as_bytes());
        if answer.status == 303 {
            assert!(answer.header("location").unwrap().starts_with(&self.path));
        }
        answer.status
    }
}

/// The words of the display, which is what is read aloud when it changes.
fn status(page: &str) -> String {
    let status = page.split_once("<div role=\"status\"").unwrap().1;
    let status = status.split_once("<ul class=\"signs\"").unwrap().0;
    words(&format!("<main><p{status}</main>"))
}

#[test]
fn mt_11_the_page_of_every_meter_is_sound_in_every_language() {
    for kind in Kind::ALL {
        let wall = wall(kind, "");
        for lang in ["fr", "nl", "de", "en"] {
            let page = wall.page(lang);
            assert!(page.contains(&format!("<html lang=\"{lang}\">")));
            assert!(!page.contains("<script"));
            for button in kind.buttons() {
                assert!(page.contains(&format!("value=\"press {}\"", button.name())), "{button:?}");
            }
        }
        assert_eq!(wall.site.get("/meter/nothing").status, 404);
        assert_eq!(wall.site.get("/").header("location"), Some(wall.path.as_str()));
        let page = wall.page("en");
        let style =
            values(&page, "rel=\"stylesheet\" href=\"").first().copied().unwrap().to_owned();
        assert_eq!(wall.site.get(&style).status, 200);
    }
}

#[test]
fn mt_12_st_13_gas_comes_back_by_forms_alone() {
    let wall = wall(Kind::SmartGas, "m3=80.900");
    for line in ["line=order+cut", "line=order+release", "line=press+arrow+3s"] {
        assert_eq!(wall.send(line), 303);
    }
    let page = wall.page("fr");
    expect![[r#"
        test d’étanchéité, secondes restantes
        720 s
        €&ensp;m³&ensp;▶◀&ensp;
        Laissez tout fermé et attendez la fin du test."#]]
    .assert_eq(&status(&page));
    wall.now_s.fetch_add(60, Ordering::SeqCst);
    assert!(status(&wall.page("fr")).contains("660 s"), "time goes on by itself");
    assert_eq!(wall.send("line=wait+12m"), 303);
    let page = wall.page("en");
    assert!(words(&page).contains("08:12:00  test passed: the valve opens"), "{}", words(&page));
    wall.now_s.fetch_add(5, Ordering::SeqCst);
    assert!(wall.page("en").contains("2026-11-12 08:13:05"), "what was let pass stays passed");
}

#[test]
fn mt_13_the_card_is_offered_as_it_lies() {
    let wall = wall(Kind::CardElectricity, "balance=0.01");
    let acts = |page: &str| -> Vec<String> {
        let lines = values(page, "name=\"line\" value=\"");
        lines.into_iter().filter(|line| line.starts_with("card")).map(str::to_owned).collect()
    };
    assert_eq!(acts(&wall.page("en")), ["card new"]);
    wall.send("line=card+new");
    assert_eq!(acts(&wall.page("en")), ["card in", "card in wrong", "card load 20.00"]);
    wall.send("line=card+load+20.00");
    assert!(status(&wall.page("en")).contains("That cannot be done now."), "it was not read out");
    wall.send("line=card+in");
    assert_eq!(acts(&wall.page("en")), ["card out"]);
    wall.send("line=load+%7B%7DW&amount=1500");
    wall.send("line=wait+1h");
    let page = wall.page("nl");
    expect![[r#"
        1
        actief krediet
        0.00 €
        »△«&ensp;▤&ensp;▽&ensp;
        Druk op de rode knop."#]]
    .assert_eq(&status(&page));
}

#[test]
fn pd_04_a_form_of_another_site_does_nothing() {
    let wall = wall(Kind::SmartElectricity, "");
    let form = "line=order+cut";
    let headers = format!(
        "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: cross-site\r\ncontent-length: {}\r\n",
        form.len()
    );
    assert_eq!(wall.site.send("POST", &wall.path, &headers, form.as_bytes()).status, 403);
    assert_eq!(wall.send("nothing=1"), 400);
    assert_eq!(wall.send("line=until+2030-01-01T00%3A00%3A00Z"), 303);
    let page = wall.page("en");
    assert!(page.contains("2026-11-12 08:00:00") && page.contains("switch closed"));
    assert_eq!(wall.send("line=tell+%3Cb%3E"), 303);
    assert_eq!(wall.send("line=order+tell+%3Cb%3E"), 303);
    wall.send("line=press+green");
    assert!(!wall.page("en").contains("<b>&") && wall.page("en").contains("&#60;b&#62;"));
}
