//! The server: what axum's own lacks for clients that are slow on purpose or by a bad line.

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// How long and how many connections are held.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Within which the head of a request has to arrive, also of the next on the same connection.
    pub head_within: Duration,
    /// Of a request's head, in bytes.
    pub head_most_bytes: usize,
    /// At the same time; more wait to be taken in.
    pub connections: usize,
    /// For requests in work when the server stops.
    pub stop_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_within: Duration::from_secs(20),
            head_most_bytes: 16 << 10,
            connections: 1_024,
            stop_within: Duration::from_secs(30),
        }
    }
}

/// Serves `router` until `shutdown`, with `ConnectInfo<SocketAddr>` for whoever wants to know who asks,
/// then lets requests in work end. Errors: the listener is lost.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let mut shutdown = pin!(shutdown);
    let places = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopped) = watch::channel(());
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
        };
        let (stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                // One that broke before it was taken; out of files is over when others end.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let (router, stopped) = (router.clone(), stopped.clone());
        tokio::spawn(async move {
            let service = Seen { peer, router: TowerToHyperService::new(router) };
            connection(stream, service, limits, stopped).await;
            drop(place);
        });
    }
    drop(stopped);
    // Nobody listens if no connection is open.
    let _ = stop.send(());
    let _ = tokio::time::timeout(limits.stop_within, stop.closed()).await;
    Ok(())
}

/// What `router` answers, for whoever leads requests to one router of several. It never fails: what goes wrong is
/// an answer, too.
pub async fn answered(router: Router, request: Request) -> Response {
    match TowerToHyperService::new(router).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A router that is told who asks, as axum's own server would tell it.
struct Seen {
    peer: SocketAddr,
    router: TowerToHyperService<Router>,
}

impl Service<Request<Incoming>> for Seen {
    type Response = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.call(request)
    }
}

async fn connection(
    stream: TcpStream,
    service: Seen,
    limits: Limits,
    mut stopped: watch::Receiver<()>,
) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_within)
        .max_buf_size(limits.head_most_bytes)
        .half_close(false);
    // A connection that breaks, or speaks something else, concerns nobody but its other end.
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
