//! Sorting a tick's commands without memory of its own making.

use super::command::Command;
use super::player::Player;

/// Memory for sorting a tick's commands.
pub(super) struct Sorting {
    /// Time × 65,536 + place, of each command.
    keys: Vec<u32>,
    copy: Vec<Command>,
}

impl Sorting {
    pub(super) fn new() -> Sorting {
        Sorting {
            keys: Vec::with_capacity(Player::MOST_COMMANDS),
            copy: Vec::with_capacity(Player::MOST_COMMANDS),
        }
    }

    /// Sorts by time and keeps the order of what happens at once.
    pub(super) fn sort(&mut self, commands: &mut [Command]) {
        if commands.is_sorted_by_key(|command| command.at) {
            return;
        }
        self.keys.clear();
        self.copy.clear();
        let keys =
            commands.iter().enumerate().map(|(place, command)| u32::from(command.at) << 16 | place as u32);
        self.keys.extend(keys);
        self.copy.extend_from_slice(commands);
        self.keys.sort_unstable();
        for (command, key) in commands.iter_mut().zip(&self.keys) {
            *command = self.copy[(key & 0xFFFF) as usize];
        }
    }
}
