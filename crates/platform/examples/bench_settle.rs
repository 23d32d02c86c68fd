//! Temporary driver.
#![allow(dead_code, unused)]
#[path = "../src/bench.rs"]
mod bench;
#[path = "../src/failure.rs"]
mod failure;
#[path = "../src/settle.rs"]
mod settle;
use clap::Parser;
#[derive(clap::Parser)]
struct A {
    #[command(flatten)]
    bench: bench::SettleBench,
    #[arg(long)]
    json: bool,
}
fn main() {
    let a = A::parse();
    if let Err(e) = bench::run(&a.bench, a.json, &mut std::io::stdout()) {
        eprintln!("{}", failure::chain(e.as_ref()));
        std::process::exit(1);
    }
}
