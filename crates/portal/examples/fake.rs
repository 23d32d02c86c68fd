//! Serves the pages over invented accounts, to look at them: `cargo run -p portal --example fake`.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "invented figures for a look"
)]

#[path = "../tests/it/fake.rs"]
mod fake;
#[path = "../tests/it/staff.rs"]
mod staff;

use fake::Fake;
use std::sync::Arc;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/", listener.local_addr()?);
    let report: portal::Report = Arc::new(|line| eprintln!("{line}"));
    let gate = staff::gate(staff::Staff::default());
    // Whoever sets the cookie `session=agent_l2` is an agent.
    let (router, _) = portal::router(
        Arc::new(Fake { count: 130, days: 60 }),
        &gate,
        "0800 00 000".to_owned(),
        report,
    );
    portal::serve(listener, router, async {
        // Without a way to hear Ctrl-C the pages stay until the process is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
    .await
}
