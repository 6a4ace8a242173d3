//! The page and its sound over HTTP, for whoever knows the address. Loopback alone unless told otherwise in so many words.

use super::access::{Token, is_our_host, is_our_page};
use super::connections::Few;
use super::figures::{Figures, Listener};
use super::hub::{Codec, Item, Way};
use super::queue::{Queue, QueueEar};
use crate::io::moment::micros;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use serde::Deserialize;
use serde_json::json;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// The most who may listen at once.
const MOST: usize = 16;
/// How long a listener may take nothing before he is let go.
const PATIENCE: Duration = Duration::from_secs(30);
/// What the system may keep of sound for a listener, in bytes: more would only come late.
const SENT_AHEAD: u32 = 32 << 10;
/// The longest message of a listener, in bytes.
const LONGEST_MESSAGE: usize = 4 << 10;
/// How long listeners may take to be told goodbye.
const FAREWELL_WAIT: Duration = Duration::from_millis(300);

/// The page, with its script and the part that plays.
const PAGE: &str = include_str!("page.html");

/// What the page's own parts are marked with, so that nothing else runs there.
const NONCE: &str = "{{nonce}}";

/// What every request may need.
struct Shared {
    token: Token,
    bound: IpAddr,
    way: Way,
    listeners: Mutex<Vec<(u32, Arc<Queue>)>>,
    numbers: AtomicU32,
}

impl Shared {
    fn listeners(&self) -> MutexGuard<'_, Vec<(u32, Arc<Queue>)>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self) -> Vec<Listener> {
        let one = |(number, queue): &(u32, Arc<Queue>)| Listener {
            number: *number,
            codec: queue.codec(),
            dropped: queue.dropped(),
            figures: queue.figures(),
        };
        self.listeners().iter().map(one).collect()
    }
}

