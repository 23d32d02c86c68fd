//! A sign-in elsewhere, over a provider of our own that says whatever a test wants. The real one is met by the tests
//! with a browser.

use super::*;
use crate::people::{SaidAloud, Setting};
use crate::testing::{Served, empty, instant};
use axum::Json;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal::my::Sessions as _;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use store::Ways as SignInWays;
use units::{Dso, Language};

const NOW: &str = "2026-11-20T14:00:00+01:00";

fn pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap()
}

/// What the provider says next, and what it was asked.
#[derive(Default)]
struct Says {
    claims: Value,
    /// Signs instead of its own key.
    forged: bool,
    form: String,
}

struct World {
    people: People,
    says: Arc<Mutex<Says>>,
    now: Arc<Mutex<Instant>>,
    provider: Served,
}

fn world() -> World {
    let says = Arc::new(Mutex::new(Says::default()));
    let (own, stranger) = (pair(), pair());
    let known = Arc::clone(&says);
    let provider = Served::with(move |address| {
        let issuer = format!("http://{address}");
        let places = json!({"issuer": issuer, "authorization_endpoint": format!("{issuer}/ask"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys")});
        let point = own.public_key().as_ref().to_vec();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let keys = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "a",
            "x": part(&point[1..33]), "y": part(&point[33..])}]});
        let pairs = Arc::new((own, stranger));
        let token = move |form: String| async move {
            let mut says = known.lock().unwrap();
            says.form = form;
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let head = json!({"alg": "ES256", "kid": "a"});
            let message = format!("{}.{}", part(&head), part(&says.claims));
            let pair = if says.forged { &pairs.1 } else { &pairs.0 };
            let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()));
            Json(json!({"id_token": token, "access_token": "x", "token_type": "Bearer"}))
        };
        axum::Router::new()
            .route("/.well-known/openid-configuration", get(move || async move { Json(places) }))
            .route("/keys", get(move || async move { Json(keys) }))
            .route("/token", post(token))
    });
    let mut engine = empty("sqlite::memory:");
    let at = instant(NOW).plus_h(-1);
    for (role, email) in [
        (Role::AgentL1, "an@example.org"),
        (Role::AgentL2, "an@example.org"),
        (Role::Customer, "customer@example.org"),
        (Role::Auditor, "gone@example.org"),
    ] {
        let mut ways = SignInWays::empty(Language::En, at);
        ways.email = Some(email.parse().unwrap());
        ways.ended = email.starts_with("gone");
        engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap();
    }
    let asked = ProviderArguments {
        oidc_issuer: Some(format!("http://{}", provider.address)),
        oidc_client: Some("tirelire".to_owned()),
        oidc_secret: Some("s3cret".to_owned()),
        oidc_scopes: "openid email".to_owned(),
        oidc_groups: "groups".to_owned(),
        oidc_role: ["desk=agent_l1", "lead=agent_l2", "audit=auditor"]
            .map(|text| text.parse().unwrap())
            .to_vec(),
        oidc_own_addresses: false,
    };
    let now = Arc::new(Mutex::new(instant(NOW)));
    let clock = Arc::clone(&now);
    let setting = Setting {
        courier: Arc::new(SaidAloud),
        base_url: "https://tirelire.example".to_owned(),
        operator: Dso::Ores,
        intervals: None,
        online: false,
        organisation: asked.open("https://tirelire.example").unwrap(),
        second_factor: true,
        masters: crate::sealed::MasterKeys::of(Some(&"5".repeat(64))).unwrap(),
        clock: Arc::new(move || *clock.lock().unwrap()),
    };
    World { people: People::new(vec![engine], setting).unwrap(), says, now, provider }
}

