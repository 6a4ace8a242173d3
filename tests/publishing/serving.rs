//! `segno serve` as a browser meets it.

use super::released;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that ends with the test.
pub struct Server {
    child: Child,
    /// Where it is: `127.0.0.1:4711`.
    pub address: String,
}

impl Server {
    pub fn start(folder: &Path) -> Server {
        let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
        segno.current_dir(folder).args(["serve", "out", "--quiet"]).stdout(Stdio::piped());
        let mut child = segno.spawn().expect("segno starts");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut url).expect("a line");
        let address = url.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("{url}")).to_owned();
        Server { child, address }
    }

    /// The head and the body of an answer.
    fn ask(&self, line: &str, headers: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        (String::from_utf8_lossy(&bytes[..end]).to_lowercase(), bytes[end + 4..].to_vec())
    }

    fn get(&self, path: &str, more: &str) -> (String, Vec<u8>) {
        self.ask(&format!("GET {path}"), &format!("Host: {}\r\n{more}", self.address))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_release_is_shown_file_by_file_and_part_by_part() {
    let folder = released();
    let server = Server::start(folder);
    let on_disk = |name: &str| std::fs::read(folder.join("out").join(name)).expect("a file");
    let (head, body) = server.get("/", "");
    assert!(
        head.starts_with("http/1.1 200") && head.contains("content-type: text/html; charset=utf-8"),
        "{head}"
    );
    assert_eq!(body, on_disk("index.html"));
    assert_eq!(server.get("/%69ndex.h%74ml", "").1, body, "as browsers write names with blanks");
    let sound = on_disk("listen/01-one-two.mp3");
    let (head, body) = server.get("/listen/01-one-two.mp3", "");
    assert!(head.contains("content-type: audio/mpeg") && head.contains("accept-ranges: bytes"), "{head}");
    assert_eq!(body, sound);
    let (head, body) = server.get("/listen/01-one-two.mp3", "Range: bytes=100-199\r\n");
    assert!(head.starts_with("http/1.1 206"), "{head}");
    assert!(head.contains(&format!("content-range: bytes 100-199/{}", sound.len())), "{head}");
    assert_eq!(body, sound[100..200]);
    let (head, _) = server.get("/listen/01-one-two.mp3", "Range: bytes=99999999-\r\n");
    assert!(head.starts_with("http/1.1 416") && head.contains(&format!("bytes */{}", sound.len())), "{head}");
    let (head, body) = server.ask("HEAD /listen/01-one-two.opus", &format!("Host: {}\r\n", server.address));
    let length = format!("content-length: {}", on_disk("listen/01-one-two.opus").len());
    assert!(head.contains(&length) && head.contains("audio/ogg") && body.is_empty(), "{head}");
}

#[test]
fn nothing_else_is_shown_and_to_nobody_else() {
    let folder = released();
    let server = Server::start(folder);
    for path in [
        "/private.txt",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/songs/",
        "//etc/passwd",
    ] {
        let (head, body) = server.get(path, "");
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(!String::from_utf8_lossy(&body).contains("secret"), "{path}");
    }
    for host in ["evil.example", "evil.example:80", "192.168.1.4", "127.0.0.1.evil.example"] {
        let (head, _) = server.ask("GET /", &format!("Host: {host}\r\n"));
        assert!(head.starts_with("http/1.1 403"), "{host}: {head}");
    }
    let (head, _) = server.ask("GET /", "Host: localhost:1234\r\n");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let (head, _) = server.ask("POST /", &format!("Host: {}\r\nContent-Length: 0\r\n", server.address));
    assert!(head.starts_with("http/1.1 405") && head.contains("allow: get, head"), "{head}");
}

#[test]
fn a_folder_that_is_no_release_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    let output = segno.arg("serve").arg(folder.path()).output().expect("segno starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("it holds no release.json; expected a folder that `segno publish` made"), "{told}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_even_while_somebody_is_connected() {
    let folder = released();
    let mut server = Server::start(folder);
    let idle = TcpStream::connect(&server.address).expect("a connection");
    let killed = Command::new("kill").arg("-INT").arg(server.child.id().to_string()).status().expect("kill");
    assert!(killed.success());
    assert_eq!(server.child.wait().expect("it ends").code(), Some(130));
    drop(idle);
}
