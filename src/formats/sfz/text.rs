//! The text of an SFZ file as headers and opcodes: comments taken out, `#define`s put in, `#include`d files read in their places.

use std::collections::BTreeMap;

/// Files that one instrument may include, and how deep inside each other.
const MOST_INCLUDES: usize = 256;
const DEEPEST: usize = 16;
/// Characters of the whole text, with everything that is included and defined.
const MOST_TEXT: usize = 16 << 20;
/// Characters of what one name stands for.
const LONGEST_DEFINITION: usize = 1_024;

/// A piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// `<region>`, by its name.
    Header(String),
    /// `name=value`.
    Opcode(String, String),
}

/// Reads an included file: its path as it is written, with `/` between folders.
pub type Include<'a> = dyn FnMut(&str) -> Result<String, String> + 'a;

/// The pieces of a text, and what is wrong with it, a sentence each.
pub fn tokens(text: &str, include: &mut Include) -> (Vec<Token>, Vec<String>) {
    let mut reader = Reader {
        tokens: Vec::new(),
        told: Vec::new(),
        defines: BTreeMap::new(),
        included: 0,
        read: 0,
        include,
    };
    reader.file(text, 0);
    (reader.tokens, reader.told)
}

struct Reader<'a, 'b> {
    tokens: Vec<Token>,
    told: Vec<String>,
    defines: BTreeMap<String, String>,
    included: usize,
    read: usize,
    include: &'a mut Include<'b>,
}

impl Reader<'_, '_> {
    fn file(&mut self, text: &str, depth: usize) {
        for line in without_comments(text).lines() {
            self.line(line.trim(), depth);
        }
    }

    fn line(&mut self, line: &str, depth: usize) {
        if let Some(rest) = directive(line, "#define") {
            let mut words = rest.split_whitespace();
            if let (Some(name), value) = (words.next(), words.next().unwrap_or_default()) {
                let value = self.replaced(value);
                if name.len() > 1 && name.starts_with('$') && value.len() <= LONGEST_DEFINITION {
                    self.defines.insert(name.to_owned(), value);
                } else {
                    self.tell(format!("`#define {}` is not understood", shortened(name)));
                }
            }
            return;
        }
        let line = self.replaced(line);
        self.read += line.len();
        if self.read > MOST_TEXT {
            return self.tell(format!("it is longer than {} MiB: the rest is left out", MOST_TEXT >> 20));
        }
        match directive(&line, "#include") {
            Some(rest) => self.included(rest.trim_matches('"'), depth),
            None => self.pieces(&line),
        }
    }

    fn included(&mut self, path: &str, depth: usize) {
        let path = path.replace('\\', "/");
        if depth >= DEEPEST || self.included >= MOST_INCLUDES {
            return self.tell(format!("it includes more than {MOST_INCLUDES} files, or itself"));
        }
        self.included += 1;
        match (self.include)(&path) {
            Ok(text) => self.file(&text, depth + 1),
            Err(why) => self.tell(format!("{} is not included: {why}", shortened(&path))),
        }
    }

    fn tell(&mut self, sentence: String) {
        /// More say nothing new.
        const MOST: usize = 20;
        if self.told.len() < MOST && !self.told.contains(&sentence) {
            self.told.push(sentence);
        }
    }

