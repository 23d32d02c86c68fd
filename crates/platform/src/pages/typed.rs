//! What people type into pages, from the form to the desk, over a store of its own.

use super::{Clock, agent_pages, party_pages, public_facts, to_stderr};
use crate::books::Books;
use crate::cases;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use crate::notices::printing::print;
use crate::notices::{keep_house, of_notice};
use crate::people::{Courier, People, Setting, hash_password};
use crate::sealed::MasterKeys;
use crate::testing::{Served, ean, empty, instant, move_in, nights};
use crate::voices::Voices;
use access::Role;
use notify::asked::Word;
use notify::figures::House;
use notify::gsm;
use notify::plan::Channel;
use portal::my::{Gate, MyOptions};
use std::sync::{Arc, Mutex};
use store::{Contact, ContactPoint, Ways};
use units::{Dso, Language};

/// As its owner writes it, and as a short message has it.
const NAME: &str = "Олена Щербакова";
const LATIN: &str = "Olena Shcherbakova";
const HOME: &str = "home@example.org";
const DESK: &str = "desk@example.org";
const PASSWORD: &str = "a long enough one";
/// How Belgians write one number.
const SPELLINGS: [&str; 8] = [
    "0475 12 34 56",
    "+32 475/12.34.56",
    "0032475123456",
    "+32 (0)475 12 34 56",
    "32475123456",
    "32 475 12 34 56",
    " 0475-12-34-56 ",
    "0475\u{a0}12\u{202f}34 56",
];

/// Keeps what was to be brought.
#[derive(Default)]
struct Told(Mutex<Vec<(ContactPoint, String)>>);

impl Courier for Told {
    fn say(&self, to: &ContactPoint, _: Language, word: Word) -> Result<(), Failure> {
        self.0.lock().unwrap().push((to.clone(), word.text));
        Ok(())
    }
}

struct Site {
    served: Served,
    told: Arc<Told>,
    url: String,
    account: store::Account,
    folder: tempfile::TempDir,
}

/// The pages of one home and of the desk, on the morning of 2 November.
fn site(masters: MasterKeys, second_factor: bool) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("site.db").display());
    let now = instant("2026-11-02T10:00:00+01:00");
    let mut engine = empty(&url);
    keep_house(&mut engine.store, Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = Books::load(&mut engine.store).unwrap();
    let account = move_in(&mut engine, ean());
    for (day, kwh) in [("2026-10-30", 5), ("2026-10-31", 11), ("2026-11-01", 16)] {
        nights(&mut engine, &[(account.id, kwh)], day);
    }
    let contact = Contact {
        name: NAME.to_owned(),
        phone: Some("0450 00 00 01".parse().unwrap()),
        street: "Rue de l'Exemple 1".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        ..Contact::empty(account.id, Language::Fr, now)
    };
    engine.store.set_contact(&contact).unwrap();
    let mut person = |role: Role, email: &str| {
        let mut ways = Ways::empty(Language::En, now);
        ways.email = Some(email.parse().unwrap());
        ways.password = Some(hash_password(PASSWORD).unwrap());
        engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id
    };
    let holder = person(Role::Customer, HOME);
    person(Role::AgentL2, DESK);
    engine.store.give_account(holder, account.id, now).unwrap();
    let clock = Clock::From(now, std::time::Instant::now());
    let told = Arc::new(Told::default());
    let served = Served::with(|_| pages(&url, &clock, &told, masters, second_factor));
    Site { served, told, url, account, folder }
}

fn pages(
    url: &str,
    clock: &Clock,
    told: &Arc<Told>,
    masters: MasterKeys,
    second_factor: bool,
) -> axum::Router {
    let (goes, asked) = (clock.clone(), clock.clone());
    let time: crate::till::Clock = Arc::new(move || goes.now());
    let setting = Setting {
        courier: Arc::clone(told) as _,
        base_url: "https://tirelire.example".to_owned(),
        operator: Dso::Ores,
        online: false,
        intervals: None,
        organisation: None,
        second_factor,
        masters,
        clock: Arc::new(move || asked.now()),
    };
    let mut first = Engine::open(url).unwrap();
    let book = crate::books::parameter_book(&mut first.store).unwrap();
    let facts = public_facts(&book, &first.books, clock.now()).unwrap();
    let people = People::new(vec![first, Engine::open(url).unwrap()], setting).unwrap();
    let people = Arc::new(people);
    let gate = Gate::new(Arc::clone(&people) as _, to_stderr(), Language::Fr);
    let options = MyOptions {
        secure: false,
        help_phone: "0800 00 000".to_owned(),
        gas_phone: "112".to_owned(),
        checkout_origins: Vec::new(),
        behind_proxy: true,
        facts,
        sounds: Arc::new(Voices::default()),
    };
    let (own, _) = portal::my::router(people, &gate, options, to_stderr());
    let agents = agent_pages(url, time, (false, false), &gate).unwrap();
    own.merge(agents).merge(party_pages(url, clock.clone(), false, true, true).unwrap())
}

