//! `segno serve`: a release as its listeners will see it, in a browser on this machine.

use super::arguments::Globals;
use super::arguments::release::ServeArguments;
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use crate::io::site_server::SiteServer;
use crate::release::publish::{DOCUMENT, SUMS, opened};
use serde_json::json;

/// Shows it until the user stops it.
pub fn run(arguments: &ServeArguments, globals: Globals) -> Outcome {
    let release = opened(&arguments.folder)?;
    let names = release.files.into_keys().chain([DOCUMENT.to_owned(), SUMS.to_owned()]);
    let server = SiteServer::new(&arguments.folder, names, arguments.port)?;
    let stop = interrupt::flag()?;
    let url = server.url();
    if globals.json {
        print::json(&json!({ "url": url, "title": release.title }))?;
    } else {
        print::text(&format!("{url}\n"))?;
    }
    if !globals.quiet {
        eprintln!("{} is shown on this machine; Ctrl-C stops it", release.title);
    }
    server.run(&stop)?;
    Err(Failure::Interrupted)
}
