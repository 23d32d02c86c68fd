//! A meter as a page: its time goes on from where it was placed.

use crate::failure::Failure;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use virtual_meters::Stand;

/// Serves until it is told to stop.
pub fn serve(stand: Stand, address: SocketAddr) -> Result<(), Failure> {
    let (placed_at, started) = (stand.meter().now(), Instant::now());
    let clock =
        Arc::new(move || placed_at.plus_s(i64::try_from(started.elapsed().as_secs()).unwrap_or(0)));
    let kind = stand.meter().kind();
    let router = portal::meter::router(stand, clock, Arc::new(|line| eprintln!("{line}")));
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        eprintln!("the meter is at http://{}/meter/{kind}", listener.local_addr()?);
        let ended = async {
            // Without a signal to wait for, the process serves until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        portal::serve(listener, router, ended).await?;
        Ok(())
    })
}
