//! XML, written: elements that close themselves, text that cannot break out of them.

use std::fmt::{Display, Write as _};

/// A document that is being written, two spaces of indent for each element.
#[derive(Debug, Default)]
pub struct Xml {
    text: String,
    open: usize,
}

impl Xml {
    /// A document in UTF-8 with that type, or none.
    pub fn new(kind: &str) -> Xml {
        let mut xml = Xml { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: 0 };
        if !kind.is_empty() {
            xml.text += kind;
            xml.text.push('\n');
        }
        xml
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "{:indent$}<{name}", "", indent = 2 * self.open);
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value));
        }
    }

    /// An element with others inside, which `inside` writes.
    pub fn within(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Xml)) {
        self.begin(name, attributes);
        self.text += ">\n";
        self.open += 1;
        inside(self);
        self.open -= 1;
        let _ = writeln!(self.text, "{:indent$}</{name}>", "", indent = 2 * self.open);
    }

    /// An element with text.
    pub fn text(&mut self, name: &str, text: impl Display) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and text.
    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: impl Display) {
        self.begin(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", escaped(&text.to_string()));
    }

    /// The same where there is any text.
    pub fn text_if_any(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.text(name, text);
        }
    }

    /// An element with nothing inside.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.text += "/>\n";
    }

    /// The document.
    pub fn finish(self) -> String {
        self.text
    }
}

/// Text inside XML or HTML, between tags and in attributes; what XML 1.0 does not allow is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            '\t' | '\n' | '\r' => out.push(sign),
            _ if sign.is_control() || matches!(sign, '\u{FFFE}' | '\u{FFFF}') => {}
            _ => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let mut xml = Xml::new("");
        xml.within("a", &[("b", "\"<&")], |xml| xml.text("c", "x</c>\u{0}\u{7}y"));
        let expected = "<a b=\"&quot;&lt;&amp;\">\n  <c>x&lt;/c&gt;y</c>\n</a>\n";
        assert_eq!(xml.finish().split_once('\n').map(|(_, rest)| rest.to_owned()).as_deref(), Some(expected));
    }
}
