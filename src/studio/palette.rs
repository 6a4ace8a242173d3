//! The command palette: every command, found by a few letters of its name or of what it does.

use super::commands::{Command, all};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The commands that match, best first; all of them in their own order where nothing was typed.
pub fn matches(query: &str) -> Vec<&'static Command> {
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    let mut found: Vec<(u32, &Command)> = all()
        .filter_map(|command| {
            // A hit in the name counts for more than one in the sentence.
            let name = score(&command.name.replace('-', " ")).map(|score| score * 2);
            let help = score(command.help);
            name.max(help).map(|score| (score, command))
        })
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, command)| command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_a_command() {
        assert_eq!(matches("").len(), all().count());
        assert_eq!(matches("play song").first().map(|command| command.name), Some("play-song"));
        assert!(matches("zzzzqqq").is_empty());
    }
}
