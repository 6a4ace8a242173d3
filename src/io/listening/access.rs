//! Who may come in: whoever knows the token, by a browser that was sent here and nowhere else.

use std::io;
use std::net::IpAddr;

/// Bytes of a token: 128 bits.
const BYTES: usize = 16;

/// What nobody can guess. It stands in the address.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// One that the system's randomness gives.
    ///
    /// # Errors
    /// If the system gives none.
    pub fn new() -> io::Result<Token> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// As it stands in the address.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether this is the token. Takes as long for a wrong one that is as long, wherever that differs.
    pub fn is(&self, text: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), text.as_bytes());
        let differs = own.iter().zip(other).fold(0, |differs, (own, other)| differs | (own ^ other));
        own.len() == other.len() && std::hint::black_box(differs) == 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// The name in a `Host` header, without its port.
fn name(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether a browser that asks for this `Host` means us: a name that somebody else has let point here (DNS rebinding) does not. The port
/// may be any, since `ssh -L` takes any. Beyond loopback numbers are as good, since nobody can let them point elsewhere.
pub fn is_our_host(host: &str, bound: IpAddr) -> bool {
    let name = name(host);
    match name.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || !bound.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether a page of this `Origin` was loaded from this `Host`.
pub fn is_our_page(origin: &str, host: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| origin.strip_prefix(scheme).is_some_and(|own| own.eq_ignore_ascii_case(host)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn tokens_are_long_never_the_same_and_fit_only_themselves() {
        let (one, other) = (Token::new().expect("randomness"), Token::new().expect("randomness"));
        assert_ne!(one, other);
        assert_eq!(one.text().len(), 2 * BYTES);
        assert!(one.is(one.text()) && !one.is(other.text()));
        assert!(!one.is("") && !one.is(&one.text()[1..]) && !one.is(&format!("{}0", one.text())));
        assert!(!format!("{one:?}").contains(one.text()));
    }

    #[test]
    fn only_names_of_this_machine_are_ours() {
        let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
        for host in ["localhost", "localhost:8765", "127.0.0.1:1", "[::1]:80", "LOCALHOST"] {
            assert!(is_our_host(host, loopback), "{host}");
        }
        for host in ["", "evil.example", "evil.example:8765", "localhost.evil.example", "192.168.1.4:80"] {
            assert!(!is_our_host(host, loopback), "{host}");
        }
        let everywhere = IpAddr::from(Ipv4Addr::UNSPECIFIED);
        assert!(is_our_host("192.168.1.4:80", everywhere));
        assert!(!is_our_host("evil.example", everywhere));
    }

    #[test]
    fn only_our_own_page_may_ask_for_sound() {
        assert!(is_our_page("http://127.0.0.1:80", "127.0.0.1:80"));
        for origin in ["http://evil.example", "null", "http://127.0.0.1:81", "file://127.0.0.1:80", ""] {
            assert!(!is_our_page(origin, "127.0.0.1:80"), "{origin}");
        }
    }
}
