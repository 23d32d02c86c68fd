//! Serves the online top-up over accounts in memory and a sandbox bank, to look at and to try:
//! `cargo run -p portal --example pay`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "for a look")]

#[path = "../tests/it/payments.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod payments;

use payments::InMemory;
use portal::Paths as _;
use portal::pay::PayOptions;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use units::Language;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let bank = psp::sandbox::start(psp::sandbox::Options::default())?;
    let payments = InMemory::new(None, Some(Arc::new(bank.provider()?)));
    let options = PayOptions {
        base_url: base_url.clone(),
        checkout_origins: vec![bank.base_url().trim_end_matches('/').to_owned()],
        help_phone: "0800 00 000".to_owned(),
        gas_phone: "0800 00 001".to_owned(),
        behind_proxy: false,
    };
    println!("{base_url}{}", Language::Fr.top_up_path());
    for account in payments::accounts() {
        let supply = if account.supply_is_on { "on" } else { "off" };
        println!("{} {} {supply}", account.ean.reference(), account.energy);
    }
    let workers = payments.clone();
    std::thread::spawn(move || {
        loop {
            workers.work();
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    let report = Arc::new(|line: &str| eprintln!("{line}"));
    let router = portal::pay::router(Arc::new(payments), None, options, report)?;
    portal::serve(listener, router, std::future::pending()).await?;
    Ok(())
}
