//! Shows the files of a folder to browsers on this machine: only those that were named before, on loopback only, parts of them too.

use super::listening::access::is_our_host;
use super::problem::Problem;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_RANGES, ALLOW, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HOST, RANGE};
use axum::http::{Method, Response, StatusCode};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The page of a folder.
const FRONT: &str = "index.html";
/// How often it is asked whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// The types of files by their endings.
const TYPES: [(&str, &str); 23] = [
    ("ogg", "audio/ogg"),
    ("m4a", "audio/mp4"),
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("opus", "audio/ogg; codecs=opus"),
    ("mp3", "audio/mpeg"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("mid", "audio/midi"),
    ("mp4", "video/mp4"),
    ("m3u8", "audio/mpegurl; charset=utf-8"),
    ("json", "application/json"),
    ("xml", "application/xml; charset=utf-8"),
    ("pdf", "application/pdf"),
    ("csv", "text/csv; charset=utf-8"),
    ("cue", "text/plain; charset=utf-8"),
    ("md", "text/plain; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("musicxml", "application/vnd.recordare.musicxml+xml"),
];

/// A server that is ready to answer.
pub struct SiteServer {
    listener: std::net::TcpListener,
    address: SocketAddr,
    site: Arc<Site>,
}

struct Site {
    folder: PathBuf,
    names: BTreeSet<String>,
}

impl SiteServer {
    /// Takes a port of loopback; 0 is any that is free. `names` are the files, from the folder, with `/` between folders; those that lead
    /// out of it are not shown.
    ///
    /// # Errors
    /// If the port cannot be had.
    pub fn new(
        folder: &Path,
        names: impl IntoIterator<Item = String>,
        port: u16,
    ) -> Result<SiteServer, Problem> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let fault = |reason| Problem::new("listen on", Path::new(&wanted.to_string()), reason);
        let listener = std::net::TcpListener::bind(wanted).map_err(fault)?;
        listener.set_nonblocking(true).map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        let names = names.into_iter().filter(|name| stays_inside(name)).collect();
        Ok(SiteServer { listener, address, site: Arc::new(Site { folder: folder.to_path_buf(), names }) })
    }

    /// Where browsers find it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers until `stop` is true.
    ///
    /// # Errors
    /// If the system takes the port away.
    pub fn run(self, stop: &AtomicBool) -> Result<(), Problem> {
        let place = PathBuf::from(self.url());
        let fault = |reason| Problem::new("answer on", &place, reason);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(fault)?;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let router = Router::new().fallback(answer).with_state(self.site);
            let server = tokio::spawn(async { axum::serve(listener, router).await });
            while !stop.load(Ordering::Relaxed) && !server.is_finished() {
                tokio::time::sleep(LOOK).await;
            }
            // Whoever still loads something when it is to stop does not hold it up.
            server.abort();
            server.await.unwrap_or(Ok(()))
        });
        served.map_err(fault)
    }
}

