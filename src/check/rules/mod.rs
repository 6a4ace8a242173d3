//! The rules: a file each and a row of the table below.

mod clicks;
mod clipping;
mod dc_offset;
mod dead_effect;
mod doubled_note;
mod duplicate_pattern;
mod empty_entry;
mod inaudible;
mod limiter_hard;
mod lost_note;
mod masked;
mod missing_instrument;
mod missing_sample;
mod mono_loss;
mod not_a_number;
mod out_of_range;
mod out_of_scale;
mod silent_end;
mod silent_middle;
mod silent_start;
mod silent_track;
mod stolen_voice;
mod stuck_note;
mod tempo_step;
mod unreachable_pattern;
mod unused_instrument;
mod unused_sample;

use super::rule::Rule;

/// Every rule: first those that look at the song, then those that listen.
pub const RULES: &[&Rule] = &[
    &missing_sample::RULE,
    &missing_instrument::RULE,
    &stuck_note::RULE,
    &out_of_range::RULE,
    &stolen_voice::RULE,
    &silent_track::RULE,
    &unreachable_pattern::RULE,
    &doubled_note::RULE,
    &dead_effect::RULE,
    &tempo_step::RULE,
    &out_of_scale::RULE,
    &empty_entry::RULE,
    &duplicate_pattern::RULE,
    &unused_instrument::RULE,
    &unused_sample::RULE,
    &clipping::RULE,
    &not_a_number::RULE,
    &lost_note::RULE,
    &limiter_hard::RULE,
    &dc_offset::RULE,
    &clicks::RULE,
    &silent_middle::RULE,
    &silent_start::RULE,
    &silent_end::RULE,
    &mono_loss::RULE,
    &masked::RULE,
    &inaudible::RULE,
];

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_helps_are_sentences() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(rule.help.len() > 8 && !rule.help.ends_with('.'), "{}", rule.name);
            assert!(rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.name);
            assert_eq!(find(rule.name).map(|found| found.help), Some(rule.help), "{index}");
        }
    }
}
