//! Letting others hear the song: by the line, and what is told.

use super::session::Session;
use std::net::TcpStream;

/// The address that was told.
fn address(session: &Session) -> String {
    let told = session.told();
    let url = told.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");
    url.trim_end_matches([',', ';']).to_owned()
}

fn answers(url: &str) -> bool {
    TcpStream::connect(url.split('/').nth(2).expect("an address")).is_ok()
}

#[test]
fn the_page_is_opened_told_copied_and_closed() {
    let mut session = Session::new("00 C-4 01");
    session.line("listen").expect("opened");
    let url = address(&session);
    assert!(url.starts_with("http://127.0.0.1:") && answers(&url), "{url}");
    assert!(session.told().contains("which is copied; listeners: 0"), "{}", session.told());
    assert_eq!(session.studio.to_clipboard.take(), Some(url.clone()));
    session.line("listen").expect("told again");
    assert_eq!(address(&session), url, "there is one page");
    session.line("listeners").expect("told");
    assert_eq!(session.told(), "nobody listens");
    session.line("listen off").expect("closed");
    assert_eq!(session.told(), "the page for listeners is closed");
    assert!(!answers(&url));
    assert!(session.line("listen off").is_err() && session.line("listeners").is_err());
    assert!(session.line("listen everywhere").expect_err("refused").contains("takes nothing, or off"));
    session.line("listen").expect("opened again");
    assert_ne!(address(&session), url, "under another address");
}

#[test]
fn nothing_is_copied_for_one_who_wants_no_clipboard_and_a_chosen_port_is_kept() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    let mut session = Session::new("");
    session.studio.settings.terminal_clipboard = Some(false);
    session.studio.settings.listen_port = Some(u32::from(port));
    let taken = session.line("listen").expect_err("the port is taken");
    assert!(taken.contains(&format!("cannot be opened at 127.0.0.1:{port}")), "{taken}");
    drop(free);
    session.line("listen").expect("opened");
    assert!(address(&session).starts_with(&format!("http://127.0.0.1:{port}/")));
    assert_eq!(session.studio.to_clipboard, None);
}
