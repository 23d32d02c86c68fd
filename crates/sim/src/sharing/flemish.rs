//! ES-08, the Flemish Protocol energiedelen v3.1: every injector apart, pass after pass.

use super::{Exact, Member, injected, share, taken, zero};

/// Received by each, and what stays with each as an injector.
pub fn allocate(key: &str, members: &[Member]) -> (Vec<Exact>, Vec<Exact>) {
    let mut need: Vec<Exact> = members.iter().map(taken).collect();
    let mut left: Vec<Exact> = members.iter().map(injected).collect();
    let mut received = vec![zero(); members.len()];
    let mut keys: Vec<Exact> = members.iter().map(share).collect();
    loop {
        let offers = match key {
            "vl_fixed" => fixed_offers(&left, &keys),
            _ => relative_offers(&left, &keys),
        };
        let mut moved = zero();
        let mut unshared = zero();
        for ((offer, need), received) in offers.to.iter().zip(&mut need).zip(&mut received) {
            let shared = if offer < need { offer.clone() } else { need.clone() };
            *need -= &shared;
            *received += &shared;
            moved += &shared;
            unshared += offer - shared;
        }
        left = returned(members, &left, &offers.stays, &unshared);
        if key != "vl_optimal" || moved == zero() {
            return (received, left);
        }
        // From the second pass on, who takes no more is no more in the key.
        for (key, need) in keys.iter_mut().zip(&need) {
            if *need == zero() {
                *key = zero();
            }
        }
    }
}

struct Offers {
    /// By member, from all others.
    to: Vec<Exact>,
    /// By injector (A).
    stays: Vec<Exact>,
}

fn fixed_offers(left: &[Exact], keys: &[Exact]) -> Offers {
    let mut offers = Offers { to: vec![zero(); keys.len()], stays: left.to_vec() };
    for (injector, (has, stays)) in left.iter().zip(&mut offers.stays).enumerate() {
        for (member, (key, to)) in keys.iter().zip(&mut offers.to).enumerate() {
            if member != injector {
                *to += key * has;
                *stays -= key * has;
            }
        }
    }
    offers
}

fn relative_offers(left: &[Exact], keys: &[Exact]) -> Offers {
    let mut offers = Offers { to: vec![zero(); keys.len()], stays: left.to_vec() };
    let all: Exact = keys.iter().sum();
    for (injector, (has, stays)) in left.iter().zip(&mut offers.stays).enumerate() {
        let others = keys.get(injector).map_or_else(zero, |own| &all - own);
        if others == zero() || *has == zero() {
            continue;
        }
        *stays = zero();
        for (member, (key, to)) in keys.iter().zip(&mut offers.to).enumerate() {
            if member != injector && *key != zero() {
                *to += has * key / &others;
            }
        }
    }
    offers
}

/// B goes back in proportion to what each injector had in this pass. ES-09: nobody ends with more than
/// it injected; what is too much for one goes to the others, in the same proportion.
fn returned(members: &[Member], had: &[Exact], stays: &[Exact], unshared: &Exact) -> Vec<Exact> {
    let mut result = stays.to_vec();
    let mut to_return = unshared.clone();
    while to_return > zero() {
        let room = |(member, result): (&Member, &Exact)| injected(member) - result;
        let rooms: Vec<Exact> = members.iter().zip(&result).map(room).collect();
        let open = |(had, room): (&Exact, &Exact)| {
            if *room > zero() { had.clone() } else { zero() }
        };
        let parts: Vec<Exact> = had.iter().zip(&rooms).map(open).collect();
        let all: Exact = parts.iter().sum();
        if all == zero() {
            break;
        }
        // So much for each unit that the first is full, or all is returned.
        let mut per_unit = &to_return / &all;
        for (part, room) in parts.iter().zip(&rooms) {
            if *part > zero() && room / part < per_unit {
                per_unit = room / part;
            }
        }
        for (result, part) in result.iter_mut().zip(&parts) {
            *result += part * &per_unit;
        }
        to_return -= &all * &per_unit;
    }
    result
}
