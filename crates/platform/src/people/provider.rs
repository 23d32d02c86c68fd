//! Staff sign in where they work, at a provider of OpenID Connect. Nobody is made by it: it opens the door to people
//! whom staff have entered here, in the one role that they have and that their groups at the provider stand for.
//! Source: PD-04, UX 7.3, O-06.

use super::People;
use super::secrets;
use super::sign_in::SIGN_IN;
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::pay::Keys;
use access::{Act, Role, rights};
use calendar::Instant;
use oidc::{Options, Provider, ProviderError, Ways, Who};
use portal::my::{FromProvider, PROVIDER_BACK, Refused, SignedIn, ToProvider};
use store::{ContactPoint, KeptCode, Person};
use units::Email;

#[cfg(test)]
mod tests;

/// How long somebody may be away.
const AWAY_S: i64 = 600;

/// A group at a provider and the role that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRole {
    pub group: String,
    pub role: Role,
}

impl std::str::FromStr for GroupRole {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((group, role)) = text.rsplit_once('=') else {
            return Err("write GROUP=ROLE".to_owned());
        };
        let role: Role = role.parse().map_err(|error: units::UnknownName| error.to_string())?;
        if group.is_empty() || !role.is_staff() {
            return Err("a group stands for a role of staff".to_owned());
        }
        Ok(Self { group: group.to_owned(), role })
    }
}

/// What `tirelire serve` is told of a provider.
#[derive(Debug, Clone, clap::Args)]
pub struct ProviderArguments {
    /// Staff sign in at this provider of OpenID Connect, as it writes its own name.
    #[arg(long, env = "TIRELIRE_OIDC_ISSUER", requires = "oidc_client", value_name = "URL")]
    oidc_issuer: Option<String>,
    /// As whom we are known there.
    #[arg(long, env = "TIRELIRE_OIDC_CLIENT", value_name = "ID")]
    oidc_client: Option<String>,
    /// Our secret there, if we have one.
    #[arg(long, env = "TIRELIRE_OIDC_SECRET", hide_env_values = true, value_name = "SECRET")]
    oidc_secret: Option<String>,
    #[arg(long, default_value = "openid email", value_name = "SCOPES")]
    oidc_scopes: String,
    /// Where groups or roles stand in its tokens, with points between names.
    #[arg(long, default_value = "groups", value_name = "CLAIM")]
    oidc_groups: String,
    /// A group there, and the role here that it stands for. Once for each role.
    #[arg(long, value_name = "GROUP=ROLE")]
    oidc_role: Vec<GroupRole>,
    /// Believe addresses of mail of which the provider does not say that it verified them: it is the
    /// organisation's own.
    #[arg(long)]
    oidc_own_addresses: bool,
}

/// A provider, and who may come from it.
#[derive(Debug)]
pub struct Organisation {
    provider: Provider,
    roles: Vec<GroupRole>,
    own_addresses: bool,
}

impl ProviderArguments {
    /// `base_url`: where browsers find us. Errors: an issuer without TLS, or no role that anybody could have.
    pub fn open(&self, base_url: &str) -> Result<Option<Organisation>, Failure> {
        let (Some(issuer), Some(client)) = (&self.oidc_issuer, &self.oidc_client) else {
            return Ok(None);
        };
        if self.oidc_role.is_empty() {
            return refuse("say which group stands for which role: --oidc-role GROUP=ROLE");
        }
        let provider = Provider::new(Options {
            issuer: issuer.clone(),
            client_id: client.clone(),
            client_secret: self.oidc_secret.clone().filter(|secret| !secret.is_empty()),
            redirect_uri: format!("{}{PROVIDER_BACK}", base_url.trim_end_matches('/')),
            scopes: self.oidc_scopes.clone(),
            groups_claim: self.oidc_groups.clone(),
        })?;
        let (roles, own_addresses) = (self.oidc_role.clone(), self.oidc_own_addresses);
        Ok(Some(Organisation { provider, roles, own_addresses }))
    }
}

/// What belongs to a state: derived, so that the database holds nothing that opens a door.
fn ways(keys: Keys, state: &str) -> Ways {
    let part = |what: &str| keys.code(&format!("oidc-{what}"), state);
    let verifier = format!("{}{}", part("verifier-1"), part("verifier-2"));
    Ways { state: state.to_owned(), nonce: part("nonce"), verifier }
}

