//! Somebody of each role, by a token of the role's name.

use access::{Act, Role};
use portal::my::{Gate, MyError, Sessions, Visitor};
use std::sync::{Arc, Mutex};
use units::{AccountId, Language};

/// Whoever shows the name of a role has it.
#[derive(Default, Clone)]
pub struct Staff(pub Arc<Mutex<Vec<(Role, AccountId)>>>);

impl Sessions for Staff {
    fn who(&self, token: &str) -> Result<Option<Visitor>, MyError> {
        let role = token.parse::<Role>().ok();
        Ok(role.map(|role| Visitor {
            person: i64::from(role.code()),
            role,
            name: role.name().to_owned(),
            language: Language::En,
            session: 1,
        }))
    }

    fn looked(&self, visitor: &Visitor, account: AccountId, saw: &[Act]) -> Result<(), MyError> {
        assert!(!saw.is_empty());
        self.0.lock().unwrap().push((visitor.role, account));
        Ok(())
    }
}

pub fn gate(staff: Staff) -> Gate {
    Gate::new(Arc::new(staff), Arc::new(|line| eprintln!("{line}")), Language::En)
}
