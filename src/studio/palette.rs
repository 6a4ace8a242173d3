//! Lists that are searched by a few letters: the command palette, and choices of one thing among several.

use super::commands::{Command, all};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name, as it is given to whoever asked.
    pub name: String,
    /// What it is, in a sentence; may be empty.
    pub help: String,
}

/// The things that match, best first; all of them in their own order where nothing was typed. `told` gives a thing's name and
/// what it is.
pub fn ranked<'a, T>(
    query: &str,
    things: impl Iterator<Item = &'a T>,
    told: impl Fn(&'a T) -> (&'a str, &'a str),
) -> Vec<&'a T> {
    // Names are searched word by word, however they join their words.
    let query = query.replace('-', " ").to_lowercase();
    let pattern = Pattern::parse(&query, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    // Words that stand there whole are meant before letters that are scattered over it.
    let whole = |text: &str| {
        let text = text.to_lowercase();
        let stands = |word: &str| text.split(|sign: char| !sign.is_alphanumeric()).any(|other| other == word);
        !query.trim().is_empty() && query.split_whitespace().all(stands)
    };
    let mut found: Vec<((bool, u32), &T)> = things
        .filter_map(|thing| {
            let (name, help) = told(thing);
            // A hit in the name counts for more than one in the sentence. Letters may lie scattered over a name, which is short; in
            // a sentence nearly everything would be found so, and there words have to stand.
            let name = name.replace('-', " ");
            let both = format!("{name} {help}").to_lowercase();
            let stands = query.split_whitespace().all(|word| both.contains(word));
            let of_name = score(&name).map(|score| score * 2);
            let found = of_name.max(Some(()).filter(|()| stands).and_then(|()| score(&both)));
            found.map(|score| ((whole(&both), score), thing))
        })
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, thing)| thing).collect()
}

/// The commands that match.
pub fn matches(query: &str) -> Vec<&'static Command> {
    ranked(query, all(), |command| (command.name, command.help))
}

/// The items that match.
pub fn chosen_among<'a>(query: &str, items: &'a [Item]) -> Vec<&'a Item> {
    ranked(query, items.iter(), |item| (&item.name, &item.help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_name_and_of_its_sentence_find_it_together() {
        let item = |name: &str, help: &str| Item { name: name.to_owned(), help: help.to_owned() };
        let items =
            [item("Chapel", "fm: bell, long"), item("Church", "modal: bell"), item("Round", "fm: bass")];
        let found =
            |query| chosen_among(query, &items).iter().map(|item| item.name.as_str()).collect::<Vec<_>>();
        assert_eq!(found("fm bell"), ["Chapel"]);
        assert_eq!(found("church bell"), ["Church"]);
        assert_eq!(found("round fm"), ["Round"]);
        assert_eq!(found("bell"), ["Chapel", "Church"]);
        assert_eq!(found("long"), ["Chapel"]);
    }

    #[test]
    fn letters_that_are_scattered_over_a_sentence_are_no_match() {
        let found: Vec<&str> = matches("slice").iter().map(|command| command.name).collect();
        assert!(found.starts_with(&["slice-here"]) || found[..4].contains(&"slice-onsets"), "{found:?}");
        assert!(!found.contains(&"panic") && !found.contains(&"double"), "{found:?}");
    }

    #[test]
    fn a_few_letters_find_a_command() {
        assert_eq!(matches("").len(), all().count());
        assert_eq!(matches("play-song").first().map(|command| command.name), Some("play-song"));
        assert_eq!(matches("play song").first().map(|command| command.name), Some("play-song"));
        assert!(matches("zzzzqqq").is_empty());
    }
}