    /// A text in which names are replaced by what they stand for; of several that fit, the longest.
    fn replaced(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let name = &rest[at..];
            let word = name[1..]
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .map_or(name.len(), |n| n + 1);
            // From the whole word down to one letter, all of them ASCII.
            let found = (2..=word).rev().find_map(|length| {
                let known = self.defines.get(&name[..length])?;
                Some((length, known))
            });
            match found {
                Some((length, value)) if out.len() <= MOST_TEXT => {
                    out.push_str(value);
                    rest = &name[length..];
                }
                _ => {
                    out.push('$');
                    rest = &name[1..];
                }
            }
        }
        out + rest
    }

    /// The headers and opcodes of a line.
    fn pieces(&mut self, line: &str) {
        let mut rest = line;
        while !rest.is_empty() {
            match header(rest) {
                Some((name, behind)) => {
                    self.tokens.push(Token::Header(name.to_lowercase()));
                    rest = behind.trim_start();
                }
                None => {
                    let next = rest.char_indices().skip(1).find(|(at, _)| header(&rest[*at..]).is_some());
                    let (opcodes, behind) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
                    self.opcodes(opcodes);
                    rest = behind;
                }
            }
        }
    }

    /// `name=value name=value`: a value may have spaces, and ends before the word that stands before the next `=`.
    fn opcodes(&mut self, text: &str) {
        let mut rest = text;
        while let Some((name, value)) = rest.split_once('=') {
            let name = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
            let next = value.find('=').map(|at| &value[..at]);
            let length = match next {
                None => value.len(),
                Some(before) => before.rfind(char::is_whitespace).unwrap_or(before.len()),
            };
            if !name.is_empty() {
                self.tokens.push(Token::Opcode(name, value[..length].trim().to_owned()));
            }
            rest = &value[length..];
        }
    }
}

/// What stands behind a directive, if the line is one.
fn directive<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(name)?;
    rest.starts_with(|c: char| c.is_whitespace() || c == '"').then(|| rest.trim())
}

/// The name in `<name>` at the beginning of a text, and what stands behind it.
fn header(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix('<')?.split_once('>')?;
    (!name.is_empty() && name.len() < 20 && name.bytes().all(|b| b.is_ascii_alphabetic()))
        .then_some((name, rest))
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// A text without `// …` and `/* … */`.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('/') {
        out.push_str(&rest[..at]);
        let comment = &rest[at..];
        rest = if comment.starts_with("//") {
            comment.find(['\n', '\r']).map_or("", |end| &comment[end..])
        } else if comment.starts_with("/*") {
            out.push(' ');
            comment.find("*/").map_or("", |end| &comment[end + 2..])
        } else {
            out.push('/');
            &comment[1..]
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let (tokens, told) = tokens(text, &mut |_| Err("no files here".to_owned()));
        let shown = tokens.into_iter().map(|token| match token {
            Token::Header(name) => format!("<{name}>"),
            Token::Opcode(name, value) => format!("{name}={value}"),
        });
        shown.chain(told).collect()
    }

    #[test]
    fn values_may_have_spaces_and_comments_are_nothing() {
        let text = "// a kit\n<group> key=36 /* two\nlines */ <region>sample=My Kick 1.wav lokey=c4\r\nvolume=-3<region> a= b=1 c==2";
        let expected = [
            "<group>",
            "key=36",
            "<region>",
            "sample=My Kick 1.wav",
            "lokey=c4",
            "volume=-3",
            "<region>",
            "a=",
            "b=1",
            "c=",
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn names_stand_for_what_was_defined() {
        let text = "#define $KEY 36\n#define $KEYS 40\n#define $B $KEY\n<region> key=$KEY hikey=$KEYS lokey=$B x=$NO y=1$KEYth";
        assert_eq!(read(text), ["<region>", "key=36", "hikey=40", "lokey=36", "x=$NO", "y=136th"]);
    }

    #[test]
    fn what_includes_itself_comes_to_an_end_and_is_told() {
        let mut asked = 0;
        let (tokens, told) = tokens("#include \"a.sfz\"", &mut |path| {
            asked += 1;
            assert_eq!(path, "a.sfz");
            Ok("<region> sample=a.wav\n#include \"a.sfz\"\n#include \"a.sfz\"".to_owned())
        });
        assert_eq!((asked, tokens.len()), (MOST_INCLUDES, 2 * MOST_INCLUDES));
        assert_eq!(told, ["it includes more than 256 files, or itself"]);
    }

    #[test]
    fn what_is_defined_cannot_grow_without_end() {
        let mut text = "#define $A xxxxxxxxxxxxxxxx\n".to_owned();
        for letter in 'B'..='Z' {
            text +=
                &format!("#define ${letter} {0}{0}{0}{0}\n", format_args!("${}", (letter as u8 - 1) as char));
        }
        let told = read(&text).join("\n");
        assert!(told.contains("`#define $E` is not understood"), "{told}");
    }
}