/// A line of a head.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

impl Site {
    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }

    /// Sends a form; where it leads, or the page that it is answered with.
    fn send(
        &self,
        target: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Result<(String, String), (u16, String)> {
        let (status, head, body) = self.served.submit(headers, target, fields);
        if status != 303 {
            return Err((status, body));
        }
        let cookie = header(&head, "set-cookie").and_then(|line| line.split(';').next());
        Ok((header(&head, "location").unwrap().to_owned(), cookie.unwrap_or_default().to_owned()))
    }

    /// The cookie of somebody who signs in.
    fn enter(&self, address: &str) -> String {
        let fields = [("address", address), ("password", PASSWORD)];
        self.send("/en/sign-in/password", &[], &fields).unwrap().1
    }

    fn page(&self, target: &str, cookie: &str) -> String {
        let (status, body) = self.served.get(&[("cookie", cookie)], target);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    /// What the household's messages say by now.
    fn notices(&self, channel: Channel) -> Vec<store::Notice> {
        let mut engine = self.engine();
        let mut nowhere = None::<&mut Dispatcher<Registry>>;
        let now = instant("2026-11-02T11:00:00+01:00");
        while crate::work::deliver(&mut engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap()
            > 0
        {}
        let all = engine.store.notices(&[self.account.id]).unwrap();
        all.into_iter().filter(|one| one.notice.channel == channel.code()).collect()
    }
}

#[test]
fn cm_02_a_name_in_cyrillic_and_a_phone_as_it_is_spelled_come_from_the_form_to_the_desk() {
    let site = site(MasterKeys::default(), false);
    let desk = site.enter(DESK);
    // The form of P-06, P-07 and P-15 is one: to be called, to refuse, to ask, to complain.
    let kinds = ["call_back", "refuse_prepayment", "ask_prepayment", "complaint"];
    for (place, phone) in SPELLINGS.into_iter().enumerate() {
        let source = format!("192.0.2.{place}");
        let headers = [("x-forwarded-for", source.as_str())];
        let fields = [
            ("kind", kinds[place % kinds.len()]),
            ("phone", phone),
            ("address", "Rue Haute 1, 4800 Verviers"),
            ("words", "Лист прийшов сьогодні"),
            ("name", NAME),
        ];
        let (to, _) = site.send("/en/write-to-us", &headers, &fields).unwrap();
        let number = to.split_once("saved=").unwrap().1.split('&').next().unwrap();
        let known = cases::one(&mut site.engine(), number.parse().unwrap()).unwrap().unwrap();
        assert_eq!(known.stored.asker.name, NAME);
        assert_eq!(known.stored.asker.phone, Some("0475123456".parse().unwrap()), "{phone}");
        let question = site.page(&format!("/en/agent/question/{number}"), &desk);
        for words in [NAME, "+32475123456", "Лист прийшов сьогодні"] {
            assert!(question.contains(words), "{words} in {question}");
        }
    }
    // What is wrong is told with what was typed.
    let headers = [("x-forwarded-for", "192.0.2.99")];
    let fields = [("kind", "call_back"), ("phone", "0475 12 34 5"), ("name", NAME)];
    let (status, again) = site.send("/en/write-to-us", &headers, &fields).unwrap_err();
    assert_eq!(status, 422);
    assert!(again.contains(&format!("value=\"{NAME}\"")), "{again}");
    assert!(again.contains("value=\"0475 12 34 5\""), "{again}");
}

#[test]
fn cm_04_a_helper_with_a_name_in_cyrillic_is_read_on_every_page_and_spelled_in_a_short_message() {
    let site = site(MasterKeys::default(), false);
    let home = site.enter(HOME);
    let cookie = [("cookie", home.as_str())];
    let mut phones = SPELLINGS.iter().skip(1);
    for role in ["payer", "helper"] {
        let fields =
            [("name", NAME), ("role", role), ("until", ""), ("phone", phones.next().unwrap())];
        let (status, allowed) = site.send("/en/my/helpers/add?n=1", &cookie, &fields).unwrap_err();
        assert!(status == 200 && allowed.contains(NAME), "{status} {allowed}");
    }
    let sent = site.told.0.lock().unwrap().clone();
    assert_eq!(sent.len(), 2);
    for (to, text) in &sent {
        assert_eq!(to.to_string(), "+32475123456");
        assert!(gsm::septets(text).is_some_and(|count| count <= gsm::MOST_SEPTETS), "{text}");
    }
    // Whoever has the key looks; the household reads who it was.
    let is_key = |word: &&str| word.len() == 14 && word.matches('-').count() == 2;
    let signs = |sign: char| !sign.is_ascii_alphanumeric() && sign != '-';
    let key = sent[1].1.split(signs).find(is_key).unwrap();
    let (status, head, _) = site.served.ask(("GET", &format!("/en/homes/{key}")), &[], "");
    assert_eq!(status, 303);
    let visit = header(&head, "set-cookie").and_then(|line| line.split(';').next()).unwrap();
    let before = site.page("/en/my/helpers?n=1", &home).matches(NAME).count();
    site.page(header(&head, "location").unwrap(), visit);
    let page = site.page("/en/my/helpers?n=1", &home);
    assert_eq!(page.matches(NAME).count(), before + 1, "in the log of looks");
    let desk = site.enter(DESK);
    let case = site.page(&format!("/en/agent/case/{}", site.account.id.0), &desk);
    assert!(case.contains(NAME), "{case}");
    // It ends, and the short message says of whom in letters that every phone shows.
    let grants = site.engine().store.party_grants(site.account.id).unwrap();
    let grant = grants.last().unwrap().seq.to_string();
    site.send("/en/my/helpers?n=1", &cookie, &[("grant", &grant)]).unwrap();
    let texts = site.notices(Channel::Sms);
    let text = &texts.iter().find(|one| one.notice.message == "M17-end").unwrap().notice.body;
    assert!(text.starts_with(LATIN), "{text}");
    assert!(gsm::septets(text).is_some_and(|count| count <= gsm::MOST_SEPTETS), "{text}");
    // The letter has the name as its owner writes it, and a font that can.
    let letters = site.notices(Channel::Letter);
    let mut engine = site.engine();
    let day = instant("2026-11-02T10:00:00+01:00").day();
    let letter = of_notice(&mut engine, &letters[0], day, None).unwrap();
    assert_eq!(letter.recipient.first().map(String::as_str), Some(NAME));
    let folder = site.folder.path().join("letters");
    let printed = print(&mut engine, &folder, 9, instant("2026-11-02T12:00:00+01:00")).unwrap();
    assert!(printed.letters > 0 && printed.failed.is_empty(), "{printed:?}");
}

#[test]
fn pd_04_without_a_master_key_staff_are_told_why_they_do_not_get_in() {
    let site = site(MasterKeys::default(), true);
    let told = [
        ("/fr/connexion", "La clé maîtresse de ce site manque."),
        ("/nl/aanmelden", "De hoofdsleutel van deze site ontbreekt."),
        ("/de/anmelden", "Der Hauptschlüssel dieser Seite fehlt."),
        ("/en/sign-in", "This site’s master key is missing."),
    ];
    for (path, words) in told {
        let path = format!("{path}/password");
        let fields = [("address", DESK), ("password", PASSWORD)];
        let (status, page) = site.send(&path, &[], &fields).unwrap_err();
        assert_eq!(status, 503, "{path}");
        assert!(page.contains(words), "{words} in {page}");
        assert!(page.contains(&format!("value=\"{DESK}\"")), "what was typed is kept");
        // Whoever guesses learns nothing of it.
        let fields = [("address", DESK), ("password", "another one")];
        let (status, page) = site.send(&path, &[], &fields).unwrap_err();
        assert!(status == 422 && !page.contains(words), "{status}");
    }
    // A household has no need of it.
    assert!(!site.enter(HOME).is_empty());
}

#[test]
fn pd_04_with_a_master_key_staff_add_an_app() {
    let masters = MasterKeys::of(Some(&"5".repeat(64))).unwrap();
    let site = site(masters, true);
    let fields = [("address", DESK), ("password", PASSWORD)];
    let (status, page) = site.send("/en/sign-in/password", &[], &fields).unwrap_err();
    assert!(status == 200 && page.contains("/en/sign-in/app"), "{page}");
}
