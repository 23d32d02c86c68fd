//! Why a household's balance is what it is: the lines that staff are shown of it, of its own meters alone.
//! Source: PA-43, UX 8.2 C-05.

use super::figures::{at_place, known};
use super::{People, failed};
use crate::failure::{Failure, refuse};
use crate::pages::explain_line;
use portal::my::{Explains, MyError, MyReasons, Visitor};

impl People {
    fn reasons_of(&self, visitor: &Visitor, place: usize) -> Result<Option<MyReasons>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        let account = &known.timeline.account;
        let at = known.timeline.reached();
        let Some(explained) = timeline::explain(account, at, at) else {
            return refuse("a balance does not add up to an amount");
        };
        let registers = account.registers().len();
        Ok(Some(MyReasons {
            balance: known.card.balance,
            as_of: known.card.as_of,
            lines: explained.lines.into_iter().map(|line| explain_line(line, registers)).collect(),
            meter: known.own.meter,
            meters,
        }))
    }
}

impl Explains for People {
    fn reasons(&self, visitor: &Visitor, place: usize) -> Result<Option<MyReasons>, MyError> {
        self.reasons_of(visitor, place).map_err(failed("could not explain a balance"))
    }
}
