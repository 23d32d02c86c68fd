//! The keys by themselves beside memory copy, in turn: what `tirelire bench share` measures, without
//! building the platform. `kernels [MEMBERS [ROWS [RUNS [KEY]]]]`.

#![allow(clippy::float_arithmetic, clippy::unwrap_used, reason = "figures of a benchmark")]

use sharing::{Allocation, Block, Group, Key, Member, Rounding, Rounds, Share, Work};
use std::hint::black_box;
use std::time::Instant;

const CASES: [(&str, Key, Rounds, bool); 12] = [
    ("fixed", Key::Fixed, Rounds::ONE, false),
    ("fixed, all rounds", Key::Fixed, Rounds::All, false),
    ("equal", Key::Equal, Rounds::ONE, false),
    ("equal, all rounds", Key::Equal, Rounds::All, false),
    ("pro_rata", Key::ProRata, Rounds::ONE, false),
    ("hybrid", Key::Hybrid, Rounds::ONE, false),
    ("cascade", Key::Cascade, Rounds::ONE, false),
    ("vl_fixed", Key::VlFixed, Rounds::ONE, false),
    ("vl_fixed, prosumers", Key::VlFixed, Rounds::ONE, true),
    ("vl_relative", Key::VlRelative, Rounds::ONE, false),
    ("vl_optimal", Key::VlOptimal, Rounds::ONE, false),
    ("vl_optimal, prosumers", Key::VlOptimal, Rounds::ONE, true),
];

fn main() {
    let mut words = std::env::args().skip(1);
    let mut number = |or: usize| words.next().map_or(or, |word| word.parse().unwrap());
    let (members, rows, runs) = (number(1_000), number(2_880), number(15));
    let only = std::env::args().nth(4);
    let producers: Vec<usize> = (0..members).step_by(20).collect();
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |limit: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % limit) as i64
    };
    let offtake: Vec<i64> = (0..members * rows).map(|_| below(400) * 1_000).collect();
    let injection: Vec<i64> = (0..rows * producers.len())
        .map(|at| (1_300 + (at / producers.len() % 96) as i64 * 24) * (900 + below(200)))
        .collect();
    let (mut received, mut given) = (vec![0i64; offtake.len()], vec![0i64; injection.len()]);
    for (name, key, rounds, prosumers) in CASES {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let weight = |index: usize| match key.is_flemish() && index.is_multiple_of(20) {
            true if !prosumers => 0,
            _ => 1 + (index * 7 % 20) as u64,
        };
        let sum: u64 = (0..members).map(weight).sum();
        let of_group = members.div_ceil(10);
        let all = (0..members).map(|index| Member {
            id: format!("{index:018}"),
            share: Share::new(weight(index), sum),
            group: (key == Key::Cascade).then_some((index / of_group) as u32 + 1),
            from: None,
            to: None,
        });
        let group = Group::new(key, rounds, Rounding::LargestRemainder, all.collect()).unwrap();
        let plan = &group.spans().first().unwrap().plan;
        let mut work = Work::default();
        // In pieces, each the best of all runs: other programs that take the processor fall on few of them.
        let pieces = (rows / 96).clamp(1, 30);
        let of_piece = rows.div_ceil(pieces);
        let (mut copies, mut bests) = (vec![f64::MAX; pieces], vec![f64::MAX; pieces]);
        let mut whole_copy = f64::MAX;
        for _ in 0..=runs {
            let start = Instant::now();
            received.copy_from_slice(black_box(&offtake));
            black_box(&mut received);
            whole_copy = whole_copy.min(start.elapsed().as_secs_f64());
            let from = offtake.chunks(of_piece * members);
            for ((from, to), best) in
                from.zip(received.chunks_mut(of_piece * members)).zip(&mut copies)
            {
                let start = Instant::now();
                to.copy_from_slice(black_box(from));
                black_box(to);
                *best = best.min(start.elapsed().as_secs_f64());
            }
            let offtake = offtake.chunks(of_piece * members);
            let injection = injection.chunks(of_piece * producers.len());
            let to = received.chunks_mut(of_piece * members);
            let to = to.zip(given.chunks_mut(of_piece * producers.len()));
            for (((offtake, injection), (received, given)), best) in
                offtake.zip(injection).zip(to).zip(&mut bests)
            {
                let start = Instant::now();
                let block = Block { producers: &producers, offtake, injection };
                let mut to = Allocation { received, given };
                plan.allocate(black_box(block), &mut to, &mut work).unwrap();
                black_box(&mut to);
                *best = best.min(start.elapsed().as_secs_f64());
            }
        }
        let best: f64 = bests.iter().filter(|best| **best < f64::MAX).sum();
        let copy: f64 = copies.iter().filter(|best| **best < f64::MAX).sum();
        let copy = copy.min(whole_copy);
        let rate = |seconds: f64| offtake.len() as f64 / seconds / 1e6;
        println!(
            "{name:<24} {:>7.0} M cells/s, copy {:>7.0}, ratio {:.3}, slow {}",
            rate(best),
            rate(copy),
            copy / best,
            work.slow_rows,
        );
    }
}
