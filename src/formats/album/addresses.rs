//! Addresses on the web and of mail: whether they have their form. Nobody is asked whether they are there.

/// Whether it is an address on the web that others can reach: `https://` or `http://`, a host with a dot in its name, and no sign that has no
/// place in one.
pub fn is_web(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let Some(rest) = rest.filter(|_| is_plain(text)) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    port.parse::<u16>().is_ok() && is_host(name)
}

/// Whether it is an address of mail: a name, `@` and a host.
pub fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let has_form = !name.is_empty() && !name.contains(['@', ':', '/', ',', ';']) && !name.starts_with('.');
    has_form && is_plain(text) && is_host(host)
}

fn is_plain(text: &str) -> bool {
    !text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || "\"<>\\^`{|}".contains(sign))
}

/// Whether it is the name of a host: parts of letters, digits and hyphens with dots between.
fn is_host(name: &str) -> bool {
    let part = |part: &str| {
        let signs = part.chars().all(|sign| sign.is_alphanumeric() || sign == '-');
        (1..=63).contains(&part.len()) && signs && !part.starts_with('-') && !part.ends_with('-')
    };
    name.contains('.') && name.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_their_form() {
        for web in ["https://a.example/night/", "http://a.example", "https://münchen.example:8443/a?b#c"] {
            assert!(is_web(web) && !is_mail(web), "{web}");
        }
        for none in [
            "a.example/night/",
            "https://",
            "https:///night/",
            "https://a example/",
            "https://localhost/",
            "ftp://a.example/",
        ] {
            assert!(!is_web(none), "{none}");
        }
        for mail in ["me@a.example", "me+songs@mail.a.example"] {
            assert!(is_mail(mail) && !is_web(mail), "{mail}");
        }
        for none in
            ["me", "me@", "@a.example", "me@home", "mailto:me@a.example", "me at a.example", "a@b@c.example"]
        {
            assert!(!is_mail(none), "{none}");
        }
    }
}