/// The server. Ends when dropped, and with it every listener's line.
pub struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Opens the port, which is a free one if 0, and answers from then on.
    ///
    /// # Errors
    /// If the port is taken or not ours, or the system gives no randomness or no thread.
    pub fn start(wanted: SocketAddr, way: Way) -> io::Result<Server> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            open(wanted)?
        };
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            token: Token::new()?,
            bound: address.ip(),
            way,
            listeners: Mutex::default(),
            numbers: AtomicU32::new(1),
        });
        let (stop, stopped) = oneshot::channel();
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("listening server".into())
            .spawn(move || serve(runtime, listener, own, stopped))?;
        Ok(Server { shared, address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where the page is, as a browser on this machine finds it.
    pub fn url(&self) -> String {
        let address = match self.address.ip() {
            ip if ip.is_unspecified() => SocketAddr::from(([127, 0, 0, 1], self.address.port())),
            _ => self.address,
        };
        format!("http://{address}/{}/", self.shared.token.text())
    }

    /// The address that is open.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many listen.
    pub fn count(&self) -> usize {
        self.shared.listeners().len()
    }

    /// Who listens.
    pub fn listeners(&self) -> Vec<Listener> {
        self.shared.list()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.listeners().iter().for_each(|(_, queue)| queue.end());
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn open(wanted: SocketAddr) -> io::Result<TcpListener> {
    let socket = if wanted.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_send_buffer_size(SENT_AHEAD)?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(wanted)?;
    socket.listen(64)
}

fn serve(runtime: Runtime, listener: TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let listener = Few::new(listener);
    let router = Router::new()
        .route("/{token}", get(to_page))
        .route("/{token}/", get(page))
        .route("/{token}/figures", get(figures))
        .route("/{token}/sound", any(sound))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared);
    runtime.block_on(async {
        tokio::select! {
            _ = axum::serve(listener, router) => {}
            _ = stopped => tokio::time::sleep(FAREWELL_WAIT).await,
        }
    });
    runtime.shutdown_background();
}

/// Lets in who asks for us by one of our names and knows the token. Whoever does not learns nothing.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let host = text(request.headers(), header::HOST).unwrap_or_default();
    if !is_our_host(host, shared.bound) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let token = request.uri().path().split('/').nth(1).unwrap_or_default();
    if !shared.token.is(token) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The page's parts are found beside it, so it needs its last stroke.
async fn to_page(request: Request) -> Redirect {
    Redirect::permanent(&format!("{}/", request.uri().path()))
}

async fn page(headers: HeaderMap) -> Response {
    let host = text(&headers, header::HOST).unwrap_or_default();
    let Ok(nonce) = Token::new() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let nonce = nonce.text();
    // What plays and what reads the line are parts of the page that it starts by itself: `blob:`.
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' blob:; worker-src blob:; style-src 'nonce-{nonce}'; \
         connect-src 'self' ws://{host} wss://{host}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned());
    let page = PAGE.replace(NONCE, nonce);
    ([kind, (header::CONTENT_SECURITY_POLICY, policy)], page).into_response()
}

async fn figures(State(shared): State<Arc<Shared>>) -> Response {
    let document = json!({ "listeners": shared.list() }).to_string();
    ([(header::CONTENT_TYPE, "application/json")], Body::from(document)).into_response()
}

async fn sound(State(shared): State<Arc<Shared>>, headers: HeaderMap, up: WebSocketUpgrade) -> Response {
    let host = text(&headers, header::HOST).unwrap_or_default();
    if !text(&headers, header::ORIGIN).is_some_and(|origin| is_our_page(origin, host)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (number, queue) = (shared.numbers.fetch_add(1, Ordering::Relaxed), Arc::<Queue>::default());
    {
        let mut listeners = shared.listeners();
        if listeners.len() >= MOST {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        listeners.push((number, Arc::clone(&queue)));
    }
    let place = Place { shared, number, queue };
    up.max_message_size(LONGEST_MESSAGE).max_frame_size(LONGEST_MESSAGE).on_upgrade(|line| carry(line, place))
}

/// A listener's place in the list. It leaves that when it is dropped, however that comes.
struct Place {
    shared: Arc<Shared>,
    number: u32,
    queue: Arc<Queue>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.end();
        self.shared.listeners().retain(|(number, _)| *number != self.number);
    }
}

/// What a page says.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// Its clock; it gets that back with ours.
    Ping(f64),
    /// The last packet that came.
    Came(u32),
    /// How the sound shall come.
    Codec(Codec),
    /// What it measures.
    Figures(Figures),
}

async fn carry(mut line: WebSocket, place: Place) {
    let queue = &place.queue;
    place.shared.way.join(Box::new(QueueEar(Arc::clone(queue))));
    loop {
        let answer = tokio::select! {
            item = queue.next() => match item {
                Some(Item::Sound(_, packet)) => Some(Message::Binary(Bytes::from_owner(packet))),
                Some(Item::Text(text)) => Some(Message::Text(Utf8Bytes::from(text.as_ref()))),
                None => break,
            },
            said = line.recv() => match said {
                Some(Ok(Message::Text(text))) => attend(queue, &text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => None,
            },
        };
        let Some(answer) = answer else { continue };
        match tokio::time::timeout(PATIENCE, line.send(answer)).await {
            Ok(Ok(())) => {}
            _ => break,
        }
    }
    // Who is gone needs no goodbye.
    let _ = tokio::time::timeout(FAREWELL_WAIT, line.send(Message::Close(None))).await;
}

/// Does what a page says; the answer, if it wants one. What is none of its words is passed over.
fn attend(queue: &Queue, text: &str) -> Option<Message> {
    match serde_json::from_str(text).ok()? {
        Said::Ping(clock) => {
            return Some(Message::Text(json!({ "pong": [clock, micros()] }).to_string().into()));
        }
        Said::Came(number) => queue.came(number),
        Said::Codec(codec) => queue.choose(codec),
        Said::Figures(figures) => queue.tell(figures),
    }
    None
}
