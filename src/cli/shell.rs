//! `segno completions` and `segno manual`: made from the same types that read the command line.

use super::arguments::Everything;
use super::outcome::{Failure, Outcome};
use super::print;
use crate::io::paths::make_folder;
use crate::io::save::save;
use clap::CommandFactory;
use std::path::Path;

/// Prints the completions of a shell.
pub fn completions(shell: clap_complete::Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Everything::command(), "segno", &mut script);
    print::bytes(&script)
}

/// Prints the manual page, or writes one page per command into a folder.
pub fn manual(folder: Option<&Path>) -> Outcome {
    let mut command = Everything::command();
    command.build();
    let Some(folder) = folder else {
        return print::bytes(&page(command)?);
    };
    make_folder(folder)?;
    let commands: Vec<_> = command.get_subcommands().cloned().collect();
    save(&folder.join("segno.1"), &page(command)?)?;
    for command in commands.into_iter().filter(|command| command.get_name() != "help") {
        let name = format!("segno-{}", command.get_name());
        // The page's title is the command's name, which clap would want to be static.
        let command = command.display_name(name.clone()).bin_name(name.replace('-', " "));
        save(&folder.join(name + ".1"), &page(command)?)?;
    }
    Ok(())
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    match clap_mangen::Man::new(command).render(&mut page) {
        Ok(()) => Ok(page),
        Err(error) => Err(Failure::Machine(format!("could not write the manual: {error}"))),
    }
}