/// Whether a name leads to a file below the folder.
fn stays_inside(name: &str) -> bool {
    let is_plain = |part: Component| matches!(part, Component::Normal(_));
    !name.is_empty() && !name.contains(['\\', ':']) && Path::new(name).components().all(is_plain)
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response<Body> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_our_host(host, IpAddr::V4(Ipv4Addr::LOCALHOST)) {
        return told(
            StatusCode::FORBIDDEN,
            "this release is shown on this machine only; expected its own address",
        );
    }
    let is_head = request.method() == Method::HEAD;
    if !is_head && request.method() != Method::GET {
        let mut response =
            told(StatusCode::METHOD_NOT_ALLOWED, "this site can only be read; expected GET or HEAD");
        response.headers_mut().insert(ALLOW, axum::http::HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let name = plain(request.uri().path().trim_start_matches('/')).unwrap_or_default();
    let name = if name.is_empty() { FRONT } else { &name };
    if !site.names.contains(name) {
        return told(StatusCode::NOT_FOUND, "the release has no such file");
    }
    let range = request.headers().get(RANGE).and_then(|range| range.to_str().ok());
    file(&site.folder.join(name), range, is_head)
        .unwrap_or_else(|reason| told(StatusCode::NOT_FOUND, &format!("the file cannot be read: {reason}")))
}

/// A path without its `%XX`; nothing if that is no text. Only names of the release are asked for with it.
fn plain(path: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), path.as_bytes());
    while let Some((first, behind)) = rest.split_first() {
        let code = (*first == b'%').then(|| std::str::from_utf8(behind.get(..2)?).ok()).flatten();
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8(bytes).ok()
}

fn told(status: StatusCode, words: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{words}\n")));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// Everything: nothing is said, or nothing that is understood, as RFC 9110 wants it.
    All,
    /// From one byte to another, both included.
    Part(u64, u64),
    /// A part that the file has not got.
    Beyond,
}

fn asked(range: Option<&str>, length: u64) -> Asked {
    let Some((from, to)) =
        range.and_then(|range| range.strip_prefix("bytes=")).and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::All;
    };
    let last = length.saturating_sub(1);
    match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), _) if from >= length => Asked::Beyond,
        (Ok(from), Ok(to)) if from <= to => Asked::Part(from, to.min(last)),
        (Ok(from), Err(_)) if to.is_empty() => Asked::Part(from, last),
        (Err(_), Ok(count)) if from.is_empty() && (count == 0 || length == 0) => Asked::Beyond,
        (Err(_), Ok(count)) if from.is_empty() => Asked::Part(length.saturating_sub(count), last),
        _ => Asked::All,
    }
}

fn file(path: &Path, range: Option<&str>, is_head: bool) -> io::Result<Response<Body>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let kind =
        TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind);
    let response = Response::builder()
        .header(CONTENT_TYPE, kind)
        .header(ACCEPT_RANGES, "bytes")
        .header("x-content-type-options", "nosniff")
        .header("cache-control", "no-cache");
    let (response, from, count) = match asked(range, length) {
        Asked::All => (response, 0, length),
        Asked::Part(from, to) => {
            let part = format!("bytes {from}-{to}/{length}");
            (response.status(StatusCode::PARTIAL_CONTENT).header(CONTENT_RANGE, part), from, to - from + 1)
        }
        Asked::Beyond => {
            let response = response
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(CONTENT_RANGE, format!("bytes */{length}"));
            return response.body(Body::empty()).map_err(io::Error::other);
        }
    };
    let mut bytes = Vec::new();
    if !is_head {
        file.seek(SeekFrom::Start(from))?;
        file.take(count).read_to_end(&mut bytes)?;
    }
    response.header(CONTENT_LENGTH, count).body(Body::from(bytes)).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_the_standard() {
        for (range, expected) in [
            (None, Asked::All),
            (Some("bytes=0-"), Asked::Part(0, 99)),
            (Some("bytes=10-19"), Asked::Part(10, 19)),
            (Some("bytes=90-500"), Asked::Part(90, 99)),
            (Some("bytes=-10"), Asked::Part(90, 99)),
            (Some("bytes=-500"), Asked::Part(0, 99)),
            (Some("bytes=100-"), Asked::Beyond),
            (Some("bytes=-0"), Asked::Beyond),
            (Some("bytes=20-10"), Asked::All),
            (Some("bytes=0-1,5-6"), Asked::All),
            (Some("seconds=0-1"), Asked::All),
        ] {
            assert_eq!(asked(range, 100), expected, "{range:?}");
        }
        assert_eq!(asked(Some("bytes=0-"), 0), Asked::Beyond);
    }

    #[test]
    fn names_that_lead_out_of_the_folder_are_not_shown() {
        for name in ["index.html", "listen/01-a.mp3"] {
            assert!(stays_inside(name), "{name}");
        }
        for name in ["", "../secret", "a/../../b", "/etc/passwd", "C:\\x", "a\\..\\b"] {
            assert!(!stays_inside(name), "{name}");
        }
    }
}