impl World {
    /// Goes away; the state that was given and the nonce that the provider is told.
    fn go(&self) -> (String, String) {
        let to = self.people.away("s").unwrap().unwrap();
        let part = |name: &str| {
            let rest = to.address.split(&format!("{name}=")).nth(1).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        assert_eq!(part("state"), to.state);
        assert_eq!(part("code_challenge_method"), "S256");
        (to.state, part("nonce"))
    }

    fn claims(&self, nonce: &str, changes: &Value) -> Value {
        let now_s = self.now.lock().unwrap().0 / 1_000_000;
        let mut claims = json!({"iss": format!("http://{}", self.provider.address), "sub": "7",
            "aud": "tirelire", "exp": now_s + 300, "iat": now_s, "nonce": nonce,
            "email": "An@example.org", "email_verified": true, "groups": ["desk"]});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    fn come(&self, state: &str, kept: &str) -> Result<SignedIn, Refused> {
        let back = FromProvider { state, kept, code: "c0de", device: "test" };
        self.people.back("s", &back).unwrap()
    }

    /// There and back with these claims.
    fn around(&self, changes: &Value) -> Result<SignedIn, Refused> {
        let (state, nonce) = self.go();
        self.says.lock().unwrap().claims = self.claims(&nonce, changes);
        self.come(&state, &state)
    }
}

#[test]
fn pd_04_staff_come_from_their_organisation_in_a_role_that_they_have_here_and_there() {
    let w = world();
    let signed_in = w.around(&json!({})).unwrap();
    assert_eq!(signed_in.role, Role::AgentL1);
    assert_eq!(w.people.who(&signed_in.token).unwrap().unwrap().role, Role::AgentL1);
    let form = w.says.lock().unwrap().form.clone();
    assert!(form.contains("code=c0de") && form.contains("code_verifier="), "{form}");
    let both = w.around(&json!({"groups": ["lead", "desk"]})).unwrap();
    assert_eq!(both.role, Role::AgentL1, "of two, who may less");
    assert_eq!(w.around(&json!({"groups": ["lead"]})).unwrap().role, Role::AgentL2);
}

#[test]
fn pd_04_nobody_is_made_and_no_group_gives_more_than_staff_have_entered() {
    let w = world();
    let unknown = |changes: Value| {
        assert_eq!(w.around(&changes).unwrap_err(), Refused::ProviderUnknown, "{changes}");
    };
    unknown(json!({"groups": []}));
    unknown(json!({"groups": ["audit"]}));
    unknown(json!({"email": "stranger@example.org"}));
    unknown(json!({"email": "customer@example.org"}));
    unknown(json!({"email": "gone@example.org", "groups": ["audit"]}));
    unknown(json!({"email_verified": false}));
    unknown(json!({"email_verified": null}));
    unknown(json!({"email": null}));
    let mut engine = w.people.engine().unwrap();
    let roles: Vec<u8> = Role::ALL.into_iter().map(Role::code).collect();
    assert_eq!(engine.store.people_of(Dso::Ores, &roles).unwrap().len(), 4);
}

#[test]
fn pd_04_bad_tokens_let_nobody_in() {
    let w = world();
    let refused = |changes: Value| {
        assert_eq!(w.around(&changes).unwrap_err(), Refused::ProviderRefused, "{changes}");
    };
    let now_s = instant(NOW).0 / 1_000_000;
    refused(json!({"aud": "another"}));
    refused(json!({"iss": "https://evil.example"}));
    refused(json!({"exp": now_s - 100}));
    refused(json!({"nonce": "of another sign-in"}));
    w.says.lock().unwrap().forged = true;
    refused(json!({}));
    w.says.lock().unwrap().forged = false;
    assert!(w.around(&json!({})).is_ok());
}

#[test]
fn pd_04_a_state_is_of_one_browser_holds_ten_minutes_and_is_used_once() {
    let w = world();
    let (state, nonce) = w.go();
    w.says.lock().unwrap().claims = w.claims(&nonce, &json!({}));
    let (other, _) = w.go();
    assert_eq!(w.come(&state, &other).unwrap_err(), Refused::ProviderOver, "another browser");
    assert_eq!(w.come(&state, "").unwrap_err(), Refused::ProviderOver);
    assert_eq!(w.come("", "").unwrap_err(), Refused::ProviderOver);
    assert_eq!(w.come("made up", "made up").unwrap_err(), Refused::ProviderOver);
    assert!(w.come(&state, &state).is_ok());
    assert_eq!(w.come(&state, &state).unwrap_err(), Refused::ProviderOver, "replayed");
    let (late, _) = w.go();
    *w.now.lock().unwrap() = instant(NOW).plus_s(600);
    assert_eq!(w.come(&late, &late).unwrap_err(), Refused::ProviderOver);
    // The token of one sign-in does not end another: its nonce is not that of the state.
    let (state, _) = w.go();
    w.says.lock().unwrap().claims = w.claims(&nonce, &json!({}));
    assert_eq!(w.come(&state, &state).unwrap_err(), Refused::ProviderRefused);
}