fn challenge(state: &str) -> String {
    format!("oidc/{state}")
}

/// How much a role may do: of two people behind one address the one who may less.
fn breadth(role: Role) -> usize {
    Act::ALL.into_iter().map(|act| rights(role, act).len()).sum()
}

impl Organisation {
    fn grants(&self, role: Role, groups: &[String]) -> bool {
        self.roles.iter().any(|known| known.role == role && groups.contains(&known.group))
    }

    /// The person here who came: entered by staff, with this address, in a role that their groups stand for.
    fn person(&self, engine: &mut Engine, who: &Who) -> Result<Option<Person>, Failure> {
        let verified = match who.email_verified {
            Some(verified) => verified,
            None => self.own_addresses,
        };
        let email = who.email.as_deref().filter(|_| verified);
        let Some(email) = email.and_then(|text| text.to_lowercase().parse::<Email>().ok()) else {
            return Ok(None);
        };
        let mut found: Vec<(usize, Person)> = Vec::new();
        for person in engine.store.people_at(&ContactPoint::Email(email))? {
            let role = Role::from_code(person.role).filter(|role| role.is_staff());
            if let Some(role) = role.filter(|role| self.grants(*role, &who.groups)) {
                found.push((breadth(role), person));
            }
        }
        Ok(found.into_iter().min_by_key(|(breadth, person)| (*breadth, person.id)).map(|(_, p)| p))
    }
}

impl People {
    pub(super) fn away(&self, source: &str) -> Result<Result<ToProvider, Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let Some(organisation) = &self.setting.organisation else {
            return Ok(Err(Refused::ProviderRefused));
        };
        let state = secrets::token()?;
        let address = match organisation.provider.authorization_url(&ways(self.keys, &state)) {
            Ok(address) => address,
            Err(error) => return Ok(Err(told(&error))),
        };
        self.engine()?.store.add_code(&KeptCode {
            challenge: challenge(&state),
            purpose: SIGN_IN,
            address: "oidc".to_owned(),
            hash: String::new(),
            person: None,
            account: None,
            made_at: now,
            wrong: 0,
            used_at: None,
        })?;
        Ok(Ok(ToProvider { address, state }))
    }

    pub(super) fn back(
        &self,
        source: &str,
        back: &FromProvider<'_>,
    ) -> Result<Result<SignedIn, Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let Some(organisation) = &self.setting.organisation else {
            return Ok(Err(Refused::ProviderOver));
        };
        // Whoever was sent here with the state of somebody else's browser would sign in as them.
        let own = !back.state.is_empty() && back.state == back.kept;
        if !own || !self.used_now(back.state, now)? {
            Self::wrong(&mut *self.engine()?, source, now)?;
            return Ok(Err(Refused::ProviderOver));
        }
        if back.code.is_empty() {
            return Ok(Err(Refused::ProviderRefused));
        }
        let now_s = now.0.div_euclid(1_000_000);
        let who = match organisation.provider.redeem(back.code, &ways(self.keys, back.state), now_s)
        {
            Ok(who) => who,
            Err(error) => {
                Self::wrong(&mut *self.engine()?, source, now)?;
                return Ok(Err(told(&error)));
            }
        };
        let mut engine = self.engine()?;
        match organisation.person(&mut engine, &who)? {
            Some(person) => self.enter(&mut engine, &person, back.device, now),
            None => {
                Self::wrong(&mut engine, source, now)?;
                eprintln!("sign-in: somebody of the provider has no role here");
                Ok(Err(Refused::ProviderUnknown))
            }
        }
    }

    /// Whether a state was given in the last minutes and is used for the first time: of two that are as quick, one.
    fn used_now(&self, state: &str, now: Instant) -> Result<bool, Failure> {
        let mut engine = self.engine()?;
        let Some(kept) = engine.store.code(&challenge(state))? else { return Ok(false) };
        if kept.used_at.is_some() || now >= kept.made_at.plus_s(AWAY_S) {
            return Ok(false);
        }
        let after = KeptCode { used_at: Some(now), ..kept.clone() };
        Ok(engine.store.code_tried(&kept, &after)?)
    }
}

/// The reason goes to the log; the person is told that it did not work.
fn told(error: &ProviderError) -> Refused {
    eprintln!("sign-in: {}", chain(error));
    Refused::ProviderRefused
}
